package p2p

import (
	"errors"
	"fmt"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/record"
	"google.golang.org/protobuf/proto"
)

// What an envelope's signature is for. A signature made for one domain never counts in another.
const (
	domainAdvert = "dgrid/advert/0"
	domainQuote  = "dgrid/quote/0"
)

// errSignature says that an envelope was not signed by the key in it.
var errSignature = errors.New("the signature does not hold")

// payload is a record of a libp2p envelope that is kept as bytes: they are bounded before they are decoded.
type payload struct {
	domain string
	bytes  []byte
}

func (p *payload) Domain() string                 { return p.domain }
func (p *payload) Codec() []byte                  { return []byte(p.domain) }
func (p *payload) MarshalRecord() ([]byte, error) { return p.bytes, nil }

func (p *payload) UnmarshalRecord(b []byte) error {
	p.bytes = b
	return nil
}

// seal is m in an envelope signed by key.
func seal(key crypto.PrivKey, domain string, m proto.Message) ([]byte, error) {
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		return nil, err
	}
	e, err := record.Seal(&payload{domain, b}, key)
	if err != nil {
		return nil, err
	}
	return e.Marshal()
}

// unseal checks the envelope in b and decodes its payload into m. The peer is the one whose key signed. It wraps errSignature
// where the form is right and the signature is not.
func unseal(b []byte, domain string, s shape, m proto.Message) (peer.ID, error) {
	e, err := unwrap(b, domain)
	if err != nil {
		return "", err
	}
	p := &payload{domain: domain}
	if _, err := record.ConsumeTypedEnvelope(b, p); err != nil {
		return "", fmt.Errorf("envelope: %w: %v", errSignature, err)
	}
	if err := unmarshal(p.bytes, s, m); err != nil {
		return "", err
	}
	return peer.IDFromPublicKey(e.PublicKey)
}

// unwrap reads the envelope in b and leaves its signature unchecked.
func unwrap(b []byte, domain string) (*record.Envelope, error) {
	e, err := record.UnmarshalEnvelope(b)
	if err != nil {
		return nil, fmt.Errorf("envelope: %w", err)
	}
	if e.PublicKey.Type() != crypto.Ed25519 {
		return nil, errors.New("envelope: the key is not an Ed25519 key")
	}
	if string(e.PayloadType) != domain {
		return nil, fmt.Errorf("envelope: its content is %.40q, want %q", e.PayloadType, domain)
	}
	return e, nil
}
