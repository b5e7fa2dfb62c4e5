package inference_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid/inference"
	"pgregory.net/rapid"
)

func TestTextReleasesWhatIsCertain(t *testing.T) {
	tests := []struct {
		name   string
		stop   []string
		pieces []string
		want   []string // released by each piece; the last includes what Flush gives
	}{
		{"plain", nil, []string{"Hel", "lo"}, []string{"Hel", "lo"}},
		{"a character in two tokens", nil, []string{"a\xc3", "\xa9b"}, []string{"a", "éb"}},
		{"a character in four tokens", nil, []string{"\xf0", "\x9f", "\x98", "\x80"}, []string{"", "", "", "😀"}},
		{"ends inside a character", nil, []string{"x", "\xe2\x82"}, []string{"x", "\uFFFD"}},
		{"a byte that fits nowhere", nil, []string{"a\xffb"}, []string{"a\uFFFDb"}},
		{"a character broken off by another", nil, []string{"\xe2\x82", "A"}, []string{"", "\uFFFD\uFFFDA"}},
		{"stop in one token", []string{"END"}, []string{"one ", "twoENDthree"}, []string{"one ", "two"}},
		{"stop over three tokens", []string{"END"}, []string{"oneE", "N", "D"}, []string{"one", "", ""}},
		{"begin of a stop that is none", []string{"END"}, []string{"oneE", "N", "x"}, []string{"one", "", "ENx"}},
		{"held back to the end", []string{"END"}, []string{"one", "EN"}, []string{"one", "EN"}},
		{"the begin of a stop inside a begin", []string{"aab"}, []string{"aa", "ab"}, []string{"", "a"}},
		{"nothing after a stop", []string{"."}, []string{"a.", "b."}, []string{"a", ""}},
		{"the stop that is complete first counts", []string{"abc", "b"}, []string{"xabc"}, []string{"xa"}},
		{"of two that end together the longer", []string{"bc", "abc"}, []string{"xabc"}, []string{"x"}},
		{"stop of many bytes in two tokens", []string{"é"}, []string{"a\xc3", "\xa9b"}, []string{"a", ""}},
		{"flush completes a stop", []string{"\uFFFD"}, []string{"ab", "\xe2"}, []string{"ab", ""}},
		{"tokens without text", nil, []string{"a", "", "b"}, []string{"a", "", "b"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := release(t, test.stop, test.pieces); !slices.Equal(got, test.want) {
				t.Errorf("released %q, want %q", got, test.want)
			}
		})
	}
}

func TestTextRefusesStopStrings(t *testing.T) {
	for _, stop := range []string{"", "\xff"} {
		if _, err := inference.NewText([]string{"fine", stop}); err == nil {
			t.Errorf("stop string %q is accepted", stop)
		}
	}
}

// release pushes pieces and then flushes.
func release(t interface{ Fatal(...any) }, stop, pieces []string) (released []string, stopped bool) {
	text, err := inference.NewText(stop)
	if err != nil {
		t.Fatal(err)
	}
	var part string
	for _, p := range pieces {
		part, stopped = text.Push([]byte(p))
		released = append(released, part)
	}
	if part, end := text.Flush(); len(released) > 0 {
		released[len(released)-1] += part
		stopped = end
	}
	return released, stopped
}

// plain is the text of a whole answer, written without any streaming.
func plain(answer string, stop []string) string {
	var b strings.Builder
	for len(answer) > 0 {
		if !utf8.FullRuneInString(answer) {
			b.WriteRune(utf8.RuneError)
			break
		}
		r, n := utf8.DecodeRuneInString(answer)
		b.WriteRune(r)
		answer = answer[n:]
	}
	text := b.String()
	for end := range len(text) + 1 {
		cut := -1
		for _, s := range stop {
			if strings.HasSuffix(text[:end], s) && (cut < 0 || end-len(s) < cut) {
				cut = end - len(s)
			}
		}
		if cut >= 0 {
			return text[:cut]
		}
	}
	return text
}

func TestTextDoesNotDependOnHowTokensDivideIt(t *testing.T) {
	alphabet := rapid.SampledFrom([]string{"a", "b", "ab", "é", "😀", "\xc3", "\xa9", "\xf0\x9f", "\x98", "\xff", "\uFFFD"})
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(alphabet, 1, 30).Draw(t, "pieces")
		stop := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("abé\uFFFD")), 1, 3, -1), 0, 3).Draw(t, "stop")
		check(t, pieces, stop)
	})
}

func check(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, pieces, stop []string) {
	released, stopped := release(t, stop, pieces)
	got, want := strings.Join(released, ""), plain(strings.Join(pieces, ""), stop)
	if got != want {
		t.Fatalf("pieces %q with stop %q give %q, want %q", pieces, stop, got, want)
	}
	if all := plain(strings.Join(pieces, ""), nil); stopped != (all != want) {
		t.Fatalf("pieces %q with stop %q: stopped is %t for %q of %q", pieces, stop, stopped, want, all)
	}
	for _, r := range released {
		if !utf8.ValidString(r) {
			t.Fatalf("pieces %q release %q, which is not UTF-8", pieces, r)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("hello world"), uint8(3), "lo")
	f.Add([]byte("caf\xc3\xa9"), uint8(1), "é")
	f.Add([]byte("\xf0\x9f\x98"), uint8(2), "\uFFFD")
	f.Add([]byte("aaab"), uint8(1), "aab")
	f.Fuzz(func(t *testing.T, answer []byte, size uint8, stop string) {
		if stop == "" || !utf8.ValidString(stop) || size == 0 {
			return
		}
		var pieces []string
		for chunk := range slices.Chunk(answer, int(size)) {
			pieces = append(pieces, string(chunk))
		}
		if len(pieces) > 0 {
			check(t, pieces, []string{stop})
		}
	})
}
