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
	"time"

	"github.com/dgrid-network/dgrid"
)

const (
	resumeTokens = 128             // of an answer in which somebody is killed
	resumeGoal   = 4 * time.Second // from the kill to the next text, p99
	mostDraws    = 20              // until an answer is long enough for its kill
)

// stories are questions whose answers are long.
var stories = []string{
	"Write a long story about a ship that is lost in a storm and finds its way home.",
	"Tell me in detail how a village prepares for the winter.",
	"Describe a day in the life of a lighthouse keeper, hour by hour.",
	"Write a long letter from an explorer to her family about a journey through a desert.",
	"Explain to a child, at length, how a river finds its way from the mountains to the sea.",
	"Tell the story of a clockmaker who builds a clock that runs backwards.",
}

// resumed is one kill in mid-answer and what came of it.
type resumed struct {
	Round    int      `json:"round"`
	Draws    int      `json:"draws"` // until the answer was long enough
	At       int      `json:"at"`    // pieces of text that had come
	Victim   string   `json:"victim"`
	Over     string   `json:"over"` // the transport between the gateway and the victim
	Answer   string   `json:"answer"`
	Parts    []piece  `json:"parts"`
	Tokens   uint32   `json:"tokens"`
	Resume   float64  `json:"resumeMillis"` // from the kill to the next text
	Verified int      `json:"verified"`     // parts whose signatures hold
	Problems []string `json:"problems,omitempty"`
}

// piece is what an experiment keeps of a part.
type piece struct {
	Job      dgrid.JobID  `json:"job"`
	Provider string       `json:"provider"`
	Start    uint32       `json:"start"`
	Tokens   uint32       `json:"tokens"`
	Signed   uint32       `json:"signed"`
	Fee      dgrid.Amount `json:"fee"`
	Error    string       `json:"error,omitempty"`
}

// audited is what an audit found of a part.
type audited struct {
	Audit   dgrid.JobID `json:"audit"`
	Result  string      `json:"result"`
	Reason  string      `json:"reason,omitempty"`
	Problem string      `json:"problem,omitempty"`
}

// resuming is the experiment.
type resuming struct {
	*lab
	seed    uint64
	out     *journal
	words   *vocabulary
	files   string // folder of the transcripts
	rounds  []resumed
	audits  map[dgrid.JobID]audited
	sampled int // parts to audit
}

func resume(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("resume", flag.ContinueOnError)
	kills := fl.Int("kills", 60, "kills")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/resume.jsonl", "file of the results; it is gone on with")
	sample := fl.Int("audits", 1000, "signed parts that are audited at most")
	if err := fl.Parse(args); err != nil {
		return err
	}
	r := &resuming{seed: *seed, audits: map[dgrid.JobID]audited{}, sampled: *sample, files: strings.TrimSuffix(*out, ".jsonl") + "-parts"}
	head := map[string]any{"experiment": "resume", "seed": *seed}
	if r.out, err = openJournal(*out, head, r.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.out.close()) }()
	if err := os.MkdirAll(r.files, 0o755); err != nil {
		return err
	}
	fmt.Printf("resume: %d kills, seed %d, results in %s\n", *kills, *seed, *out)
	roles := []role{
		{"provider-a", []string{"--provider", "--price-output", lowPrice}},
		{"provider-b", []string{"--provider"}},
		{"gateway", []string{"--audit-rate", "0"}},
	}
	if r.lab, err = startNetwork(ctx, p, roles); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.kill()) }()
	if err := r.awaitProviders(ctx, 2); err != nil {
		return err
	}
	if r.words, err = openVocabulary(ctx, r.model); err != nil {
		return err
	}
	defer r.words.close()
	for n := len(r.rounds) + 1; n <= *kills; n++ {
		if err := r.awaitProviders(ctx, 2); err != nil {
			return err
		}
		if err := r.round(ctx, n); err != nil {
			return fmt.Errorf("round %d: %w", n, err)
		}
	}
	if err := r.stop(); err != nil {
		return err
	}
	if err := r.auditAll(ctx); err != nil {
		return err
	}
	return r.summary()
}

