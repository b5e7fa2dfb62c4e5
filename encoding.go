package dgrid

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/crypto"
)

// Object is a signed object. Every field is static, so its canonical encoding is a header of two bytes (Version, kind) and
// one 32-byte word a field, the very words that EIP-712 hashes.
type Object interface {
	// Kind is the second byte of the canonical encoding.
	Kind() Kind
	// fields names each field once; type string, encoding and decoding all follow from it.
	fields(*coder)
}

// Kind tells the signed objects apart.
type Kind byte

// The kinds. A number is never used again.
const (
	KindOrder Kind = iota + 1
	KindAcceptance
	KindStep
	KindCancel
	KindReceipt
	KindVoucher
	KindBinding
	KindAnchor
	KindVerdict
	KindCommit
	KindOpening
	KindReveal
	KindBallot
)

var kindNames = [...]string{KindOrder: "Order", KindAcceptance: "Acceptance", KindStep: "Step", KindCancel: "Cancel", KindReceipt: "Receipt", KindVoucher: "Voucher", KindBinding: "Binding",
	KindAnchor: "Anchor", KindVerdict: "Verdict", KindCommit: "Commit", KindOpening: "Opening", KindReveal: "Reveal", KindBallot: "Ballot"}

func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", byte(k))
}

// Domain says on which chain, and under which contracts, a network's signatures count. A network without a chain uses
// contract addresses derived from its name, so that no signature of one network is good on another.
type Domain struct {
	ChainID uint64  `json:"chainId"`
	Anchors Address `json:"anchors"` // contract behind every object but the Voucher
	Escrow  Address `json:"escrow"`  // contract behind the Voucher
}

// Encode is the canonical encoding of o.
func Encode(o Object) []byte {
	c := coder{mode: encoding, buf: []byte{Version, byte(o.Kind())}}
	o.fields(&c)
	return c.buf
}

// Decode reads the canonical encoding b into o. It refuses another version or kind, another length, and any word that holds
// more than its type can.
func Decode(b []byte, o Object) error {
	if len(b) < 2 {
		return fmt.Errorf("decode %s: %d bytes, want a header of 2", o.Kind(), len(b))
	}
	if b[0] != Version {
		return fmt.Errorf("decode %s: version %d, this program knows version %d", o.Kind(), b[0], Version)
	}
	if Kind(b[1]) != o.Kind() {
		return fmt.Errorf("decode %s: the bytes hold a %s", o.Kind(), Kind(b[1]))
	}
	c := coder{mode: decoding, buf: b[2:]}
	o.fields(&c)
	if c.err == nil && len(c.buf) != 0 {
		c.err = fmt.Errorf("%d bytes left over", len(c.buf))
	}
	if c.err != nil {
		return fmt.Errorf("decode %s: %w", o.Kind(), c.err)
	}
	return nil
}

// TypeString is the object's type as EIP-712 writes it, for example "Voucher(address payer,...)".
func TypeString(o Object) string {
	c := coder{mode: describing}
	o.fields(&c)
	return o.Kind().String() + "(" + strings.Join(c.types, ",") + ")"
}

// HashObject is the EIP-712 hash that is signed: keccak256(0x1901 || domain separator || struct hash).
func (d Domain) HashObject(o Object) Digest {
	typeHash := Hash([]byte(TypeString(o)))
	structHash := Hash(typeHash[:], Encode(o)[2:])
	separator := d.separator(o.Kind())
	return Hash([]byte{0x19, 0x01}, separator[:], structHash[:])
}

func (d Domain) separator(k Kind) Digest {
	name, contract := "dgrid Anchors", d.Anchors
	if k == KindVoucher {
		name, contract = "dgrid Escrow", d.Escrow
	}
	var chain, addr [32]byte
	binary.BigEndian.PutUint64(chain[24:], d.ChainID)
	copy(addr[12:], contract[:])
	typeHash := Hash([]byte("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"))
	nameHash, versionHash := Hash([]byte(name)), Hash([]byte(fmt.Sprint(Version)))
	return Hash(typeHash[:], nameHash[:], versionHash[:], chain[:], addr[:])
}

// Signature is r || s || v with v 27 or 28 and s in the lower half of the curve's order: the one form that is accepted.
type Signature [65]byte

// Sign signs o with key. The same key and object give the same signature (RFC 6979).
func (d Domain) Sign(o Object, key *ecdsa.PrivateKey) (Signature, error) {
	h := d.HashObject(o)
	b, err := crypto.Sign(h[:], key)
	if err != nil {
		return Signature{}, fmt.Errorf("sign %s: %w", o.Kind(), err)
	}
	b[64] += 27
	return Signature(b), nil
}

