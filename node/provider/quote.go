package provider

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
)

// ErrNotOffered says that this provider would refuse any order for the model now.
var ErrNotOffered = errors.New("the model is not offered")

// Quote says how one model stands at this moment. Who quotes, and until when it holds, is filled in by whoever signs it.
func (p *Provider) Quote(model dgrid.ModelID) (dgrid.Quote, error) {
	p.mu.Lock()
	draining := p.draining
	p.mu.Unlock()
	o := p.offers[model]
	switch {
	case o == nil:
		return dgrid.Quote{}, fmt.Errorf("quote model %s: %w", model, ErrNotOffered)
	case draining:
		return dgrid.Quote{}, fmt.Errorf("quote model %s: %w: the provider is shutting down", model, ErrNotOffered)
	}
	q := dgrid.Quote{Model: model, Price: o.Price, Context: o.Context, Slots: uint32(o.Slots), Free: uint32(o.Slots - len(o.slots))}
	q.Prefill, q.Decode = o.speed.rates()
	switch {
	case o.Delay != nil && q.Free > 0:
		q.Waiting = wholeSeconds(o.Delay())
	case o.Waiting != nil && q.Free == 0:
		q.Waiting = uint32(max(0, o.Waiting()))
	}
	return q, nil
}

// wholeSeconds is d, rounded up: a model that is not ready never counts as one that is.
func wholeSeconds(d time.Duration) uint32 {
	return uint32(min(max(0, (d+time.Second-1)/time.Second), math.MaxUint32))
}

// speed is how fast a model has lately been, as averages in which each job weighs a quarter; until the first job ended, how fast it is
// expected to be. It is safe for concurrent use.
type speed struct {
	mu              sync.Mutex
	prefill, decode float64 // tokens a second; 0 is unknown
	seen            bool    // a job has ended
}

// saw takes in a job whose first token came after wait and whose further ones took rest.
func (s *speed) saw(prompt int, wait time.Duration, tokens int, rest time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.seen && tokens > 1 && rest > 0 { // what is expected was measured at another time, and alone
		s.seen, s.prefill, s.decode = true, 0, 0
	}
	s.prefill = average(s.prefill, prompt, wait)
	s.decode = average(s.decode, tokens-1, rest)
}

func average(before float64, tokens int, took time.Duration) float64 {
	if tokens < 1 || took <= 0 {
		return before
	}
	rate := float64(tokens) / took.Seconds()
	if before == 0 {
		return rate
	}
	return before + (rate-before)/4
}

func (s *speed) rates() (prefill, decode uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint32(s.prefill + 0.5), uint32(s.decode + 0.5)
}
