package dgrid

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Version is the version of every signed and stored type in this package. It is the domain's version in EIP-712 and the
// first byte of every canonical encoding.
const Version = 0

// Address is an owner's Ethereum address.
type Address = common.Address

// Digest is a Keccak-256 hash, or a SHA-256 digest where the name of the field says so.
type Digest [32]byte

// ModelID names a model as it is run: weights, adapters, overrides, chat template, KV cache type and sampler version.
type ModelID Digest

// JobID is the EIP-712 hash of a job's order.
type JobID Digest

// PeerID is a libp2p peer id in its text form.
type PeerID string

// TokenID is an index in a model's vocabulary.
type TokenID int32

// SamplerVersion is the sampler that this version of the protocol uses; it is part of every ModelID.
const SamplerVersion = "dgs1"

// Hash is Keccak-256 over the concatenation of its parts.
func Hash(parts ...[]byte) Digest { return Digest(crypto.Keccak256Hash(parts...)) }

func (d Digest) String() string   { return "0x" + hex.EncodeToString(d[:]) }
func (id ModelID) String() string { return Digest(id).String() }
func (id JobID) String() string   { return Digest(id).String() }

// Short is the first 4 bytes in hex, for people's eyes only.
func (d Digest) Short() string   { return hex.EncodeToString(d[:4]) }
func (id ModelID) Short() string { return Digest(id).Short() }
func (id JobID) Short() string   { return Digest(id).Short() }

// IsZero reports whether d is all zeros, which stands for "none".
func (d Digest) IsZero() bool { return d == Digest{} }

// IsZero reports whether id is all zeros, which stands for "none".
func (id JobID) IsZero() bool { return id == JobID{} }

// ParseDigest reads 64 hexadecimal digits, with or without a leading 0x.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	return d, d.UnmarshalText([]byte(s))
}

// MarshalText writes 0x and 64 lower-case hexadecimal digits.
func (d Digest) MarshalText() ([]byte, error)   { return []byte(d.String()), nil }
func (id ModelID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }
func (id JobID) MarshalText() ([]byte, error)   { return []byte(id.String()), nil }

// UnmarshalText is ParseDigest.
func (d *Digest) UnmarshalText(b []byte) error   { return unmarshalHex(d[:], b) }
func (id *ModelID) UnmarshalText(b []byte) error { return unmarshalHex(id[:], b) }
func (id *JobID) UnmarshalText(b []byte) error   { return unmarshalHex(id[:], b) }

func unmarshalHex(dst, src []byte) error {
	s := string(src)
	if len(s) >= 2 && s[:2] == "0x" {
		s = s[2:]
	}
	if len(s) != 2*len(dst) {
		return fmt.Errorf("parse hex value %.80q: want %d hexadecimal digits, have %d", src, 2*len(dst), len(s))
	}
	if _, err := hex.Decode(dst, []byte(s)); err != nil {
		return fmt.Errorf("parse hex value %.80q: %w", src, err)
	}
	return nil
}

// ModelSpec is everything that decides which numbers a model computes.
type ModelSpec struct {
	Files     []Digest // SHA-256 of each weights file, in the order of the shards
	Adapters  []Digest // SHA-256 of each adapter, in the order of application
	Overrides []string // "key=value" of metadata overrides, sorted
	Template  Digest   // SHA-256 of the chat template's text
	KVCache   string   // type of the KV cache: "f16", "q8_0", ...
	Sampler   string   // SamplerVersion
}

// ID is keccak256(abi.encode("dgrid/model/0", files, adapters, overrides, template, kvCache, sampler)).
func (s ModelSpec) ID() (ModelID, error) {
	files, adapters := words(s.Files), words(s.Adapters)
	overrides := s.Overrides
	if overrides == nil {
		overrides = []string{}
	}
	b, err := modelArguments.Pack("dgrid/model/0", files, adapters, overrides, [32]byte(s.Template), s.KVCache, s.Sampler)
	if err != nil {
		return ModelID{}, fmt.Errorf("encode model spec: %w", err)
	}
	return ModelID(Hash(b)), nil
}

var modelArguments = func() (args abi.Arguments) {
	for _, t := range []string{"string", "bytes32[]", "bytes32[]", "string[]", "bytes32", "string", "string"} {
		typ, err := abi.NewType(t, "", nil)
		if err != nil {
			panic("dgrid: impossible ABI type " + t + ": " + err.Error())
		}
		args = append(args, abi.Argument{Type: typ})
	}
	return args
}()

func words(ds []Digest) [][32]byte {
	ws := make([][32]byte, len(ds))
	for i, d := range ds {
		ws[i] = d
	}
	return ws
}

// JobSeed is the seed of a job's sampler: keccak256("dgrid/seed/0" || model || clientSeed). Only the payer's choice and the
// model decide it, so a provider that resumes an answer continues the same draw.
func JobSeed(model ModelID, clientSeed Digest) Digest {
	return Hash([]byte("dgrid/seed/0"), model[:], clientSeed[:])
}

// UserSeed turns the integer seed of an OpenAI request into a client seed: keccak256("dgrid/user-seed/0" || int64, big endian).
func UserSeed(seed int64) Digest {
	return Hash([]byte("dgrid/user-seed/0"), binary.BigEndian.AppendUint64(nil, uint64(seed)))
}
