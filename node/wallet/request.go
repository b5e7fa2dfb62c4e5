package wallet

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/dgrid-network/dgrid"
)

// Op is what a person wants to do with money.
type Op string

// The operations.
const (
	Deposit  Op = "deposit"
	Withdraw Op = "withdraw"
	Stake    Op = "stake"
	Unbond   Op = "unbond"
	Reserve  Op = "reserve"
	Release  Op = "release"
)

// Model is a model that a ticket is for.
type Model struct {
	ID    dgrid.ModelID `json:"id"`
	Name  string        `json:"name"`
	Class dgrid.Digest  `json:"class"` // hash of the runtime class on which the node validates it; zero where it is not known
}

// Request is what a command asks for.
type Request struct {
	Op       Op            `json:"op"`
	Amount   *dgrid.Amount `json:"amount,omitempty"` // base units; nil where none was named
	Claim    bool          `json:"claim,omitempty"`  // withdraw, unbond, release: take what was asked back before
	Models   []Model       `json:"models,omitempty"` // stake: to register for; unbond: whose tickets may be given up; reserve and release: one
	Provider dgrid.Address `json:"provider"`         // reserve and release
}

// same reports whether two commands ask for the same thing. Classes are left out: whether they are known depends on who is asked.
func (r *Request) same(o *Request) bool { return r.key() == o.key() }

func (r *Request) key() string {
	amount := "none"
	if r.Amount != nil {
		amount = r.Amount.String()
	}
	key := fmt.Sprint(r.Op, " ", amount, " ", r.Claim, " ", r.Provider)
	for _, m := range r.Models {
		key += " " + m.ID.String()
	}
	return key
}

func (r *Request) check() error {
	positive := r.Amount != nil && !r.Amount.IsZero()
	switch {
	case r.Op != Deposit && r.Op != Withdraw && r.Op != Stake && r.Op != Unbond && r.Op != Reserve && r.Op != Release:
		return fail(Wrong, "%.20q is nothing that can be done with money", r.Op)
	case r.Claim && r.Amount != nil:
		return fail(Wrong, "%s: what was asked back is taken as a whole: leave out the amount, or --claim", r.Op)
	case (r.Op == Deposit || r.Op == Reserve) && !positive:
		return fail(Wrong, "%s: the amount is 0", r.Op)
	case r.Op == Unbond && r.Amount != nil && !positive:
		return fail(Wrong, "unbond: the amount is 0")
	case r.Op == Stake && !positive && len(r.Models) == 0:
		return fail(Wrong, "stake: the amount is 0, and no model is named to register for")
	case (r.Op == Reserve || r.Op == Release) && (len(r.Models) != 1 || r.Provider == dgrid.Address{}):
		return fail(Wrong, "%s: want one provider and one model", r.Op)
	}
	return nil
}

// Call is one transaction of a plan.
type Call struct {
	Kind string        `json:"kind"` // for lists: "approve", "deposit", ...
	To   dgrid.Address `json:"to"`
	Data hexutil.Bytes `json:"data"`
	Note string        `json:"note"` // for people
	Gas  uint64        `json:"gas"`  // that it will use, about

	typical uint64 // gas where the chain cannot say, because an earlier call has to be mined first
}

// Plan is what a request comes to.
type Plan struct {
	ID      string        `json:"id"`
	Request Request       `json:"request"`
	From    dgrid.Address `json:"from"`
	Title   string        `json:"title"` // what it does, in a few words
	Pays    dgrid.Amount  `json:"pays"`  // base units that leave the account
	Gets    dgrid.Amount  `json:"gets"`  // base units that come to it
	Calls   []Call        `json:"calls"`
	Effects []string      `json:"effects"`        // what will be locked and until when, and the like
	Gas     uint64        `json:"gas"`            // of all calls that are still to be sent
	Price   dgrid.Amount  `json:"price"`          // wei per gas, at present
	Fee     dgrid.Amount  `json:"fee"`            // wei, at the present price
	MaxFee  dgrid.Amount  `json:"maxFee"`         // wei that the account must hold for it
	Begun   time.Time     `json:"begun,omitzero"` // when an earlier command began it
	Sent    []Tx          `json:"sent,omitempty"` // of its calls, by then
}

// Open reports whether the plan still sends anything.
func (p *Plan) Open() bool { return len(p.Sent) < len(p.Calls) }

// id names the n-th call in the outbox.
func (p *Plan) id(n int) string { return itemID(p.Request.Op, p.ID, n) }

// begun is a plan as it is stored.
type begun struct {
	Plan Plan      `json:"plan"`
	At   time.Time `json:"at"`
	Told bool      `json:"told"` // some command has said how it ended
}

func (b *begun) encode() ([]byte, error) { return json.Marshal(b) }
