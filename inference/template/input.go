package template

import (
	"encoding/json"
	"fmt"
	"strings"
)

// given is what the template sees besides functions. Messages have the fields of OpenAI's chat messages; documents and tools
// are there and none, as transformers passes them.
type given struct {
	Messages            []message       `json:"messages"`
	Tools               json.RawMessage `json:"tools"`
	Documents           *struct{}       `json:"documents"` // always null
	BOS                 string          `json:"bos_token"`
	EOS                 string          `json:"eos_token"`
	AddGenerationPrompt bool            `json:"add_generation_prompt"`
}

type message struct {
	Role       string            `json:"role"`
	Content    string            `json:"content"`
	Name       string            `json:"name,omitempty"`
	ToolCallID string            `json:"tool_call_id,omitempty"`
	ToolCalls  []json.RawMessage `json:"tool_calls,omitempty"`
}

func (in *Input) json() (string, error) {
	messages := make([]message, len(in.Messages))
	for i, m := range in.Messages {
		calls, err := toolCalls(m.ToolCalls)
		if err != nil {
			return "", fmt.Errorf("%w: tool calls of message %d: %w", ErrInput, i, err)
		}
		messages[i] = message{Role: m.Role, Content: m.Content, Name: m.Name, ToolCallID: m.ToolCallID, ToolCalls: calls}
	}
	var tools json.RawMessage
	if in.Tools != "" {
		if !json.Valid([]byte(in.Tools)) {
			return "", fmt.Errorf("%w: the tool definitions are not JSON", ErrInput)
		}
		tools = json.RawMessage(in.Tools)
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(given{
		Messages: messages, Tools: tools, BOS: in.BOS, EOS: in.EOS, AddGenerationPrompt: in.AddGenerationPrompt,
	})
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrInput, err)
	}
	if b.Len() > maxGiven {
		return "", fmt.Errorf("%w: it has %d bytes, at most %d are rendered", ErrInput, b.Len(), maxGiven)
	}
	return b.String(), nil
}
