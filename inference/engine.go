package inference

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/jail"
	"github.com/dgrid-network/dgrid/inference/llama"
	"github.com/dgrid-network/dgrid/inference/sampler"
	"github.com/dgrid-network/dgrid/inference/scheduler"
	"github.com/dgrid-network/dgrid/inference/template"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// recheckBatch is how many positions of an answer are re-checked at once where no paid work waits. Each holds the logits of a whole
// vocabulary, 4 bytes an id: 64 rows of 49,152 are 12 MiB. BenchmarkScoredBatch finds 16 to 256 rows equally fast.
const recheckBatch = 64

// engine is the child's side of the calls: one model, its sampler, its text.
type engine struct {
	model    *llama.Model
	runtime  *llama.Runtime
	place    llama.Placement
	sketcher *Sketcher
	ends     []dgrid.TokenID
	pooling  uint64             // of the file
	template *template.Template // nil where the file has none
	steps    atomic.Uint64      // batches read; a daemon that sees it stand still kills the process
	stats    atomic.Pointer[scheduler.Stats]
}

// openEngine loads the libraries, closes the process, and only then opens the model's file.
func openEngine(c *workerpb.Load, j jail.Jail) (*engine, error) {
	rt, err := llama.Load(c.GetRuntime(), c.GetVariant())
	if err != nil {
		return nil, err
	}
	if err := j.Close(); err != nil {
		return nil, err
	}
	layout, err := sound(c.GetModel())
	if err != nil {
		return nil, err
	}
	p, err := place(rt, &layout, c)
	if err != nil {
		return nil, err
	}
	m, err := rt.Open(c.GetModel(), llama.Options{KVCache: c.GetKvCache(), Context: c.GetContext(), Sequences: c.GetSequences(), Cells: p.Cells,
		Threads: int(c.GetThreads()), Batch: c.GetBatch(), Outputs: recheckBatch, Place: p})
	if err != nil {
		return nil, err
	}
	e := &engine{model: m, runtime: rt, place: p, sketcher: NewSketcher(m.Width()), ends: m.EndTokens(),
		pooling: layout.Numbers[layout.Header.Architecture+".pooling_type"]}
	if source := m.Template(); source != "" {
		// Read once: it takes longer than many prompts take to render. A template that cannot be read is found here.
		if e.template, err = template.New(source); err != nil {
			return nil, fmt.Errorf("read the model's chat template: %w", err)
		}
	}
	return e, nil
}

func (e *engine) loaded() *workerpb.Loaded {
	device, variant := e.runtime.Class(e.place)
	return &workerpb.Loaded{Context: e.model.Context(), Vocab: uint32(e.model.Vocabulary()), Embedding: uint32(e.model.Width()),
		Template: e.model.Template(), EndTokens: tokensToWire(e.ends),
		Runtime: fmt.Sprintf("llama.cpp %s %s", e.runtime.Version, e.runtime.Variant), Device: device,
		Variant: variant, Devices: devicesToWire(e.runtime, e.place), Placement: e.place.String(),
		Sequences: uint32(e.model.Sequences()), Cells: uint32(e.model.Cells())}
}

// refusal is an error in what the call asks for.
type refusal struct{ error }

func (e *engine) prompt(c *workerpb.Prompt) ([]dgrid.TokenID, error) {
	if e.template == nil {
		return nil, refusal{errors.New("the model's file has no chat template; use an instruction-tuned model")}
	}
	text, err := e.template.Render(template.Input{
		Messages: messagesFromWire(c.GetMessages()), Tools: c.GetTools(), BOS: e.model.BOS(), EOS: e.model.EOS(),
		AddGenerationPrompt: true, Now: time.UnixMilli(int64(c.GetTemplateTime())).UTC(),
	})
	if err != nil {
		return nil, refusal{err}
	}
	ids, err := e.tokenize(text)
	if err != nil {
		return nil, err
	}
	prefix := tokensFromWire(c.GetPrefix())
	if err := e.valid("answer so far", prefix); err != nil {
		return nil, err
	}
	return append(ids, prefix...), nil
}

