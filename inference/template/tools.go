package template

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// toolCalls reads the JSON text of a message's tool calls. OpenAI's API writes a call's arguments as a string that holds JSON;
// templates expect the JSON itself, so that is what they get. Everything else stays as it is, in the order in which it is
// written.
func toolCalls(text string) ([]json.RawMessage, error) {
	if text == "" {
		return nil, nil
	}
	var calls []json.RawMessage
	if err := json.Unmarshal([]byte(text), &calls); err != nil {
		return nil, fmt.Errorf("want a JSON list: %w", err)
	}
	for i, c := range calls {
		open, err := openArguments(c, "function")
		if err != nil {
			return nil, fmt.Errorf("call %d: %w", i, err)
		}
		calls[i] = open
	}
	return calls, nil
}

// openArguments copies object and replaces the member "arguments", or that of the member called inner, by the JSON that it
// holds as a string.
func openArguments(object json.RawMessage, inner string) (json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("want a JSON object")
	}
	out := []byte{'{'}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		switch {
		case key == inner && value[0] == '{':
			if value, err = openArguments(value, ""); err != nil {
				return nil, err
			}
		case key == "arguments":
			var s string
			if json.Unmarshal(value, &s) == nil && len(s) > 0 && s[0] == '{' && json.Valid([]byte(s)) {
				value = json.RawMessage(s)
			}
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}
