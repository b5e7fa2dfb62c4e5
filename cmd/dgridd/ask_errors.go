package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

// dialPatience is how long a peer is waited for.
const dialPatience = 15 * time.Second

// providersNote is the kind of note that remembers where a provider was met; its key is the owner's address.
const providersNote = "provider"

// remember keeps the provider's address, so that an audit can fetch the transcript later. Losing it costs a --peer.
func remember(n *node.Node, t *dgrid.Transcript, addr string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = n.Store().PutNote(ctx, providersNote, t.Order.Object.Provider.Hex(), []byte(addr))
}

// recall is the address where a provider was met last, or "".
func recall(st *store.Store, provider dgrid.Address) string {
	notes, err := st.Notes(providersNote)
	if err != nil {
		return ""
	}
	for _, note := range notes {
		if note.Key == provider.Hex() {
			return string(note.Value)
		}
	}
	return ""
}

// inUse says what to do when a daemon holds the store.
func inUse(err error) error {
	if errors.Is(err, store.ErrLocked) {
		return withCode(exitLater, withHint(fmt.Errorf("%w: one process signs for one payer", err),
			"dgridd --home DIR init, and ask from there", "stop the dgridd that runs on this home"))
	}
	return err
}

// askError gives each way to get no answer its exit code and its remedy.
func askError(err error) error {
	var refused *payer.RefusedError
	var broken *payer.BrokenError
	var gone *p2p.UnreachableError
	var stream *p2p.StreamError
	var routed *router.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &routed):
		return routedError(err, routed.Code)
	case errors.As(err, &gone):
		return withCode(exitLater, err)
	case errors.Is(err, payer.ErrNoAnswer) && !errors.Is(err, context.Canceled):
		return withCode(exitLater, withHint(err, "the same command again, or another --peer"))
	case errors.As(err, &refused):
		return refusedError(err, refused)
	case errors.As(err, &broken) && broken.Retryable:
		return withCode(exitLater, withHint(err, "the same command again, or another --peer", "dgridd receipt show "+broken.Job.Short()+", which says what was signed and paid"))
	case errors.As(err, &broken):
		return withHint(err, "dgridd receipt show "+broken.Job.Short()+", which says what was signed and paid")
	case errors.As(err, &stream) && passes(stream.Code):
		return withCode(exitLater, withHint(err, "the same command again, or another --peer"))
	}
	return err
}

// passes is whether a stream that ended so may do better another time: the peer is at fault in the others.
func passes(c p2p.ErrorCode) bool {
	return c != p2p.CodeProtocol && c != p2p.CodeUnverified && c != p2p.CodeNetwork
}

func refusedError(err error, r *payer.RefusedError) error {
	switch r.Code {
	case p2p.Busy, p2p.Draining, p2p.NoSpace, p2p.Session:
		return withCode(exitLater, withHint(err, "the same command again in a moment, or another --peer"))
	case p2p.Context:
		return withHint(err, "a shorter question, or a smaller --max-tokens")
	case p2p.Credit:
		return withHint(err, "a smaller --max-tokens or a shorter question", "a provider with a higher credit limit (its provider.credit_limit)")
	case p2p.UnknownModel:
		return withHint(err, "dgridd ask without --model, or another --peer")
	case p2p.WrongNetwork:
		return withHint(err, "a node that was made with the provider's network file: dgridd --home DIR init --network FILE")
	case p2p.Expired:
		return withHint(err, "set this machine's clock, then the same command again")
	case p2p.Price:
		return withHint(err, "the same command again: the price has changed meanwhile")
	}
	return err
}

// routedError gives each reason why the network did not answer its exit code.
func routedError(err error, code router.Code) error {
	switch code {
	case router.NoProvider, router.Unavailable:
		return withCode(exitLater, withHint(err, "the same command again, when a provider is up", "dgridd peers, where the node runs", "dgridd doctor"))
	case router.AllBusy, router.BrokenOff, router.TimedOut:
		return withCode(exitLater, withHint(err, "the same command again in a moment"))
	case router.OverBudget:
		return withHint(err, "a smaller --max-tokens, or a higher --payer-max-fee")
	case router.OnlyUnverified:
		return withHint(err, "--payer-unverified true, or the setting payer.unverified, to ask providers that nobody can check")
	case router.ContextTooLong:
		return withHint(err, "a shorter question, or a smaller --max-tokens")
	}
	return err
}
