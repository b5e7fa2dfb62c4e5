package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid/node/control"
)

// service is what honest nodes asked of others in some time, and what failed.
type service struct {
	Quotes       int            `json:"quotes"`
	QuotesFailed int            `json:"quotesFailed"` // the victim gave none in time
	Asks         int            `json:"asks"`
	AsksFailed   int            `json:"asksFailed"`
	QuoteTook    []float64      `json:"-"`
	AskTook      []float64      `json:"-"`
	Why          map[string]int `json:"why"` // failures, by what was said
	mu           sync.Mutex
}

func (s *service) String() string {
	text := fmt.Sprintf("%d quotes, %d failed (%s); %d answers, %d failed (%s)", s.Quotes, s.QuotesFailed, spread(s.QuoteTook, "ms"), s.Asks, s.AsksFailed, spread(s.AskTook, "ms"))
	if len(s.Why) > 0 {
		text += "; " + tally(s.Why)
	}
	return text
}

// note takes in one request.
func (s *service) note(count, failed *int, took *[]float64, began time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*count++
	*took = append(*took, millis(time.Since(began)))
	if err != nil {
		*failed++
		s.Why[shorten(err.Error())]++
	}
}

// serveFor has four nodes ask for quotes, once a second each, and two for answers of the flooded provider.
func (n *lanNet) serveFor(ctx context.Context, lasts time.Duration) *service {
	ctx, cancel := context.WithTimeout(ctx, lasts)
	defer cancel()
	s := &service{Why: map[string]int{}}
	var group sync.WaitGroup
	work := func(every time.Duration, one func(context.Context)) {
		group.Add(1)
		first := time.Duration(n.rng.Int64N(int64(every)))
		go func() {
			defer group.Done()
			for next := first; pause(ctx, next); next = every {
				one(context.WithoutCancel(ctx)) // what was begun is finished, within its own time
			}
		}()
	}
	for _, name := range n.names[len(n.names)-4:] {
		work(time.Second, func(ctx context.Context) { n.quote(ctx, s, name) })
	}
	for _, name := range n.names[len(n.names)-2:] {
		g := gateway{base: "http://127.0.0.1:8484", client: n.client(name)}
		work(2*time.Second, func(ctx context.Context) { n.askFlooded(ctx, s, g) })
	}
	group.Wait()
	return s
}

// quote has a node pull quotes, that of the victim among them.
func (n *lanNet) quote(ctx context.Context, s *service, name string) {
	began := time.Now()
	err := n.pullQuote(ctx, name)
	s.note(&s.Quotes, &s.QuotesFailed, &s.QuoteTook, began, err)
}

func (n *lanNet) pullQuote(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	c, err := n.at(ctx, name)
	if err != nil {
		return err
	}
	r, err := c.Route(ctx, control.RouteRequest{Model: n.model, Question: "What is a lighthouse?", MaxTokens: 8})
	if err != nil {
		return err
	}
	for _, candidate := range r.Decision.Candidates {
		if candidate.Peer != n.ids["n1"] {
			continue
		}
		if !candidate.Quoted && !strings.HasPrefix(candidate.Excluded, "not drawn") { // of many only some are asked
			return fmt.Errorf("the victim gave no quote: %s", candidate.Excluded)
		}
		return nil
	}
	return fmt.Errorf("the victim is no candidate: %s", r.Nobody)
}

// askFlooded asks the victim for a short answer.
func (n *lanNet) askFlooded(ctx context.Context, s *service, g gateway) {
	began := time.Now()
	_, err := g.hear(ctx, asked{model: n.model, text: "What is a lighthouse?", maxTokens: 4, seed: 1, provider: n.ids["n1"], patience: lookTime}, nil)
	s.note(&s.Asks, &s.AsksFailed, &s.AskTook, began, err)
}
