package node

import (
	"context"
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/router"
)

// embedder makes embeddings with this node's own engines, for nothing: they run where paid work and audits leave time.
type embedder struct{ n *Node }

func (e embedder) Embed(ctx context.Context, model dgrid.ModelID, texts []gateway.Text) (*gateway.Embedded, error) {
	if e.n.pool == nil {
		return nil, gateway.ErrNotHere
	}
	m, ok := e.n.pool.Model(model)
	if !ok {
		return nil, gateway.ErrNotHere
	}
	w, release, err := m.HoldWithin(ctx, orderWait)
	if err != nil {
		return nil, embedError(err)
	}
	defer release()
	made := &gateway.Embedded{Peer: e.n.host.ID()}
	for i, t := range texts {
		v, n, err := embed(ctx, w, t)
		if err != nil {
			return nil, fmt.Errorf("text %d: %w", i, embedError(err))
		}
		made.Vectors = append(made.Vectors, v)
		made.Tokens += uint32(n)
	}
	return made, nil
}

func embed(ctx context.Context, w pool.Worker, t gateway.Text) (vector []float32, read int, err error) {
	tokens := t.Tokens
	if tokens == nil {
		if tokens, err = w.Tokens(ctx, t.Text); err != nil {
			return nil, 0, err
		}
	}
	vector, err = w.Embed(ctx, tokens)
	return vector, len(tokens), err
}

// embedError puts an engine's error into the router's words. What has none is this node's own trouble.
func embedError(err error) error {
	var long *inference.ContextOverflowError
	var busy *pool.BusyError
	var load *pool.LoadError
	switch {
	case errors.As(err, &long):
		return &router.Error{Code: router.ContextTooLong, Message: fmt.Sprintf("a text has %d tokens: this node reads up to %d of it (the model's context)", long.Prompt, long.Context)}
	case errors.Is(err, inference.ErrRefused):
		return &router.Error{Code: router.Invalid, Message: err.Error()}
	case errors.As(err, &busy):
		return &router.Error{Code: router.AllBusy, Message: err.Error(), Retry: busy.After}
	case errors.Is(err, inference.ErrBusy):
		return &router.Error{Code: router.AllBusy, Message: err.Error()}
	case errors.As(err, &load):
		return &router.Error{Code: router.Unavailable, Message: err.Error(), Retry: load.After}
	case errors.Is(err, inference.ErrWorkerLost):
		return &router.Error{Code: router.Unavailable, Message: err.Error()}
	}
	return err
}
