package node_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/provider"
	"github.com/dgrid-network/dgrid/p2p"
)

// holding is an offer whose engine is held for each job.
type holding struct {
	held, let atomic.Int32
	err       error // what holding fails with; nil never
	delay     time.Duration
}

func (h *holding) apply(o *provider.Offer) {
	e := o.Engine
	o.Engine, o.Prefill, o.Decode = nil, 200, 20
	o.Delay = func() time.Duration { return h.delay }
	o.Hold = func(context.Context) (provider.Engine, func(), error) {
		if h.err != nil {
			return nil, nil, h.err
		}
		h.held.Add(1)
		return e, func() { h.let.Add(1) }, nil
	}
}

func (p *pair) holding(t *testing.T, h *holding) {
	t.Helper()
	p.provider.offer = h.apply
	p.provider.serve(t)
	p.connect(t)
}

// A job holds its engine from before its prompt is read, and lets it go however it ends.
func TestJobsHoldTheirEngine(t *testing.T) {
	for name, test := range map[string]struct {
		engine scripted
		asks   uint32
		fails  bool
	}{
		"answered": {scripted{length: 40, prompt: 10}, 500, false},
		"broken":   {scripted{length: 40, prompt: 10, fail: 5, err: inference.ErrWorkerLost}, 500, true},
		"unread":   {scripted{length: 40, prompt: 10, unread: inference.ErrWorkerLost}, 500, true},
		"too long": {scripted{length: 40, prompt: 10}, 5000, true},
	} {
		t.Run(name, func(t *testing.T) {
			p, h := newPair(t, &test.engine), &holding{}
			p.holding(t, h)
			if _, err := p.question(t, question(test.asks)); (err != nil) != test.fails {
				t.Errorf("the question ended with %v", err)
			}
			if h.held.Load() != 1 || h.let.Load() != 1 {
				t.Errorf("held %d times, let go %d times", h.held.Load(), h.let.Load())
			}
		})
	}
}

// A model that cannot be had now is busy, and the payer hears when to come again: it is not told that its request is wrong.
func TestAModelThatIsNotLoaded(t *testing.T) {
	for name, err := range map[string]error{
		"busy":   &pool.BusyError{Model: "scripted", After: 7 * time.Second},
		"failed": &pool.LoadError{Model: "scripted", After: 7 * time.Second, Err: &inference.LoadError{Reason: "the file is damaged"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, &scripted{length: 40, prompt: 10})
			p.holding(t, &holding{err: err})
			_, err := p.question(t, question(500))
			var refused *payer.RefusedError
			if !errors.As(err, &refused) || refused.Code != p2p.Busy || refused.Retry != 7*time.Second {
				t.Errorf("%v: want busy, and 7 s", err)
			}
		})
	}
}

func TestQuotesOfAModelThatIsNotLoaded(t *testing.T) {
	p, h := newPair(t, &scripted{length: 40, prompt: 10}), &holding{}
	p.holding(t, h)
	for _, test := range []struct {
		delay time.Duration
		want  uint32
	}{{0, 0}, {time.Millisecond, 1}, {time.Second, 1}, {90 * time.Second, 90}} {
		h.delay = test.delay
		q, err := p.provider.provider.Quote(model)
		if err != nil || q.Waiting != test.want || q.Free != 1 || q.Prefill != 200 || q.Decode != 20 {
			t.Errorf("with a delay of %s: %+v, %v; want %d s of waiting, and the expected speeds", test.delay, q, err, test.want)
		}
	}
	if _, err := p.question(t, question(500)); err != nil {
		t.Fatal(err)
	}
	if q, err := p.provider.provider.Quote(model); err != nil || q.Decode == 20 || q.Decode == 0 {
		t.Errorf("behind a job: %+v, %v; want its speed", q, err)
	}
}
