package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
)

// round is what the goroutine of Run remembers from one look at the chain to the next. All of it may be forgotten.
type round struct {
	bound  uint64               // one more than the highest nonce that was ever taken
	before Block                // head of the last look
	sentAt map[string]time.Time // when an item's bytes were last sent by this process
	gap    uint64               // a nonce that nothing holds, and since when
	since  time.Time
	down   bool                 // said already
	lost   map[string]time.Time // what is looked for in vain, and since when
}

// view is one look at the chain.
type view struct {
	head     Block
	nonce    uint64 // transactions of the account up to head
	reorged  bool   // the last look's head is not on this chain
	unsure   bool   // a closed item is not in the block that it was in, and where it is now was not known yet
	hashes   map[uint64]dgrid.Digest
	inFlight int
}

// storeError ends Run: what cannot be stored must not be sent.
type storeError struct{ error }

func (e storeError) Unwrap() error { return e.error }

// Run sends what is queued and follows what was sent, until ctx ends; it is called once. A chain that is down is waited for. It returns early with an
// error of the outbox, or with ErrMismatch.
func (s *Sender) Run(ctx context.Context) error {
	s.round.sentAt, s.round.lost = map[string]time.Time{}, map[string]time.Time{}
	tick := time.NewTicker(s.cfg.Poll)
	defer tick.Stop()
	for {
		err := s.look(ctx)
		var store storeError
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &store) || errors.Is(err, ErrMismatch):
			return fmt.Errorf("send transactions: %w", err)
		case err == nil:
			s.round.down = false
		case !s.round.down:
			s.round.down = true
			s.log.Warn("sending transactions waits for the chain", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-s.kick:
		}
	}
}

// look does everything once that can be done now.
func (s *Sender) look(ctx context.Context) error {
	v, err := s.view(ctx)
	if err != nil {
		return err
	}
	if err := s.adopt(ctx, v); err != nil {
		return err
	}
	for _, item := range s.snapshot(func(i *Item) bool { return i.State != Queued && len(i.Hashes) > 0 }) {
		if err := s.follow(ctx, v, item); err != nil {
			return err
		}
	}
	if err := s.fillGap(ctx, v); err != nil {
		return err
	}
	if err := s.dispatch(ctx, v); err != nil {
		return err
	}
	s.forget(v)
	// A look in the middle of a reorganisation may find a closed item neither where it was nor anywhere else. It must not be the last
	// that asks for it.
	if !v.reorged || !v.unsure {
		s.round.before = v.head
	}
	return nil
}

func (s *Sender) view(ctx context.Context) (*view, error) {
	head, err := s.chain.Head(ctx)
	if err != nil {
		return nil, err
	}
	v := &view{head: head, hashes: map[uint64]dgrid.Digest{}}
	if v.nonce, err = s.chain.Nonce(ctx, s.signer.Address, head.Number); err != nil {
		return nil, err
	}
	hash, err := s.hashAt(ctx, v, s.round.before.Number)
	if err != nil {
		return nil, err
	}
	v.reorged = hash != s.round.before.Hash
	return v, nil
}

// hashAt is the hash of a block, zero where the chain is shorter. An endpoint that lacks a block below the head only lags.
func (s *Sender) hashAt(ctx context.Context, v *view, number uint64) (dgrid.Digest, error) {
	if hash, ok := v.hashes[number]; ok {
		return hash, nil
	}
	b, err := s.chain.Block(ctx, number)
	if err != nil && (number <= v.head.Number || !errors.Is(err, ErrNotFound)) {
		return dgrid.Digest{}, err
	}
	v.hashes[number] = b.Hash
	return b.Hash, nil
}

// follow brings one item that has a nonce up to the chain.
func (s *Sender) follow(ctx context.Context, v *view, item Item) error {
	if item.State == Mined || !item.State.Open() && v.reorged && item.Block > 0 {
		hash, err := s.hashAt(ctx, v, item.Block)
		if err != nil {
			return err
		}
		if hash == item.BlockHash {
			return s.confirm(ctx, v, item)
		}
		v.unsure = v.unsure || !item.State.Open()
		return s.search(ctx, v, item)
	}
	if item.State != Sent {
		return nil
	}
	if item.Nonce < v.nonce {
		return s.search(ctx, v, item)
	}
	v.inFlight++
	return s.push(ctx, v, item)
}