// Recover is the address whose key signed o.
func (d Domain) Recover(o Object, sig Signature) (Address, error) {
	if sig[64] != 27 && sig[64] != 28 {
		return Address{}, fmt.Errorf("recover signer of %s: last byte of the signature is %d, want 27 or 28", o.Kind(), sig[64])
	}
	if sig[32] > 0x7f || !lowS(sig) {
		return Address{}, fmt.Errorf("recover signer of %s: the signature's s is in the upper half of the curve's order", o.Kind())
	}
	h := d.HashObject(o)
	raw := sig
	raw[64] -= 27
	pub, err := crypto.SigToPub(h[:], raw[:])
	if err != nil {
		return Address{}, fmt.Errorf("recover signer of %s: %w", o.Kind(), err)
	}
	return crypto.PubkeyToAddress(*pub), nil
}

// Verify fails unless signer signed o.
func (d Domain) Verify(o Object, sig Signature, signer Address) error {
	got, err := d.Recover(o, sig)
	if err != nil {
		return err
	}
	if got != signer {
		return fmt.Errorf("verify %s: signed by %s, want %s", o.Kind(), got, signer)
	}
	return nil
}

var halfOrder = [32]byte{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0}

func lowS(sig Signature) bool { return string(sig[32:64]) <= string(halfOrder[:]) }

// MarshalText writes 0x and 130 hexadecimal digits.
func (s Signature) MarshalText() ([]byte, error) { return []byte("0x" + hex.EncodeToString(s[:])), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Signature) UnmarshalText(b []byte) error { return unmarshalHex(s[:], b) }

type mode int

const (
	describing mode = iota
	encoding
	decoding
)

// coder walks over an object's fields to describe, encode or decode them.
type coder struct {
	mode  mode
	types []string
	buf   []byte // encoding: written so far; decoding: not yet read
	err   error
}

// word handles one field: width bytes of p, at the right end of a word for numbers and addresses.
func (c *coder) word(solidity, name string, p []byte) { c.filled(solidity, name, p, 0) }

// filled is word with another filling on the left.
func (c *coder) filled(solidity, name string, p []byte, fill byte) {
	switch c.mode {
	case describing:
		c.types = append(c.types, solidity+" "+name)
	case encoding:
		c.buf = append(c.buf, bytes.Repeat([]byte{fill}, 32-len(p))...)
		c.buf = append(c.buf, p...)
	case decoding:
		if c.err != nil {
			return
		}
		if len(c.buf) < 32 {
			c.err = fmt.Errorf("field %s: %d bytes left, want 32", name, len(c.buf))
			return
		}
		for _, b := range c.buf[:32-len(p)] {
			if b != fill {
				c.err = fmt.Errorf("field %s: does not fit %s", name, solidity)
				return
			}
		}
		copy(p, c.buf[32-len(p):32])
		c.buf = c.buf[32:]
	}
}

func (c *coder) digest(name string, p *[32]byte) { c.word("bytes32", name, p[:]) }
func (c *coder) address(name string, p *Address) { c.word("address", name, p[:]) }

func (c *coder) uint8(name string, p *uint8) {
	b := [1]byte{*p}
	c.word("uint8", name, b[:])
	if c.mode == decoding { // else an object that is only read would be written to
		*p = b[0]
	}
}

func (c *coder) uint32(name string, p *uint32) {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], *p)
	c.word("uint32", name, b[:])
	if c.mode == decoding {
		*p = binary.BigEndian.Uint32(b[:])
	}
}

func (c *coder) uint64(name string, p *uint64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], *p)
	c.word("uint64", name, b[:])
	if c.mode == decoding {
		*p = binary.BigEndian.Uint64(b[:])
	}
}

func (c *coder) amount(name string, p *Amount) {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], p.hi)
	binary.BigEndian.PutUint64(b[8:], p.lo)
	c.word("uint128", name, b[:])
	if c.mode == decoding {
		p.hi, p.lo = binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	}
}

// int32 is a signed number: two's complement, the word filled with the sign on the left.
func (c *coder) int32(name string, p *int32) {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(*p))
	fill := byte(0)
	if c.mode == encoding && *p < 0 {
		fill = 0xff
	} else if c.mode == decoding && len(c.buf) >= 32 && c.buf[28]&0x80 != 0 {
		fill = 0xff
	}
	c.filled("int32", name, b[:], fill)
	if c.mode == decoding {
		*p = int32(binary.BigEndian.Uint32(b[:]))
	}
}
