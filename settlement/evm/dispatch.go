package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/dgrid-network/dgrid"
)

// dispatch gives nonces to what is queued, in the order in which it came.
func (s *Sender) dispatch(ctx context.Context, v *view) error {
	queued := s.snapshot(func(i *Item) bool { return i.State == Queued })
	for _, item := range queued {
		if v.inFlight >= s.cfg.InFlight {
			return nil
		}
		sent, err := s.bind(ctx, v, item)
		if err != nil {
			return err
		}
		if !sent {
			return nil // what holds up this one holds up those behind it
		}
	}
	return nil
}

// bind takes the next nonce for an item. The one write that does so holds the signed bytes too, and comes before they are sent: a crash
// in front of it leaves the intent without a nonce, one behind it bytes that can be sent again. An intent that would revert
// is closed without taking a nonce.
func (s *Sender) bind(ctx context.Context, v *view, item Item) (bool, error) {
	gas, err := s.gas(ctx, &item.Intent)
	var revert *RevertError
	if errors.As(err, &revert) {
		return true, s.refuted(ctx, v, item, err)
	}
	var f fees
	if err == nil {
		f, err = s.offer(ctx, v)
	}
	if err == nil {
		err = s.covered(ctx, v, &item, gas, f)
	}
	if errors.Is(err, ErrDown) || errors.Is(err, ErrMismatch) || ctx.Err() != nil {
		return false, err
	}
	if err != nil {
		s.note(item.ID, err)
		return false, nil
	}
	nonce := max(v.nonce, s.round.bound)
	if err := s.sign(ctx, v, &item, nonce, gas, f); err != nil {
		return false, err
	}
	if err := s.store(ctx, item); err != nil {
		return false, err
	}
	s.round.bound = nonce + 1
	v.inFlight++
	return true, s.broadcast(ctx, item)
}

// refuted closes an intent of which an endpoint says that it would revert, where as many endpoints as decide about money say so, too. Where they do
// not, that one lags or lies; the intent waits, and those behind it go on.
func (s *Sender) refuted(ctx context.Context, v *view, item Item, claim error) error {
	_, err := s.chain.Call(ctx, s.message(&item.Intent), v.head.Number)
	var revert *RevertError
	if errors.As(err, &revert) {
		item.State, item.Error = Failed, claim.Error()
		return s.store(ctx, item)
	}
	if err == nil {
		s.note(item.ID, claim)
	}
	return err
}

func (s *Sender) offer(ctx context.Context, v *view) (fees, error) {
	tip, err := s.chain.SuggestGasTipCap(ctx)
	if err != nil {
		return fees{}, err
	}
	return firstFees(v.head.BaseFee, tip, s.cfg.MaxFee)
}

// covered compares the account's balance with what this transaction and those in flight may cost: pools refuse what they think cannot be
// paid.
func (s *Sender) covered(ctx context.Context, v *view, item *Item, gas uint64, f fees) error {
	need := new(big.Int).Add(item.Value, new(big.Int).Mul(f.cap, bigUint(gas)))
	for _, other := range s.snapshot(func(i *Item) bool { return i.State == Sent }) {
		tx, err := other.Transaction()
		if err != nil {
			return err
		}
		if tx != nil {
			need.Add(need, tx.Cost())
		}
	}
	return s.pays(ctx, v.head, need)
}

// fillGap takes care of a nonce that is due while nothing holds it: after a reorg that dropped a transaction which this outbox does not know.
// What is behind it would wait for ever, so a transfer of nothing to the account itself takes it.
func (s *Sender) fillGap(ctx context.Context, v *view) error {
	if v.nonce >= s.round.bound {
		s.round.since = s.cfg.Now()
		return nil
	}
	holds := s.snapshot(func(i *Item) bool {
		return i.State != Queued && i.State != Replaced && len(i.Hashes) > 0 && i.Nonce == v.nonce
	})
	if len(holds) > 0 || s.round.gap != v.nonce {
		s.round.gap, s.round.since = v.nonce, s.cfg.Now()
		return nil
	}
	if s.cfg.Now().Sub(s.round.since) < s.cfg.ResendAfter {
		return nil
	}
	f, err := s.offer(ctx, v)
	if err != nil {
		return err
	}
	now := s.now()
	s.mu.Lock()
	seq := s.next
	s.next++
	s.mu.Unlock()
	item := Item{
		Intent: Intent{ID: fmt.Sprintf("fill/%d/%d", v.nonce, seq), Kind: KindFill, To: s.signer.Address, Value: new(big.Int), GasLimit: fillGas, Note: "takes a nonce that others wait for"},
		Seq:    seq, From: s.signer.Address, Created: now,
	}
	if err := s.sign(ctx, v, &item, v.nonce, fillGas, f); err != nil {
		return err
	}
	s.log.Warn("a nonce is due that no transaction holds; a transfer of nothing takes it", "nonce", v.nonce)
	if err := s.store(ctx, item); err != nil {
		return err
	}
	v.inFlight++
	return s.broadcast(ctx, item)
}

