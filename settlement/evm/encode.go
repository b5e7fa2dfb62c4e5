package evm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
)

// Limits of an encoded item, in bytes.
const (
	maxError = 1000
	maxRaw   = 128 << 10
	// MaxItem is more than any encoded item has.
	MaxItem = 136 << 10
)

// itemVersion is the first byte of every encoded item.
const itemVersion = 0

// fixedSize is the bytes in front of the first text.
const fixedSize = 1 + 1 + 1 + 2*20 + 9*8 + 2*32 + 2*32

// EncodeItem is an item's canonical bytes, as an outbox stores them; docs/chain.md specifies them. An error text that is too long is cut.
func EncodeItem(i *Item) ([]byte, error) {
	if err := i.storable(); err != nil {
		return nil, fmt.Errorf("encode item %.40q: %w", i.ID, err)
	}
	b := append(make([]byte, 0, 512+len(i.Raw)), itemVersion, byte(i.State), 0)
	if i.Reverted {
		b[2] = 1
	}
	b = append(append(b, i.From[:]...), i.To[:]...)
	for _, n := range i.numbers() {
		b = binary.BigEndian.AppendUint64(b, *n)
	}
	b = append(append(b, i.BlockHash[:]...), i.Hash[:]...)
	b = append(append(b, word(i.Value)...), word(i.FeePaid)...)
	for _, s := range []string{i.ID, i.Kind, i.Note, cut(i.Error)} {
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
	}
	b = append(b, byte(len(i.Hashes)))
	for _, h := range i.Hashes {
		b = append(b, h[:]...)
	}
	data := i.Data
	if len(i.Raw) > 0 {
		data = nil // the signed bytes hold it
	}
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(data))), data...)
	return append(binary.BigEndian.AppendUint32(b, uint32(len(i.Raw))), i.Raw...), nil
}

func (i *Item) numbers() []*uint64 {
	return []*uint64{&i.Seq, &i.Created, &i.Changed, &i.Nonce, &i.GasLimit, &i.Attempted, &i.Head, &i.Block, &i.GasUsed}
}

func (i *Item) storable() error {
	in := i.Intent
	if err := in.check(); err != nil {
		return err
	}
	switch {
	case !i.State.Valid():
		return fmt.Errorf("unknown %s", i.State)
	case len(i.Hashes) > maxHashes || len(i.Raw) > maxRaw:
		return fmt.Errorf("%d attempts and %d signed bytes, at most %d and %d are stored", len(i.Hashes), len(i.Raw), maxHashes, maxRaw)
	case i.FeePaid != nil && (i.FeePaid.Sign() < 0 || i.FeePaid.BitLen() > 256):
		return errors.New("the fee does not fit")
	case !utf8.ValidString(i.ID) || !utf8.ValidString(i.Kind) || !utf8.ValidString(i.Note):
		return errors.New("its texts are not valid UTF-8")
	}
	tx, err := i.Transaction()
	if err != nil {
		return err
	}
	if tx != nil && !in.sameCall(tx.To(), tx.Data(), tx.Value()) {
		return errors.New("its signed bytes make another call")
	}
	return nil
}

// cut keeps an error's text short and valid.
func cut(s string) string {
	if len(s) > maxError {
		s = s[:maxError]
	}
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s
}

func word(v *big.Int) []byte {
	var w [32]byte
	if v != nil {
		v.FillBytes(w[:])
	}
	return w[:]
}

// DecodeItem reads what EncodeItem writes and refuses everything else.
func DecodeItem(b []byte) (Item, error) {
	var i Item
	if err := i.decode(b); err != nil {
		return Item{}, fmt.Errorf("decode item: %w", err)
	}
	return i, nil
}

func (i *Item) decode(b []byte) error {
	if len(b) < fixedSize {
		return fmt.Errorf("%d bytes, want at least %d", len(b), fixedSize)
	}
	if b[0] != itemVersion {
		return fmt.Errorf("version %d, this program knows %d", b[0], itemVersion)
	}
	if b[2] > 1 {
		return fmt.Errorf("flags %d, want 0 or 1", b[2])
	}
	i.State, i.Reverted = State(b[1]), b[2] == 1
	r := reader{b: b[3:]}
	copy(i.From[:], r.take(20))
	copy(i.To[:], r.take(20))
	for _, n := range i.numbers() {
		*n = binary.BigEndian.Uint64(r.take(8))
	}
	copy(i.BlockHash[:], r.take(32))
	copy(i.Hash[:], r.take(32))
	i.Value = new(big.Int).SetBytes(r.take(32))
	if fee := new(big.Int).SetBytes(r.take(32)); fee.Sign() > 0 {
		i.FeePaid = fee
	}
	for _, s := range []*string{&i.ID, &i.Kind, &i.Note, &i.Error} {
		*s = string(r.take(int(r.number(2))))
	}
	for range r.number(1) {
		var h dgrid.Digest
		copy(h[:], r.take(32))
		i.Hashes = append(i.Hashes, h)
	}
	i.Data = r.copy(int(r.number(4)))
	i.Raw = r.copy(int(r.number(4)))
	if r.short || len(r.b) > 0 {
		return fmt.Errorf("%d bytes do not add up: %d are left over", len(b), len(r.b))
	}
	if len(i.Error) > maxError || !utf8.ValidString(i.Error) {
		return errors.New("its error text is not one that is stored")
	}
	return i.finishDecode()
}

func (i *Item) finishDecode() error {
	if len(i.Raw) > 0 {
		if len(i.Data) > 0 {
			return errors.New("it has call data beside its signed bytes")
		}
		tx := new(types.Transaction)
		if err := tx.UnmarshalBinary(i.Raw); err != nil {
			return fmt.Errorf("its signed bytes: %w", err)
		}
		again, err := tx.MarshalBinary()
		if err != nil || string(again) != string(i.Raw) {
			return errors.New("its signed bytes are not canonical")
		}
		if len(tx.Data()) > 0 {
			i.Data = tx.Data()
		}
	}
	return i.storable()
}

// reader takes bytes off the front; past the end it gives zeros and remembers.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.short = true
		r.b = nil
		return make([]byte, min(n, 32))
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *reader) copy(n int) []byte {
	if n == 0 || n > len(r.b) {
		r.short = r.short || n > 0
		return nil
	}
	return append([]byte(nil), r.take(n)...)
}

func (r *reader) number(size int) (n uint64) {
	for _, c := range r.take(size) {
		n = n<<8 | uint64(c)
	}
	return n
}