// read takes in a line of an earlier run.
func (r *resuming) read(line []byte) error {
	var a audited
	if err := json.Unmarshal(line, &a); err == nil && !a.Audit.IsZero() {
		r.audits[a.Audit] = a
		return nil
	}
	var one resumed
	err := json.Unmarshal(line, &one)
	r.rounds = append(r.rounds, one)
	return err
}

// round kills the answering provider once, and starts it again.
func (r *resuming) round(ctx context.Context, n int) error {
	rng := rand.New(rand.NewPCG(r.seed, uint64(n)))
	one := resumed{Round: n}
	over, err := r.transports(ctx)
	if err != nil {
		return err
	}
	for one.Victim == "" {
		if one.Draws++; one.Draws > mostDraws {
			return errors.New("no answer was long enough")
		}
		q := asked{model: r.model, text: stories[rng.IntN(len(stories))], maxTokens: resumeTokens, seed: rng.Uint32()}
		one.At = rng.IntN(resumeTokens)
		if err := r.strike(ctx, &one, q); err != nil {
			return err
		}
	}
	one.Over = over[one.Victim]
	if err := r.start(ctx, one.Victim); err != nil {
		return err
	}
	if err := r.keepParts(ctx, &one); err != nil {
		return err
	}
	r.rounds = append(r.rounds, one)
	fmt.Printf("%3d  %s killed behind token %3d, over %s: resumed at token %s after %5.0f ms; %s  %s\n", n, one.Victim, one.At, one.Over, one.joints(), one.Resume, one.shares(), strings.Join(one.Problems, "; "))
	return r.out.add(one)
}

// transports are those between the gateway and the nodes that it is connected to.
func (r *resuming) transports(ctx context.Context) (map[string]string, error) {
	c, err := r.at(ctx, "gateway")
	if err != nil {
		return nil, err
	}
	peers, err := c.Peers(ctx)
	if err != nil {
		return nil, err
	}
	over := map[string]string{}
	for name, d := range r.nodes {
		for i := range peers {
			if peers[i].ID == d.Peer {
				over[name] = peers[i].Transport
			}
		}
	}
	return over, nil
}

// joints are the tokens at which parts begin, but the first.
func (one *resumed) joints() string {
	var s []string
	for i := 1; i < len(one.Parts); i++ {
		s = append(s, fmt.Sprint(one.Parts[i].Start))
	}
	return strings.Join(s, ", ")
}

func (one *resumed) shares() string {
	var s []string
	for _, p := range one.Parts {
		s = append(s, fmt.Sprintf("%s %d tokens (%d signed)", p.Provider, p.Tokens, p.Signed))
	}
	return strings.Join(s, ", ")
}

// strike asks, and kills whoever answers behind one.At pieces of text. An answer that ends before leaves no victim.
func (r *resuming) strike(ctx context.Context, one *resumed, q asked) error {
	var killed time.Time
	kill := func(victim string) {
		one.Victim, killed = victim, time.Now()
		r.nodes[victim].kill()
	}
	early, began := make(chan struct{}), dgrid.Time(time.Now().UnixMilli())
	if one.At == 0 {
		go func() {
			defer close(early)
			if victim := r.ordered(ctx, began); victim != "" {
				kill(victim)
			}
		}()
	} else {
		close(early)
	}
	answering := ""
	h, err := r.gateway.hear(ctx, q, func(h *heard) {
		if one.At == 0 || one.Victim != "" {
			return
		}
		if answering == "" {
			answering = r.answering(ctx, h.ID)
		}
		if len(h.Chunks) >= one.At && answering != "" {
			kill(answering)
		}
	})
	<-early
	if one.Victim == "" {
		return err
	}
	<-r.nodes[one.Victim].ended
	if err != nil {
		one.Problems = append(one.Problems, err.Error())
		one.Answer = h.ID
		return nil
	}
	one.Answer = h.ID
	return r.inspect(ctx, one, h, killed)
}

