package wallet

import (
	"context"
	"errors"
	"time"

	"github.com/dgrid-network/dgrid/settlement/evm"
)

// followEvery is how often an item is looked at: what it costs is a map.
const followEvery = 200 * time.Millisecond

// Progress is one transaction of a plan that has come further.
type Progress struct {
	Call int `json:"call"` // which, from 0
	Of   int `json:"of"`
	Tx   Tx  `json:"tx"`
}

// Execute carries out a plan that this wallet made. With wait it returns when all of it is final, else when its last transaction was
// sent. emit hears of every change, and of what each transaction ended as. Where ctx ends early, what was sent goes on without anybody
// who waits, and the same request goes on from there.
func (w *Wallet) Execute(ctx context.Context, id string, wait bool, emit func(Progress) error) ([]Tx, error) {
	p, err := w.begin(ctx, id)
	if err != nil {
		return nil, err
	}
	var done []Tx
	for n := range p.Calls {
		last := n == len(p.Calls)-1
		t, err := w.step(ctx, p, n, func(t *Tx) bool {
			return !t.Open || !last && t.State == evm.Mined.String() || last && !wait && t.State != evm.Queued.String()
		}, emit)
		if t != nil {
			done = append(done, *t)
		}
		if err != nil {
			own := Classify(p.Title, err)
			if over(own.Code) {
				if err := w.told(ctx, p); err != nil {
					return done, errors.Join(own, err)
				}
			}
			return done, own
		}
	}
	if wait {
		if err := w.allFinal(ctx, p, done); err != nil {
			return done, err
		}
	}
	return done, w.told(ctx, p)
}

// over reports whether nothing of the plan will be tried again after an error of this code.
func over(c Code) bool { return c == Failed || c == Refused || c == NoTokens }

// begin stores the plan. Nothing of it was sent before that.
func (w *Wallet) begin(ctx context.Context, id string) (*Plan, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var p *Plan
	for _, known := range w.plans {
		if known.ID == id {
			p = known
		}
	}
	if p == nil {
		return nil, fail(UnknownPlan, "carry out plan %.20q: this process has not made it: run the command again", id)
	}
	if err := w.ready(); err != nil {
		return nil, err
	}
	last, err := w.stored(p.Request.Op)
	if err != nil {
		return nil, err
	}
	if last != nil && last.Plan.ID == p.ID {
		return p, nil
	}
	// Somebody else may have begun the same in the meantime.
	if other, err := w.unfinished(ctx, &p.Request); err != nil || other != nil {
		if err == nil {
			err = fail(Pending, "%s: another command has just begun the same: run this one again to follow it", p.Title)
		}
		return nil, err
	}
	return p, w.put(ctx, &begun{Plan: *p, At: w.cfg.Now().UTC()})
}

// told notes that a command hears how the plan ended.
func (w *Wallet) told(ctx context.Context, p *Plan) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	last, err := w.stored(p.Request.Op)
	if err != nil || last == nil || last.Plan.ID != p.ID {
		return err
	}
	last.Told = true
	return w.put(context.WithoutCancel(ctx), last)
}

// step sends one call and follows it until it has come far enough.
func (w *Wallet) step(ctx context.Context, p *Plan, n int, enough func(*Tx) bool, emit func(Progress) error) (*Tx, error) {
	call := &p.Calls[n]
	_, err := w.cfg.Sender.Send(ctx, evm.Intent{ID: p.id(n), Kind: call.Kind, To: call.To, Data: call.Data, Note: call.Note})
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	var shown Tx
	for {
		item, err := w.cfg.Sender.Item(ctx, p.id(n))
		if err != nil {
			return nil, err
		}
		t := view(&item)
		if t.State != shown.State || t.Hash != shown.Hash || t.Error != shown.Error {
			if err := emit(Progress{Call: n, Of: len(p.Calls), Tx: t}); err != nil {
				return &t, err
			}
			shown = t
		}
		if item.State == evm.Failed || item.State == evm.Replaced || item.Reverted {
			return &t, &evm.FailedError{Item: item}
		}
		if enough(&t) {
			return &t, nil
		}
		select {
		case <-ctx.Done():
			return &t, w.stopped(ctx, &t)
		case <-tick.C:
		}
	}
}

// stopped is the error of a wait that ctx ended.
func (w *Wallet) stopped(ctx context.Context, t *Tx) error {
	code := Interrupted
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		code = Waiting
	}
	why := ""
	if t.Error != "" {
		why = " (" + t.Error + ")"
	}
	return fail(code, "transaction %s is %s%s: nothing is lost, the same command goes on where this one ended", t.ID, t.State, why)
}

// allFinal waits for the calls before the last one, which were only waited for until they were mined.
func (w *Wallet) allFinal(ctx context.Context, p *Plan, done []Tx) error {
	for n := range done {
		t, err := w.step(ctx, p, n, func(t *Tx) bool { return !t.Open }, func(Progress) error { return nil })
		if t != nil {
			done[n] = *t
		}
		if err != nil {
			return Classify(p.Title, err)
		}
	}
	return nil
}
