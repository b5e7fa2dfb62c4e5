package node_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// deposits is a chain on which every payer has deposited the same.
type deposits struct {
	settlement.Backing
	block uint64 // by which jobs are anchored; 0: the chain was not seen
	down  bool
}

func (d *deposits) AnchorBy() (uint64, error) {
	if d.block == 0 {
		return 0, errors.New("not seen")
	}
	return d.block, nil
}

func (d *deposits) Credit(context.Context, dgrid.Pair) (dgrid.Amount, settlement.Backing, error) {
	if d.down {
		return dgrid.Amount{}, settlement.Backing{}, errors.New("down")
	}
	return settlement.Credit(dgrid.NewAmount(1_000_000), d.Backing), d.Backing, nil
}

func TestProviderWantsADeposit(t *testing.T) {
	n := dgrid.NewAmount
	enough := price.Fee(10, dgrid.LeafTokens) // prompt and first step
	for _, c := range []struct {
		name  string
		chain deposits
		code  p2p.RefusalCode // 0: answered
		say   string
	}{
		{"a deposit that is enough", deposits{Backing: settlement.Backing{Free: n(64 * enough.Big().Uint64())}, block: 77}, 0, ""},
		{"nothing", deposits{block: 77}, p2p.Credit, "deposit 11520 base units more, reserve 180"},
		{"a reserve that is enough", deposits{Backing: settlement.Backing{Reserved: enough}, block: 77}, 0, ""},
		{"too little", deposits{Backing: settlement.Backing{Free: n(64 * 100)}, block: 77}, p2p.Credit, "gives a credit of 100 (a 64th): deposit 5120 base units more"},
		{"fees that wait to be redeemed use it up", deposits{Backing: settlement.Backing{Free: n(64 * 1000), Unredeemed: n(64 * 900)}, block: 77}, p2p.Credit, "credit of 100 "},
		{"a chain that is down", deposits{down: true, block: 77}, p2p.Busy, "cannot read the chain"},
		{"a chain that was not seen", deposits{Backing: settlement.Backing{Reserved: n(1e9)}}, p2p.Busy, "has not seen the chain"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPair(t, &scripted{length: 40, prompt: 10})
			p.provider.chain = &c.chain
			p.provider.serve(t)
			tr, err := p.question(t, question(100))
			var refused *payer.RefusedError
			if c.code == 0 {
				if err != nil || tr.Acceptance.Object.AnchorBy != 77 {
					t.Fatalf("acceptance %+v, %v", tr, err)
				}
			} else if !errors.As(err, &refused) || refused.Code != c.code || !strings.Contains(refused.Message, c.say) {
				t.Errorf("got %v, want %q", err, c.say)
			}
		})
	}
}

func TestPayerWantsABlock(t *testing.T) {
	for _, c := range []struct {
		name    string
		promise uint64
		latest  func() (uint64, error)
		say     string
	}{
		{"in time", 77, func() (uint64, error) { return 80, nil }, ""},
		{"nobody knows", 77, func() (uint64, error) { return 0, errors.New("not seen") }, ""},
		{"too late", 77, func() (uint64, error) { return 76, nil }, "this network allows 76"},
		{"none", 0, func() (uint64, error) { return 80, nil }, "promises no block"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPair(t, &scripted{length: 40, prompt: 10})
			if c.promise > 0 {
				p.provider.chain = &deposits{Backing: settlement.Backing{Reserved: dgrid.NewAmount(1e9)}, block: c.promise}
				p.provider.serve(t)
			}
			p.payer.latest = c.latest
			p.connect(t)
			_, err := p.question(t, question(100))
			if (c.say == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), c.say)) {
				t.Errorf("got %v, want %q", err, c.say)
			}
		})
	}
}
