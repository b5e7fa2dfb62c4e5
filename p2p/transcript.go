package p2p

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	"github.com/ethereum/go-ethereum/common"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

const sketchBytes = 16 // of one token

// EncodeTranscript is t as it travels, at most max bytes of it.
func EncodeTranscript(t *dgrid.Transcript, max int) ([]byte, error) {
	m, err := packTranscript(t)
	if err != nil {
		return nil, fmt.Errorf("encode transcript: %w", err)
	}
	if size := proto.Size(m); size > max {
		return nil, fmt.Errorf("encode transcript: %d bytes, at most %d", size, max)
	}
	b, err := proto.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode transcript: %w", err)
	}
	return b, nil
}

func packTranscript(t *dgrid.Transcript) (*pb.Transcript, error) {
	request, err := packRequest(&t.Request)
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	prefix, err := tokenNumbers(t.Prefix)
	if err != nil {
		return nil, fmt.Errorf("prefix: %w", err)
	}
	if !utf8.ValidString(t.ModelName) {
		return nil, errors.New("the model's name is not UTF-8")
	}
	m := &pb.Transcript{
		Version: uint32(t.Version), Network: t.Network, ModelName: line(t.ModelName, maxModelName),
		Domain:  &pb.Domain{ChainId: t.Domain.ChainID, Anchors: t.Domain.Anchors[:], Escrow: t.Domain.Escrow[:]},
		Request: request, Prefix: prefix, Order: pack(t.Order), Acceptance: pack(t.Acceptance), Steps: packAll(t.Steps),
		Cancel: packOptional(t.Cancel), Receipt: packOptional(t.Receipt), Voucher: packOptional(t.Voucher),
	}
	for i := range t.Leaves {
		l := &t.Leaves[i]
		ids, err := tokenNumbers(l.IDs)
		if err != nil {
			return nil, fmt.Errorf("leaf %d: %w", i, err)
		}
		if !utf8.ValidString(l.Text) {
			return nil, fmt.Errorf("leaf %d: the text is not whole UTF-8 characters", i)
		}
		m.Leaves = append(m.Leaves, &pb.Leaf{Ids: ids, Text: l.Text, SketchHash: l.SketchHash[:]})
	}
	for _, s := range t.Sketches {
		for _, v := range s {
			m.Sketches = binary.BigEndian.AppendUint16(m.Sketches, uint16(v))
		}
	}
	return m, nil
}

// DecodeTranscript reads what EncodeTranscript writes. It checks the form; whether signatures and roots hold is for the caller.
func DecodeTranscript(b []byte) (*dgrid.Transcript, error) {
	t, err := decodeTranscript(b)
	if err != nil {
		return nil, fmt.Errorf("decode transcript: %w", err)
	}
	return t, nil
}

func decodeTranscript(b []byte) (*dgrid.Transcript, error) {
	if len(b) > MaxTranscript {
		return nil, fmt.Errorf("%d bytes, at most %d", len(b), MaxTranscript)
	}
	var m pb.Transcript
	if err := unmarshal(b, wholeShape, &m); err != nil {
		return nil, err
	}
	return unpackTranscript(&m)
}

func unpackTranscript(m *pb.Transcript) (*dgrid.Transcript, error) {
	if m.Version != dgrid.Version {
		return nil, fmt.Errorf("version %d, this program knows version %d", m.Version, dgrid.Version)
	}
	if !networkName.MatchString(m.Network) {
		return nil, fmt.Errorf("network %q is no network's name", line(m.Network, maxName))
	}
	if err := checkLine("model name", m.ModelName, maxModelName); err != nil {
		return nil, err
	}
	t := &dgrid.Transcript{Version: int(m.Version), Network: m.Network, ModelName: m.ModelName}
	var err error
	if t.Domain, err = unpackDomain(m.Domain); err != nil {
		return nil, fmt.Errorf("domain: %w", err)
	}
	if t.Request, err = unpackRequest(m.Request); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	if t.Prefix, err = tokens(m.Prefix); err != nil {
		return nil, fmt.Errorf("prefix: %w", err)
	}
	if err := unpackObjects(m, t); err != nil {
		return nil, err
	}
	if t.Leaves, err = unpackLeaves(m.Leaves); err != nil {
		return nil, err
	}
	t.Sketches, err = unpackSketches(m.Sketches)
	return t, err
}

func unpackObjects(m *pb.Transcript, t *dgrid.Transcript) error {
	if err := unpack(m.Order, &t.Order); err != nil {
		return fmt.Errorf("order: %w", err)
	}
	if err := unpack(m.Acceptance, &t.Acceptance); err != nil {
		return fmt.Errorf("acceptance: %w", err)
	}
	if err := unpackAll(m.Steps, &t.Steps); err != nil {
		return fmt.Errorf("steps: %w", err)
	}
	if err := unpackOptional(m.Cancel, &t.Cancel); err != nil {
		return fmt.Errorf("cancel: %w", err)
	}
	if err := unpackOptional(m.Receipt, &t.Receipt); err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	if err := unpackOptional(m.Voucher, &t.Voucher); err != nil {
		return fmt.Errorf("voucher: %w", err)
	}
	return nil
}

func unpackDomain(m *pb.Domain) (d dgrid.Domain, err error) {
	if m == nil {
		return d, errAbsent
	}
	if len(m.Anchors) != common.AddressLength || len(m.Escrow) != common.AddressLength {
		return d, fmt.Errorf("addresses of %d and %d bytes, want %d", len(m.Anchors), len(m.Escrow), common.AddressLength)
	}
	return dgrid.Domain{ChainID: m.ChainId, Anchors: dgrid.Address(m.Anchors), Escrow: dgrid.Address(m.Escrow)}, nil
}

func unpackLeaves(list []*pb.Leaf) (leaves []dgrid.Leaf, err error) {
	for i, m := range list {
		l := dgrid.Leaf{Text: m.Text}
		last := i == len(list)-1
		if len(m.Ids) > dgrid.LeafTokens || (len(m.Ids) < dgrid.LeafTokens && !last) {
			return nil, fmt.Errorf("leaf %d of %d has %d ids, want %d, or fewer in the last", i, len(list), len(m.Ids), dgrid.LeafTokens)
		}
		if len(m.Ids) == 0 && m.Text == "" {
			return nil, fmt.Errorf("leaf %d of %d has neither ids nor text", i, len(list))
		}
		if l.IDs, err = tokens(m.Ids); err != nil {
			return nil, fmt.Errorf("leaf %d: %w", i, err)
		}
		if l.SketchHash, err = digest(m.SketchHash); err != nil {
			return nil, fmt.Errorf("leaf %d: sketch hash: %w", i, err)
		}
		leaves = append(leaves, l)
	}
	return leaves, nil
}

func unpackSketches(b []byte) ([]dgrid.Sketch, error) {
	if len(b)%sketchBytes != 0 {
		return nil, fmt.Errorf("sketches of %d bytes, want %d a token", len(b), sketchBytes)
	}
	if len(b) == 0 {
		return nil, nil
	}
	sketches := make([]dgrid.Sketch, len(b)/sketchBytes)
	for i := range sketches {
		for j := range sketches[i] {
			sketches[i][j] = int16(binary.BigEndian.Uint16(b[i*sketchBytes+2*j:]))
		}
	}
	return sketches, nil
}
