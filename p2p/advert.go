package p2p

import (
	"errors"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// Bounds of an advert. docs/mesh.md gives the reason for each.
const (
	MaxAdvert = 8 << 10 // bytes of its envelope
	MaxModels = 16
	MaxAudits = 16
	MaxGPUs   = 16
	maxAddrs  = 8
	maxAddr   = 256 // bytes of an address, in binary
	maxClass  = 64  // a runtime class, the name of a device
	maxLane   = 8
	maxTTL    = time.Hour
	clockSkew = 90 * time.Second // by which two clocks may differ
)

var advertShape = shape{8: {name: "addresses", max: maxAddrs}, 9: {name: "hardware", inner: shape{4: {name: "GPUs", max: MaxGPUs}}}, 10: {name: "models", max: MaxModels}, 11: {name: "audits", max: MaxAudits}}

// sealAdvert is a as it travels, signed by key, whose peer a must name.
func sealAdvert(key crypto.PrivKey, a *dgrid.Advert) ([]byte, error) {
	m, err := packAdvert(a)
	if err != nil {
		return nil, fmt.Errorf("encode advert: %w", err)
	}
	b, err := seal(key, domainAdvert, m)
	if err != nil {
		return nil, fmt.Errorf("encode advert: %w", err)
	}
	if len(b) > MaxAdvert {
		return nil, fmt.Errorf("encode advert: %d bytes, at most %d", len(b), MaxAdvert)
	}
	return b, nil
}

func packAdvert(a *dgrid.Advert) (*pb.Advert, error) {
	if err := checkAdvert(a); err != nil {
		return nil, err
	}
	m := &pb.Advert{NetworkId: a.Network[:], Binding: pack(a.Binding), Boot: a.Boot, Sequence: a.Sequence, Issued: a.Issued, TtlMs: a.TTL, Agent: a.Agent,
		Hardware: &pb.Hardware{Device: a.Hardware.Device, Threads: a.Hardware.Threads, Memory: a.Hardware.Memory}}
	for _, g := range a.Hardware.GPUs {
		m.Hardware.Gpus = append(m.Hardware.Gpus, &pb.Gpu{Name: g.Name, Memory: g.Memory})
	}
	for _, s := range a.Addrs {
		addr, err := ma.NewMultiaddr(s)
		if err != nil {
			return nil, fmt.Errorf("address %.100q: %w", s, err)
		}
		m.Addrs = append(m.Addrs, addr.Bytes())
	}
	for i := range a.Models {
		l := &a.Models[i]
		m.Models = append(m.Models, &pb.Listing{Model: l.Model[:], Name: l.Name, Class: l.Class, Lane: l.Lane, Context: l.Context, Slots: l.Slots,
			PriceInput: amountText(l.Price.Input), PriceOutput: amountText(l.Price.Output)})
	}
	for i := range a.Audits {
		m.Audits = append(m.Audits, a.Audits[i][:])
	}
	return m, nil
}

// checkAdvert fails where a is not what an advert may be. Sender and receiver use it alike.
func checkAdvert(a *dgrid.Advert) error {
	if a.Network.IsZero() {
		return fmt.Errorf("network id: %w", errAbsent)
	}
	if ttl := time.Duration(a.TTL) * time.Millisecond; ttl == 0 || ttl > maxTTL {
		return fmt.Errorf("time to live of %s, want up to %s", ttl, maxTTL)
	}
	if a.Issued > 1<<62 {
		return errors.New("it is issued in another age of the world")
	}
	for _, c := range []struct {
		what   string
		n, max int
	}{{"addresses", len(a.Addrs), maxAddrs}, {"models", len(a.Models), MaxModels}, {"audits", len(a.Audits), MaxAudits}, {"GPUs", len(a.Hardware.GPUs), MaxGPUs}} {
		if c.n > c.max {
			return fmt.Errorf("%d %s, at most %d", c.n, c.what, c.max)
		}
	}
	if err := errors.Join(checkLine("agent", a.Agent, maxAgent), checkLine("device", a.Hardware.Device, maxClass)); err != nil {
		return err
	}
	for i, g := range a.Hardware.GPUs {
		if err := checkLine("name", g.Name, maxClass); err != nil {
			return fmt.Errorf("GPU %d: %w", i, err)
		}
	}
	seen := map[dgrid.ModelID]bool{}
	for i := range a.Models {
		l := &a.Models[i]
		if seen[l.Model] || l.Model == (dgrid.ModelID{}) {
			return fmt.Errorf("model %d is absent or there twice", i)
		}
		seen[l.Model] = true
		if err := errors.Join(checkLine("name", l.Name, maxName), checkLine("class", l.Class, maxClass), checkLine("lane", l.Lane, maxLane)); err != nil {
			return fmt.Errorf("model %d: %w", i, err)
		}
	}
	return nil
}

// DecodeAdvert reads an advert's envelope. It checks the form and the signature of the peer; network, binding and time are
// for the caller.
func DecodeAdvert(b []byte) (dgrid.Advert, error) {
	a, err := decodeAdvert(b)
	if err != nil {
		return a, fmt.Errorf("decode advert: %w", err)
	}
	return a, nil
}

// peekAdvert is whose advert b claims to be and which: enough to tell one that is known from one that is worth verifying.
func peekAdvert(b []byte) (a dgrid.Advert, err error) {
	if len(b) > MaxAdvert {
		return a, fmt.Errorf("%d bytes, at most %d", len(b), MaxAdvert)
	}
	e, err := unwrap(b, domainAdvert)
	if err != nil {
		return a, err
	}
	p, err := peer.IDFromPublicKey(e.PublicKey)
	if err != nil {
		return a, err
	}
	a.Peer = dgrid.PeerID(p.String())
	for rest := e.RawPayload; len(rest) > 0; {
		num, typ, n := protowire.ConsumeTag(rest)
		if n < 0 {
			return a, errTruncated
		}
		value := rest[n:]
		if n = protowire.ConsumeFieldValue(num, typ, value); n < 0 {
			return a, errTruncated
		}
		if v, m := protowire.ConsumeVarint(value); typ == protowire.VarintType && m > 0 {
			switch num {
			case 3:
				a.Boot = v
			case 4:
				a.Sequence = v
			}
		}
		rest = value[n:]
	}
	return a, nil
}

func decodeAdvert(b []byte) (a dgrid.Advert, err error) {
	if len(b) > MaxAdvert {
		return a, fmt.Errorf("%d bytes, at most %d", len(b), MaxAdvert)
	}
	var m pb.Advert
	p, err := unseal(b, domainAdvert, advertShape, &m)
	if err != nil {
		return a, err
	}
	a = dgrid.Advert{Peer: dgrid.PeerID(p.String()), Boot: m.Boot, Sequence: m.Sequence, Issued: m.Issued, TTL: m.TtlMs, Agent: m.Agent}
	if a.Network, err = digest(m.NetworkId); err != nil {
		return a, fmt.Errorf("network id: %w", err)
	}
	if err := unpack(m.Binding, &a.Binding); err != nil {
		return a, fmt.Errorf("binding: %w", err)
	}
	a.Owner = a.Binding.Object.Owner
	if h := m.Hardware; h != nil {
		a.Hardware = dgrid.Hardware{Device: h.Device, Threads: h.Threads, Memory: h.Memory}
		for _, g := range h.Gpus {
			a.Hardware.GPUs = append(a.Hardware.GPUs, dgrid.GPU{Name: g.GetName(), Memory: g.GetMemory()})
		}
	}
	if a.Addrs, err = unpackAddrs(m.Addrs); err != nil {
		return a, err
	}
	for i, x := range m.Models {
		l, err := unpackListing(x)
		if err != nil {
			return a, fmt.Errorf("model %d: %w", i, err)
		}
		a.Models = append(a.Models, l)
	}
	for i, x := range m.Audits {
		id, err := digest(x)
		if err != nil || id.IsZero() {
			return a, fmt.Errorf("audit %d is no model id of 32 bytes", i)
		}
		a.Audits = append(a.Audits, dgrid.ModelID(id))
	}
	return a, checkAdvert(&a)
}

func unpackAddrs(list [][]byte) (addrs []string, err error) {
	for i, b := range list {
		if len(b) > maxAddr {
			return nil, fmt.Errorf("address %d of %d bytes, at most %d", i, len(b), maxAddr)
		}
		addr, err := ma.NewMultiaddrBytes(b)
		if err != nil {
			return nil, fmt.Errorf("address %d: %w", i, err)
		}
		s := addr.String()
		// What is printed has to be what was meant: an address whose text reads back as another one is refused.
		if again, err := ma.NewMultiaddr(s); err != nil || !again.Equal(addr) {
			return nil, fmt.Errorf("address %d cannot be written as text", i)
		}
		if err := checkLine("address", s, 2*maxAddr); err != nil {
			return nil, err
		}
		addrs = append(addrs, s)
	}
	return addrs, nil
}

func unpackListing(m *pb.Listing) (l dgrid.Listing, err error) {
	model, err := digest(m.Model)
	if err != nil {
		return l, err
	}
	l = dgrid.Listing{Model: dgrid.ModelID(model), Name: m.Name, Class: m.Class, Lane: m.Lane, Context: m.Context, Slots: m.Slots}
	if l.Price.Input, err = amount(m.PriceInput); err == nil {
		l.Price.Output, err = amount(m.PriceOutput)
	}
	return l, err
}
