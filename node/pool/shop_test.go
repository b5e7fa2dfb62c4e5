package pool_test

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/pool"
)

// shop makes workers that take time and no memory, and counts them.
type shop struct {
	load time.Duration // that a load takes
	work time.Duration // that an answer takes

	mu     sync.Mutex
	broken error          // what loads fail with
	events []string       // "+a" where a worker of a was loaded, "-a" where it ended
	kill   chan error     // ends one running worker with what is sent
	holds  map[string]int // models that are loaded
	most   int            // that were loaded at once

	gpu   uint64            // bytes of a GPU that were free before the first load; 0 is no GPU
	takes map[string]uint64 // bytes of it that a model takes, besides what the driver does
	short []string          // models that were loaded without room for them there
}

// driver is what a process takes of a GPU before its model does.
const driver = 512 << 20

// place is the GPU as a worker sees it when it has loaded name; the caller holds the mutex.
func (s *shop) place(name string) []inference.Device {
	if s.gpu == 0 {
		return nil
	}
	free := s.gpu - driver
	for other, n := range s.holds {
		free -= uint64(n) * (s.takes[other] + driver)
	}
	if free < s.takes[name]+1<<30 {
		s.short = append(s.short, name)
	}
	return []inference.Device{{Name: "CUDA0", GPU: true, Layers: 1, Free: free - s.takes[name], Total: s.gpu, Used: s.takes[name]}}
}

func newShop(load time.Duration) *shop {
	return &shop{load: load, work: time.Second, kill: make(chan error), holds: map[string]int{}}
}

func (s *shop) spec(name string, need uint64) pool.Spec {
	return pool.Spec{ID: dgrid.ModelID(dgrid.Hash([]byte(name))), Name: name, Estimate: pool.Need{Memory: need}, Settings: "1",
		New: func() (pool.Worker, error) {
			return &worker{shop: s, name: name, ready: make(chan struct{}), over: make(chan struct{})}, nil
		}}
}

func (s *shop) note(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, event)
	s.holds[event[1:]] += map[byte]int{'+': 1, '-': -1}[event[0]]
	n := 0
	for _, h := range s.holds {
		n += h
	}
	s.most = max(s.most, n)
}

func (s *shop) seen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.events, " ")
}

func (s *shop) breakDown(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = err
}

type worker struct {
	shop  *shop
	name  string
	ready chan struct{}
	over  chan struct{}
	err   error
	gpus  []inference.Device
}

func (w *worker) Run(ctx context.Context) error {
	defer close(w.over)
	select {
	case <-time.After(w.shop.load):
	case <-ctx.Done():
		return nil
	}
	w.shop.mu.Lock()
	w.err = w.shop.broken
	w.gpus = w.shop.place(w.name)
	w.shop.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	w.shop.note("+" + w.name)
	close(w.ready)
	defer w.shop.note("-" + w.name)
	select {
	case <-ctx.Done():
		<-time.After(100 * time.Millisecond) // a process takes a moment to end
		return nil
	case w.err = <-w.shop.kill:
		return w.err
	}
}

func (w *worker) Ready(ctx context.Context) (inference.Info, error) {
	select {
	case <-w.ready:
		return inference.Info{Device: "cpu", Variant: w.name, Devices: w.gpus}, nil
	default:
	}
	select {
	case <-w.ready:
		return inference.Info{Device: "cpu", Variant: w.name, Devices: w.gpus}, nil
	case <-w.over:
		return inference.Info{}, w.err
	case <-ctx.Done():
		return inference.Info{}, ctx.Err()
	}
}

func (w *worker) State() inference.State { return inference.State{Up: true} }

func (w *worker) Prompt(context.Context, *dgrid.Request, dgrid.Time, []dgrid.TokenID) ([]dgrid.TokenID, error) {
	return []dgrid.TokenID{1}, nil
}

func (w *worker) Generate(ctx context.Context, _ *dgrid.Job, _ dgrid.Emit) (dgrid.Usage, error) {
	select {
	case <-w.over:
		return dgrid.Usage{}, inference.ErrWorkerLost
	case <-ctx.Done():
		return dgrid.Usage{}, ctx.Err()
	case <-time.After(w.shop.work):
		return dgrid.Usage{Finish: dgrid.FinishStop}, nil
	}
}

func (w *worker) Recheck(context.Context, *dgrid.Job, []dgrid.TokenID, ...[]dgrid.TokenID) (*inference.Evidence, error) {
	return &inference.Evidence{}, nil
}

func (w *worker) Tokens(context.Context, string) ([]dgrid.TokenID, error) {
	return []dgrid.TokenID{1}, nil
}

func (w *worker) Embed(context.Context, []dgrid.TokenID) ([]float32, error) {
	return []float32{1}, nil
}

func (w *worker) Control(context.Context, *dgrid.Job, []dgrid.TokenID) (*inference.Control, error) {
	return &inference.Control{}, nil
}
