package main

import (
	"context"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
)

// verdictTime is how long an audit may take from the end of the answer.
const verdictTime = 3 * time.Minute

// joinCheat starts a provider that runs a coarser model under the same name for the lowest price. It stakes as others do.
func (l *lab) joinCheat(ctx context.Context, name string) error {
	if err := l.create(ctx, role{name, []string{"--provider", "--price-output", cheatPrice}}); err != nil {
		return err
	}
	cheap, err := l.cheapModel(ctx)
	if err != nil {
		return err
	}
	owner, err := l.ownerOf(name)
	if err != nil {
		return err
	}
	if err := l.fund(ctx, given, owner); err != nil {
		return err
	}
	if err := l.startAs(ctx, name, l.dishonest, []string{"DGRID_CHEAT=quantisation", "DGRID_CHEAT_MODEL=" + cheap}); err != nil {
		return err
	}
	if _, err := l.move(ctx, name, "stake", staked); err != nil {
		return err
	}
	if err := l.awaitAdvert(ctx, owner); err != nil {
		return err
	}
	done("cheat (%s) staked and joined; it sells Q4_0 weights as %s, cheaper than everybody", short(owner.Hex()), l.model)
	return nil
}

// awaitAdvert waits until the gateway has heard what an owner's node offers.
func (l *lab) awaitAdvert(ctx context.Context, owner dgrid.Address) error {
	return until(ctx, meeting, "the gateway to hear of "+short(owner.Hex()), func() (bool, error) {
		c, err := l.at(ctx, "gateway")
		if err != nil {
			return false, err
		}
		peers, err := c.Peers(ctx)
		return slices.ContainsFunc(peers, func(p control.Peer) bool { return p.Owner == owner && len(p.Models) > 0 }), err
	})
}
