package p2p

import (
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"google.golang.org/protobuf/encoding/protowire"
)

// shape bounds the repeated fields of an encoded message, so that a few bytes on the wire cannot ask for many in memory: an
// empty message in a list costs its sender 2 bytes and the decoder some 100.
type shape map[protowire.Number]*bound

// bound is the limit of one field: max elements, summed over every place where the field stands (protobuf merges a message
// that is there twice).
type bound struct {
	name   string
	max    int   // 0 is any number
	packed bool  // numbers: one length-delimited value holds a run of them
	inner  shape // of each element, where it is a message
}

var (
	paramsShape  = shape{9: {name: "biases", max: maxBiases}, 10: {name: "stop strings", max: maxStops}}
	requestShape = shape{1: {name: "messages", max: maxMessages}, 3: {name: "params", inner: paramsShape}}
	orderShape   = shape{2: {name: "request", inner: requestShape}, 3: {name: "prefix tokens", max: maxTokens, packed: true}}
	helloShape   = shape{6: {name: "offers", max: MaxOffers}}
	meetShape    = shape{4: {name: "steps", max: maxSteps}}
	chunkShape   = shape{1: {name: "tokens of a leaf", max: dgrid.LeafTokens, packed: true}}
	leafShape    = shape{1: {name: "tokens in leaves", max: maxTokens, packed: true}}
	wholeShape   = shape{5: {name: "request", inner: requestShape}, 6: {name: "prefix tokens", max: maxTokens, packed: true},
		9: {name: "leaves", max: maxLeaves, inner: leafShape}, 10: {name: "steps", max: maxLeaves}}
)

var errTruncated = errors.New("the bytes end inside a field")

// check fails where the message in b has more elements than s allows.
func (s shape) check(b []byte) error { return s.count(b, map[*bound]int{}) }

func (s shape) count(b []byte, counts map[*bound]int) error {
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return errTruncated
		}
		b = b[n:]
		n = protowire.ConsumeFieldValue(num, typ, b)
		if n < 0 {
			return errTruncated
		}
		if f := s[num]; f != nil {
			if err := f.count(typ, b[:n], counts); err != nil {
				return err
			}
		}
		b = b[n:]
	}
	return nil
}

func (f *bound) count(typ protowire.Type, value []byte, counts map[*bound]int) error {
	elements := 1
	if typ == protowire.BytesType {
		content, _ := protowire.ConsumeBytes(value)
		switch {
		case f.inner != nil:
			if err := f.inner.count(content, counts); err != nil {
				return err
			}
		case f.packed:
			elements = varints(content)
		}
	}
	counts[f] += elements
	if f.max > 0 && counts[f] > f.max {
		return fmt.Errorf("more than %d %s", f.max, f.name)
	}
	return nil
}

// varints is how many varints b holds: each ends with the one byte whose top bit is clear.
func varints(b []byte) (n int) {
	for _, c := range b {
		if c < 0x80 {
			n++
		}
	}
	return n
}