// ordered waits for a job that the gateway orders, and is who has it: the kill before the first token.
func (r *resuming) ordered(ctx context.Context, since dgrid.Time) (name string) {
	c, err := r.at(ctx, "gateway")
	if err != nil {
		return ""
	}
	_ = until(ctx, lookTime, "an order", func() (bool, error) {
		jobs, err := c.Jobs(ctx, 1)
		if err != nil || len(jobs) == 0 || jobs[0].Created < since {
			return false, err
		}
		name = r.nameOf(jobs[0].Provider)
		return true, nil
	})
	if r.nodes[name] == nil {
		return ""
	}
	return name
}

// inspect holds what the client saw against the parts' transcripts, and measures how long nothing came.
func (r *resuming) inspect(ctx context.Context, one *resumed, h *heard, killed time.Time) error {
	a, err := r.gateway.answer(ctx, h.ID)
	if err != nil {
		return err
	}
	j := joined{answer: a}
	for _, p := range a.Parts {
		t, err := r.gateway.transcript(ctx, p.Job)
		if err != nil {
			return err
		}
		j.transcripts = append(j.transcripts, t)
		one.Parts = append(one.Parts, piece{p.Job, r.nameOf(p.Provider), p.Start, p.Tokens, p.Signed, p.Fee, p.Error})
		if err := r.write(t, p.Job); err != nil {
			return err
		}
	}
	one.Tokens = a.Tokens
	if err := j.check(h.Text, r.words.spell); err != nil {
		one.Problems = append(one.Problems, strings.Split(err.Error(), "\n")...)
	}
	if a.State != "done" || h.Finish == "" || h.Tokens != int(a.Tokens) {
		one.Problems = append(one.Problems, fmt.Sprintf("the client heard %d tokens and %q, the record says %d tokens and %q", h.Tokens, h.Finish, a.Tokens, a.State))
	}
	one.Resume = r.gap(&j, one, h, killed)
	return nil
}

// gap is the time in milliseconds from the kill to the first text that the killed provider had not sent. An answer that was over,
// or was sent already, when the kill came has none: -1.
func (r *resuming) gap(j *joined, one *resumed, h *heard, killed time.Time) float64 {
	ids, sent := j.tokens(), 0
	for _, p := range one.Parts {
		if sent = int(p.Start + p.Tokens); p.Provider == one.Victim {
			break
		}
	}
	at, ok := h.after(len(r.words.spell(ids[:min(sent, len(ids))])))
	if !ok || len(one.Parts) < 2 {
		return -1
	}
	return millis(at.Sub(killed))
}

func (r *resuming) file(job dgrid.JobID) string {
	return filepath.Join(r.files, job.String()+".json")
}

func (r *resuming) write(t *dgrid.Transcript, job dgrid.JobID) error {
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return os.WriteFile(r.file(job), b, 0o600)
}

// keepParts verifies every part's signatures, and keeps its transcript with the sketches that its provider has of it.
func (r *resuming) keepParts(ctx context.Context, one *resumed) error {
	for _, p := range one.Parts {
		if p.Tokens == 0 && p.Signed == 0 {
			continue // nobody signed anything
		}
		if err := holds(ctx, r.programs, r.home("gateway"), r.file(p.Job)); err != nil {
			one.Problems = append(one.Problems, fmt.Sprintf("job %s: %v", p.Job.Short(), err))
		} else {
			one.Verified++
		}
		if p.Signed == 0 {
			continue
		}
		c, err := r.at(ctx, p.Provider)
		if err != nil {
			return err
		}
		theirs, err := c.Find(ctx, p.Job.String())
		if err != nil {
			one.Problems = append(one.Problems, fmt.Sprintf("job %s at its provider: %v", p.Job.Short(), err))
			continue
		}
		own, err := r.gateway.transcript(ctx, p.Job)
		if err != nil {
			return err
		}
		own.Sketches = theirs.Transcript.Sketches
		if err := r.write(own, p.Job); err != nil {
			return err
		}
	}
	return nil
}

