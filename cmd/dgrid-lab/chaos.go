package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	askers        = 3                // clients that ask all the time
	chaosTokens   = 64               // of an answer
	chaosPatience = 90 * time.Second // of a client; what takes longer hangs
	between       = 5                // kills between two comparisons of the books
	settling      = 2 * time.Minute  // for all to be up, found and quiet again
)

// victims are the processes that are killed: nodes, and the workers of those that have an engine.
var victims = []string{"bootstrap", "provider-a", "provider-b", "auditor", "gateway", "provider-a's worker", "provider-b's worker", "auditor's worker"}

// killing is one kill.
type killing struct {
	Kill   int     `json:"kill"`
	Victim string  `json:"victim"`
	Pause  float64 `json:"pauseMillis"` // before it
	Down   float64 `json:"downMillis"`  // until the node was up again; 0 for a worker, which its node starts anew
}

// outcome is what a client asked and what became of it.
type outcome struct {
	Asker    int     `json:"asker"`
	Answer   string  `json:"answer,omitempty"`
	Text     string  `json:"text,omitempty"` // of a whole answer
	Complete bool    `json:"complete"`
	Hung     bool    `json:"hung,omitempty"`
	Error    string  `json:"error,omitempty"`
	Took     float64 `json:"tookMillis"`
}

// comparison is one look into all books.
type comparison struct {
	Compared int      `json:"compared"` // kills before it
	Answers  int      `json:"answers"`  // whole ones that were looked up
	Jobs     int      `json:"jobs"`
	Steps    int      `json:"steps"`
	Receipts int      `json:"receipts"`
	Verdicts int      `json:"verdicts"`
	Settled  string   `json:"settled"` // base units, on both sides
	Problems []string `json:"problems,omitempty"`
}

// havoc is the experiment: one network whose folders stay, so that one that was stopped goes on with what it had signed.
type havoc struct {
	*lab
	seed   uint64
	out    *journal
	words  *vocabulary
	ledger *ledger
	audits map[string]string // job to result, ever seen

	mu       sync.Mutex
	outcomes []outcome // guarded by mu
	looked   int       // of outcomes, looked up in the gateway's records

	asking   sync.RWMutex // held for reading by who asks, for writing while the books are compared
	kills    []killing
	compared []comparison
}

func chaos(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("chaos", flag.ContinueOnError)
	kills := fl.Int("kills", 60, "kills")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/chaos.jsonl", "file of the results; it is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	h := &havoc{seed: *seed, ledger: newLedger(), audits: map[string]string{}}
	if h.out, err = openJournal(*out, map[string]any{"experiment": "chaos", "seed": *seed}, h.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.out.close()) }()
	if p.dir, err = filepath.Abs(strings.TrimSuffix(*out, ".jsonl") + "-nodes"); err != nil {
		return err
	}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return err
	}
	fmt.Printf("chaos: %d kills, seed %d, results in %s, nodes in %s\n", *kills, *seed, *out, p.dir)
	roles := []role{
		{"provider-a", []string{"--provider", "--price-output", lowPrice}},
		{"provider-b", []string{"--provider"}},
		{"auditor", []string{"--auditor"}},
		{"gateway", []string{"--audit-rate", "0.2"}},
	}
	if h.lab, err = startNetwork(ctx, p, roles); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.kill()) }()
	if err := h.awaitProviders(ctx, 2); err != nil {
		return err
	}
	if h.words, err = openVocabulary(ctx, h.model); err != nil {
		return err
	}
	defer h.words.close()
	if err := h.storm(ctx, *kills); err != nil {
		return err
	}
	if err := h.stop(); err != nil {
		return err
	}
	return h.summary()
}

// read takes in a line of an earlier run.
func (h *havoc) read(line []byte) error {
	var kind struct{ Kill, Compared, Asker *int }
	if err := json.Unmarshal(line, &kind); err != nil {
		return err
	}
	switch {
	case kind.Kill != nil:
		h.kills = append(h.kills, killing{})
		return json.Unmarshal(line, &h.kills[len(h.kills)-1])
	case kind.Compared != nil:
		h.compared = append(h.compared, comparison{})
		return json.Unmarshal(line, &h.compared[len(h.compared)-1])
	case kind.Asker != nil:
		h.outcomes = append(h.outcomes, outcome{})
		return json.Unmarshal(line, &h.outcomes[len(h.outcomes)-1])
	}
	return errors.New("what kind of result is this?")
}

