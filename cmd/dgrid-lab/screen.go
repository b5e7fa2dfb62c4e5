package main

import (
	"fmt"
	"os"

	"golang.org/x/term"
)

// colour is whether a person looks at a terminal.
var colour = term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == ""

func paint(code, s string) string {
	if !colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func bold(s string) string  { return paint("1", s) }
func green(s string) string { return paint("32", s) }
func red(s string) string   { return paint("31", s) }

func title(s string) { fmt.Printf("\n%s\n", bold(s)) }

func done(format string, args ...any) {
	fmt.Printf("%s %s\n", green("✓"), fmt.Sprintf(format, args...))
}

// short is the beginning of an address or id.
func short(hex string) string {
	if len(hex) > 10 {
		return hex[:10] + "…"
	}
	return hex
}

// wrapped writes a stream of text in lines of a bounded width as it comes.
type wrapped struct {
	prefix string
	width  int
	column int // characters in the line so far
}

func (w *wrapped) Write(b []byte) (int, error) {
	for _, r := range string(b) {
		if r == '\n' || (w.column >= w.width && r == ' ') {
			fmt.Println()
			w.column = 0
			continue
		}
		if w.column == 0 {
			fmt.Print(w.prefix)
		}
		fmt.Print(string(r))
		w.column++
	}
	return len(b), nil
}

func (w *wrapped) end() {
	if w.column > 0 {
		fmt.Println()
	}
}