// confirm closes an item whose block has enough others on top.
func (s *Sender) confirm(ctx context.Context, v *view, item Item) error {
	if item.State != Mined || v.head.Number < item.Block+s.chain.Confirmations() {
		return nil
	}
	item.State = closedAs(&item)
	return s.store(ctx, item)
}

func closedAs(item *Item) State {
	if item.Reverted {
		return Failed
	}
	return Final
}

// search looks for the block of any of the item's attempts. An item that is in none is open again: its newest attempt is sent once more,
// byte by byte.
func (s *Sender) search(ctx context.Context, v *view, item Item) error {
	for i := len(item.Hashes) - 1; i >= 0; i-- {
		r, err := s.chain.Receipt(ctx, item.Hashes[i])
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		return s.mined(ctx, v, item, r)
	}
	if item.Nonce < v.nonce {
		return s.taken(ctx, v, item)
	}
	if item.State == Sent {
		return nil
	}
	s.log.Warn("a reorganisation of the chain took a transaction out of its block; it is sent again", "kind", item.Kind, "id", item.ID, "block", item.Block)
	item.outOfBlock()
	item.State, item.Attempted, item.Head = Sent, s.now(), v.head.Number
	if err := s.store(ctx, item); err != nil {
		return err
	}
	v.inFlight++
	return s.broadcast(ctx, item)
}

// outOfBlock forgets what a block said of the item.
func (i *Item) outOfBlock() {
	i.Block, i.BlockHash, i.Hash = 0, dgrid.Digest{}, dgrid.Digest{}
	i.GasUsed, i.FeePaid, i.Reverted, i.Error = 0, nil, false, ""
}

// mined notes in which block an item is, and how it ended there.
func (s *Sender) mined(ctx context.Context, v *view, item Item, r *types.Receipt) error {
	if r.BlockNumber == nil || !r.BlockNumber.IsUint64() || r.BlockNumber.Uint64() > v.head.Number {
		return nil // an endpoint is ahead of what two of them agree on
	}
	item.Block, item.BlockHash, item.Hash = r.BlockNumber.Uint64(), dgrid.Digest(r.BlockHash), dgrid.Digest(r.TxHash)
	item.GasUsed, item.Reverted, item.Error = r.GasUsed, r.Status == types.ReceiptStatusFailed, ""
	if r.EffectiveGasPrice != nil {
		item.FeePaid = new(big.Int).Mul(r.EffectiveGasPrice, bigUint(r.GasUsed))
	}
	if item.Reverted {
		reason, err := s.reason(ctx, &item)
		if err != nil {
			return err
		}
		item.Error = reason
		s.log.Warn("a transaction was mined without effect", "kind", item.Kind, "id", item.ID, "hash", item.Hash, "reason", reason)
	}
	if item.State = Mined; v.head.Number >= item.Block+s.chain.Confirmations() {
		item.State = closedAs(&item)
	}
	return s.store(ctx, item)
}

// reason is why a transaction reverted, as far as calling the contract again in the state before its block tells.
func (s *Sender) reason(ctx context.Context, item *Item) (string, error) {
	tx, err := item.Transaction()
	if err != nil {
		return "", err
	}
	if tx != nil && item.GasUsed >= tx.Gas() {
		return fmt.Sprintf("it ran out of gas: all %d units are used up", tx.Gas()), nil
	}
	_, err = s.chain.Call(ctx, s.message(&item.Intent), item.Block-min(item.Block, 1))
	switch {
	case err == nil:
		return "the contract refused it for something that happened earlier in the same block", nil
	case errors.Is(err, ErrDown) || ctx.Err() != nil:
		return "", err
	}
	var revert *RevertError
	var tokens *TokensError
	switch {
	case errors.As(err, &tokens):
		return tokens.Error(), nil
	case errors.As(err, &revert):
		return revert.Error(), nil
	}
	return "the reason cannot be found any more: " + err.Error(), nil
}

