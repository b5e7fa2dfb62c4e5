package p2p_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/record"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// fixedKey is the same in every run.
func fixedKey(t testing.TB) crypto.PrivKey {
	t.Helper()
	key, err := crypto.UnmarshalEd25519PrivateKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)))
	check(t, err)
	return key
}

const fixedPeer = "12D3KooWRawPbxPtP1eZaJpumGnyWX2DcUyd3RQnydr3eAto4Az7"

// fixedAdvert is one with something in every field.
func fixedAdvert() dgrid.Advert {
	binding := dgrid.Signed[dgrid.Binding]{Object: dgrid.Binding{Owner: dgrid.Address{1}, Peer: dgrid.Digest{2}}, Signature: dgrid.Signature(bytes.Repeat([]byte{0x5a}, 65))}
	return dgrid.Advert{
		Network: dgrid.Digest{3}, Owner: dgrid.Address{1}, Binding: binding, Boot: 4, Sequence: 5, Issued: 1_800_000_000_000, TTL: 180_000, Agent: "dgridd/0.2.0",
		Addrs:    []string{"/ip4/203.0.113.7/tcp/4700", "/ip4/203.0.113.7/udp/4700/quic-v1", "/dns4/node.example/tcp/4700"},
		Hardware: dgrid.Hardware{Device: "NVIDIA L4", Threads: 8, Memory: 16 << 30, GPUs: []dgrid.GPU{{Name: "NVIDIA L4", Memory: 24 << 30}, {Name: "NVIDIA T4", Memory: 16 << 30}}},
		Models: []dgrid.Listing{{Model: dgrid.ModelID{6}, Name: "smol (Q4_1)", Class: "cpu-x86-avx2/haswell", Lane: "L1", Context: 2048, Slots: 2,
			Price: dgrid.Price{Input: dgrid.NewAmount(7), Output: dgrid.MaxAmount}}, {Model: dgrid.ModelID{7}}},
		Audits: []dgrid.ModelID{{6}, {8}},
	}
}

func fixedQuote() dgrid.Quote {
	return dgrid.Quote{Network: dgrid.Digest{3}, Owner: dgrid.Address{1}, Model: dgrid.ModelID{6}, Price: dgrid.Price{Input: dgrid.NewAmount(7), Output: dgrid.MaxAmount},
		Context: 2048, Slots: 2, Free: 1, Waiting: 3, Prefill: 900, Decode: 30, Issued: 1_800_000_000_000, Expiry: 1_800_000_015_000}
}

// TestGoldenEnvelopes: the bytes that are signed and travel never change by themselves. Ed25519 signs the same way each time.
func TestGoldenEnvelopes(t *testing.T) {
	const path = "testdata/envelopes.json"
	key, advert, quote := fixedKey(t), fixedAdvert(), fixedQuote()
	a, err := p2p.SealAdvert(key, &advert)
	check(t, err)
	q, err := p2p.SealQuote(key, &quote)
	check(t, err)
	got := map[string]string{"key": hex.EncodeToString(must(key.Raw())), "peer": fixedPeer, "advert": hex.EncodeToString(a), "quote": hex.EncodeToString(q)}
	if *update {
		b, err := json.MarshalIndent(got, "", "  ")
		check(t, err)
		check(t, os.WriteFile(path, append(b, '\n'), 0o644))
	}
	b, err := os.ReadFile(path)
	check(t, err)
	var want map[string]string
	check(t, json.Unmarshal(b, &want))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the envelopes' encoding differs from %s", path)
	}
	advert.Peer, quote.Peer = fixedPeer, fixedPeer
	if back, err := p2p.DecodeAdvert(a); err != nil || !reflect.DeepEqual(back, advert) {
		t.Errorf("decoded %+v, %v", back, err)
	}
	if back, err := p2p.DecodeQuote(q); err != nil || back != quote {
		t.Errorf("decoded %+v, %v", back, err)
	}
	if _, err := p2p.DecodeAdvert(q); err == nil || !strings.Contains(err.Error(), "dgrid/quote/0") {
		t.Errorf("a quote read as an advert: %v", err)
	}
}