// valid refuses tokens of what that are not in the vocabulary.
func (e *engine) valid(what string, tokens []dgrid.TokenID) error {
	if i := slices.IndexFunc(tokens, func(t dgrid.TokenID) bool { return !e.model.Valid(t) }); i >= 0 {
		return refusal{fmt.Errorf("token %d of the %s is %d: the vocabulary has %d", i, what, tokens[i], e.model.Vocabulary())}
	}
	return nil
}

func (e *engine) tokenize(text string) ([]dgrid.TokenID, error) {
	ids, err := e.model.Tokenize(text)
	if err != nil {
		return nil, refusal{err}
	}
	return ids, nil
}

// answer is the state that generating and re-checking share: both walk over the same tokens with the same sampler and text.
type answer struct {
	job     *dgrid.Job
	sampler *sampler.Sampler
	text    *Text
	piece   []byte
}

// begin checks job and prepares to walk over its answer.
func (e *engine) begin(job *dgrid.Job) (*answer, error) {
	if err := e.admit(job); err != nil {
		return nil, err
	}
	a := &answer{job: job}
	var err error
	if a.text, err = NewText(job.Params.Stop); err != nil {
		return nil, refusal{err}
	}
	if a.sampler, err = sampler.New(job.Params, job.Seed, job.Prompt, job.Start); err != nil {
		return nil, refusal{err}
	}
	// A resumed answer goes on in the middle of a character or of a stop string, if its first part ended there.
	for _, t := range job.Prompt[len(job.Prompt)-int(job.Start):] {
		if _, stopped := a.text.Push(e.bytes(a, t)); stopped || slices.Contains(e.ends, t) {
			return nil, refusal{errors.New("the answer so far has already ended; there is nothing to resume")}
		}
	}
	return a, nil
}

func (e *engine) admit(job *dgrid.Job) error {
	switch {
	case len(job.Prompt) == 0:
		return refusal{errors.New("the prompt is empty")}
	case int(job.Start) > len(job.Prompt):
		return refusal{fmt.Errorf("the answer so far is said to have %d tokens, more than the prompt's %d", job.Start, len(job.Prompt))}
	case job.MaxOutput == 0:
		return refusal{errors.New("the job allows no output token")}
	case job.Params.Grammar != "":
		return refusal{errors.New("this engine does not constrain answers with a grammar; leave it out")}
	case uint64(len(job.Prompt))+uint64(job.MaxOutput) > uint64(e.model.Context()):
		return &ContextOverflowError{Prompt: uint32(len(job.Prompt)), Output: job.MaxOutput, Context: e.model.Context()}
	}
	if err := sampler.Validate(job.Params, e.model.Vocabulary()); err != nil {
		return refusal{err}
	}
	return e.valid("prompt", job.Prompt)
}

// bytes are what t adds to the text. An end token adds nothing even where the vocabulary gives it a text.
func (e *engine) bytes(a *answer, t dgrid.TokenID) []byte {
	if slices.Contains(e.ends, t) {
		return nil
	}
	a.piece = e.model.Piece(a.piece[:0], t)
	return a.piece
}

// release is the text that output token number n (from 0) releases, and the reason to end with it, or 0.
func (e *engine) release(a *answer, t dgrid.TokenID, n int) (string, dgrid.Finish) {
	text, stopped := a.text.Push(e.bytes(a, t))
	var finish dgrid.Finish
	switch {
	case stopped:
		return text, dgrid.FinishStopString
	case slices.Contains(e.ends, t):
		finish = dgrid.FinishStop
	case n+1 == int(a.job.MaxOutput):
		finish = dgrid.FinishLength
	default:
		return text, 0
	}
	rest, stopped := a.text.Flush()
	if stopped {
		finish = dgrid.FinishStopString
	}
	return text + rest, finish
}

// numbers are what the model computed at row i of its last batch. They are good until the next.
func (e *engine) numbers(i int) (logits, state []float32, err error) {
	if logits, err = e.model.Logits(i); err != nil {
		return nil, nil, err
	}
	state, err = e.model.State(i)
	return logits, state, err
}
