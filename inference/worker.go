package inference

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/llama"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// Config says which model a Worker runs, and how.
type Config struct {
	Command   []string      // argv of the child process, normally {os.Executable(), "worker"}
	Runtime   string        // folder with libllama and the ggml libraries
	Variant   string        // CPU variant of the runtime, for example "haswell"; empty is the best that the CPU can run
	Device    string        // "auto", "cpu", or names of devices with commas between them, such as "CUDA0,CUDA1"; empty is "auto"
	GPULayers int           // layers that lie on GPUs; 0 is as many as fit
	Model     string        // path of the GGUF file
	KVCache   string        // type of the KV cache: "f16", "q8_0" or "q4_0"; empty is "f16"
	Context   uint32        // tokens of prompt and answer together; 0 is 4096, or what the model was trained for if that is less
	Threads   int           // 0 is 1. More threads than free cores make the engine many times slower
	Sequences int           // jobs that run beside each other; 0 is what fits the memory, at most 8
	Cells     uint32        // tokens of all sequences together, kept ones included; 0 is a context for each job, or what fits the memory
	Least     uint32        // cells that there are at least, if fewer than Cells let all layers fit onto GPUs; 0 is no fewer
	Batch     uint32        // tokens of prompts read at once; 0 is 512
	Memory    uint64        // bytes that the child may take besides the model's file; 0 is what the model should need, with room to spare
	Kernels   string        // folder for the code that a GPU's driver compiles for this model and runtime; empty: it compiles at each load
	Heartbeat time.Duration // a child that is silent for so long is killed; 0 is 20 s
}

func (c Config) withDefaults() Config {
	if c.KVCache == "" {
		c.KVCache = "f16"
	}
	if c.Threads == 0 {
		c.Threads = 1
	}
	if c.Batch == 0 {
		c.Batch = 512
	}
	if c.Heartbeat == 0 {
		c.Heartbeat = 20 * time.Second
	}
	return c
}

// mostSequences is what libllama's limit of 256 leaves beside those of re-checks and of jobs that have ended.
const mostSequences = 128

func (c Config) validate() error {
	switch {
	case len(c.Command) == 0 || c.Command[0] == "":
		return errors.New("no command for the child process")
	case c.Runtime == "":
		return errors.New("no runtime folder; fetch the runtime with `dgridd pull`")
	case c.Model == "":
		return errors.New("no model file; fetch a model with `dgridd pull`")
	case !slices.Contains(llama.KVCaches(), c.KVCache):
		return fmt.Errorf("KV cache type %q: want one of %v", c.KVCache, llama.KVCaches())
	case c.GPULayers < 0 || c.GPULayers > 1<<16:
		return fmt.Errorf("%d GPU layers: want 0, which is as many as fit, to %d", c.GPULayers, 1<<16)
	case c.Threads < 1 || c.Threads > 512:
		return fmt.Errorf("%d threads: want 1 to 512", c.Threads)
	case c.Sequences < 0 || c.Sequences > mostSequences:
		return fmt.Errorf("%d sequences: want 1 to %d, or 0 for what fits the memory", c.Sequences, mostSequences)
	case c.Least > 0 && c.Least < c.Context:
		return fmt.Errorf("%d cells at least: a context of %d tokens does not fit", c.Least, c.Context)
	case c.Cells > 0 && c.Cells < c.Context:
		return fmt.Errorf("%d cells: a context of %d tokens does not fit", c.Cells, c.Context)
	case c.Batch < 1 || c.Batch > 4096:
		return fmt.Errorf("batch of %d tokens: want 1 to 4096", c.Batch)
	case c.Heartbeat < 100*time.Millisecond:
		return fmt.Errorf("heartbeat of %s: want at least 100ms", c.Heartbeat)
	}
	return nil
}

// Info is what a loaded model says about itself.
type Info struct {
	Context   uint32 // tokens
	Vocab     uint32 // size of the vocabulary
	Embedding uint32 // width of the hidden state
	Template  string // chat template of the file; empty if it has none
	EndTokens []dgrid.TokenID
	Runtime   string // version of llama.cpp and the CPU variant
	Device    string // kind of arithmetic, for example cpu-x86-avx512
	Variant   string // CPU variant of the runtime, for example haswell; empty where the runtime has only one or GPUs do all
	Devices   []Device
	Placement string // where the layers lie: "CPU", or for example "33 layers: 20 on CUDA0, 13 on CPU"
	PID       int    // of the child process
	Sequences int    // jobs that run beside each other
	Cells     uint32 // tokens that all sequences may have together
}