func TestSealAdvertRefuses(t *testing.T) {
	for _, c := range []struct {
		text string
		edit func(*dgrid.Advert)
	}{
		{"network id", func(a *dgrid.Advert) { a.Network = dgrid.Digest{} }},
		{"time to live", func(a *dgrid.Advert) { a.TTL = 0 }},
		{"time to live", func(a *dgrid.Advert) { a.TTL = uint32(2 * time.Hour / time.Millisecond) }},
		{"issued", func(a *dgrid.Advert) { a.Issued = 1 << 63 }},
		{"9 addresses", func(a *dgrid.Advert) { a.Addrs = make([]string, 9) }},
		{"17 models", func(a *dgrid.Advert) { a.Models = make([]dgrid.Listing, 17) }},
		{"17 audits", func(a *dgrid.Advert) { a.Audits = make([]dgrid.ModelID, 17) }},
		{"agent", func(a *dgrid.Advert) { a.Agent = "\x1b[2J" }},
		{"17 GPUs", func(a *dgrid.Advert) { a.Hardware.GPUs = make([]dgrid.GPU, 17) }},
		{"GPU 1", func(a *dgrid.Advert) { a.Hardware.GPUs[1].Name = "a\nb" }},
		{"device", func(a *dgrid.Advert) { a.Hardware.Device = strings.Repeat("d", 65) }},
		{"twice", func(a *dgrid.Advert) { a.Models[1].Model = a.Models[0].Model }},
		{"absent", func(a *dgrid.Advert) { a.Models[1].Model = dgrid.ModelID{} }},
		{"class", func(a *dgrid.Advert) { a.Models[1].Class = "a\nb" }},
		{"lane", func(a *dgrid.Advert) { a.Models[1].Lane = "L123456789" }},
		{"address", func(a *dgrid.Advert) { a.Addrs[0] = "localhost:4700" }},
	} {
		a := fixedAdvert()
		c.edit(&a)
		if _, err := p2p.SealAdvert(fixedKey(t), &a); err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("sealed: %v, want an error that says %q", err, c.text)
		}
	}
}

// TestLargestAdvertFits: every field at its limit together stays within an advert's size.
func TestLargestAdvertFits(t *testing.T) {
	a := fixedAdvert()
	a.Agent, a.Hardware = strings.Repeat("a", 128), dgrid.Hardware{Device: strings.Repeat("d", 64), Threads: 1 << 31, Memory: 1 << 63}
	a.Models, a.Audits, a.Addrs = nil, nil, nil
	for i := range 16 {
		a.Hardware.GPUs = append(a.Hardware.GPUs, dgrid.GPU{Name: strings.Repeat("g", 64), Memory: 1 << 63})
		a.Models = append(a.Models, dgrid.Listing{Model: dgrid.ModelID{byte(i + 1)}, Name: strings.Repeat("n", 64), Class: strings.Repeat("c", 64), Lane: strings.Repeat("l", 8),
			Context: 1 << 31, Slots: 1 << 31, Price: dgrid.Price{Input: dgrid.MaxAmount, Output: dgrid.MaxAmount}})
		a.Audits = append(a.Audits, dgrid.ModelID{byte(i + 1)})
	}
	relayed := "/ip6/2001:db8::1/udp/4700/quic-v1/p2p/" + fixedPeer + "/p2p-circuit"
	for range 8 {
		a.Addrs = append(a.Addrs, relayed)
	}
	b, err := p2p.SealAdvert(fixedKey(t), &a)
	check(t, err)
	t.Logf("%d bytes", len(b))
}

// envelope signs any payload.
type envelope struct {
	domain, kind string
	content      []byte
}

func (e envelope) Domain() string                 { return e.domain }
func (e envelope) Codec() []byte                  { return []byte(e.kind) }
func (e envelope) MarshalRecord() ([]byte, error) { return e.content, nil }
func (e envelope) UnmarshalRecord([]byte) error   { return nil }

func sealed(t testing.TB, key crypto.PrivKey, domain, kind string, content []byte) []byte {
	t.Helper()
	e, err := record.Seal(envelope{domain, kind, content}, key)
	check(t, err)
	return must(e.Marshal())
}

