package inference

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	dgrid "github.com/dgrid-network/dgrid"
)

// Config says which model a Worker runs, and how.
type Config struct {
	Command   []string      // argv of the child process, normally {os.Executable(), "worker"}
	Runtime   string        // folder with libllama and the ggml libraries
	Variant   string        // CPU variant of the runtime, for example "haswell"; empty is the best that the CPU can run
	Model     string        // path of the GGUF file
	KVCache   string        // type of the KV cache: "f16", "q8_0" or "q4_0"; empty is "f16"
	Context   uint32        // tokens of prompt and answer together; 0 is 4096
	Threads   int           // 0 is 1. More threads than free cores make the engine many times slower
	Batch     uint32        // tokens of a prompt read at once; 0 is 512
	Heartbeat time.Duration // a child that is silent for so long is killed; 0 is 20 s
}

// Info is what a loaded model says about itself.
type Info struct {
	Context   uint32 // tokens
	Vocab     uint32 // size of the vocabulary
	Embedding uint32 // width of the hidden state
	Template  string // chat template of the file; empty if it has none
	EndTokens []dgrid.TokenID
	Runtime   string // version of llama.cpp and the CPU variant
	Device    string // runtime class, for example cpu-x86-avx512
	PID       int    // of the child process
}

// Margin is how far one token of an answer was from being the sampler's choice.
type Margin struct {
	Value     int32         // 1/65536 nat of logit; 0 where the token is the choice
	Winner    dgrid.TokenID // the sampler's own choice
	Forbidden bool          // the grammar does not allow the token
}

// Evidence is what a re-check finds, one element a token of the answer.
type Evidence struct {
	Margins      []Margin
	Sketches     []dgrid.Sketch
	Pieces       []string // text that each token released
	PromptTokens uint32
}

// Worker keeps one model loaded in a child process. Its methods may be called at the same time.
type Worker struct {
	cfg Config
	log *slog.Logger
}

// New checks cfg. It starts nothing; Run does.
func New(cfg Config, log *slog.Logger) (*Worker, error) {
	return &Worker{cfg: cfg, log: log}, nil
}

var errSkeleton = errors.New("not built")

// Run keeps a child process alive until ctx ends, and returns after it ended. A model that cannot be loaded ends it with the
// reason.
func (w *Worker) Run(ctx context.Context) error { return errSkeleton }

// Ready waits until the model is loaded. It returns Run's error if Run ended.
func (w *Worker) Ready(ctx context.Context) (Info, error) { return Info{}, errSkeleton }

// Prompt renders req with the model's chat template, tokenizes it and appends prefix, the answer so far.
func (w *Worker) Prompt(ctx context.Context, req *dgrid.Request, templateTime dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error) {
	return nil, errSkeleton
}

// Generate answers job, one chunk a token.
func (w *Worker) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	return dgrid.Usage{}, errSkeleton
}

// Recheck reads job.Prompt and output in one pass.
func (w *Worker) Recheck(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) (*Evidence, error) {
	return nil, errSkeleton
}

// ServeWorker is the child's side. conn is the inherited end of the socket pair, file descriptor 3.
func ServeWorker(ctx context.Context, conn *os.File) error { return errSkeleton }
