package main_test

import (
	"testing"

	dgridd "github.com/dgrid-network/dgrid/cmd/dgridd"
)

func TestAnswersDoNotCommandTheTerminal(t *testing.T) {
	tests := map[string]string{
		"two\nlines\tand a tab, 漢字 ✓": "two\nlines\tand a tab, 漢字 ✓",
		"red \x1b[31m text":           "red [31m text",
		"over\rwritten\x07\x08":       "overwritten",
		"one byte \u009b2J":           "one byte 2J",
	}
	for text, want := range tests {
		if got := dgridd.Printable(text); got != want {
			t.Errorf("%q is printed as %q, want %q", text, got, want)
		}
	}
}
