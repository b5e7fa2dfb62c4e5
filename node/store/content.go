package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
)

const (
	chunkSize  = 256 << 10 // bytes of one piece of a long request
	maxRequest = 32 << 20  // bytes of a request's JSON; 8 MiB of prompt in the worst escaping fit
)

// contentHead is what else a transcript needs; without it a job's content counts as expired.
type contentHead struct {
	Version       int    `json:"version"`
	Network       string `json:"network"`
	ModelName     string `json:"modelName"`
	RequestChunks uint32 `json:"requestChunks"`
	PrefixChunks  uint32 `json:"prefixChunks"`
}

// beginContent is the content that a job begins with. Its expiry key is there for a crash before the order is journalled:
// the content of a job that nobody knows is found by it and removed.
func beginContent(ref jobRef, t *dgrid.Transcript, now dgrid.Time) ([]item, error) {
	request, err := requestJSON(&t.Request)
	if err != nil {
		return nil, err
	}
	items := []item{{ref.expiry(now), []byte{}}}
	h := contentHead{Version: t.Version, Network: t.Network, ModelName: t.ModelName}
	items, h.RequestChunks = chunks(items, ref, partRequest, request)
	if len(t.Prefix) > 0 {
		prefix, err := json.Marshal(t.Prefix)
		if err != nil {
			return nil, fmt.Errorf("encode prefix: %w", err)
		}
		items, h.PrefixChunks = chunks(items, ref, partPrefix, prefix)
	}
	head, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return append(items, item{ref.content(partHead, 0), head}), nil
}

// requestJSON refuses what would not come back as it was: JSON replaces bytes that are no UTF-8, and the order signs them.
func requestJSON(r *dgrid.Request) ([]byte, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	if len(b) > maxRequest {
		return nil, fmt.Errorf("encode request: %d bytes, at most %d are stored", len(b), maxRequest)
	}
	var back dgrid.Request
	if err := json.Unmarshal(b, &back); err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	if back.Hash() != r.Hash() {
		return nil, errors.New("encode request: its text is not valid UTF-8")
	}
	return b, nil
}

func chunks(items []item, ref jobRef, part byte, b []byte) ([]item, uint32) {
	var n uint32
	for ; len(b) > 0; n++ {
		k := min(len(b), chunkSize)
		items = append(items, item{ref.content(part, n), b[:k]})
		b = b[k:]
	}
	return items, n
}

// leafBytes is a leaf as it is stored.
type leafBytes struct {
	leaf     []byte // JSON
	sketches []byte // nil where none were given
}

func encodeLeaf(leaf *dgrid.Leaf, sketches []dgrid.Sketch) (leafBytes, error) {
	if !utf8.ValidString(leaf.Text) {
		return leafBytes{}, errors.New("encode leaf: its text is not valid UTF-8")
	}
	if len(leaf.IDs) == 0 || len(leaf.IDs) > dgrid.LeafTokens {
		return leafBytes{}, fmt.Errorf("encode leaf: %d tokens, want 1 to %d", len(leaf.IDs), dgrid.LeafTokens)
	}
	if len(sketches) != 0 && len(sketches) != len(leaf.IDs) {
		return leafBytes{}, fmt.Errorf("encode leaf: %d sketches for %d tokens", len(sketches), len(leaf.IDs))
	}
	b, err := json.Marshal(leaf)
	if err != nil {
		return leafBytes{}, fmt.Errorf("encode leaf: %w", err)
	}
	if len(sketches) == 0 {
		return leafBytes{leaf: b}, nil
	}
	return leafBytes{b, encodeSketches(sketches)}, nil
}

