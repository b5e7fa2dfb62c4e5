package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

// lookEvery is how often a model's memory is measured at most.
const lookEvery = 5 * time.Second

// begin starts to load. The caller holds the pool's mutex, and has seen that the pool runs.
func (m *Model) begin(now time.Time) {
	ctx, stop := context.WithCancel(m.pool.run)
	m.state, m.stop, m.began, m.err = Loading, stop, now, nil
	m.pool.log.Info("loading a model", "model", m.spec.Name, "need", m.need().Memory)
	m.pool.group.Go(func() {
		defer stop()
		m.tend(ctx)
	})
}

// evict ends the worker; tend sees to the rest. The caller holds the pool's mutex.
func (m *Model) evict() {
	m.pool.log.Info("evicting a model", "model", m.spec.Name, "idle", time.Since(m.used).Round(time.Second))
	m.state = Leaving
	m.leaves++
	m.stop()
}

// tend is the life of one worker: it is made, loads, serves and ends.
func (m *Model) tend(ctx context.Context) {
	w, err := m.spec.New()
	if err != nil {
		m.gone(ctx, err)
		return
	}
	run, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- w.Run(run) }() // waited for below
	info, err := w.Ready(ctx)
	if err == nil {
		m.loaded(w, info)
		err = <-ended
		if err == nil {
			err = inference.ErrStopped
		}
	} else {
		stop()
		if last := <-ended; last != nil {
			err = last // it says why
		}
	}
	m.gone(ctx, err)
}

// loaded takes in a worker that can be called.
func (m *Model) loaded(w Worker, info inference.Info) {
	p, resident := m.pool, m.pool.cfg.Resident(info.PID)
	p.mu.Lock()
	now := time.Now()
	took := now.Sub(m.began)
	class := info.Class()
	m.gpus, m.layers = info.GPUs(), info.Placement
	if class != m.found.Class {
		m.found = Found{Class: class}
	}
	m.found.GPU, m.found.Room = p.survey(m, info.Devices)
	m.found.Memory, m.found.Millis, m.found.When = max(m.found.Memory, resident), uint64(took.Milliseconds()), dgrid.Time(now.UnixMilli())
	m.state, m.worker, m.used, m.news = Loaded, w, now, true
	m.fails, m.loads, m.looked = 0, m.loads+1, now
	m.stays = time.Time{}
	for _, q := range p.queue {
		if q.m == m { // a model that nobody has called yet may go at any time
			m.stays = now.Add(max(p.cfg.Stay, took))
		}
	}
	p.log.Info("a model is loaded", "model", m.spec.Name, "device", class, "placement", info.Placement, "resident", resident, "gpu", m.found.GPU, "took", took.Round(time.Millisecond))
	p.advance()
	p.mu.Unlock()
	p.wake()
	if p.cfg.Loaded != nil {
		p.cfg.Loaded(m)
	}
}

const (
	driverShare = 512 << 20 // bytes of a GPU that its driver keeps for a process, which the process does not see
	unlimited   = 1 << 60   // bytes; more than there is of anything, and far from the end of 64 bits
)

// survey says what a load took of GPUs, and what models may take of them together: what was free before it, and what other models
// have. Only a worker sees the GPUs, so nothing is known of them before the first load. The caller holds the mutex.
func (p *Pool) survey(m *Model, devices []inference.Device) (taken, room uint64) {
	for _, d := range devices {
		if !d.GPU {
			continue
		}
		if d.Layers > 0 {
			taken += d.Used + driverShare
		}
		if before := d.Free + d.Used + driverShare; before > inference.GPUReserve {
			room += before - inference.GPUReserve
		}
	}
	if room == 0 {
		return taken, 0
	}
	for _, other := range p.models {
		if other != m && other.state == Loaded { // what others are about to take or give back is seen by the next load
			room += other.need().GPU
		}
	}
	p.gpus = room
	return taken, room
}

// gone is the end of a worker: of one that was evicted or stopped, or of one that failed with err.
func (m *Model) gone(ctx context.Context, err error) {
	p := m.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	evicted := m.state == Leaving || ctx.Err() != nil
	if m.worker != nil {
		m.starts += m.worker.State().Restarts
	}
	m.state, m.worker, m.stop = Absent, nil, nil
	for _, c := range m.left {
		close(c)
	}
	m.left = nil
	if !evicted {
		now := time.Now()
		rest := min(firstRest<<min(m.fails, 10), lastRest)
		m.err, m.rests, m.fails = err, now.Add(rest), m.fails+1
		p.log.Error("a model is not loaded", "model", m.spec.Name, "err", err, "again", rest)
	}
	p.advance()
}

