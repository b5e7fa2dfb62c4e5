package provider

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

// Offers is what this provider tells everybody who connects.
func (p *Provider) Offers() []p2p.Offer {
	var offers []p2p.Offer
	for _, o := range p.cfg.Offers {
		offers = append(offers, p2p.Offer{Model: o.Model, Name: o.Name, Context: o.Context, Price: o.Price})
	}
	slices.SortFunc(offers, func(a, b p2p.Offer) int { return cmp.Compare(a.Name, b.Name) })
	return offers
}

// Transcript answers who asks for a job: its payer, and anybody where the payer chose so. Without full the sketches are left
// out, which only an audit needs. A job that runs is waited for: a payer that crashed and came back before we noticed would
// otherwise settle by what is signed now, and we by a step or a receipt more.
func (p *Provider) Transcript(ctx context.Context, remote p2p.Hello, job dgrid.JobID, full bool) (*dgrid.Transcript, error) {
	r, err := p.store.Record(store.AsProvider, job)
	if errors.Is(err, store.ErrNotFound) {
		return nil, p2p.ErrNoTranscript
	}
	if err != nil {
		return nil, err
	}
	if o := &r.Order.Object; remote.Owner != o.Payer && o.Privacy != dgrid.Open {
		return nil, p2p.ErrForbidden
	}
	if err := p.awaitEnd(ctx, job); err != nil {
		return nil, err
	}
	t, err := p.store.Transcript(store.AsProvider, job)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrExpired) {
		return nil, p2p.ErrNoTranscript
	}
	if err != nil {
		return nil, err
	}
	if !full {
		t.Sketches = nil
	}
	return t, nil
}