// push sends an item that is in no block again, or raises what it offers.
func (s *Sender) push(ctx context.Context, v *view, item Item) error {
	now := s.cfg.Now()
	waited := s.now()-min(s.now(), item.Attempted) >= dgrid.Time(s.cfg.ReplaceAfter.Milliseconds())
	// Only the transaction whose turn it is can be held up by what it offers, and only by blocks that left it out.
	if waited && item.Nonce == v.nonce && v.head.Number >= item.Head+2 && len(item.Hashes) < maxHashes {
		return s.replace(ctx, v, item)
	}
	if now.Sub(s.round.sentAt[item.ID]) >= s.cfg.ResendAfter {
		return s.broadcast(ctx, item)
	}
	return nil
}

// replace signs the same call under the same nonce with higher fees.
func (s *Sender) replace(ctx context.Context, v *view, item Item) error {
	old, err := item.Transaction()
	if err != nil {
		return err
	}
	tip, err := s.chain.SuggestGasTipCap(ctx)
	if err != nil {
		return err
	}
	f, err := raised(fees{tip: old.GasTipCap(), cap: old.GasFeeCap()}, v.head.BaseFee, tip, s.cfg.MaxFee)
	if err != nil {
		s.note(item.ID, err)
		if s.cfg.Now().Sub(s.round.sentAt[item.ID]) >= s.cfg.ResendAfter {
			return s.broadcast(ctx, item)
		}
		return nil
	}
	if err := s.sign(ctx, v, &item, item.Nonce, old.Gas(), f); err != nil {
		return err
	}
	s.log.Info("raising what a transaction offers", "kind", item.Kind, "id", item.ID, "nonce", item.Nonce, "gwei", Gwei(f.cap), "attempt", len(item.Hashes))
	if err := s.store(ctx, item); err != nil {
		return err
	}
	return s.broadcast(ctx, item)
}

// sign adds an attempt to the item. The caller stores the item before anybody else sees the attempt.
func (s *Sender) sign(ctx context.Context, v *view, item *Item, nonce, gas uint64, f fees) error {
	msg := s.message(&item.Intent)
	chain := bigUint(s.chain.ChainID())
	unsigned := types.NewTx(&types.DynamicFeeTx{
		ChainID: chain, Nonce: nonce, GasTipCap: f.tip, GasFeeCap: f.cap, Gas: gas, To: msg.To, Value: item.Value, Data: item.Data,
	})
	tx, err := s.signer.Sign(ctx, unsigned)
	if err != nil {
		return fmt.Errorf("sign %s: %w", item.ID, err)
	}
	signer := types.LatestSignerForChainID(chain)
	if from, err := types.Sender(signer, tx); err != nil || from != s.signer.Address || signer.Hash(tx) != signer.Hash(unsigned) {
		return fmt.Errorf("sign %s: the signer returned something else than was asked for, or signed with another account than %s", item.ID, s.signer.Address)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return fmt.Errorf("sign %s: %w", item.ID, err)
	}
	item.State, item.Nonce, item.Raw, item.Error = Sent, nonce, raw, ""
	item.Hashes = append(item.Hashes, dgrid.Digest(tx.Hash()))
	item.Attempted, item.Head = s.now(), v.head.Number
	return nil
}

// broadcast hands the newest attempt to all endpoints. What they say is noted for people; what happens next follows from the chain.
func (s *Sender) broadcast(ctx context.Context, item Item) error {
	tx, err := item.Transaction()
	if err != nil || tx == nil {
		return err
	}
	s.round.sentAt[item.ID] = s.cfg.Now()
	err = s.chain.SendTransaction(ctx, tx)
	switch {
	case err == nil:
		s.note(item.ID, nil)
	case errors.Is(err, ErrDown):
		return err
	default:
		s.note(item.ID, err)
	}
	return nil
}

// note shows what an item waits for. It is not stored: the next start finds out anew.
func (s *Sender) note(id string, err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if item := s.items[id]; item != nil && item.Error != text {
		item.Error = text
		if err != nil {
			s.log.Info("a transaction waits", "kind", item.Kind, "id", id, "err", err)
		}
	}
}

func (s *Sender) store(ctx context.Context, item Item) error {
	if err := s.put(ctx, item); err != nil {
		return storeError{err}
	}
	return nil
}

// forget drops closed items that no reorg will reopen. The outbox still has them.
func (s *Sender) forget(v *view) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, item := range s.items {
		if !item.State.Open() && item.Block+s.cfg.Watch < v.head.Number {
			delete(s.items, id)
			delete(s.round.sentAt, id)
		}
	}
}
