package evm

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
)

// Signer is an account that signs transactions.
type Signer struct {
	Address dgrid.Address
	// Sign may take long and must end by ctx: the key may be in another process.
	Sign func(ctx context.Context, tx *types.Transaction) (*types.Transaction, error)
}

// KeySigner signs with a key in memory.
func KeySigner(key *ecdsa.PrivateKey, chainID uint64) Signer {
	signer := types.LatestSignerForChainID(bigUint(chainID))
	return Signer{
		Address: crypto.PubkeyToAddress(key.PublicKey),
		Sign: func(_ context.Context, tx *types.Transaction) (*types.Transaction, error) {
			return types.SignTx(tx, signer, key)
		},
	}
}

// SenderConfig is how a Sender behaves. The zero value of each field means its default.
type SenderConfig struct {
	MaxFee       *big.Int         // wei per gas, base fee and tip together, above which nothing is sent; 500 gwei
	ReplaceAfter time.Duration    // without inclusion, after which fees are raised; 1 min
	ResendAfter  time.Duration    // without inclusion, after which the same bytes are sent again; 15 s
	Poll         time.Duration    // between looks at the chain; 2 s
	InFlight     int              // transactions that may be sent and not yet mined; 8
	Watch        uint64           // blocks above a closed item for which a reorg would still be noticed; 64
	Now          func() time.Time // time.Now
}

func (c *SenderConfig) fill() {
	if c.MaxFee == nil {
		c.MaxFee = big.NewInt(500e9)
	}
	if c.ReplaceAfter == 0 {
		c.ReplaceAfter = time.Minute
	}
	if c.ResendAfter == 0 {
		c.ResendAfter = 15 * time.Second
	}
	if c.Poll == 0 {
		c.Poll = 2 * time.Second
	}
	if c.InFlight == 0 {
		c.InFlight = 8
	}
	if c.Watch == 0 {
		c.Watch = 64
	}
	if c.Now == nil {
		c.Now = time.Now
	}
}

// Sender makes each intent of one account take effect once. There must be one Sender per account, in one process: two would take
// each other's nonces. Its methods are safe for concurrent use.
type Sender struct {
	chain  *Client
	outbox Outbox
	signer Signer
	cfg    SenderConfig
	log    *slog.Logger
	kick   chan struct{} // has one element when there is something to do at once

	mu      sync.Mutex       // guards what follows; never held while the chain is asked
	items   map[string]*Item // open ones, and closed ones that a reorg may reopen
	next    uint64           // Seq of the next item
	changed chan struct{}    // closed and made anew with every change of an item

	// The goroutine of Run alone uses these.
	round round
}

// NewSender reads the items of the signer's account and goes on with them once Run is called.
func NewSender(ctx context.Context, chain *Client, outbox Outbox, signer Signer, cfg SenderConfig, log *slog.Logger) (*Sender, error) {
	cfg.fill()
	s := &Sender{
		chain: chain, outbox: outbox, signer: signer, cfg: cfg, log: log,
		kick: make(chan struct{}, 1), items: map[string]*Item{}, next: 1, changed: make(chan struct{}),
	}
	newest, err := outbox.Items(ctx, signer.Address, false, loadClosed)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	open, err := outbox.Items(ctx, signer.Address, true, 0)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	for _, i := range append(open, newest...) {
		item := i.clone()
		s.items[i.ID] = &item
		s.next = max(s.next, i.Seq+1)
		if i.State != Queued {
			s.round.bound = max(s.round.bound, i.Nonce+1)
		}
	}
	return s, nil
}

// loadClosed is how many of the newest items are read at the start: more than a node sends within SenderConfig.Watch blocks.
const loadClosed = 256

// Address is the account.
func (s *Sender) Address() dgrid.Address { return s.signer.Address }

