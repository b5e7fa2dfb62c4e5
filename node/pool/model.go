package pool

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

// Model is one model of a pool. Its methods load it when it is not loaded; each may be called at any time.
type Model struct {
	pool *Pool
	spec Spec
	key  string // in the notebook

	// The pool's mutex guards the rest.
	state  State
	worker Worker             // where it is loaded
	stop   context.CancelFunc // ends the worker; nil where there is none
	calls  int
	used   time.Time
	stays  time.Time
	began  time.Time // of the load
	found  Found
	gpus   []inference.Device // as Status has them
	layers string
	news   bool // found is to be written down
	looked time.Time
	err    error     // of the last load, if it failed, or of a worker that ended by itself
	rests  time.Time // it is not loaded again before
	fails  int       // in a row
	loads  uint64
	leaves uint64
	starts uint64            // restarts of processes of workers that are gone
	left   []chan<- struct{} // closed when its worker has ended
}

// ID names the model.
func (m *Model) ID() dgrid.ModelID { return m.spec.ID }

// Name is the model's name here.
func (m *Model) Name() string { return m.spec.Name }

// Status is how a model stands.
type Status struct {
	State     State
	Class     string             // runtime class as the last load found it, in this run or an earlier one; "" where it was never loaded
	GPUs      []inference.Device // that the last load in this run laid the model on
	Layers    string             // where that load laid its layers; "" where there was none
	Need      uint64             // bytes of the machine's memory
	GPU       uint64             // bytes of GPUs, where it lies on some
	Measured  bool               // Need was measured here
	Load      time.Duration
	Loads     uint64 // since the node started
	Evictions uint64
	Restarts  uint64 // of workers' processes
	Err       error  // why it does not answer; nil where it is loaded, or can be
}

// need is what the model is expected to take. The caller holds the pool's mutex.
func (m *Model) need() Need { return m.found.Need(m.spec.Estimate) }

// Status does not wait.
func (m *Model) Status() Status {
	m.pool.mu.Lock()
	defer m.pool.mu.Unlock()
	need := m.need()
	s := Status{State: m.state, Class: m.found.Class, GPUs: m.gpus, Layers: m.layers, Need: need.Memory, GPU: need.GPU, Measured: m.found.Worked, Load: m.found.load(),
		Loads: m.loads, Evictions: m.leaves, Restarts: m.starts}
	switch {
	case m.worker != nil:
		w := m.worker.State()
		s.Restarts += w.Restarts
		if !w.Up {
			s.Err = w.Err
			if s.Err == nil {
				s.Err = errors.New("its process is being started")
			}
		}
	case m.state == Absent:
		s.Err = m.err
	}
	return s
}

// Engine is what its engine does: all zero where it is not loaded, or does not say.
func (m *Model) Engine() inference.Stats {
	m.pool.mu.Lock()
	w, ok := m.worker.(interface{ Stats() inference.Stats })
	m.pool.mu.Unlock()
	if !ok {
		return inference.Stats{}
	}
	return w.Stats()
}

// Delay is the least time until a call could begin: zero where the model is loaded.
func (m *Model) Delay() time.Duration {
	p := m.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	d := Delay(now, p.budget(), p.standings(), p.index(m), m.found.load(), m.began)
	if m.state == Absent && m.err != nil {
		d = max(d, m.rests.Sub(now))
	}
	return d
}

// Hold waits until the model is loaded, in the order of those who wait, and keeps it loaded until release is called, which may be called
// more than once. The error is ctx's where ctx ended, a *LoadError, a *BusyError or inference.ErrStopped.
func (m *Model) Hold(ctx context.Context) (w Worker, release func(), err error) {
	w, end, err := m.hold(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	return w, func() { end(true) }, nil
}

// HoldWithin is Hold for somebody who can go elsewhere: where the model cannot be had within limit it is a *BusyError, at once if that is
// known at once. The model is loaded all the same, when its turn comes: who asks again finds it there.
func (m *Model) HoldWithin(ctx context.Context, limit time.Duration) (w Worker, release func(), err error) {
	if d := m.Delay(); d > limit {
		m.pool.summon(m)
		return nil, nil, &BusyError{Model: m.spec.Name, After: d}
	}
	wait, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	w, end, err := m.hold(wait, true)
	switch {
	case err == nil:
		return w, func() { end(true) }, nil
	case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded):
		return nil, nil, &BusyError{Model: m.spec.Name, After: m.Delay()}
	}
	return nil, nil, err
}

// hold is Hold; release is told whether the model has computed something. Where ctx ends and summon is set, the model is loaded all the same.
func (m *Model) hold(ctx context.Context, summon bool) (Worker, func(worked bool), error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("wait for %s to be loaded: %w", m.spec.Name, err)
	}
	w, err := m.pool.enqueue(m)
	if err != nil {
		return nil, nil, err
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		m.pool.withdraw(w, summon)
		return nil, nil, fmt.Errorf("wait for %s to be loaded: %w", m.spec.Name, ctx.Err())
	}
	if w.err != nil {
		return nil, nil, w.err
	}
	var once sync.Once
	return w.worker, func(worked bool) {
		once.Do(func() {
			m.measure(worked)
			m.pool.mu.Lock()
			defer m.pool.mu.Unlock()
			m.release()
			m.pool.advance()
		})
	}, nil
}

// release ends one call. The caller holds the mutex.
func (m *Model) release() {
	m.calls--
	m.used = time.Now()
}

// Ready loads the model and says what it is.
func (m *Model) Ready(ctx context.Context) (inference.Info, error) {
	w, release, err := m.hold(ctx, false)
	if err != nil {
		return inference.Info{}, err
	}
	defer release(false)
	return w.Ready(ctx)
}

// Prompt is the worker's.
func (m *Model) Prompt(ctx context.Context, req *dgrid.Request, at dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error) {
	w, release, err := m.hold(ctx, false)
	if err != nil {
		return nil, fmt.Errorf("prepare prompt: %w", err)
	}
	defer release(false)
	return w.Prompt(ctx, req, at, prefix)
}

// Generate is the worker's.
func (m *Model) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	w, release, err := m.hold(ctx, false)
	if err != nil {
		u := dgrid.Usage{PromptTokens: uint32(len(job.Prompt)), Finish: dgrid.FinishInterrupted}
		if ctx.Err() != nil {
			u.Finish = dgrid.FinishCancelled
		}
		return u, fmt.Errorf("generate: %w", err)
	}
	defer release(true)
	return w.Generate(ctx, job, emit)
}

// Recheck is the worker's.
func (m *Model) Recheck(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID, others ...[]dgrid.TokenID) (*inference.Evidence, error) {
	w, release, err := m.hold(ctx, false)
	if err != nil {
		return nil, fmt.Errorf("re-check: %w", err)
	}
	defer release(true)
	return w.Recheck(ctx, job, output, others...)
}

// Control is the worker's.
func (m *Model) Control(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) (*inference.Control, error) {
	w, release, err := m.hold(ctx, false)
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	defer release(true)
	return w.Control(ctx, job, output)
}
