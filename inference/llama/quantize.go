package llama

import (
	"context"
	"errors"
)

// Quantize writes the model at in to out with its weights in another type, for example "Q8_0" or "Q4_0".
func Quantize(ctx context.Context, runtimeDir, in, out, typ string) error {
	return errors.New("not built")
}