// holds checks a transcript's signatures offline.
func holds(ctx context.Context, p programs, home, file string) error {
	out, err := run(ctx, nil, p.honest, "receipt", "verify", "--home", home, "--json", file)
	if err != nil {
		return err
	}
	var ladder struct{ Holds bool }
	if err := json.Unmarshal(out, &ladder); err != nil {
		return fmt.Errorf("read the ladder: %w", err)
	}
	if !ladder.Holds {
		return errors.New("it does not hold")
	}
	return nil
}

// auditAll re-computes the signed parts, those that were resumed from or into alike.
func (r *resuming) auditAll(ctx context.Context) error {
	for _, one := range r.rounds {
		for _, p := range one.Parts {
			if _, done := r.audits[p.Job]; done || p.Signed == 0 || len(r.audits) >= r.sampled {
				continue
			}
			a := auditFile(ctx, r.programs, r.home("gateway"), r.file(p.Job))
			if a.Audit = p.Job; ctx.Err() != nil {
				return ctx.Err()
			}
			r.audits[p.Job] = a
			fmt.Printf("     audit of %s's part %s: %s %s\n", p.Provider, p.Job.Short(), a.Result, a.Problem)
			if err := r.out.add(a); err != nil {
				return err
			}
		}
	}
	return nil
}

// auditFile is `dgridd audit` of a transcript.
func auditFile(ctx context.Context, p programs, home, file string) (a audited) {
	out, err := run(ctx, nil, p.honest, "audit", "--home", home, "--variant", variant, "--json", file)
	var report struct {
		Verdict struct {
			Result json.RawMessage
			Reason string
		}
	}
	if jsonErr := json.Unmarshal(out, &report); jsonErr != nil {
		a.Problem = errors.Join(err, jsonErr).Error()
		return a
	}
	a.Result, a.Reason = strings.Trim(string(report.Verdict.Result), `"`), report.Verdict.Reason
	return a
}

func (r *resuming) summary() error {
	var gaps []float64
	victims, results := map[string]int{}, map[string]int{}
	var parts, verified, problems int
	var lost []float64
	for _, one := range r.rounds {
		victims[one.Victim]++
		if one.Resume >= 0 {
			gaps = append(gaps, one.Resume)
		}
		for _, p := range one.Parts {
			if parts++; p.Provider == one.Victim {
				lost = append(lost, float64(p.Tokens-p.Signed))
			}
		}
		verified += one.Verified
		problems += len(one.Problems)
	}
	for _, a := range r.audits {
		results[a.Result]++
		if a.Problem != "" {
			problems++
		}
	}
	fmt.Printf("\nresume, seed %d: %d kills (%s), %d parts, signatures of %d verified\n", r.seed, len(r.rounds), tally(victims), parts, verified)
	fmt.Printf("  time to resume: %s; goal p99 at most %d ms\n", spread(gaps, "ms"), resumeGoal.Milliseconds())
	fmt.Printf("  tokens that nobody signed, of the killed: %s; at most %d\n", spread(lost, "tokens"), dgrid.LeafTokens)
	fmt.Printf("  audits of signed parts: %s\n", tally(results))
	fmt.Printf("  problems: %d\n", problems)
	switch p99 := quantile(gaps, 0.99); {
	case problems > 0:
		return fmt.Errorf("resume: %d problems", problems)
	case results["failed"] > 0:
		return fmt.Errorf("resume: %d parts fail their audit", results["failed"])
	case p99 > millis(resumeGoal):
		return fmt.Errorf("resume: p99 is %.0f ms", p99)
	}
	return nil
}
