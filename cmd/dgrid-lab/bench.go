package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	benchTime    = 20 * time.Minute // for the whole experiment
	benchContext = 4608             // tokens of one job of ours: the long prompt and some
	benchStreams = 8
	benchPairs   = 2 // of single streams, and of first tokens, in a round: they are short
	benchWarm    = 16
	benchReply   = 4 // tokens behind a long prompt, of which the first is waited for
)

// The kinds of measurement, in the order in which they are done.
const (
	kindSingle = "single"
	kindEight  = "eight"
	kindFirst  = "first"
	kindMemory = "memory" // once, behind all others
)

// taken is one measurement of one side.
type taken struct {
	Prompt int     `json:"prompt"` // tokens of one prompt
	Tokens int     `json:"tokens"` // of all answers
	First  float64 `json:"firstMillis"`
	Rate   float64 `json:"rate"`           // tokens a second from the first of any stream to the last of all
	Whole  float64 `json:"wholeRate"`      // tokens a second from the questions to the ends of the streams
	Even   float64 `json:"even,omitempty"` // of several streams, the slowest's rate over the fastest's
	// CPU is the milliseconds that each process computed meanwhile.
	CPU map[string]float64 `json:"cpuMillis"`
}

// duel is a line of the results: the same questions to both sides, one after the other.
type duel struct {
	Kind   string    `json:"kind"`
	Round  int       `json:"round"` // of its kind, from 1
	Load   float64   `json:"load"`  // of the machine over the last minute, when it began
	Ours   *taken    `json:"ours,omitempty"`
	Theirs *taken    `json:"theirs,omitempty"`
	Memory *memories `json:"memory,omitempty"`
}

// memories are the resident memory of each process of both sides.
type memories struct {
	Ours   map[string]rss `json:"ours"`
	Theirs map[string]rss `json:"theirs"`
}

// benching is the experiment.
type benching struct {
	programs
	seed           uint64
	rounds, tokens int
	ours, theirs   *server
	asks           *questions
	out            *journal
	duels          []duel
}

// bench measures a node against llama-server, on the same libraries, model and threads, in turn.
func bench(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("bench", flag.ContinueOnError)
	folder := fl.String("server", "", "folder of llama-server and its libraries, as llama-server.sh prints it")
	model := fl.String("model", "smollm2-135m-instruct-q4_1", "name of the model; it must be in the cache")
	threads := fl.Int("threads", 1, "CPU threads of each side's engine: no more than there are free cores")
	rounds := fl.Int("rounds", 6, "how often both sides are measured")
	tokens := fl.Int("tokens", 128, "of each answer")
	prefix := fl.Int("prefix", 4000, "tokens of the long prompt, about")
	seed := fl.Uint64("seed", 1, "of the draws of tokens")
	out := fl.String("out", "bin/lab/bench.jsonl", "file of the results; a run that was stopped is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	if *folder == "" || *threads < 1 || *rounds < 1 || *tokens < 2 || *prefix < 1 || *prefix+*prefix/10+*tokens > benchContext {
		return fmt.Errorf("want --server, and positive numbers; prefix and answer must fit into %d tokens, with a tenth of the prefix to spare", benchContext)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, benchTime, fmt.Errorf("it took longer than %s: try fewer --rounds", benchTime))
	defer cancel()
	b := &benching{programs: p, seed: *seed, rounds: *rounds, tokens: *tokens}
	build, err := fingerprint(p.honest)
	if err != nil {
		return err
	}
	head := map[string]any{"experiment": "bench", "dgridd": build, "server": filepath.Base(*folder), "model": *model, "threads": *threads, "rounds": *rounds,
		"tokens": *tokens, "prefix": *prefix, "seed": *seed}
	if err := putAside(*out, head); err != nil {
		return err
	}
	if b.out, err = openJournal(*out, head, b.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.out.close()) }()
	fmt.Printf("bench: %d rounds, %d threads, seed %d, results in %s\n", *rounds, *threads, *seed, *out)
	end, err := b.start(ctx, *folder, *model, *threads, *prefix)
	if err != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	defer func() { err = errors.Join(err, end()) }()
	if err := b.run(ctx); err != nil {
		return errors.Join(err, context.Cause(ctx))
	}
	return b.summary(os.Stdout)
}