// Class is the runtime class, by which calibrations and adverts tell machines apart: for example cpu-x86-avx2/haswell.
func (i *Info) Class() string {
	if i.Variant == "" {
		return i.Device
	}
	return i.Device + "/" + i.Variant
}

// GPUs are the devices that hold layers of the model.
func (i *Info) GPUs() []Device {
	return slices.DeleteFunc(slices.Clone(i.Devices), func(d Device) bool { return d.Layers == 0 })
}

// Worker keeps one model loaded in a child process. Its methods may be called at the same time, and their calls run beside each other.
type Worker struct {
	cfg Config
	log *slog.Logger

	embedding chan struct{} // has room for one

	mu      sync.Mutex    // guards the rest
	started bool          // Run was called
	child   *child        // with its model loaded, or nil
	lost    uint64        // children that ended and were replaced
	last    error         // why the last of them ended
	ended   error         // why Run ended
	changed chan struct{} // closed and replaced when child or ended change
}

// New checks cfg. It starts nothing; Run does.
func New(cfg Config, log *slog.Logger) (*Worker, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("make worker: %w", err)
	}
	return &Worker{cfg: cfg, log: log, embedding: make(chan struct{}, 1), changed: make(chan struct{})}, nil
}

const (
	firstDelay = 100 * time.Millisecond // before a restart; doubled each time
	lastDelay  = 30 * time.Second
	calmAfter  = time.Minute // a child that lived so long makes the next delay short again
	loadDeaths = 3           // children that die while they load before the model is given up
	loadLimit  = 15 * time.Minute
)

// Run keeps a child process alive until ctx ends, and returns nil after it ended. A runtime or model that cannot be used ends it
// with a *LoadError.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.start(); err != nil {
		return err
	}
	err := w.supervise(ctx)
	ended := err
	if ended == nil {
		ended = ErrStopped
	}
	w.set(nil, ended)
	return err
}

func (w *Worker) start() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.started {
		return errors.New("run worker: it was run before; make another")
	}
	w.started = true
	return nil
}

func (w *Worker) supervise(ctx context.Context) error {
	cfg, plan, err := w.cfg.plan()
	if err != nil {
		return &LoadError{Reason: err.Error()}
	}
	w.cfg = cfg // only Run reads it; the sizes stay the same for every child
	delay, deaths := firstDelay, 0
	for {
		began, wasLoaded := time.Now(), false
		last, err := withChild(ctx, w.cfg.Command, plan, w.cfg.Heartbeat, w.log, func(ctx context.Context, c *child) error {
			if err := w.load(ctx, c); err != nil {
				return err
			}
			wasLoaded = true
			w.set(c, nil)
			defer w.set(nil, nil)
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-c.dead:
				return c.lost()
			}
		})
		if ctx.Err() != nil {
			return nil
		}
		var bad *LoadError
		if errors.As(err, &bad) {
			return &LoadError{Reason: bad.Reason, Log: last}
		}
		if dead := hopelessly(last); dead != nil && !wasLoaded {
			return dead
		}
		if deaths++; wasLoaded {
			deaths = 0
		}
		if deaths == loadDeaths {
			return &LoadError{Reason: fmt.Sprintf("the worker process died %d times while it loaded %s, last: %v; the file may be damaged (`dgridd pull` checks it) or need more memory than this machine has or its process may take (memory_limit under [[models]])",
				deaths, w.cfg.Model, err), Log: last}
		}
		if time.Since(began) > calmAfter {
			delay = firstDelay
		}
		w.mu.Lock()
		w.lost, w.last = w.lost+1, err
		w.mu.Unlock()
		w.log.Warn("worker process ended, restarting it", "err", err, "last", last, "delay", delay)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(delay):
		}
		delay = min(2*delay, lastDelay)
	}
}

