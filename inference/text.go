package inference

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Text turns the bytes of an answer's tokens into the text that each token releases. What comes out depends on the bytes and
// the stop strings alone, so that whoever checks an answer finds the same text for every token.
//
// Released text is whole UTF-8 characters. A byte that can be part of no character becomes U+FFFD. Text that may still turn
// out to begin a stop string is held back, and so are the bytes of a character that is not complete.
type Text struct {
	stop    []string
	bytes   []byte // begin of a character
	held    string // begin of a stop string, perhaps
	stopped bool
}

// NewText starts an answer that ends where one of the stop strings comes out.
func NewText(stop []string) (*Text, error) {
	for _, s := range stop {
		if s == "" {
			return nil, errors.New("stop string is empty: leave it out")
		}
		if !utf8.ValidString(s) {
			return nil, errors.New("stop string is not valid UTF-8")
		}
	}
	return &Text{stop: stop}, nil
}

// Push takes the bytes of the next token and returns what it releases. When a stop string has come out, the text before it is
// released, stopped is true, and nothing follows.
func (t *Text) Push(piece []byte) (released string, stopped bool) {
	if t.stopped {
		return "", true
	}
	t.bytes = append(t.bytes, piece...)
	return t.release(t.held + t.whole())
}

// Flush releases what is held back: the answer ends here. An incomplete character becomes one U+FFFD.
func (t *Text) Flush() (released string, stopped bool) {
	if t.stopped {
		return "", true
	}
	text := t.held
	if len(t.bytes) > 0 {
		text += string(utf8.RuneError)
		t.bytes = nil
	}
	// U+FFFD itself may complete a stop string.
	if released, stopped = t.release(text); stopped {
		return released, true
	}
	released, t.held = released+t.held, ""
	return released, false
}

// whole takes the complete characters out of t.bytes.
func (t *Text) whole() string {
	var b strings.Builder
	for len(t.bytes) > 0 && utf8.FullRune(t.bytes) {
		r, n := utf8.DecodeRune(t.bytes)
		b.WriteRune(r) // U+FFFD for each byte that fits nowhere
		t.bytes = t.bytes[n:]
	}
	return b.String()
}

// release splits text into what is certain and what is held back.
func (t *Text) release(text string) (released string, stopped bool) {
	// Of several, the one counts that is complete first, so that it does not matter how the tokens divide the text.
	cut, end := -1, 0
	for _, s := range t.stop {
		i := strings.Index(text, s)
		if i < 0 {
			continue
		}
		if cut < 0 || i+len(s) < end || i+len(s) == end && i < cut {
			cut, end = i, i+len(s)
		}
	}
	if cut >= 0 {
		t.stopped, t.bytes, t.held = true, nil, ""
		return text[:cut], true
	}
	n := len(text)
	for _, s := range t.stop {
		n = min(n, len(text)-overlap(text, s))
	}
	t.held = text[n:]
	return text[:n], false
}

// overlap is the length of the longest end of text that is a proper beginning of stop.
func overlap(text, stop string) int {
	for n := min(len(text), len(stop)-1); n > 0; n-- {
		if strings.HasSuffix(text, stop[:n]) {
			return n
		}
	}
	return 0
}
