package wallet

import (
	"context"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Case is a fault, a challenge or a dispute, as the chain's events tell of it.
type Case struct {
	ID       dgrid.Digest  `json:"id"`
	Kind     string        `json:"kind"`  // "two receipts", "two anchors", "wrong sum", "missing", "wrong answer" or "other"
	State    string        `json:"state"` // open, answered, convicted, acquitted, expired or slashed
	Provider dgrid.Address `json:"provider"`
	Reporter dgrid.Address `json:"reporter"` // who proved, challenged or disputed
	Job      dgrid.JobID   `json:"job,omitzero"`
	Model    dgrid.ModelID `json:"model,omitzero"`
	Votes    uint64        `json:"votes,omitempty"`  // of the committee, for what it decided
	Filled   uint64        `json:"filled,omitempty"` // its seats
	Slashed  dgrid.Amount  `json:"slashed"`          // base units
	Reward   dgrid.Amount  `json:"reward"`           // of them, to the reporter
	Until    uint64        `json:"until,omitempty"`  // open: to answer or vote; convicted: to the slash; seconds since 1970
	Late     bool          `json:"late,omitempty"`   // answered, but the job was anchored after its time
	Block    uint64        `json:"block"`            // of the last event
	Tx       dgrid.Digest  `json:"tx"`               // of the last event
}

// Text is the case in a sentence, as money is written by tokens.
func (c *Case) Text(tokens func(dgrid.Amount) string) string {
	votes := fmt.Sprintf("%d of %d seats", c.Votes, c.Filled)
	of := fmt.Sprintf("of %s", c.Provider)
	slashed := fmt.Sprintf("%s of its stake were slashed in block %d", tokens(c.Slashed), c.Block)
	switch {
	case c.Kind == "wrong answer" && c.State == "slashed":
		return fmt.Sprintf("dispute lost: the committee (%s) found a wrong answer %s to job %s: %s", votes, of, c.Job, slashed)
	case c.Kind == "wrong answer" && c.State == "convicted":
		return fmt.Sprintf("dispute lost: the committee (%s) found a wrong answer %s to job %s: its stake can be slashed from %s", votes, of, c.Job, moment(c.Until))
	case c.Kind == "wrong answer" && c.State == "acquitted":
		return fmt.Sprintf("dispute lost: the committee (%s) found nothing wrong with the answer %s to job %s: the bond of %s went to the provider", votes, of, c.Job, c.Reporter)
	case c.Kind == "wrong answer" && c.State == "expired":
		return fmt.Sprintf("dispute not decided: the answer %s to job %s: nothing is slashed, and the bond goes back to %s", of, c.Job, c.Reporter)
	case c.Kind == "wrong answer":
		return fmt.Sprintf("disputed: the answer %s to job %s: the committee votes until %s", of, c.Job, moment(c.Until))
	case c.Kind == "missing" && c.State == "slashed":
		return fmt.Sprintf("challenge lost: the receipt %s of job %s was not shown in time: %s", of, c.Job, slashed)
	case c.Kind == "missing" && c.State == "answered" && c.Late:
		return fmt.Sprintf("challenge answered: the receipt %s of job %s was anchored too late: the bond went back to %s", of, c.Job, c.Reporter)
	case c.Kind == "missing" && c.State == "answered":
		return fmt.Sprintf("challenge lost: the receipt %s of job %s is anchored: the bond of %s went to the provider", of, c.Job, c.Reporter)
	case c.Kind == "missing":
		return fmt.Sprintf("challenged: the receipt %s of job %s must be shown until %s", of, c.Job, moment(c.Until))
	case c.Kind == "other":
		return fmt.Sprintf("slashed: %s: %s", c.Provider, slashed)
	}
	return fmt.Sprintf("fault proven: %s %s: %s", c.Kind, of, slashed)
}

// Disputes is the cases of the blocks from one on, the newest first: those of this node in either role, or all of them.
func (w *Wallet) Disputes(ctx context.Context, all bool, from uint64) ([]Case, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	const doing = "read the disputes"
	head, err := w.cfg.Client.Head(ctx)
	if err != nil {
		return nil, Classify(doing, err)
	}
	events := evm.Logs{Chain: w.cfg.Client, Addresses: []dgrid.Address{w.cfg.Contracts.Disputes, w.cfg.Contracts.Staking}}
	var logs []types.Log
	for l, err := range events.Up(ctx, from, head.Number) {
		if err != nil {
			return nil, Classify(doing, err)
		}
		logs = append(logs, *l)
	}
	cases := Fold(logs)
	if !all {
		cases = slices.DeleteFunc(cases, func(c Case) bool { return c.Provider != w.cfg.Owner && c.Reporter != w.cfg.Owner })
	}
	return cases, nil
}

// fold is cases that are being made of events.
type fold struct {
	disputes *disputes.Disputes
	staking  *staking.Staking
	byID     map[dgrid.Digest]*Case
	order    []*Case
	byTx     map[dgrid.Digest]*Case    // that the transaction's last event of Disputes was about
	slashes  []*staking.StakingSlashed // of Staking, which come before what they are for
}

// Fold makes cases of the events of Disputes and Staking, which are in the order of the chain. The newest come first. It is pure.
func Fold(logs []types.Log) []Case {
	f := &fold{disputes: disputes.NewDisputes(), staking: staking.NewStaking(), byID: map[dgrid.Digest]*Case{}, byTx: map[dgrid.Digest]*Case{}}
	for i := range logs {
		if !logs[i].Removed && len(logs[i].Topics) > 0 {
			f.take(&logs[i])
		}
	}
	for _, s := range f.slashes {
		c := f.byTx[dgrid.Digest(s.Raw.TxHash)]
		if c == nil {
			c = f.at(dgrid.Hash(s.Raw.TxHash[:], s.Owner[:]), s.Raw)
			c.Kind, c.State, c.Provider, c.Reporter, c.Slashed = "other", "slashed", s.Owner, s.Reporter, amountOf(s.Amount)
		}
		c.Reward = amountOf(s.Reward)
	}
	out := make([]Case, 0, len(f.order))
	for _, c := range slices.Backward(f.order) {
		out = append(out, *c)
	}
	slices.SortStableFunc(out, func(a, b Case) int { return int(int64(b.Block) - int64(a.Block)) })
	return out
}

// at is the case of an id, as of a log.
func (f *fold) at(id dgrid.Digest, log *types.Log) *Case {
	c := f.byID[id]
	if c == nil {
		c = &Case{ID: id}
		f.byID[id] = c
		f.order = append(f.order, c)
	}
	c.Block, c.Tx = log.BlockNumber, dgrid.Digest(log.TxHash)
	f.byTx[c.Tx] = c
	return c
}

// faults are the names of Disputes.Fault.
var faults = [...]string{"two receipts", "two anchors", "wrong sum"}

func (f *fold) take(log *types.Log) {
	d := f.disputes
	if s, err := f.staking.UnpackSlashedEvent(log); err == nil {
		f.slashes = append(f.slashes, s)
		return
	}
	if e, err := d.UnpackFaultProvenEvent(log); err == nil {
		c := f.at(e.Id, log)
		c.Kind, c.State, c.Provider, c.Reporter, c.Slashed = "other", "slashed", e.Provider, e.Reporter, amountOf(e.Slashed)
		if int(e.Fault) < len(faults) {
			c.Kind = faults[e.Fault]
		}
	} else if e, err := d.UnpackMissingChallengedEvent(log); err == nil {
		c := f.at(e.Id, log)
		c.Kind, c.State, c.Provider, c.Reporter, c.Job, c.Until = "missing", "open", e.Provider, e.Challenger, e.Job, e.Until
	} else if e, err := d.UnpackMissingAnsweredEvent(log); err == nil {
		f.at(e.Id, log).become("missing", "answered", e.Provider).Late = e.Late
	} else if e, err := d.UnpackMissingExecutedEvent(log); err == nil {
		f.at(e.Id, log).become("missing", "slashed", e.Provider).Slashed = amountOf(e.Slashed)
	} else if e, err := d.UnpackDisputeOpenedEvent(log); err == nil {
		c := f.at(e.Id, log)
		*c = Case{ID: c.ID, Kind: "wrong answer", State: "open", Provider: e.Provider, Reporter: e.Opener, Job: e.Job, Model: e.Model, Until: e.Until, Block: c.Block, Tx: c.Tx}
	} else if e, err := d.UnpackDecidedEvent(log); err == nil {
		state := "acquitted"
		if e.Guilty {
			state = "convicted"
		}
		c := f.at(e.Id, log).become("wrong answer", state, e.Provider)
		c.Votes, c.Filled, c.Until = e.Votes.Uint64(), e.Filled.Uint64(), e.Until
	} else if e, err := d.UnpackExecutedEvent(log); err == nil {
		f.at(e.Id, log).become("wrong answer", "slashed", e.Provider).Slashed = amountOf(e.Slashed)
	} else if e, err := d.UnpackExpiredEvent(log); err == nil {
		f.at(e.Id, log).become("wrong answer", "expired", e.Provider)
	}
}

func (c *Case) become(kind, state string, provider dgrid.Address) *Case {
	c.Kind, c.State, c.Provider, c.Until = kind, state, provider, 0
	return c
}