func TestDecodeAdvertRefuses(t *testing.T) {
	const domain = "dgrid/advert/0"
	key, fixed := fixedKey(t), fixedAdvert()
	good := must(p2p.SealAdvert(key, &fixed))
	var m pb.Advert
	e, err := record.UnmarshalEnvelope(good)
	check(t, err)
	content := e.RawPayload
	check(t, proto.Unmarshal(content, &m))
	with := func(f func(*pb.Advert)) []byte {
		c := proto.Clone(&m).(*pb.Advert)
		f(c)
		return sealed(t, key, domain, domain, must(proto.Marshal(c)))
	}
	secp, _, err := crypto.GenerateSecp256k1Key(rand.Reader)
	check(t, err)
	flipped := append([]byte(nil), good...)
	flipped[len(flipped)-1] ^= 1
	for _, c := range []struct {
		name, text string
		b          []byte
	}{
		{"nothing", "envelope", nil},
		{"cut short", "envelope", good[:len(good)-1]},
		{"a flipped bit", "signature", flipped},
		{"another domain", "signature", sealed(t, key, "dgrid/quote/0", domain, content)},
		{"another kind", "want", sealed(t, key, domain, "dgrid/quote/0", content)},
		{"a key of another type", "not an Ed25519 key", sealed(t, secp, domain, domain, content)},
		{"too large", "at most 8192", field(99, make([]byte, 9<<10))},
		{"a thousand models", "more than 16 models", sealed(t, key, domain, domain, append(content[:len(content):len(content)], bytes.Repeat([]byte{0x52, 0}, 1000)...))},
		{"a thousand audits", "more than 16 audits", sealed(t, key, domain, domain, append(content[:len(content):len(content)], bytes.Repeat([]byte{0x5a, 0}, 1000)...))},
		{"a thousand addresses", "more than 8 addresses", sealed(t, key, domain, domain, append(content[:len(content):len(content)], bytes.Repeat([]byte{0x42, 0}, 1000)...))},
		{"a thousand GPUs", "more than 16 GPUs", with(func(a *pb.Advert) { a.Hardware.Gpus = make([]*pb.Gpu, 1000) })},
		{"hardware twice", "more than 16 GPUs", sealed(t, key, domain, domain, append(content[:len(content):len(content)], field(9, bytes.Repeat([]byte{0x22, 0}, 15))...))},
		{"no network", "network id", with(func(a *pb.Advert) { a.NetworkId = nil })},
		{"half a network", "16 bytes", with(func(a *pb.Advert) { a.NetworkId = make([]byte, 16) })},
		{"no binding", "binding: absent", with(func(a *pb.Advert) { a.Binding = nil })},
		{"no time to live", "time to live", with(func(a *pb.Advert) { a.TtlMs = 0 })},
		{"an agent that clears the screen", "cannot be printed", with(func(a *pb.Advert) { a.Agent = "\x1b[2J" })},
		{"half an address", "address 0", with(func(a *pb.Advert) { a.Addrs[0] = []byte{4, 1} })},
		{"a long address", "at most 256", with(func(a *pb.Advert) { a.Addrs[0] = make([]byte, 257) })},
		{"an audit of zeros", "audit 0", with(func(a *pb.Advert) { a.Audits[0] = make([]byte, 32) })},
		{"a price below zero", "decimal integer", with(func(a *pb.Advert) { a.Models[0].PriceInput = "-1" })},
		{"a model twice", "twice", with(func(a *pb.Advert) { a.Models[1].Model = a.Models[0].Model })},
	} {
		if _, err := p2p.DecodeAdvert(c.b); err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want an error that says %q", c.name, err, c.text)
		}
	}
	// A later version may add a field.
	later := sealed(t, key, domain, domain, append(content[:len(content):len(content)], field(200, []byte("new"))...))
	if a, err := p2p.DecodeAdvert(later); err != nil || a.Boot != fixed.Boot {
		t.Errorf("with an unknown field: %v", err)
	}
}

// FuzzDecodeAdvert gives any payload a good signature: what decodes, encodes again and decodes to the same.
func FuzzDecodeAdvert(f *testing.F) {
	key, fixed := fixedKey(f), fixedAdvert()
	e, err := record.UnmarshalEnvelope(must(p2p.SealAdvert(key, &fixed)))
	check(f, err)
	f.Add(e.RawPayload)
	f.Add(bytes.Repeat([]byte{0x52, 0}, 17))
	f.Add(protowire.AppendVarint(protowire.AppendTag(nil, 3, protowire.VarintType), 1<<63))
	f.Fuzz(func(t *testing.T, content []byte) {
		b := sealed(t, key, "dgrid/advert/0", "dgrid/advert/0", content)
		a, err := p2p.DecodeAdvert(b)
		peeked, peekErr := p2p.PeekAdvert(b)
		if err != nil {
			return
		}
		if peekErr != nil || peeked.Peer != a.Peer || peeked.Boot != a.Boot || peeked.Sequence != a.Sequence {
			t.Fatalf("peeked at %+v, %v; decoded %+v", peeked, peekErr, a)
		}
		again, err := p2p.SealAdvert(key, &a)
		if err != nil {
			t.Fatalf("%+v decodes and does not encode: %v", a, err)
		}
		if back, err := p2p.DecodeAdvert(again); err != nil || !reflect.DeepEqual(back, a) {
			t.Fatalf("decoded %+v, and again %+v, %v", a, back, err)
		}
	})
}

