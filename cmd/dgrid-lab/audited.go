package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
)

const (
	lossGoal = 0.05 // of a stream's tokens a second, beyond the re-checks' own share of the work
	gapGoal  = 4.0  // times the median gap between two tokens, for the 99th percentile
	fairGoal = 0.8  // slowest over fastest of equal streams
	loadName = "smollm2"
)

// side is one paying stream, answer after answer.
type side struct {
	Prompt  int       `json:"prompt"` // tokens read
	Tokens  int       `json:"tokens"` // tokens said
	Seconds float64   `json:"seconds"`
	CPU     float64   `json:"cpuSeconds"`   // of the worker process
	Gaps    []float64 `json:"gapMillis"`    // between two pieces of one answer, as the receiver saw them
	During  []float64 `json:"duringMillis"` // those of them in which a re-check was on its way
}

// lookedAt is one re-check, beside the stream and then alone.
type lookedAt struct {
	Tokens int     `json:"tokens"` // prompt and answer
	Took   float64 `json:"tookSeconds"`
	Late   bool    `json:"late"`         // it had not ended by its deadline
	Alone  float64 `json:"aloneSeconds"` // with nothing beside it
}

// loaded is one round: the same amount of paid work alone and beside re-checks, the same re-checks alone, and equal streams at once.
type loaded struct {
	Round    int        `json:"round"`
	Stage    string     `json:"stage"`
	Alone    side       `json:"alone"`
	Audited  side       `json:"audited"`
	Rechecks []lookedAt `json:"rechecks"`
	Equal    []float64  `json:"equal"` // tokens a second of each of the streams at once, from their common begin
}

// auditing is the experiment.
type auditing struct {
	programs
	loadFlags
	out    *journal
	rounds []loaded
}

// loadFlags are what the rounds are made of; results of others are not gone on with.
type loadFlags struct {
	Seed     uint64  `json:"seed"`
	Answers  int     `json:"answers"`
	Tokens   int     `json:"tokens"`
	Share    float64 `json:"share"`
	Deadline float64 `json:"deadlineSeconds"`
	Streams  int     `json:"streams"`
}

