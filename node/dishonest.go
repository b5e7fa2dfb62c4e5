//go:build dishonest

package node

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/provider"
)

// A build with the tag "dishonest" lies as DGRID_CHEAT says. It exists so that tests and the demo meet a real cheat; it signs
// and is paid like an honest provider, under the original model's name.
const (
	cheatVariable = "DGRID_CHEAT"       // quantisation, seed, tail or text
	modelVariable = "DGRID_CHEAT_MODEL" // path of the cheaper model, for all but seed
	headTokens    = 64                  // of an answer that cheats in its tail
)

// dress is what jobs run on, made of the model's worker.
func (n *Node) dress(ctx, run context.Context, m *config.ModelConfig) (func(pool.Worker) (provider.Engine, error), error) {
	kind := os.Getenv(cheatVariable)
	n.log.Warn("this build lies to its payers", "cheat", kind)
	var cheap provider.Engine
	if path := os.Getenv(modelVariable); path != "" {
		second := *m
		second.Path, second.Name = path, "cheap"
		c, err := OpenEngine(ctx, n.opt.Config, &second, n.opt.Worker, n.log)
		if err != nil {
			return nil, err
		}
		n.goRun("cheap engine", func() error { return c.Worker.Run(run) })
		if _, err := c.Worker.Ready(ctx); err != nil {
			return nil, err
		}
		cheap = c.Worker
	}
	if _, err := Cheat(kind, nil, cheap); err != nil { // before anybody orders
		return nil, err
	}
	return func(w pool.Worker) (provider.Engine, error) { return Cheat(kind, w, cheap) }, nil
}

// Honest is the engine that a liar has beside its lie.
type Honest interface {
	provider.Engine
	auditor.Controller
}

// Cheat is an engine that lies in the way of kind.
func Cheat(kind string, honest Honest, cheap provider.Engine) (provider.Engine, error) {
	if kind != "seed" && cheap == nil {
		return nil, fmt.Errorf("cheat %q: set %s to the cheaper model", kind, modelVariable)
	}
	switch kind {
	case "quantisation":
		return cheap, nil
	case "seed":
		return wrongSeed{honest}, nil
	case "tail":
		return cheapTail{honest, cheap}, nil
	case "text":
		return cheapText{honest, cheap}, nil
	default:
		return nil, fmt.Errorf("cheat %q: want quantisation, seed, tail or text in %s", kind, cheatVariable)
	}
}

// wrongSeed draws with noise of its own choice, as somebody does who replays an answer or picks the best of several.
type wrongSeed struct{ provider.Engine }

func (w wrongSeed) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	other := *job
	other.Seed = dgrid.Hash([]byte("another seed"), job.Seed[:])
	return w.Engine.Generate(ctx, &other, emit)
}

// cheapTail answers honestly while somebody may be looking, and goes on with a cheaper model.
type cheapTail struct {
	provider.Engine
	cheap provider.Engine
}

var errHeadDone = errors.New("the head is done")

func (c cheapTail) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	var head []dgrid.TokenID
	usage, err := c.Engine.Generate(ctx, job, func(chunk dgrid.Chunk) error {
		if len(head) >= headTokens {
			return errHeadDone
		}
		head = append(head, chunk.IDs...)
		return emit(chunk)
	})
	if !errors.Is(err, errHeadDone) {
		return usage, err
	}
	rest := *job
	rest.Prompt = append(append([]dgrid.TokenID{}, job.Prompt...), head...)
	rest.Start += uint32(len(head))
	rest.MaxOutput -= uint32(len(head))
	usage, err = c.cheap.Generate(ctx, &rest, emit)
	usage.OutputTokens += uint32(len(head))
	return usage, err
}

// cheapText takes its tokens from a cheaper model, and has the honest one read them one by one for its states: the sketches are
// right, and only the choice of tokens tells. It is no way to save work, but one to see that each test stands alone.
type cheapText struct {
	Honest
	cheap provider.Engine
}

func (c cheapText) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	var (
		chunks []dgrid.Chunk
		ids    []dgrid.TokenID
	)
	usage, err := c.cheap.Generate(ctx, job, func(chunk dgrid.Chunk) error {
		chunks, ids = append(chunks, chunk), append(ids, chunk.IDs...)
		return nil
	})
	emitted := dgrid.Usage{PromptTokens: usage.PromptTokens, Finish: dgrid.FinishInterrupted}
	if err != nil {
		return emitted, err
	}
	read, err := c.Control(ctx, job, ids)
	if err != nil {
		return emitted, err
	}
	for _, chunk := range chunks {
		chunk.Sketches = read.Sketches[emitted.OutputTokens:][:len(chunk.IDs)]
		emitted.OutputTokens += uint32(len(chunk.IDs))
		if err := emit(chunk); err != nil {
			return emitted, err
		}
	}
	return usage, nil
}
