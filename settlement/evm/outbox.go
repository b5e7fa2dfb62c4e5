package evm

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
)

// State is how far an item has come. The numbers are stored.
type State uint8

// The states.
const (
	Queued   State = iota + 1 // stored; it has no nonce yet
	Sent                      // signed under its nonce; perhaps in an endpoint's pool, perhaps not
	Mined                     // in a block that is not final yet
	Final                     // took effect in a final block
	Failed                    // reverted in a final block, or would have reverted if it had been sent; Error says why
	Replaced                  // its nonce went to a transaction that this outbox does not know, and whether it took effect cannot be told
)

func (s State) String() string {
	if names := [...]string{"queued", "sent", "mined", "final", "failed", "replaced"}; s >= Queued && s <= Replaced {
		return names[s-1]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// Valid reports whether s is one of the states.
func (s State) Valid() bool { return s >= Queued && s <= Replaced }

// Open reports whether the sender still has to do something about an item in this state.
func (s State) Open() bool { return s == Queued || s == Sent || s == Mined }

// MarshalText writes the state's name.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Limits of an intent, in bytes. A transaction above 128 KiB is refused by every pool.
const (
	MaxID   = 200
	MaxKind = 40
	MaxNote = 400
	MaxData = 120 << 10

	maxHashes = 64 // attempts of one item; 64 raises of an eighth are a factor of 1,800
)

// Intent is a call that shall take effect once.
type Intent struct {
	ID       string        `json:"id"`   // the caller's key: a second intent of this key is the first one
	Kind     string        `json:"kind"` // for lists: "anchor", "redeem", ...
	To       dgrid.Address `json:"to"`   // zero creates a contract
	Data     []byte        `json:"-"`
	Value    *big.Int      `json:"value"`          // wei; nil is 0
	GasLimit uint64        `json:"gasLimit"`       // 0: what the chain estimates, and a fifth more
	Note     string        `json:"note,omitempty"` // for people
}

// Item is an intent with what became of it.
type Item struct {
	Intent
	Seq       uint64         `json:"seq"`  // number among the sender's items, from 1
	From      dgrid.Address  `json:"from"` // the sender's account
	State     State          `json:"state"`
	Created   dgrid.Time     `json:"created"`
	Changed   dgrid.Time     `json:"changed"`
	Nonce     uint64         `json:"nonce"`           // of all its attempts; while it is queued, one below which it was never sent
	Hashes    []dgrid.Digest `json:"hashes"`          // of its attempts, the oldest first
	Raw       []byte         `json:"-"`               // the newest attempt's signed bytes
	Attempted dgrid.Time     `json:"attempted"`       // when it was signed
	Head      uint64         `json:"head"`            // the chain's head then; while it is queued, when it came
	Block     uint64         `json:"block,omitempty"` // in which it was mined
	BlockHash dgrid.Digest   `json:"blockHash"`
	Hash      dgrid.Digest   `json:"hash"`              // of the attempt that was mined
	GasUsed   uint64         `json:"gasUsed,omitempty"` // by it
	FeePaid   *big.Int       `json:"feePaid,omitempty"` // by it, in wei
	Reverted  bool           `json:"reverted,omitempty"`
	Error     string         `json:"error,omitempty"` // why it failed, or what it waits for
}

// Key is what an outbox stores an item of an account under: keccak256(account || id).
func Key(from dgrid.Address, id string) dgrid.Digest { return dgrid.Hash(from[:], []byte(id)) }

// Transaction is the newest attempt, or nil while there is none.
func (i *Item) Transaction() (*types.Transaction, error) {
	if len(i.Raw) == 0 {
		return nil, nil
	}
	tx := new(types.Transaction)
	if err := tx.UnmarshalBinary(i.Raw); err != nil {
		return nil, fmt.Errorf("read the signed transaction of %s: %w", i.ID, err)
	}
	return tx, nil
}

// Contract is the address of the contract that an item with a nonce creates.
func (i *Item) Contract() dgrid.Address { return crypto.CreateAddress(i.From, i.Nonce) }

func (i *Item) clone() Item {
	c := *i
	c.Data, c.Raw, c.Hashes = slices.Clone(i.Data), slices.Clone(i.Raw), slices.Clone(i.Hashes)
	c.Value, c.FeePaid = cloneInt(i.Value), cloneInt(i.FeePaid)
	return c
}

func cloneInt(v *big.Int) *big.Int {
	if v == nil {
		return nil
	}
	return new(big.Int).Set(v)
}

// sameCall reports whether a call does what the intent wants.
func (in *Intent) sameCall(to *common.Address, data []byte, value *big.Int) bool {
	var address common.Address
	if to != nil {
		address = *to
	}
	want := in.Value
	if want == nil {
		want = new(big.Int)
	}
	return address == in.To && (to == nil) == (in.To == common.Address{}) && slices.Equal(data, in.Data) && want.Cmp(value) == 0
}

// Outbox is a durable store of items. It is safe for concurrent use. The sender of each account is the only one who puts items
// of that account.
type Outbox interface {
	// PutItem stores an item in place of the one of the same account and id, and returns after it is on the disk. After an error it may or may
	// not be stored.
	PutItem(ctx context.Context, item Item) error
	// Item is the item of that id; false where there is none.
	Item(ctx context.Context, from dgrid.Address, id string) (Item, bool, error)
	// Items is the items of an account, the newest first: the open ones alone, or all up to a limit (0 is all of them).
	Items(ctx context.Context, from dgrid.Address, open bool, limit int) ([]Item, error)
}

// MemoryOutbox is an Outbox that forgets: for commands that send a few transactions from a key that no node uses, and wait for
// them.
type MemoryOutbox struct {
	mu    sync.Mutex // guards items
	items map[dgrid.Digest]Item
}

// NewMemoryOutbox makes an empty one.
func NewMemoryOutbox() *MemoryOutbox { return &MemoryOutbox{items: map[dgrid.Digest]Item{}} }

// PutItem is Outbox's.
func (m *MemoryOutbox) PutItem(_ context.Context, item Item) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items[Key(item.From, item.ID)] = item.clone()
	return nil
}

// Item is Outbox's.
func (m *MemoryOutbox) Item(_ context.Context, from dgrid.Address, id string) (Item, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	item, ok := m.items[Key(from, id)]
	return item.clone(), ok, nil
}

// Items is Outbox's.
func (m *MemoryOutbox) Items(_ context.Context, from dgrid.Address, open bool, limit int) ([]Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Item
	for _, item := range m.items {
		if item.From == from && (!open || item.State.Open()) {
			out = append(out, item.clone())
		}
	}
	slices.SortFunc(out, func(a, b Item) int { return int(b.Seq) - int(a.Seq) })
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out, nil
}
