package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

const (
	soakBlock    = 100             // requests between two looks at a node that rests
	soakKeys     = 3               // API keys of the gateway that provides
	soakPatience = 5 * time.Minute // of a client; what takes longer hangs
	soakWarmUp   = 16              // requests before the first look
	busyPause    = 100 * time.Millisecond
	againThreads = 4 // at most, of the engine that computes again: it works while the nodes rest
)

// soaked is one block of requests, and what became of them.
type soaked struct {
	Block    int              `json:"block"`
	Life     int              `json:"life"` // run of the nodes: one that was stopped goes on with new ones
	Requests int              `json:"requests"`
	Seconds  float64          `json:"seconds"` // until the last request ended
	Kinds    map[string]int   `json:"kinds"`
	Outcomes map[string]int   `json:"outcomes"`
	Busy     int              `json:"busy"` // times that a client was told to come later, and did
	Jobs     int              `json:"jobs"` // that the provider began
	Prompt   int              `json:"prompt"`
	Before   map[string]*rest `json:"before"`
	After    map[string]*rest `json:"after"`
	Checks   tested           `json:"checks"`
	Problems []string         `json:"problems,omitempty"`
}

// soaking is the experiment.
type soaking struct {
	*lab
	seed    uint64
	atOnce  int
	out     *journal
	blocks  []soaked
	life    int
	again   rechecker
	keys    []gateway // the serving node, by API key
	payer   gateway   // the other gateway
	known   map[dgrid.JobID]bool
	resting map[string]*rest // first look of each node
}

// soakNodes are the nodes that are looked at.
var soakNodes = []string{"gateway", "payer"}

func soak(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("soak", flag.ContinueOnError)
	requests := fl.Int("requests", 1000, "requests")
	atOnce := fl.Int("at-once", slots, "requests at a time")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/soak.jsonl", "file of the results; it is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	s := &soaking{seed: *seed, atOnce: *atOnce, life: 1, known: map[dgrid.JobID]bool{}, resting: map[string]*rest{}}
	if s.out, err = openJournal(*out, map[string]any{"experiment": "soak", "seed": *seed, "atOnce": *atOnce}, s.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.out.close()) }()
	fmt.Printf("soak: %d requests, %d at a time, seed %d, results in %s\n", *requests, *atOnce, *seed, *out)
	done := 0
	for _, b := range s.blocks {
		done += b.Requests
	}
	if done < *requests {
		if err := s.load(ctx, p, *out, done, *requests); err != nil {
			return err
		}
	}
	return s.summary()
}

func (s *soaking) read(line []byte) error {
	var b soaked
	err := json.Unmarshal(line, &b)
	s.blocks = append(s.blocks, b)
	s.life = b.Life + 1
	return err
}

// load starts the nodes, whose folders lie beside the results and stay, and asks the requests that are left.
func (s *soaking) load(ctx context.Context, p programs, out string, done, requests int) (err error) {
	s.lab = newLab(p)
	if s.dir, err = filepath.Abs(fmt.Sprintf("%s-nodes/run-%d", strings.TrimSuffix(out, ".jsonl"), s.life)); err != nil {
		return err
	}
	if err := os.RemoveAll(s.dir); err != nil { // of a run that ended in its first block
		return err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.kill()) }()
	if err := s.open(ctx); err != nil {
		return err
	}
	w, end, err := startEngine(ctx, p, s.model, min(againThreads, runtime.NumCPU()))
	if err != nil {
		return err
	}
	defer end()
	s.again.engine = w
	if s.again.info, err = w.Ready(ctx); err != nil {
		return err
	}
	if s.again.cells, err = verify.EmbeddedCells(); err != nil {
		return err
	}
	s.run(ctx, s.seed+1, 0, soakWarmUp)
	if err := s.meet(ctx); err != nil {
		return err
	}
	for done < requests {
		n := min(soakBlock, requests-done)
		b, err := s.block(ctx, done, n)
		if err != nil {
			return fmt.Errorf("requests %d to %d: %w", done+1, done+n, err)
		}
		done += n
		s.blocks = append(s.blocks, *b)
		fmt.Println("  " + b.String())
		for _, problem := range b.Problems {
			fmt.Println("    " + red(brief(problem)))
		}
		if err := s.out.add(b); err != nil {
			return err
		}
	}
	return s.stop()
}