func (w *Worker) load(ctx context.Context, c *child) error {
	ctx, cancel := context.WithTimeoutCause(ctx, loadLimit, fmt.Errorf("the model was not loaded within %s", loadLimit))
	defer cancel()
	// A load cannot be interrupted; when its time is over the child is ended, which the call notices.
	defer context.AfterFunc(ctx, func() { c.end(context.Cause(ctx)) })()
	r, err := c.call(ctx, &workerpb.Command{Body: &workerpb.Command_Load{Load: &workerpb.Load{
		Runtime: w.cfg.Runtime, Variant: w.cfg.Variant, Model: w.cfg.Model, KvCache: w.cfg.KVCache,
		Context: w.cfg.Context, Threads: uint32(w.cfg.Threads), Batch: w.cfg.Batch,
		Device: w.cfg.Device, GpuLayers: uint32(w.cfg.GPULayers),
		Sequences: uint32(w.cfg.Sequences), Cells: w.cfg.Cells, LeastCells: w.cfg.Least,
	}}}, nil)
	if err != nil {
		return err
	}
	l := r.GetLoaded()
	if l == nil {
		return fmt.Errorf("load model: unexpected answer %T", r.GetBody())
	}
	c.info = Info{Context: l.GetContext(), Vocab: l.GetVocab(), Embedding: l.GetEmbedding(), Template: l.GetTemplate(),
		EndTokens: tokensFromWire(l.GetEndTokens()), Runtime: l.GetRuntime(), Device: l.GetDevice(),
		Variant: l.GetVariant(), Devices: devicesFromWire(l.GetDevices()), Placement: l.GetPlacement(), PID: c.pid,
		Sequences: int(l.GetSequences()), Cells: l.GetCells()}
	w.log.Info("model loaded", "model", w.cfg.Model, "runtime", c.info.Runtime, "device", c.info.Device, "placement", c.info.Placement,
		"sequences", c.info.Sequences, "cells", c.info.Cells, "pid", c.pid)
	return nil
}

// set tells those who wait that a child came or went, or that Run ended.
func (w *Worker) set(c *child, ended error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.child, w.ended = c, ended
	close(w.changed)
	w.changed = make(chan struct{})
}

// State is how a worker stands.
type State struct {
	Up       bool   // its model is loaded
	Restarts uint64 // of its process
	Err      error  // why it is not up: why Run ended, or the last process; nil where the first one still loads
}

// State does not wait.
func (w *Worker) State() State {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := State{Up: w.child != nil && w.child.alive(), Restarts: w.lost}
	if !s.Up {
		s.Err = w.last
		if w.ended != nil {
			s.Err = w.ended
		}
	}
	return s
}

// Stats is what a worker's engine does. It is some seconds old, and all zero while no model is loaded.
type Stats struct {
	Cells    int    // tokens that all sequences may have together
	Used     int    // of them, hold a token
	Promised int    // of the others, promised to calls that run
	Running  int    // jobs that have a sequence
	Waiting  int    // jobs that have none yet
	Audits   int    // re-checks, controls and embeddings, with a sequence or without
	Kept     int    // sequences of calls that have ended
	Read     uint64 // tokens, since the process began
	Reused   uint64 // tokens of prompts that were found read, since the process began
}

// Stats does not wait.
func (w *Worker) Stats() Stats {
	w.mu.Lock()
	c := w.child
	w.mu.Unlock()
	if c == nil || !c.alive() {
		return Stats{}
	}
	p := c.pong.Load()
	return Stats{Cells: int(p.GetCells()), Used: int(p.GetUsed()), Promised: int(p.GetPromised()), Running: int(p.GetRunning()),
		Waiting: int(p.GetWaiting()), Audits: int(p.GetAudits()), Kept: int(p.GetKept()), Read: p.GetRead(), Reused: p.GetReused()}
}

// Ready waits until the model is loaded. It returns Run's error if Run ended, and waits for Run if it was not called yet.
func (w *Worker) Ready(ctx context.Context) (Info, error) {
	c, err := w.ready(ctx)
	if err != nil {
		return Info{}, err
	}
	info := c.info
	info.EndTokens = slices.Clone(info.EndTokens)
	return info, nil
}

func (w *Worker) ready(ctx context.Context) (*child, error) {
	for {
		w.mu.Lock()
		c, ended, changed := w.child, w.ended, w.changed
		w.mu.Unlock()
		if ended != nil {
			return nil, ended
		}
		if c != nil && c.alive() {
			return c, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for the model: %w", ctx.Err())
		case <-changed:
		}
	}
}