// KindFill is the kind of the items that the sender makes by itself, to take a nonce that others wait for.
const KindFill = "fill"

const fillGas = 21_000

// adopt handles nonces that the chain knows and the outbox does not: the outbox was restored from a backup, or the key is used by somebody
// else, too. Items that were queued in the backup may have been sent since; whoever of them is found on the chain is not sent again. Where that
// cannot be looked up they are closed: to send twice would be worse.
func (s *Sender) adopt(ctx context.Context, v *view) error {
	if v.nonce <= s.round.bound {
		return nil
	}
	queued := s.snapshot(func(i *Item) bool { return i.State == Queued })
	first, low := v.nonce, v.head.Number
	for i := range queued {
		first, low = min(first, max(queued[i].Nonce, s.round.bound)), min(low, queued[i].Head)
	}
	if s.round.bound > 0 || first < v.nonce {
		s.log.Warn("the chain knows transactions of this account that the outbox does not: it was restored from a backup, or somebody else uses the key",
			"account", s.signer.Address, "from", s.round.bound, "to", v.nonce-1)
	}
	for nonce := first; nonce < v.nonce && len(queued) > 0; nonce++ {
		tx, err := s.chain.byNonce(ctx, s.signer.Address, nonce, low, v.head.Number)
		if unknowable(err) && s.patient(adopting) {
			return err
		}
		if unknowable(err) || nonce-first >= maxAdopted {
			return s.giveUp(ctx, v, queued)
		}
		if err != nil {
			return err
		}
		for i := range queued {
			if !tx.does(&queued[i].Intent) {
				continue
			}
			if err := s.store(ctx, tx.become(queued[i], s.now(), v.head.Number)); err != nil {
				return err
			}
			queued = append(queued[:i], queued[i+1:]...)
			break
		}
		s.round.bound = nonce + 1
	}
	s.round.bound = v.nonce
	return nil
}

// adopting is what adopt is patient under; no item has this key.
const adopting = ""

// patient reports whether it is too early to give up looking for something: an endpoint that refuses to answer may only be busy.
func (s *Sender) patient(what string) bool {
	since, ok := s.round.lost[what]
	if !ok {
		since = s.cfg.Now()
		s.round.lost[what] = since
	}
	return s.cfg.Now().Sub(since) < s.cfg.ReplaceAfter
}

// maxAdopted is how many unknown transactions are looked at.
const maxAdopted = 1000

func (s *Sender) giveUp(ctx context.Context, v *view, queued []Item) error {
	for _, item := range queued {
		item.State = Replaced
		item.Error = "the outbox was restored from a backup, and whether this was sent before cannot be looked up: look at the account's transactions; if it is missing, send it again under another key"
		if err := s.store(ctx, item); err != nil {
			return err
		}
	}
	s.round.bound = v.nonce
	return nil
}

// taken handles an item whose nonce is used up by none of its known attempts: the outbox lost an attempt with a restored backup, or the key is used
// by somebody else, too. As long as that other transaction is not final the item waits; then, if it makes the same call, it is
// the item's own; if not, the item's attempts can never be mined, and it takes another nonce.
func (s *Sender) taken(ctx context.Context, v *view, item Item) error {
	final := v.head.Number - min(v.head.Number, s.chain.Confirmations())
	n, err := s.chain.Nonce(ctx, s.signer.Address, final)
	if err != nil {
		return err
	}
	if n <= item.Nonce {
		if item.State == Sent {
			return nil
		}
		item.outOfBlock() // it was in a block that is no longer on the chain
		item.State = Sent
		return s.store(ctx, item)
	}
	tx, err := s.chain.byNonce(ctx, s.signer.Address, item.Nonce, item.Head, final)
	if err == nil && !item.has(tx.Hash) || unknowable(err) {
		item.outOfBlock()
	}
	switch {
	case unknowable(err) && s.patient(item.ID):
		return nil
	case unknowable(err):
		item.State = Replaced
		item.Error = fmt.Sprintf("nonce %d went to a transaction that the outbox does not know, and the endpoints have not kept what is needed to find it: look at the account's transactions; if this call is missing, send it again under another key", item.Nonce)
	case err != nil:
		return err
	case item.has(tx.Hash):
		return nil // its receipt is not there yet
	case tx.does(&item.Intent):
		item = tx.become(item, item.Attempted, item.Head)
	case item.Kind == KindFill:
		item.State, item.Error = Replaced, ""
	default:
		s.log.Warn("a nonce went to a transaction that the outbox does not know; another one is taken", "kind", item.Kind, "id", item.ID, "nonce", item.Nonce, "hash", tx.Hash)
		item.State, item.Nonce, item.Hashes, item.Raw, item.Attempted = Queued, item.Nonce+1, nil, nil, 0
	}
	return s.store(ctx, item)
}

func (i *Item) has(hash dgrid.Digest) bool {
	for _, h := range i.Hashes {
		if h == hash {
			return true
		}
	}
	return false
}
