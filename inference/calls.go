package inference

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// Prompt renders req with the model's chat template at templateTime, tokenizes it and appends prefix, the answer so far. It
// does not wait for running jobs; ErrBusy says that too many prompts are being prepared.
func (w *Worker) Prompt(ctx context.Context, req *dgrid.Request, templateTime dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error) {
	c, err := w.ready(ctx)
	if err != nil {
		return nil, fmt.Errorf("prepare prompt: %w", err)
	}
	r, err := c.call(ctx, &workerpb.Command{Body: &workerpb.Command_Prompt{Prompt: &workerpb.Prompt{
		Messages: messagesToWire(req.Messages), Tools: req.Tools, TemplateTime: templateTime, Prefix: tokensToWire(prefix),
	}}}, nil)
	if err != nil {
		return nil, fmt.Errorf("prepare prompt: %w", err)
	}
	return tokensFromWire(r.GetPrompted().GetTokens()), nil
}

// Tokens is text as the model reads it, with the tokens that its file puts around one. It is served like Prompt.
func (w *Worker) Tokens(ctx context.Context, text string) ([]dgrid.TokenID, error) {
	c, err := w.ready(ctx)
	if err != nil {
		return nil, fmt.Errorf("tokenize: %w", err)
	}
	r, err := c.call(ctx, &workerpb.Command{Body: &workerpb.Command_Tokenize{Tokenize: &workerpb.Tokenize{Text: text}}}, nil)
	if err != nil {
		return nil, fmt.Errorf("tokenize: %w", err)
	}
	return tokensFromWire(r.GetPrompted().GetTokens()), nil
}

// Embed reads a text and returns the hidden state at its last token, as the model leaves it. One text is read at a time, between the steps of
// paid work like a re-check and after every re-check that waits: however long it takes, it takes nothing from them.
func (w *Worker) Embed(ctx context.Context, tokens []dgrid.TokenID) ([]float32, error) {
	select {
	case w.embedding <- struct{}{}:
		defer func() { <-w.embedding }()
	case <-ctx.Done():
		return nil, fmt.Errorf("embed: %w", ctx.Err())
	}
	r, err := w.audit(ctx, &workerpb.Command{Body: &workerpb.Command_Embed{Embed: &workerpb.Embed{Tokens: tokensToWire(tokens)}}})
	if err != nil {
		return nil, fmt.Errorf("embed: %w", err)
	}
	state := r.GetEmbedded().GetState()
	if len(state) == 0 {
		return nil, errors.New("embed: the worker found no state")
	}
	return state, nil
}

// Generate answers job and emits one chunk a token, never more than 8 tokens ahead of emit. It runs beside other calls; where not all
// can run, payers take turns, and of one payer's jobs that with the earliest deadline is first. The usage counts what emit took, also
// when there is an error:
//
//   - ctx's error when ctx ended, with FinishCancelled; the engine stops within one step, at ctx's deadline by itself;
//   - emit's error, ErrWorkerLost or another failure of the engine, with FinishInterrupted;
//   - ErrBusy, a *ContextOverflowError or ErrRefused before any token.
func (w *Worker) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	usage := dgrid.Usage{PromptTokens: uint32(len(job.Prompt)), Finish: dgrid.FinishInterrupted}
	c, err := w.ready(ctx)
	if err != nil {
		return interrupted(ctx, usage, err)
	}
	r, err := c.call(ctx, &workerpb.Command{Body: &workerpb.Command_Generate{Generate: &workerpb.Generate{
		Job: jobToWire(job), Credit: window, Left: left(ctx),
	}}}, func(t *workerpb.Token) error {
		sketches, err := parseSketches(t.GetSketch())
		if err != nil {
			return err
		}
		usage.OutputTokens++
		return emit(dgrid.Chunk{IDs: []dgrid.TokenID{dgrid.TokenID(t.GetId())}, Text: t.GetText(), Sketches: sketches})
	})
	if err != nil {
		return interrupted(ctx, usage, err)
	}
	usage.Finish = dgrid.Finish(r.GetGenerated().GetFinish())
	return usage, nil
}

func interrupted(ctx context.Context, usage dgrid.Usage, err error) (dgrid.Usage, error) {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) || errors.Is(err, context.DeadlineExceeded) {
		usage.Finish = dgrid.FinishCancelled
	}
	return usage, fmt.Errorf("generate: %w", err)
}

// left is how many milliseconds are left until ctx's deadline, rounded up so that the engine is not ahead of ctx; 0 is no deadline.
func left(ctx context.Context) uint64 {
	t, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return uint64(max(0, time.Until(t)/time.Millisecond) + 1)
}

// Quantize writes the model at in to out with its weights in another type, for example "Q8_0" or "Q4_0", in a child process of
// its own that command starts.
func Quantize(ctx context.Context, command []string, runtimeDir, in, out, typ string, log *slog.Logger) error {
	plan, err := quantizing(runtimeDir, in, out)
	if err != nil {
		return fmt.Errorf("quantize %s: %w", in, err)
	}
	last, err := withChild(ctx, command, plan, time.Minute, log, func(ctx context.Context, c *child) error {
		// Native code does not look at ctx, so the child is ended with it.
		defer context.AfterFunc(ctx, func() { c.end(ctx.Err()) })()
		_, err := c.call(ctx, &workerpb.Command{Body: &workerpb.Command_Quantize{Quantize: &workerpb.Quantize{
			Runtime: runtimeDir, In: in, Out: out, Type: typ,
		}}}, nil)
		return err
	})
	if err != nil {
		return fmt.Errorf("quantize %s to %s: %w (libllama: %s)", in, typ, err, last)
	}
	return nil
}
