package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
)

// verdictTime is how long an audit may take from the end of the answer.
const verdictTime = 60 * time.Second

// reputation is what the lab reads of `dgridd why`.
type reputation struct {
	Standing string `json:"standing"`
	Banned   string `json:"banned"`
	Passed   int    `json:"passed"` // audits
	Failed   int    `json:"failed"` // audits
}

func (l *lab) why(ctx context.Context, owner dgrid.Address) (*reputation, error) {
	out, err := run(ctx, nil, l.honest, "why", owner.Hex(), "--home", l.home("gateway"), "--json")
	if err != nil {
		return nil, err
	}
	var r reputation
	if err := json.Unmarshal(out, &r); err != nil {
		return nil, fmt.Errorf("read dgridd why: %w", err)
	}
	return &r, nil
}

// cheated is a provider that runs a coarser model under the same name for the lowest price: it is chosen, paid, audited, failed
// by the control, and chosen no more.
func cheated(ctx context.Context, l *lab) error {
	if err := l.create(ctx, role{"cheat", []string{"--provider", "--price-output", cheatPrice}}); err != nil {
		return err
	}
	cheap, err := l.cheapModel(ctx)
	if err != nil {
		return err
	}
	if err := l.startAs(ctx, "cheat", l.dishonest, []string{"DGRID_CHEAT=quantisation", "DGRID_CHEAT_MODEL=" + cheap}); err != nil {
		return err
	}
	if err := l.awaitProviders(ctx, 3); err != nil {
		return err
	}
	cheat := l.nodes["cheat"]
	done("cheat (%s) joined; it sells Q4_0 weights as %s, cheaper than everybody", short(cheat.Owner.Hex()), l.model)
	if err := askCheat(ctx, l, cheat); err != nil {
		return err
	}
	err = until(ctx, verdictTime, "the audit of the cheat's answer", func() (bool, error) {
		r, err := l.why(ctx, cheat.Owner)
		return err == nil && r.Failed > 0, err
	})
	if err != nil {
		return err
	}
	r, err := l.why(ctx, cheat.Owner)
	if err != nil {
		return err
	}
	done("the auditor re-computed the answer, and a control of its own: %s", red(r.Banned))
	return askAgain(ctx, l, cheat)
}

func askCheat(ctx context.Context, l *lab, cheat *daemon) error {
	a, err := askShown(ctx, l, question, 128, nil)
	if err != nil {
		return err
	}
	if owner := a.Parts[0].Provider; owner != cheat.Owner {
		return fmt.Errorf("%s answered, but the cheat is the cheapest", l.nameOf(owner))
	}
	fmt.Println("  its signatures are in order, for signatures say who answered, not what with")
	return verifyParts(ctx, l, a)
}

func askAgain(ctx context.Context, l *lab, cheat *daemon) error {
	a, err := askShown(ctx, l, question, 48, nil)
	if err != nil {
		return err
	}
	showWhy(l, &a.Parts[0].Decision)
	for _, p := range a.Parts {
		if p.Provider == cheat.Owner {
			return fmt.Errorf("the cheat answered again")
		}
	}
	done("the cheat is chosen no more, however cheap; the honest ones answer")
	for _, name := range []string{"provider-a", "provider-b"} {
		r, err := l.why(ctx, l.nodes[name].Owner)
		if err != nil {
			return err
		}
		if r.Failed > 0 {
			return fmt.Errorf("an honest provider, %s, failed %d audits", name, r.Failed)
		}
		done("%s: %d audits passed, none failed", name, r.Passed)
	}
	return nil
}
