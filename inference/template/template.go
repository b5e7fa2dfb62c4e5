package template

import (
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid"
)

// Limits of one rendering. Those of what a template builds are in jinja/limits.js.
const (
	maxSource = 1 << 16     // bytes; the largest in public models have 20 kB
	maxGiven  = 16 << 20    // bytes of the conversation as JSON
	maxTime   = time.Minute // what is counted ends far earlier, so that a busy machine refuses no more than others
	maxIdle   = 2           // machines that a Template keeps
)

// What a caller may branch on.
var (
	// ErrRefused: the template does not take this conversation, for example because two users speak in a row. The user must
	// change it.
	ErrRefused = errors.New("the model's chat template does not take this conversation")
	// ErrTemplate: the template is unsound, or uses what this program does not know. Nobody can use this model in chats.
	ErrTemplate = errors.New("the model's chat template does not work")
	// ErrLimit: the rendering built too much or took too long.
	ErrLimit = errors.New("the model's chat template went over a limit")
	// ErrInput: the tools or tool calls of the conversation are not the JSON that templates read. The user must change it.
	ErrInput = errors.New("the conversation cannot be read")
)

// Input is what a template may read.
type Input struct {
	Messages            []dgrid.Message
	Tools               string    // JSON text of the tool definitions, or empty
	BOS, EOS            string    // text of the model's begin and end tokens
	AddGenerationPrompt bool      // end with what begins the assistant's answer
	Now                 time.Time // what strftime_now sees, in UTC
}

// Template is a chat template that is read once and rendered often. It is safe for concurrent use.
type Template struct {
	source string

	mu   sync.Mutex
	idle []*machine
}

// New reads the Jinja text source. Its error wraps ErrTemplate or ErrLimit.
func New(source string) (*Template, error) {
	if len(source) > maxSource {
		return nil, fmt.Errorf("read chat template: %w: it has %d bytes, at most %d are read", ErrLimit, len(source), maxSource)
	}
	if !utf8.ValidString(source) {
		return nil, fmt.Errorf("read chat template: %w: it is not UTF-8", ErrTemplate)
	}
	t := &Template{source: source}
	m, err := newMachine(source)
	if err != nil {
		return nil, fmt.Errorf("read chat template: %w", err)
	}
	t.put(m)
	return t, nil
}

// Render renders the template for in. Its error wraps one of the errors of this package.
func (t *Template) Render(in Input) (string, error) {
	given, err := in.json()
	if err != nil {
		return "", fmt.Errorf("render chat template: %w", err)
	}
	m, err := t.get()
	if err != nil {
		return "", fmt.Errorf("render chat template: %w", err)
	}
	text, err := m.render(given, in.Now)
	if err == nil || errors.Is(err, ErrRefused) {
		t.put(m) // one that was stopped half-way is not used again
	}
	if err != nil {
		return "", fmt.Errorf("render chat template: %w", err)
	}
	return text, nil
}

// Render reads and renders the chat template source for in.
func Render(source string, in Input) (string, error) {
	t, err := New(source)
	if err != nil {
		return "", err
	}
	return t.Render(in)
}

func (t *Template) get() (*machine, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.idle); n > 0 {
		m := t.idle[n-1]
		t.idle = t.idle[:n-1]
		return m, nil
	}
	return newMachine(t.source)
}

func (t *Template) put(m *machine) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.idle) < maxIdle {
		t.idle = append(t.idle, m)
	}
}