func (b *benching) read(line []byte) error {
	var d duel
	err := json.Unmarshal(line, &d)
	b.duels = append(b.duels, d)
	return err
}

// fingerprint tells one build of a program from another.
func fingerprint(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// putAside renames results that are whole, or of another build or setting, to NAME.old: this run is a new one.
func putAside(path string, head any) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	first, err := json.Marshal(head)
	if err != nil {
		return err
	}
	if strings.HasPrefix(string(b), string(first)+"\n") && !strings.Contains(string(b), `{"kind":"`+kindMemory+`"`) {
		return nil
	}
	return os.Rename(path, path+".old")
}

// run does what the results still lack. All of one kind is done before the next: what a side keeps of earlier prompts then stays
// warm where it is to be warm.
func (b *benching) run(ctx context.Context) error {
	kinds := []struct {
		name  string
		pairs int // in a round
		take  func(ctx context.Context, s *server, n int) (*taken, error)
	}{
		{kindSingle, benchPairs, b.single},
		{kindEight, 1, b.eight},
		{kindFirst, benchPairs, b.first},
	}
	for _, k := range kinds {
		did := 0
		for _, d := range b.duels {
			if d.Kind == k.name {
				did++
			}
		}
		// Behind a restart both sides are cold; whatever is loaded once is loaded here, and is not counted.
		for _, s := range []*server{b.ours, b.theirs} {
			if _, err := k.take(ctx, s, 0); err != nil {
				return fmt.Errorf("%s, warm-up: %s: %w", k.name, s.name, err)
			}
		}
		for n := did + 1; n <= k.pairs*b.rounds; n++ {
			d, err := b.duel(ctx, k.name, n, k.take)
			if err != nil {
				return fmt.Errorf("%s %d: %w", k.name, n, err)
			}
			if err := b.add(*d); err != nil {
				return err
			}
			d.print()
		}
	}
	m, err := b.memory()
	if err != nil {
		return err
	}
	return b.add(duel{Kind: kindMemory, Round: 1, Load: machineLoad(), Memory: m})
}

func (b *benching) add(d duel) error {
	b.duels = append(b.duels, d)
	return b.out.add(d)
}

// duel measures both sides with the same questions. Who is first changes, so that what the machine does besides falls on both.
func (b *benching) duel(ctx context.Context, kind string, n int, take func(context.Context, *server, int) (*taken, error)) (*duel, error) {
	d := &duel{Kind: kind, Round: n, Load: machineLoad()}
	order := []*server{b.ours, b.theirs}
	if n%2 == 0 {
		slices.Reverse(order)
	}
	for _, s := range order {
		before, err := s.cpu()
		if err != nil {
			return nil, err
		}
		t, err := take(ctx, s, n)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		if t.CPU, err = s.cpu(); err != nil {
			return nil, err
		}
		for name := range t.CPU {
			t.CPU[name] -= before[name]
		}
		if s == b.ours {
			d.Ours = t
		} else {
			d.Theirs = t
		}
	}
	return d, nil
}

func (d *duel) print() {
	switch d.Kind {
	case kindFirst:
		fmt.Printf("%-6s %2d  first token after %7.1f ms, theirs %7.1f\n", d.Kind, d.Round, d.Ours.First, d.Theirs.First)
	default:
		fmt.Printf("%-6s %2d  %6.1f tokens/s, theirs %6.1f; first after %6.1f ms, theirs %6.1f\n", d.Kind, d.Round, d.Ours.Rate, d.Theirs.Rate, d.Ours.First, d.Theirs.First)
	}
}