// FuzzDecodeEnvelope gives any bytes to the decoders: nothing decodes that a signature does not cover.
func FuzzDecodeEnvelope(f *testing.F) {
	key, advert, quote := fixedKey(f), fixedAdvert(), fixedQuote()
	f.Add(must(p2p.SealAdvert(key, &advert)))
	f.Add(must(p2p.SealQuote(key, &quote)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if a, err := p2p.DecodeAdvert(b); err == nil && a.Peer == fixedPeer {
			if a.Peer = ""; !reflect.DeepEqual(a, advert) {
				t.Fatalf("forged %+v", a)
			}
		}
		if q, err := p2p.DecodeQuote(b); err == nil && q.Peer == fixedPeer {
			if q.Peer = ""; q != quote {
				t.Fatalf("forged %+v", q)
			}
		}
	})
}

// FuzzDecodeQuote gives any payload a good signature.
func FuzzDecodeQuote(f *testing.F) {
	key, fixed := fixedKey(f), fixedQuote()
	e, err := record.UnmarshalEnvelope(must(p2p.SealQuote(key, &fixed)))
	check(f, err)
	f.Add(e.RawPayload)
	f.Fuzz(func(t *testing.T, content []byte) {
		q, err := p2p.DecodeQuote(sealed(t, key, "dgrid/quote/0", "dgrid/quote/0", content))
		if err != nil {
			return
		}
		again, err := p2p.SealQuote(key, &q)
		if err != nil {
			t.Fatalf("%+v decodes and does not encode: %v", q, err)
		}
		if back, err := p2p.DecodeQuote(again); err != nil || back != q {
			t.Fatalf("decoded %+v, and again %+v, %v", q, back, err)
		}
	})
}

func FuzzDecodeCheck(f *testing.F) {
	f.Add(must(proto.Marshal(&pb.CheckRequest{Model: bytes.Repeat([]byte{1}, 32), Size: 1000})))
	f.Add(must(proto.Marshal(&pb.CheckReply{Status: 3, Code: 1, Message: "busy"})))
	f.Add(must(proto.Marshal(&pb.CheckReply{Report: []byte("fine")})))
	f.Fuzz(func(t *testing.T, b []byte) {
		if model, size, err := p2p.DecodeCheckRequest(b); err == nil && (model == dgrid.ModelID{} || size < 1 || size > p2p.MaxTranscript) {
			t.Fatalf("decoded model %s and size %d", model, size)
		}
		if status, report, err := p2p.DecodeCheckReply(b); err == nil && (status > 2 || len(report) > p2p.MaxReport) {
			t.Fatalf("decoded status %d and %d bytes", status, len(report))
		}
	})
}

// FuzzDecodeMeshMessages are the small ones of quote and advert streams.
func FuzzDecodeMeshMessages(f *testing.F) {
	f.Add(must(proto.Marshal(&pb.QuoteRequest{Model: bytes.Repeat([]byte{1}, 32)})))
	f.Add(must(proto.Marshal(&pb.QuoteReply{Status: 4, Envelope: []byte("e")})))
	f.Add(must(proto.Marshal(&pb.AdvertRequest{Most: 1 << 31})))
	f.Fuzz(func(t *testing.T, b []byte) {
		if model, err := p2p.DecodeQuoteRequest(b); err == nil && (model == dgrid.ModelID{}) {
			t.Fatal("decoded no model")
		}
		if e, err := p2p.DecodeQuoteReply(b); err == nil && len(e) > len(b) {
			t.Fatal("decoded more than there was")
		}
		if e, err := p2p.DecodeAdvertReply(b); err == nil && len(e) > len(b) {
			t.Fatal("decoded more than there was")
		}
		if most, err := p2p.DecodeAdvertRequest(b); err == nil && (most < 0 || most > 1024) {
			t.Fatalf("decoded a wish for %d adverts", most)
		}
	})
}
