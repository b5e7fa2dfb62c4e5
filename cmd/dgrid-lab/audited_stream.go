package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// stage is where the work is done.
type stage interface {
	// answer says one paid answer of exactly so many tokens, and calls each for every piece of it that comes.
	answer(ctx context.Context, text string, tokens int, seed uint64, each func()) (prompt int, err error)
	// kept is how many tokens, prompt and answer, each of the answers has that can be re-checked.
	kept() []int
	// recheck reads one of them again, as an auditor does.
	recheck(ctx context.Context, item int) error
	// pid is of the process that computes.
	pid() int
}

// stream asks for one answer after the other. What is due is re-checked meanwhile, one after another as one auditor does, and the
// stream goes on until that has ended: a re-check that only ends when nobody pays any more is late.
func (a *auditing) stream(ctx context.Context, st stage, round, part int, plan []due) (s side, checks []lookedAt, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	x := &beside{a: a, st: st, plan: slices.Clone(plan), told: make([]chan time.Time, len(plan))}
	for i := range x.told {
		x.told[i] = make(chan time.Time, 1)
	}
	ended := make(chan error, 1)
	go func() { ended <- x.run(ctx) }()
	before, _ := cpuTime(st.pid())
	began := time.Now()
	for n := 0; n < a.Answers || x.left.Load() > 0; n++ {
		last := time.Time{}
		prompt, err := st.answer(ctx, a.question(round, part, n), a.Tokens, a.Seed<<16|uint64(round), func() {
			now := time.Now()
			if x.tell(now); !last.IsZero() {
				s.Gaps = append(s.Gaps, millis(now.Sub(last)))
				if x.busy.Swap(x.working.Load()) || x.working.Load() {
					s.During = append(s.During, millis(now.Sub(last)))
				}
			}
			last = now
		})
		if err != nil {
			cancel()
			return s, nil, errors.Join(err, <-ended)
		}
		s.Prompt += prompt
		s.Tokens += a.Tokens
	}
	s.Seconds = time.Since(began).Seconds()
	after, _ := cpuTime(st.pid())
	s.CPU = (after - before).Seconds()
	cancel()
	return s, x.checks, <-ended
}

// beside is the re-checks beside a stream.
type beside struct {
	a      *auditing
	st     stage
	plan   []due
	told   []chan time.Time // when each was due
	count  int              // pieces of the stream
	checks []lookedAt

	left    atomic.Int32 // that are due and have not ended
	working atomic.Bool  // one is on its way
	busy    atomic.Bool  // one was at the last piece
}

// tell counts a piece of the stream, and asks for the re-checks that are due behind it.
func (x *beside) tell(now time.Time) {
	x.count++
	for i, d := range x.plan {
		if d.after == x.count {
			x.left.Add(1)
			x.told[i] <- now
		}
	}
}

// run makes them in the order in which they fall due, until ctx ends.
func (x *beside) run(ctx context.Context) error {
	order := make([]int, len(x.plan))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return x.plan[i].after - x.plan[j].after })
	x.checks = make([]lookedAt, len(x.plan))
	for _, i := range order {
		select {
		case at := <-x.told[i]:
			if err := x.one(ctx, i, at); err != nil {
				return err
			}
		case <-ctx.Done():
			return fmt.Errorf("the stream ended before re-check %d was due", i+1)
		}
	}
	return nil
}

func (x *beside) one(ctx context.Context, i int, asked time.Time) error {
	defer x.left.Add(-1)
	defer x.working.Store(false)
	x.working.Store(true)
	c := &x.checks[i]
	c.Tokens = x.st.kept()[x.plan[i].item]
	patient, cancel := context.WithDeadline(ctx, asked.Add(time.Duration(x.a.Deadline*float64(time.Second))))
	defer cancel()
	err := x.st.recheck(patient, x.plan[i].item)
	c.Took = time.Since(asked).Seconds()
	if c.Late = patient.Err() != nil && ctx.Err() == nil; c.Late {
		return nil
	}
	return err
}

// alone is how long a re-check takes with nothing beside it.
func (a *auditing) alone(ctx context.Context, st stage, item int) (seconds float64, err error) {
	began := time.Now()
	err = st.recheck(ctx, item)
	return time.Since(began).Seconds(), err
}

// equal has equal streams answer at once, from a common begin to the last token of each.
func (a *auditing) equal(ctx context.Context, st stage, round int) ([]float64, error) {
	rates, errs := make([]float64, a.Streams), make([]error, a.Streams)
	var group sync.WaitGroup
	began := time.Now()
	for i := range a.Streams {
		group.Add(1)
		go func() {
			defer group.Done()
			_, errs[i] = st.answer(ctx, a.question(round, partEqual, i), a.Tokens, a.Seed<<16|uint64(round), func() {})
			rates[i] = float64(a.Tokens) / time.Since(began).Seconds()
		}()
	}
	group.Wait()
	return rates, errors.Join(errs...)
}