// encodeTail is the leaves behind the last step's, with the sketches of all their tokens in a row.
func encodeTail(leaves []dgrid.Leaf, sketches []dgrid.Sketch) (out []leafBytes, err error) {
	withSketches := len(sketches) > 0
	for i := range leaves {
		var own []dgrid.Sketch
		if n := len(leaves[i].IDs); withSketches {
			if n > len(sketches) {
				return nil, fmt.Errorf("encode tail: %d sketches are left for %d tokens", len(sketches), n)
			}
			own, sketches = sketches[:n], sketches[n:]
		}
		l, err := encodeLeaf(&leaves[i], own)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	if len(sketches) > 0 {
		return nil, fmt.Errorf("encode tail: %d sketches belong to no token", len(sketches))
	}
	return out, nil
}

// keepLeaf stages leaf number n of a job.
func (g *group) keepLeaf(ref jobRef, n uint32, l leafBytes) {
	g.keep(item{ref.content(partLeaf, n), l.leaf})
	if l.sketches != nil {
		g.keep(item{ref.content(partSketches, n), l.sketches})
	}
}

func encodeSketches(sketches []dgrid.Sketch) []byte {
	b := make([]byte, 0, 16*len(sketches))
	for _, s := range sketches {
		for _, v := range s {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		}
	}
	return b
}

func decodeSketches(b []byte) ([]dgrid.Sketch, error) {
	if len(b)%16 != 0 || len(b) > 16*dgrid.LeafTokens {
		return nil, fmt.Errorf("decode sketches: %d bytes, want a multiple of 16 up to %d", len(b), 16*dgrid.LeafTokens)
	}
	s := make([]dgrid.Sketch, len(b)/16)
	for i := range s {
		for j := range s[i] {
			s[i][j] = int16(binary.BigEndian.Uint16(b[16*i+2*j:]))
		}
	}
	return s, nil
}

// head is ErrExpired for a job without content.
func (x index) head(ref jobRef) (h contentHead, err error) {
	err = x.getJSON(ref.content(partHead, 0), &h)
	if errors.Is(err, ErrNotFound) {
		err = jobError(ref, fmt.Errorf("%w: its request and answer are gone, its signed objects are kept", ErrExpired))
	}
	return h, err
}

func (x index) chunked(ref jobRef, part byte, n uint32, v any) error {
	var b []byte
	for i := range n {
		c, err := x.get(ref.content(part, i))
		if err != nil {
			return jobError(ref, fmt.Errorf("%w: chunk %d of its content is missing: %w", ErrDamaged, i, err))
		}
		if b = append(b, c...); len(b) > maxRequest {
			return jobError(ref, fmt.Errorf("%w: its content is longer than %d bytes", ErrDamaged, maxRequest))
		}
	}
	if err := json.Unmarshal(b, v); err != nil {
		return jobError(ref, fmt.Errorf("%w: its content: %w", ErrDamaged, err))
	}
	return nil
}

// leaves reads leaf 1, 2, ... up to the first that is missing; a step that was adopted has none.
func (x index) leaves(ref jobRef) (leaves []dgrid.Leaf, err error) {
	next := uint32(1)
	err = x.scan(append(ref.under(keyContent), partLeaf), true, func(it *badger.Item) (bool, error) {
		if n := binary.BigEndian.Uint32(it.Key()[35:]); n != next {
			return false, nil
		}
		var leaf dgrid.Leaf
		if err := it.Value(func(v []byte) error { return json.Unmarshal(v, &leaf) }); err != nil {
			return false, jobError(ref, fmt.Errorf("%w: leaf %d: %w", ErrDamaged, next, err))
		}
		leaves = append(leaves, leaf)
		next++
		return true, nil
	})
	return leaves, err
}

// sketches are those of the first n leaves, as far as every one has its own.
func (x index) sketches(ref jobRef, n int) (all []dgrid.Sketch, err error) {
	next := uint32(1)
	err = x.scan(append(ref.under(keyContent), partSketches), true, func(it *badger.Item) (bool, error) {
		if k := binary.BigEndian.Uint32(it.Key()[35:]); k != next || int(k) > n {
			return false, nil
		}
		next++
		return true, it.Value(func(v []byte) error {
			s, err := decodeSketches(v)
			all = append(all, s...)
			return err
		})
	})
	return all, err
}
