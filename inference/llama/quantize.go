package llama

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hybridgroup/yzma/pkg/llama"
)

var quantizations = map[string]llama.Ftype{
	"F16": llama.FtypeMostlyF16, "Q8_0": llama.FtypeMostlyQ8_0, "Q6_K": llama.FtypeMostlyQ6_K, "Q5_0": llama.FtypeMostlyQ5_0,
	"Q5_K_M": llama.FtypeMostlyQ5_K_M, "Q4_0": llama.FtypeMostlyQ4_0, "Q4_1": llama.FtypeMostlyQ4_1, "Q4_K_M": llama.FtypeMostlyQ4_K_M,
	"Q3_K_M": llama.FtypeMostlyQ3_K_M, "Q2_K": llama.FtypeMostlyQ2_K,
}

// Quantizations are the types that Quantize can write.
func Quantizations() []string {
	var names []string
	for n := range quantizations {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Quantize writes the model at in to out with its weights in another type, for example "Q8_0" or "Q4_0". Weights that are
// quantized already are converted from what they are, so nothing is won by going up. out appears only when it is whole.
// Native code cannot be interrupted: ctx is looked at before and after.
func Quantize(ctx context.Context, runtimeDir, in, out, typ string) error {
	ftype, ok := quantizations[typ]
	if !ok {
		return fmt.Errorf("quantize to %q: want one of %s", typ, strings.Join(Quantizations(), ", "))
	}
	if _, err := os.Stat(in); err != nil {
		return fmt.Errorf("quantize: %w", err)
	}
	if _, err := Load(runtimeDir, ""); err != nil {
		return fmt.Errorf("quantize: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("quantize: %w", err)
	}
	dir, err := os.MkdirTemp(filepath.Dir(out), ".quantize-*")
	if err != nil {
		return fmt.Errorf("quantize: %w", err)
	}
	defer os.RemoveAll(dir)
	part := filepath.Join(dir, filepath.Base(out))
	p := llama.ModelQuantizeDefaultParams()
	p.Ftype, p.AllowRequantize, p.NThread = ftype, 1, 1
	if code := llama.ModelQuantize(in, part, &p); code != 0 {
		return fmt.Errorf("quantize %s to %s: libllama returned %d; is it a GGUF model, and is there room for the result?", in, typ, code)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("quantize: %w", err)
	}
	return os.Rename(part, out)
}
