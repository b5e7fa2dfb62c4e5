package main

import (
	"context"
	"time"
)

// verdictTime is how long an audit may take from the end of the answer.
const verdictTime = 60 * time.Second

// joinCheat starts a provider that runs a coarser model under the same name for the lowest price. It stakes as others do.
func (l *lab) joinCheat(ctx context.Context) error {
	if err := l.create(ctx, role{"cheat", []string{"--provider", "--price-output", cheatPrice}}); err != nil {
		return err
	}
	cheap, err := l.cheapModel(ctx)
	if err != nil {
		return err
	}
	owner, err := l.ownerOf("cheat")
	if err != nil {
		return err
	}
	if err := l.fund(ctx, given, owner); err != nil {
		return err
	}
	if err := l.startAs(ctx, "cheat", l.dishonest, []string{"DGRID_CHEAT=quantisation", "DGRID_CHEAT_MODEL=" + cheap}); err != nil {
		return err
	}
	if _, err := l.move(ctx, "cheat", "stake", staked); err != nil {
		return err
	}
	if err := l.awaitProviders(ctx, 3); err != nil {
		return err
	}
	done("cheat (%s) staked and joined; it sells Q4_0 weights as %s, cheaper than everybody", short(owner.Hex()), l.model)
	return nil
}
