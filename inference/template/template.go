// Package template turns a conversation into a model's prompt with the model's own chat template.
package template

import (
	"errors"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Input is what a template may read.
type Input struct {
	Messages            []dgrid.Message
	Tools               string // JSON text of the tool definitions, or empty
	BOS, EOS            string // text of the model's begin and end tokens
	AddGenerationPrompt bool
	Now                 time.Time // what strftime_now sees, in UTC
}

// Render renders the chat template source.
func Render(source string, in Input) (string, error) { return "", errors.ErrUnsupported }