// Send stores an intent and returns. It is sent by Run, in the order of the calls. An intent whose key is known already changes nothing and
// returns what is known; where it is another call, the error is ErrConflict. An intent that would revert now, or that the account cannot pay,
// is not stored; the error is a RevertError, TokensError or FundsError. While the chain is down nothing of that can be looked at, and the
// intent waits in the outbox.
//
// An intent must be possible on its own: where it depends on another one, wait for that one first.
func (s *Sender) Send(ctx context.Context, in Intent) (Item, error) {
	if err := in.check(); err != nil {
		return Item{}, err
	}
	if item, ok, err := s.known(ctx, &in); ok || err != nil {
		return item, err
	}
	nonce, head, err := s.preflight(ctx, &in)
	if err != nil {
		return Item{}, fmt.Errorf("send %s: %w", in.Kind, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if have := s.items[in.ID]; have != nil { // another caller was faster
		return s.same(have, &in)
	}
	now := s.now()
	item := Item{Intent: in, Seq: s.next, From: s.signer.Address, State: Queued, Created: now, Changed: now, Nonce: nonce, Head: head}
	s.next++ // even if storing fails: it may be stored all the same
	if err := s.outbox.PutItem(ctx, item.clone()); err != nil {
		return Item{}, fmt.Errorf("store the intent to send %s: %w", in.Kind, err)
	}
	kept := item.clone()
	s.items[in.ID] = &kept
	s.announce()
	select {
	case s.kick <- struct{}{}:
	default:
	}
	return item, nil
}

func (in *Intent) check() error {
	if in.Value == nil {
		in.Value = new(big.Int)
	}
	switch {
	case in.ID == "" || len(in.ID) > MaxID:
		return fmt.Errorf("send %.40q: its key has %d bytes, want 1 to %d", in.Kind, len(in.ID), MaxID)
	case in.Kind == "" || len(in.Kind) > MaxKind || len(in.Note) > MaxNote || len(in.Data) > MaxData:
		return fmt.Errorf("send %.40q: kind, note and data have %d, %d and %d bytes, at most %d, %d and %d are sent", in.Kind, len(in.Kind), len(in.Note), len(in.Data), MaxKind, MaxNote, MaxData)
	case in.Value.Sign() < 0 || in.Value.BitLen() > 256:
		return fmt.Errorf("send %s: a value of %s wei cannot be sent", in.Kind, in.Value)
	}
	return nil
}

// known looks for the intent's key in memory and, for items closed long ago, in the outbox.
func (s *Sender) known(ctx context.Context, in *Intent) (Item, bool, error) {
	s.mu.Lock()
	have := s.items[in.ID]
	if have != nil {
		defer s.mu.Unlock()
		item, err := s.same(have, in)
		return item, true, err
	}
	s.mu.Unlock()
	old, ok, err := s.outbox.Item(ctx, s.signer.Address, in.ID)
	if err != nil || !ok {
		return Item{}, false, err
	}
	item, err := s.same(&old, in)
	return item, true, err
}

func (s *Sender) same(have *Item, in *Intent) (Item, error) {
	var to *common.Address
	if (in.To != common.Address{}) {
		to = &in.To
	}
	if !have.sameCall(to, in.Data, in.Value) {
		return have.clone(), fmt.Errorf("send %s: %w: %q was given to another call before", in.Kind, ErrConflict, in.ID)
	}
	return have.clone(), nil
}

// preflight is an error where the intent would not do now. It returns the account's nonce and the head, both 0 where the chain is down and nobody can
// say.
func (s *Sender) preflight(ctx context.Context, in *Intent) (nonce, number uint64, err error) {
	gas, err := s.gas(ctx, in)
	var head Block
	if err == nil {
		head, err = s.chain.Head(ctx)
	}
	if err == nil {
		err = s.affordable(ctx, in, head, gas)
	}
	if err == nil {
		nonce, err = s.chain.Nonce(ctx, s.signer.Address, head.Number)
	}
	if errors.Is(err, ErrDown) {
		s.log.Warn("the chain is down; what is to be sent waits", "kind", in.Kind, "id", in.ID, "err", err)
		return 0, 0, nil
	}
	return nonce, head.Number, err
}

// newSlot is what a call costs more that writes where nothing stood. An endpoint estimates in the newest block: what somebody wrote in
// that block under its number is written anew in the next.
const newSlot = 22_100

// gas is the intent's limit, or more than the chain thinks, by a fifth and a slot: state changes between now and the block.
func (s *Sender) gas(ctx context.Context, in *Intent) (uint64, error) {
	if in.GasLimit > 0 {
		return in.GasLimit, nil
	}
	gas, err := s.chain.EstimateGas(ctx, s.message(in))
	if err != nil {
		return 0, err
	}
	return gas + gas/5 + newSlot, nil
}

func (s *Sender) message(in *Intent) ethereum.CallMsg {
	msg := ethereum.CallMsg{From: s.signer.Address, Data: in.Data, Value: in.Value}
	if (in.To != common.Address{}) {
		msg.To = &in.To
	}
	return msg
}

// affordable compares what the intent may cost with what the account has.
func (s *Sender) affordable(ctx context.Context, in *Intent, head Block, gas uint64) error {
	tip, err := s.chain.SuggestGasTipCap(ctx)
	if err != nil {
		return err
	}
	price := new(big.Int).Add(bigUint(head.BaseFee), tip)
	return s.pays(ctx, head, new(big.Int).Add(in.Value, price.Mul(price, bigUint(gas))))
}

func (s *Sender) pays(ctx context.Context, head Block, need *big.Int) error {
	have, err := s.chain.Balance(ctx, s.signer.Address, head.Number)
	if err != nil {
		return err
	}
	if have.Cmp(need) < 0 {
		return &FundsError{Account: s.signer.Address, Need: need, Have: have}
	}
	return nil
}

// Wait returns when the item of that key is closed. Where it failed or was replaced, the error is a FailedError with the item.
func (s *Sender) Wait(ctx context.Context, id string) (Item, error) {
	return s.wait(ctx, id, func(i *Item) bool { return !i.State.Open() })
}

// WaitMined returns when the item of that key is in a block, final or not. Money must not be decided by it; it is for what comes next and
// is checked by the chain, such as a call that needs the one before.
func (s *Sender) WaitMined(ctx context.Context, id string) (Item, error) {
	return s.wait(ctx, id, func(i *Item) bool { return i.State == Mined || !i.State.Open() })
}

func (s *Sender) wait(ctx context.Context, id string, done func(*Item) bool) (Item, error) {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		item, err := s.Item(ctx, id)
		if err != nil {
			return Item{}, err
		}
		if done(&item) {
			if item.State == Failed || item.State == Replaced || item.Reverted {
				return item, &FailedError{Item: item}
			}
			return item, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return item, fmt.Errorf("wait for %s, which is %s: %w", id, item.State, ctx.Err())
		}
	}
}

// Item is the item of that key, or ErrUnknownItem.
func (s *Sender) Item(ctx context.Context, id string) (Item, error) {
	s.mu.Lock()
	have := s.items[id]
	if have != nil {
		defer s.mu.Unlock()
		return have.clone(), nil
	}
	s.mu.Unlock()
	item, ok, err := s.outbox.Item(ctx, s.signer.Address, id)
	if err != nil {
		return Item{}, fmt.Errorf("read item %s: %w", id, err)
	}
	if !ok {
		return Item{}, fmt.Errorf("read item %s: %w", id, ErrUnknownItem)
	}
	return item, nil
}

// Items is the newest items of the account, the newest first; limit 0 is all.
func (s *Sender) Items(ctx context.Context, limit int) ([]Item, error) {
	return s.outbox.Items(ctx, s.signer.Address, false, limit)
}

// announce wakes whoever waits. The mutex is held.
func (s *Sender) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Sender) now() dgrid.Time { return dgrid.Time(max(0, s.cfg.Now().UnixMilli())) }

// snapshot is copies of the items in memory that f wants, in the order of their numbers.
func (s *Sender) snapshot(f func(*Item) bool) []Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Item
	for _, i := range s.items {
		if f(i) {
			out = append(out, i.clone())
		}
	}
	slices.SortFunc(out, func(a, b Item) int {
		if a.Seq < b.Seq {
			return -1
		}
		return 1
	})
	return out
}

// put stores an item that Run changed, and then shows it. After an error memory holds what it held: nothing of the change was sent, so the
// next round makes it anew.
func (s *Sender) put(ctx context.Context, item Item) error {
	item.Changed = s.now()
	if err := s.outbox.PutItem(ctx, item.clone()); err != nil {
		return fmt.Errorf("store item %s: %w", item.ID, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[item.ID] = &item
	s.announce()
	return nil
}
