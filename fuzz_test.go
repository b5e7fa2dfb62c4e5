package dgrid_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"testing"

	"github.com/dgrid-network/dgrid"
)

// FuzzDecode covers the decoder of every kind: the second byte chooses it. What it accepts must encode to the same bytes, so
// that an object has one encoding.
func FuzzDecode(f *testing.F) {
	for _, x := range examples(f) {
		b := dgrid.Encode(x.object)
		f.Add(b)
		f.Add(b[:len(b)-1])
		f.Add(append(b, 0))
	}
	f.Add([]byte{})
	f.Add([]byte{1, byte(dgrid.KindOrder)})
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, k := range kinds {
			o := blank(k)
			if err := dgrid.Decode(b, o); err != nil {
				continue
			}
			if len(b) < 2 || dgrid.Kind(b[1]) != k {
				t.Fatalf("bytes of %x were decoded as %s", b[:min(2, len(b))], k)
			}
			if got := dgrid.Encode(o); !bytes.Equal(got, b) {
				t.Fatalf("decoded %s encodes to %x, not to %x", k, got, b)
			}
		}
	})
}

// text is a value that is read from text and written in one form.
type text interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// FuzzText covers every value that is read from text. What is accepted must be written and read again as the same value.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "0", "1", "00", "-1", "1e3", "340282366920938463463374607431768211455", "340282366920938463463374607431768211456",
		"115792089237316195423570985008687907853269984665640564039457584007913129639936", "0x", "0X12", ones.String(), ones.String()[2:],
		digest("text").String() + "0", "0x" + string(bytes.Repeat([]byte("Ab"), 65)), "0x" + string(bytes.Repeat([]byte("0x"), 32))} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, pair := range [][2]text{
			{new(dgrid.Digest), new(dgrid.Digest)}, {new(dgrid.ModelID), new(dgrid.ModelID)}, {new(dgrid.JobID), new(dgrid.JobID)},
			{new(dgrid.Signature), new(dgrid.Signature)}, {new(dgrid.Amount), new(dgrid.Amount)},
		} {
			if err := pair[0].UnmarshalText([]byte(s)); err != nil {
				continue
			}
			written, err := pair[0].MarshalText()
			if err != nil {
				t.Fatalf("%T read from %q cannot be written: %v", pair[0], s, err)
			}
			if err := pair[1].UnmarshalText(written); err != nil {
				t.Fatalf("%T read from %q is written as %q, which is refused: %v", pair[0], s, written, err)
			}
			again, err := pair[1].MarshalText()
			if err != nil || !bytes.Equal(again, written) {
				t.Fatalf("%T read from %q is written as %q and then as %q (%v)", pair[0], s, written, again, err)
			}
		}
	})
}

// FuzzTranscript covers the JSON of transcripts, which audit reads from files that anybody may have made. Whatever is in one,
// hashing and counting must not fail, and writing it must lose nothing that is signed.
func FuzzTranscript(f *testing.F) {
	b, err := json.Marshal(exampleTranscript(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"receipt":{"object":{"outputTokens":4294967295}},"leaves":[{"ids":[-1],"text":"\ud800"}]}`))
	f.Add([]byte(`{"steps":[{"object":{"fee":"340282366920938463463374607431768211456"}}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var first, second dgrid.Transcript
		if json.Unmarshal(b, &first) != nil {
			return
		}
		n, _, _ := first.Settled()
		if leaves := first.SettledLeaves(); uint64(leaves)*dgrid.LeafTokens < uint64(n) {
			t.Fatalf("%d leaves cannot hold the %d settled tokens", leaves, n)
		}
		first.Output(first.SettledLeaves())
		written, err := json.Marshal(&first)
		if err != nil {
			t.Fatalf("a transcript that was read cannot be written: %v", err)
		}
		if err := json.Unmarshal(written, &second); err != nil {
			t.Fatalf("a transcript that was written cannot be read: %v", err)
		}
		if first.Request.Hash() != second.Request.Hash() {
			t.Fatal("the request's hash changed")
		}
		if a, b := dgrid.Encode(&first.Order.Object), dgrid.Encode(&second.Order.Object); !bytes.Equal(a, b) {
			t.Fatalf("the order changed from %x to %x", a, b)
		}
		for i := range first.Leaves {
			if first.Leaves[i].Hash() != second.Leaves[i].Hash() {
				t.Fatalf("leaf %d changed", i)
			}
		}
	})
}

// exampleTranscript has every field set; its signatures are of the right form but sign nothing.
func exampleTranscript(t testing.TB) *dgrid.Transcript {
	objects := typical(t)
	sig := dgrid.Signature(bytes.Repeat([]byte{7}, 65))
	leaf := leafExamples()[3]
	leaf.Leaf.SketchHash = dgrid.HashSketches(leaf.Sketches)
	return &dgrid.Transcript{
		Version: dgrid.Version, Network: "dev", Domain: domains[0], ModelName: "model", Request: requestExamples()[3].request, Prefix: []dgrid.TokenID{1, 2, 3},
		Order:      dgrid.Signed[dgrid.Order]{Object: *objects[0].(*dgrid.Order), Signature: sig},
		Acceptance: dgrid.Signed[dgrid.Acceptance]{Object: *objects[1].(*dgrid.Acceptance), Signature: sig},
		Leaves:     []dgrid.Leaf{leaf.Leaf}, Sketches: leaf.Sketches,
		Steps:   []dgrid.Signed[dgrid.Step]{{Object: *objects[2].(*dgrid.Step), Signature: sig}},
		Cancel:  &dgrid.Signed[dgrid.Cancel]{Object: *objects[3].(*dgrid.Cancel), Signature: sig},
		Receipt: &dgrid.Signed[dgrid.Receipt]{Object: *objects[4].(*dgrid.Receipt), Signature: sig},
		Voucher: &dgrid.Signed[dgrid.Voucher]{Object: *objects[5].(*dgrid.Voucher), Signature: sig},
	}
}