// storm kills, while clients ask.
func (h *havoc) storm(ctx context.Context, kills int) error {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	for k := range askers {
		group.Add(1)
		go func() {
			defer group.Done()
			h.asker(ctx, k)
		}()
	}
	for n := len(h.kills) + 1; n <= kills; n++ {
		if err := h.strike(ctx, n); err != nil {
			return fmt.Errorf("kill %d: %w", n, err)
		}
		if n%between == 0 || n == kills {
			if err := h.compare(ctx, n); err != nil {
				return fmt.Errorf("after kill %d: %w", n, err)
			}
		}
	}
	return nil
}

// asker asks one short question after the other.
func (h *havoc) asker(ctx context.Context, k int) {
	h.mu.Lock()
	rng := rand.New(rand.NewPCG(h.seed, 1<<32|uint64(k)<<24|uint64(len(h.outcomes))))
	h.mu.Unlock()
	for pause(ctx, time.Duration(200+rng.IntN(1300))*time.Millisecond) {
		h.asking.RLock()
		if ctx.Err() == nil {
			h.ask(ctx, k, asked{model: h.model, text: stories[rng.IntN(len(stories))], maxTokens: 8 + rng.IntN(chaosTokens-8), seed: rng.Uint32(), patience: chaosPatience})
		}
		h.asking.RUnlock()
	}
}

func (h *havoc) ask(ctx context.Context, k int, q asked) {
	said, err := h.gateway.hear(ctx, q, nil)
	took := said.Ended.Sub(said.Began)
	o := outcome{Asker: k, Answer: said.ID, Took: millis(took), Complete: err == nil && said.Finish != ""}
	if o.Complete {
		o.Text = said.Text
	}
	if err != nil {
		o.Error, o.Hung = err.Error(), took >= chaosPatience
	}
	if ctx.Err() != nil {
		return // it was this program that ended
	}
	h.mu.Lock()
	h.outcomes = append(h.outcomes, o)
	h.mu.Unlock()
	if err := h.out.add(o); err != nil {
		fmt.Println(red(err.Error()))
	}
}

// pause waits, and reports whether the whole time passed.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// strike kills one process with SIGKILL at a random moment, and starts it again after another one.
func (h *havoc) strike(ctx context.Context, n int) error {
	rng := rand.New(rand.NewPCG(h.seed, uint64(n)))
	k := killing{Kill: n, Victim: victims[rng.IntN(len(victims))], Pause: float64(300 + rng.IntN(3700))}
	down := time.Duration(rng.IntN(1500)) * time.Millisecond
	if !pause(ctx, time.Duration(k.Pause)*time.Millisecond) {
		return ctx.Err()
	}
	if err := h.alive(); err != nil {
		return err
	}
	name, worker := strings.CutSuffix(k.Victim, "'s worker")
	began := time.Now()
	if worker {
		pid, err := awaitChild(ctx, h.nodes[name].cmd.Process.Pid)
		if err != nil {
			return err
		}
		_ = syscall.Kill(pid, syscall.SIGKILL)
	} else if err := h.restart(ctx, name, down); err != nil {
		return err
	} else {
		k.Down = millis(time.Since(began))
	}
	fmt.Printf("%3d  %s killed after %.1f s; %s\n", n, k.Victim, k.Pause/1000, h.sofar())
	h.kills = append(h.kills, k)
	return h.out.add(k)
}

// restart kills a node's daemon alone: its worker has to notice by itself, and does.
func (h *havoc) restart(ctx context.Context, name string, down time.Duration) error {
	d := h.nodes[name]
	worker := child(d.cmd.Process.Pid)
	_ = syscall.Kill(d.cmd.Process.Pid, syscall.SIGKILL)
	<-d.ended
	delete(h.nodes, name)
	if !pause(ctx, down) {
		return ctx.Err()
	}
	if err := h.start(ctx, name); err != nil {
		return err
	}
	if worker == 0 {
		return nil
	}
	return until(ctx, lookTime, fmt.Sprintf("the worker of the killed %s to end", name), func() (bool, error) { return !running(worker), nil })
}

// alive fails where a node has ended by itself.
func (l *lab) alive() error {
	for name, d := range l.nodes {
		select {
		case <-d.ended:
			return fmt.Errorf("%s has ended by itself: %w\n%s", name, d.result, d.tail())
		default:
		}
	}
	return nil
}

func (h *havoc) sofar() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	counts := map[string]int{}
	for _, o := range h.outcomes {
		switch {
		case o.Complete:
			counts["whole"]++
		case o.Hung:
			counts["hung"]++
		default:
			counts["error"]++
		}
	}
	return "answers: " + tally(counts)
}