// open starts a node that is gateway and provider in one, and a gateway that is another payer, and makes their API keys.
func (s *soaking) open(ctx context.Context) error {
	if err := s.startServing(ctx, []string{"--provider", "--audit-rate", "0"}, role{"payer", []string{"--audit-rate", "0"}}); err != nil {
		return err
	}
	s.payer = gateway{base: s.nodes["payer"].Gateway}
	err := until(ctx, meeting, "the payer to know the provider", func() (bool, error) {
		_, providers, err := s.payer.offered(ctx)
		return providers == 1, err
	})
	if err != nil {
		return err
	}
	for i := range soakKeys {
		g := s.gateway
		if g.key, err = s.newKey(ctx, "gateway", fmt.Sprintf("user-%d", i+1)); err != nil {
			return err
		}
		s.keys = append(s.keys, g)
	}
	s.gateway = s.keys[0]
	s.payer.key, err = s.newKey(ctx, "payer", "user")
	return err
}

func (s *soaking) newKey(ctx context.Context, node, name string) (string, error) {
	view, err := s.at(ctx, node)
	if err != nil {
		return "", err
	}
	return view.AddKey(ctx, name, nil)
}

// look samples both nodes at rest.
func (s *soaking) look(ctx context.Context) (map[string]*rest, error) {
	found := map[string]*rest{}
	for name, g := range map[string]gateway{"gateway": s.gateway, "payer": s.payer} {
		before := 0.0
		if first := s.resting[name]; first != nil {
			before = first.Goroutines
		}
		r, err := s.atRest(ctx, name, g, before)
		if err != nil {
			return nil, err
		}
		if s.resting[name] == nil {
			s.resting[name] = r
		}
		found[name] = r
	}
	return found, nil
}

// block asks n requests behind the first so many, and has every answer computed again.
func (s *soaking) block(ctx context.Context, first, n int) (b *soaked, err error) {
	b = &soaked{Block: len(s.blocks) + 1, Life: s.life, Requests: n, Kinds: map[string]int{}, Outcomes: map[string]int{}, Checks: tested{Verdicts: map[string]int{}, Bundles: map[string]int{}}}
	if _, err := s.fresh(ctx); err != nil { // those of the warm-up are not counted
		return nil, err
	}
	if b.Before, err = s.look(ctx); err != nil {
		return nil, err
	}
	began := time.Now()
	all := s.run(ctx, s.seed, first, n)
	b.Seconds = time.Since(began).Seconds()
	if err := errors.Join(ctx.Err(), s.alive(), s.meet(ctx)); err != nil {
		return nil, err
	}
	if b.After, err = s.look(ctx); err != nil {
		return nil, err
	}
	jobs, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	b.Jobs = len(jobs)
	for _, r := range all {
		b.Kinds[r.wish.kind]++
		b.Outcomes[r.outcome]++
		b.Busy += r.busy
		if err := s.compare(ctx, r, jobs); err != nil {
			b.Problems = append(b.Problems, fmt.Sprintf("request %d (%s, %s): %v", r.wish.n, r.wish.kind, r.outcome, err))
		}
	}
	return b, s.recheck(ctx, jobs, b)
}

// meet has each payer ask once more: a job whose client left before it was accepted stays open until the two meet again.
func (s *soaking) meet(ctx context.Context) error {
	for _, g := range []gateway{s.gateway, s.payer} {
		err := until(ctx, settling, "a last answer", func() (bool, error) {
			_, err := g.hear(ctx, asked{model: s.model, text: "Say yes.", maxTokens: 2, seed: 1}, nil)
			return err == nil, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// recheck judges all jobs of a block.
func (s *soaking) recheck(ctx context.Context, jobs map[dgrid.JobID]*dgrid.Transcript, b *soaked) error {
	apart, model := bundles{}, dgrid.ModelID{}
	for id, t := range jobs {
		b.Prompt += int(t.Acceptance.Object.PromptTokens)
		model = t.Order.Object.Model
		if err := s.again.judge(ctx, t, apart, &b.Checks); err != nil {
			return fmt.Errorf("job %s: %w", id.Short(), err)
		}
	}
	if err := s.again.judgeBundles(ctx, model, apart, &b.Checks); err != nil {
		return err
	}
	b.Problems = append(b.Problems, b.Checks.Problems...)
	return nil
}

// run asks requests first to first+n-1, so many at a time, each client one after another, in conversations of its own.
func (s *soaking) run(ctx context.Context, seed uint64, first, n int) []*told {
	all := make([]*told, n)
	var group sync.WaitGroup
	for k := range s.atOnce {
		group.Add(1)
		go func() {
			defer group.Done()
			pool := &http.Transport{}
			defer pool.CloseIdleConnections()
			t := &talk{}
			for i := k; i < n && ctx.Err() == nil; i += s.atOnce {
				w := draw(seed, first+i, s.model, t)
				all[i] = s.ask(ctx, w, pool)
				t.heard(w, all[i].Text)
			}
		}()
	}
	group.Wait()
	return all
}
