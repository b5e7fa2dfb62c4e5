package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestParseResident(t *testing.T) {
	r, err := parseResident([]byte("Name:\tx\nVmHWM:\t 90 kB\nVmRSS:\t 70 kB\nRssAnon:\t 40 kB\nRssFile:\t 25 kB\nRssShmem:\t 5 kB\n"))
	if want := (rss{70, 40, 25, 5}); err != nil || r != want {
		t.Errorf("resident %+v, %v", r, err)
	}
	for _, bad := range []string{"", "VmRSS: 70 kB\n", "VmRSS: a kB\nRssAnon: 1 kB\nRssFile: 1 kB\nRssShmem: 1 kB\n"} {
		if r, err := parseResident([]byte(bad)); err == nil {
			t.Errorf("%q: resident %+v", bad, r)
		}
	}
}

// hear makes an answer whose pieces come at these milliseconds.
func hearAt(began, ended, tokens int, pieces ...int) *heard {
	at := func(ms int) time.Time { return time.UnixMilli(int64(ms)) }
	h := &heard{Began: at(began), Ended: at(ended), Tokens: tokens, Prompt: 10}
	for _, ms := range pieces {
		h.Chunks = append(h.Chunks, arrival{at: at(ms)})
	}
	return h
}

func TestWeigh(t *testing.T) {
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	one := weigh([]*heard{hearAt(0, 1200, 11, 100, 600, 1100)})
	if one.Prompt != 10 || one.Tokens != 11 || !near(one.First, 100) || !near(one.Rate, 10) || !near(one.Whole, 11/1.2) || one.Even != 0 {
		t.Errorf("one answer: %+v", one)
	}
	// Streams of 10 and 5 tokens a second, of which the second begins and ends last.
	two := weigh([]*heard{hearAt(0, 1100, 11, 100, 1100), hearAt(0, 2300, 11, 200, 2200)})
	if two.Tokens != 22 || !near(two.First, 200) || !near(two.Rate, 21/2.1) || !near(two.Whole, 22/2.3) || !near(two.Even, 0.5) {
		t.Errorf("two answers: %+v", two)
	}
	// A short answer may come in one piece: a rate of infinity could not be written down.
	if whole := weigh([]*heard{hearAt(0, 30, 4, 20)}); whole.Rate != 0 || !near(whole.First, 20) {
		t.Errorf("an answer in one piece: %+v", whole)
	}
}

func TestMiddle(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{4}, 4}, {[]float64{9, 1}, 5}, {[]float64{3, 9, 1}, 3}, {[]float64{8, 1, 2, 4}, 3}} {
		if got := middle(test.values); got != test.want {
			t.Errorf("the middle of %v is %v, want %v", test.values, got, test.want)
		}
	}
}

func TestPutAside(t *testing.T) {
	head := map[string]any{"experiment": "bench", "seed": 1}
	const first = `{"experiment":"bench","seed":1}` + "\n"
	tests := []struct {
		name, holds string
		aside       bool
	}{
		{"stopped", first + `{"kind":"single","round":1}` + "\n", false},
		{"whole", first + `{"kind":"single","round":1}` + "\n" + `{"kind":"memory","round":1}` + "\n", true},
		{"of another build", `{"experiment":"bench","seed":2}` + "\n", true},
	}
	for _, test := range tests {
		path := filepath.Join(t.TempDir(), "bench.jsonl")
		if err := os.WriteFile(path, []byte(test.holds), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := putAside(path, head); err != nil {
			t.Fatal(err)
		}
		_, err := os.Stat(path)
		old, _ := os.ReadFile(path + ".old")
		if aside := err != nil; aside != test.aside || aside && string(old) != test.holds {
			t.Errorf("%s: put aside %v, the other file holds %q", test.name, aside, old)
		}
	}
	if err := putAside(filepath.Join(t.TempDir(), "none"), head); err != nil {
		t.Error(err)
	}
}

func TestBenchSummary(t *testing.T) {
	side := func(rate, first float64, cpu map[string]float64) *taken {
		return &taken{Prompt: 4000, Tokens: 100, First: first, Rate: rate, Whole: rate / 2, Even: 0.9, CPU: cpu}
	}
	b := &benching{seed: 1, rounds: 3, tokens: 128}
	for i := range 3 {
		for _, kind := range []string{kindSingle, kindEight, kindFirst} {
			b.duels = append(b.duels, duel{Kind: kind, Round: i + 1, Load: float64(i),
				Ours: side(90+float64(i), 20, map[string]float64{"daemon": 50, "worker": 700}), Theirs: side(100, 25, map[string]float64{"server": 700})})
		}
	}
	var out bytes.Buffer
	if err := b.summary(&out); err == nil {
		t.Error("results without the memory are whole")
	}
	b.duels = append(b.duels, duel{Kind: kindMemory, Load: 4, Memory: &memories{
		Ours:   map[string]rss{"daemon": {100_000, 60_000, 40_000, 0}, "worker": {300_000, 100_000, 200_000, 0}},
		Theirs: map[string]rss{"server": {250_000, 100_000, 150_000, 0}},
	}})
	if err := b.summary(&out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if got, want := lines[len(lines)-1], "single=0.910 eight=0.910 ttft=0.800 rss_ours=409.6 rss_theirs=256.0"; got != want {
		t.Errorf("the last line is %q, want %q", got, want)
	}
	for _, want := range []string{"load of the machine 0.0 to 4.0", "0.900 to 0.920", "at least 0.97: missed", "at most 1.10\n", "at most 341.6 MB: missed",
		"our daemon: 0.50 CPU ms a token of one stream", "our worker: 7.00 CPU ms a token"} {
		if !strings.Contains(text, want) && !strings.Contains(strings.ReplaceAll(text, "  ", ""), want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
}

func TestCellsOf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for log, want := range map[string]int{"INF model loaded sequences=8 cells=36864 pid=7\n": 36864, "INF model loaded pid=7\n": benchContext} {
		if err := os.WriteFile(path, []byte(log), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := cellsOf(path); err != nil || got != want {
			t.Errorf("%q: %d cells, %v", log, got, err)
		}
	}
	if _, err := cellsOf(path + ".none"); err == nil {
		t.Error("a log that is not there tells cells")
	}
}