// measure looks at the memory that the model has, once in a while.
func (m *Model) measure(worked bool) {
	p := m.pool
	p.mu.Lock()
	w, now := m.worker, time.Now()
	due := w != nil && (now.Sub(m.looked) >= lookEvery || worked && !m.found.Worked)
	if due {
		m.looked = now
	}
	p.mu.Unlock()
	if !due {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // a process that is being restarted is not waited for
	info, err := w.Ready(ctx)
	if err != nil {
		return
	}
	resident := p.cfg.Resident(info.PID)
	p.mu.Lock()
	defer p.mu.Unlock()
	if resident == 0 || m.found.Class == "" {
		return
	}
	f := &m.found
	if resident > f.Memory+f.Memory/100 || worked && !f.Worked {
		f.Memory, f.Worked = max(f.Memory, resident), f.Worked || worked
		m.news = true
		p.wake()
	}
}

// Load says when a model is loaded.
type Load uint8

// When models are loaded.
const (
	LoadAuto   Load = iota // at start, where it fits beside those before it; else when it is called
	LoadStart              // at start
	LoadDemand             // when it is called
)

// Fill loads what is to be loaded at start, one after the other, and fails where one of them cannot be loaded, or where those that must be
// do not fit together. A model whose runtime class is not known yet is loaded once and let go again: its class is advertised.
//
// What GPUs hold is first seen by a load. Where models do not fit there together that were thought to, a second round puts it right.
func (p *Pool) Fill(ctx context.Context) error {
	for range 2 {
		first, unknown, err := p.arrange()
		if err != nil {
			return err
		}
		for _, m := range unknown {
			if err := m.visit(ctx); err != nil {
				return err
			}
			if err := m.dismiss(ctx); err != nil {
				return err
			}
		}
		for _, m := range first {
			if err := m.visit(ctx); err != nil {
				return err
			}
		}
		if p.settled(first) {
			return nil
		}
	}
	p.log.Warn("not all models that are to be loaded at start fit onto the GPUs together: the others are loaded when they are asked for")
	return nil
}

// settled reports whether all of these are loaded, or are on the way, or no GPU can be the reason that they are not.
func (p *Pool) settled(models []*Model) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gpus == 0 || !slices.ContainsFunc(models, func(m *Model) bool { return m.state == Absent || m.state == Leaving })
}

// visit loads the model for nobody.
func (m *Model) visit(ctx context.Context) error {
	_, release, err := m.hold(ctx, false)
	if failed := (*LoadError)(nil); errors.As(err, &failed) {
		return fmt.Errorf("load %s: %w", m.spec.Name, failed.Err) // at start nothing is tried again
	}
	if err != nil {
		return err
	}
	m.pool.mu.Lock()
	m.stays = time.Time{}
	m.pool.mu.Unlock()
	release(false)
	return nil
}

// dismiss evicts the model, unless somebody has called it, and waits until it is gone.
func (m *Model) dismiss(ctx context.Context) error {
	p := m.pool
	p.mu.Lock()
	if m.state != Loaded || m.calls > 0 {
		p.mu.Unlock()
		return nil
	}
	gone := make(chan struct{})
	m.left = append(m.left, gone)
	m.evict()
	p.mu.Unlock()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("end the worker of %s: %w", m.spec.Name, ctx.Err())
	}
}

// arrange says what is loaded at start, and what is only to be looked at.
func (p *Pool) arrange() (first, unknown []*Model, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	budget := balance{}.plus(p.budget())
	var names []string
	for _, m := range p.models {
		if m.spec.Load != LoadStart {
			continue
		}
		need := m.need()
		if left := budget.minus(need); left.memory < 0 {
			return nil, nil, &SizeError{Model: m.spec.Name, Need: need.Memory, Measured: m.found.Worked, Budget: p.cfg.Budget, Besides: names}
		}
		budget, names = budget.minus(need), append(names, m.spec.Name)
	}
	for _, m := range p.models {
		need := m.need()
		switch {
		case m.spec.Load == LoadStart:
			first = append(first, m)
		case m.spec.Load == LoadAuto && budget.holds(need.least(p.budget())):
			budget = budget.minus(need)
			first = append(first, m)
		case m.found.Class == "":
			unknown = append(unknown, m)
		}
	}
	return first, unknown, nil
}