func auditLoad(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("audited", flag.ContinueOnError)
	direct := fl.Int("rounds", 8, "rounds on an engine")
	through := fl.Int("http-rounds", 2, "rounds through a node's HTTP")
	a := &auditing{programs: p}
	fl.IntVar(&a.Answers, "answers", 4, "of a stream in a round")
	fl.IntVar(&a.Tokens, "tokens", 384, "of each answer")
	fl.Float64Var(&a.Share, "share", 0.05, "of all tokens that are re-checked, prompts counted")
	fl.Float64Var(&a.Deadline, "deadline", 30, "of a re-check, seconds from when it is asked for")
	fl.IntVar(&a.Streams, "streams", 8, "equal streams at once")
	fl.Uint64Var(&a.Seed, "seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/audited.jsonl", "file of the results; it is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	if a.out, err = openJournal(*out, map[string]any{"experiment": "audited", "of": a.loadFlags}, a.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.out.close()) }()
	fmt.Printf("audited: %d rounds on an engine and %d through HTTP, seed %d, results in %s\n", *direct, *through, a.Seed, *out)
	if err := a.on(ctx, onEngine, *direct, a.openEngine); err != nil {
		return err
	}
	if err := a.on(ctx, onHTTP, *through, a.openNode); err != nil {
		return err
	}
	return a.summary()
}

func (a *auditing) read(line []byte) error {
	var one loaded
	err := json.Unmarshal(line, &one)
	a.rounds = append(a.rounds, one)
	return err
}

// on makes the rounds of one stage that were not made before.
func (a *auditing) on(ctx context.Context, name string, rounds int, open func(context.Context) (stage, func() error, error)) (err error) {
	done := len(a.of(name))
	if done >= rounds {
		return nil
	}
	st, end, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	if _, err := st.answer(ctx, a.question(0, 0, 0), 8, 1, func() {}); err != nil { // whatever is loaded once is loaded
		return err
	}
	for n := done + 1; n <= rounds; n++ {
		one, err := a.round(ctx, name, st, n)
		if err != nil {
			return fmt.Errorf("%s, round %d: %w", name, n, err)
		}
		a.rounds = append(a.rounds, *one)
		fmt.Println("  " + one.String())
		if err := a.out.add(one); err != nil {
			return err
		}
	}
	return nil
}

// of are the rounds of one stage.
func (a *auditing) of(name string) (rounds []loaded) {
	for _, r := range a.rounds {
		if r.Stage == name {
			rounds = append(rounds, r)
		}
	}
	return rounds
}

// question is one that no other is like, of the same length but for a word or two: what an engine kept of another is of no use to it.
func (a *auditing) question(round, part, n int) string {
	rng := rand.New(rand.NewPCG(a.Seed, uint64(round)<<32|uint64(part)<<16|uint64(n)))
	return fmt.Sprintf("%d%d%d. Write a story of %d sentences about %s and %s.", round, part, n, 20+rng.IntN(70), topics[rng.IntN(len(topics))], topics[rng.IntN(len(topics))])
}

// The parts of a round, for the questions.
const (
	partAlone = iota + 1
	partAudited
	partEqual
	partKept
)

// round lets the three orders take turns, so that neither a warm cache nor a slow minute falls on one side only.
func (a *auditing) round(ctx context.Context, name string, st stage, n int) (*loaded, error) {
	one := &loaded{Round: n, Stage: name}
	plan := a.plan(name, st.kept(), n)
	turns := []func() error{
		func() (err error) { one.Alone, _, err = a.stream(ctx, st, n, partAlone, nil); return err },
		func() error {
			s, checks, err := a.stream(ctx, st, n, partAudited, plan)
			one.Audited = s
			for i, c := range checks {
				one.check(i).Tokens, one.check(i).Took, one.check(i).Late = c.Tokens, c.Took, c.Late
			}
			return err
		},
		func() error {
			for i, d := range plan {
				took, err := a.alone(ctx, st, d.item)
				if err != nil {
					return err
				}
				one.check(i).Alone = took
			}
			return nil
		},
	}
	if n%2 == 0 {
		turns[0], turns[2] = turns[2], turns[0]
	}
	for _, turn := range turns {
		if err := turn(); err != nil {
			return nil, err
		}
	}
	var err error
	one.Equal, err = a.equal(ctx, st, n)
	return one, err
}

func (l *loaded) check(i int) *lookedAt {
	for len(l.Rechecks) <= i {
		l.Rechecks = append(l.Rechecks, lookedAt{})
	}
	return &l.Rechecks[i]
}

// due is a re-check that is asked for behind a token of the stream.
type due struct {
	after int // tokens of the stream
	item  int // of what the stage keeps
}

// plan draws re-checks until they have their share of all tokens, those of the rounds before counted: the rest is owed to the next round.
func (a *auditing) plan(name string, kept []int, n int) (plan []due) {
	paid, read := 0, 0
	for _, r := range a.of(name) {
		paid += r.Audited.Prompt + r.Audited.Tokens
		for _, c := range r.Rechecks {
			read += c.Tokens
		}
	}
	const prompt = 45 // tokens of a question, about
	rng := rand.New(rand.NewPCG(a.Seed, 1<<48|uint64(n)))
	owed := a.Share/(1-a.Share)*float64(paid+a.Answers*(a.Tokens+prompt)) - float64(read)
	for {
		i := rng.IntN(len(kept))
		if owed < float64(kept[i])/2 {
			return plan
		}
		owed -= float64(kept[i])
		plan = append(plan, due{1 + rng.IntN(a.Answers*a.Tokens*3/4), i})
	}
}
