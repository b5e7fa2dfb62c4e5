package journal

import (
	"encoding/binary"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Role is the side of a job that this node stands on.
type Role uint8

// The roles. The numbers are stored.
const (
	AsPayer    Role = 1
	AsProvider Role = 2
)

func (r Role) String() string {
	switch r {
	case AsPayer:
		return "payer"
	case AsProvider:
		return "provider"
	}
	return fmt.Sprintf("role %d", uint8(r))
}

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return r == AsPayer || r == AsProvider }

// Entry is what a record says. It is one of *Signed, *Closed, *Started and *Outbox, and of batches *Leafed, *Sealed, *Anchored,
// *Restored, *Shown and *Recount.
type Entry interface {
	// append adds the entry's bytes to b.
	append(b []byte) []byte
}

// Signed says that an object with its signature was received or given.
type Signed struct {
	Role      Role
	Signature dgrid.Signature
	Object    dgrid.Object // one of *dgrid.Order, Acceptance, Step, Cancel, Receipt and Voucher
}

// Closed says that a job ended without a receipt and is settled by its last step.
type Closed struct {
	Role Role
	Job  dgrid.JobID
}

// Started says that the node opened its store for the Boot-th time.
type Started struct {
	Boot uint64
}

// Outbox says what became of a transaction that the node sends to the chain.
type Outbox struct {
	Item []byte // by evm.EncodeItem
}

// The first byte of an entry. A number is never used again.
const (
	kindSigned  = 1
	kindClosed  = 2
	kindStarted = 3
	kindOutbox  = 4
)

// MaxEntry is the length in bytes above which no entry is read or written. The longest object, an order, has 674; a transaction has up to
// 128 KiB, because no pool takes a longer one, and its item a little more.
const MaxEntry = 160 << 10

func (s *Signed) append(b []byte) []byte {
	b = append(b, kindSigned, byte(s.Role))
	b = append(b, s.Signature[:]...)
	return append(b, dgrid.Encode(s.Object)...)
}

func (c *Closed) append(b []byte) []byte {
	b = append(b, kindClosed, byte(c.Role))
	return append(b, c.Job[:]...)
}

func (s *Started) append(b []byte) []byte {
	return binary.BigEndian.AppendUint64(append(b, kindStarted), s.Boot)
}

func (o *Outbox) append(b []byte) []byte { return append(append(b, kindOutbox), o.Item...) }

// EncodeEntry is the bytes of e.
func EncodeEntry(e Entry) []byte { return e.append(nil) }

// DecodeEntry reads what EncodeEntry writes and refuses everything else.
func DecodeEntry(b []byte) (Entry, error) {
	if len(b) == 0 {
		return nil, fmt.Errorf("decode journal entry: no bytes")
	}
	switch b[0] {
	case kindSigned:
		return decodeSigned(b[1:])
	case kindClosed:
		if len(b) != 2+32 {
			return nil, fmt.Errorf("decode closed entry: %d bytes, want 34", len(b))
		}
		c := &Closed{Role: Role(b[1]), Job: dgrid.JobID(b[2:])}
		if !c.Role.Valid() {
			return nil, fmt.Errorf("decode closed entry: unknown %s", c.Role)
		}
		return c, nil
	case kindStarted:
		if len(b) != 1+8 {
			return nil, fmt.Errorf("decode started entry: %d bytes, want 9", len(b))
		}
		return &Started{Boot: binary.BigEndian.Uint64(b[1:])}, nil
	case kindBatch:
		return decodeBatch(b[1:])
	case kindOutbox:
		if _, err := evm.DecodeItem(b[1:]); err != nil {
			return nil, fmt.Errorf("decode outbox entry: %w", err)
		}
		return &Outbox{Item: append([]byte(nil), b[1:]...)}, nil
	}
	return nil, fmt.Errorf("decode journal entry: kind %d, this program knows 1 to 5", b[0])
}

func decodeSigned(b []byte) (*Signed, error) {
	const head = 1 + 65 // role, signature
	if len(b) < head+2 {
		return nil, fmt.Errorf("decode signed entry: %d bytes, want at least %d", len(b)+1, head+3)
	}
	s := &Signed{Role: Role(b[0]), Signature: dgrid.Signature(b[1:head])}
	if !s.Role.Valid() {
		return nil, fmt.Errorf("decode signed entry: unknown %s", s.Role)
	}
	switch k := dgrid.Kind(b[head+1]); k {
	case dgrid.KindOrder:
		s.Object = new(dgrid.Order)
	case dgrid.KindAcceptance:
		s.Object = new(dgrid.Acceptance)
	case dgrid.KindStep:
		s.Object = new(dgrid.Step)
	case dgrid.KindCancel:
		s.Object = new(dgrid.Cancel)
	case dgrid.KindReceipt:
		s.Object = new(dgrid.Receipt)
	case dgrid.KindVoucher:
		s.Object = new(dgrid.Voucher)
	default:
		return nil, fmt.Errorf("decode signed entry: the journal holds no %s", k)
	}
	if err := dgrid.Decode(b[head:], s.Object); err != nil {
		return nil, fmt.Errorf("decode signed entry: %w", err)
	}
	return s, nil
}
