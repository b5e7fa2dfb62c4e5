package dgrid_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/ethereum/go-ethereum/crypto"
)

func TestDecodeRefuses(t *testing.T) {
	voucher := dgrid.Encode(&dgrid.Voucher{Amount: dgrid.MaxAmount})
	changed := func(at int, v byte) []byte {
		b := slices.Clone(voucher)
		b[at] = v
		return b
	}
	for _, c := range []struct {
		name, message string
		b             []byte
	}{
		{"nothing", "0 bytes, want a header of 2", nil},
		{"half a header", "1 bytes, want a header of 2", voucher[:1]},
		{"a later version", "version 1, this program knows version 0", changed(0, 1)},
		{"another kind", "the bytes hold a Receipt", changed(1, byte(dgrid.KindReceipt))},
		{"an unknown kind", "the bytes hold a kind 200", changed(1, 200)},
		{"no kind", "the bytes hold a kind 0", changed(1, 0)},
		{"a word too few", "field amount: 0 bytes left, want 32", voucher[:len(voucher)-32]},
		{"a byte too few", "field amount: 31 bytes left, want 32", voucher[:len(voucher)-1]},
		{"a byte too many", "1 bytes left over", append(slices.Clone(voucher), 0)},
		{"an address of 21 bytes", "field payer: does not fit address", changed(2+11, 1)},
		{"an amount of 129 bits", "field amount: does not fit uint128", changed(2+3*32+15, 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := dgrid.Decode(c.b, &dgrid.Voucher{})
			if err == nil || !strings.Contains(err.Error(), c.message) {
				t.Fatalf("got %v, want an error with %q", err, c.message)
			}
		})
	}
}

// TestDecodeRefusesFillings: a signed number is filled with its sign, and with nothing else.
func TestDecodeRefusesFillings(t *testing.T) {
	word := func(fill byte, number ...byte) []byte {
		return append(bytes.Repeat([]byte{fill}, 32-len(number)), number...)
	}
	broken := word(0xff, 0xff, 0xff, 0xff, 0xfe)
	broken[13] = 0xfe
	for _, c := range []struct {
		name string
		word []byte
		want int32
		fits bool
	}{
		{"zero", word(0), 0, true},
		{"the largest", word(0, 0x7f, 0xff, 0xff, 0xff), math.MaxInt32, true},
		{"minus one", word(0xff), -1, true},
		{"the least", word(0xff, 0x80, 0, 0, 0), math.MinInt32, true},
		{"2^31", word(0, 0x80, 0, 0, 0), 0, false},
		{"-2^31-1", word(0xff, 0x7f, 0xff, 0xff, 0xff), 0, false},
		{"2^32", word(0, 1, 0, 0, 0, 0), 0, false},
		{"a hole in the sign", broken, 0, false},
		{"another filling", word(0x80, 0x80, 0, 0, 0), 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for field := 9; field <= 12; field++ { // s1, s1Window, s2, s2Window
				b := dgrid.Encode(&dgrid.Verdict{})
				copy(b[2+32*field:], c.word)
				var v dgrid.Verdict
				err := dgrid.Decode(b, &v)
				if !c.fits {
					if err == nil || !strings.Contains(err.Error(), "does not fit int32") {
						t.Fatalf("field %d: %+v and %v, want an error", field, v.Scores, err)
					}
					continue
				}
				got := []int32{v.Scores.S1, v.Scores.S1Window, v.Scores.S2, v.Scores.S2Window}[field-9]
				if err != nil || got != c.want || !bytes.Equal(dgrid.Encode(&v), b) {
					t.Fatalf("field %d is read as %d (%v), want %d", field, got, err, c.want)
				}
			}
		})
	}
	b := dgrid.Encode(&dgrid.Verdict{Scores: dgrid.Scores{S1: -5}})
	v := dgrid.Verdict{Scores: dgrid.Scores{S1Window: -7}}
	if err := dgrid.Decode(b[:2+32*10], &v); err == nil || !strings.Contains(err.Error(), "field s1Window: 0 bytes left") {
		t.Fatalf("a verdict that ends within its scores: %v", err)
	}
}

// TestVerdictType: the scores stand in a struct of their own in Go, but are fields of the verdict where it is signed.
func TestVerdictType(t *testing.T) {
	const want = "int32 s1,int32 s1Window,int32 s2,int32 s2Window,bytes32 cell"
	if got := dgrid.TypeString(&dgrid.Verdict{}); !strings.Contains(got, want) {
		t.Errorf("%s lacks %s", got, want)
	}
}

func TestFindingNames(t *testing.T) {
	for f, want := range map[dgrid.Finding]string{dgrid.FindingAbstain: "abstain", dgrid.FindingPass: "pass", dgrid.FindingSuspect: "suspect",
		dgrid.FindingFail: "fail", dgrid.FindingSilent: "silent", 200: "unknown"} {
		if f.String() != want {
			t.Errorf("finding %d is %s, want %s", uint8(f), f, want)
		}
	}
}

// TestCommitsAndEvidence: order counts, and what is missing leaves a gap.
func TestCommitsAndEvidence(t *testing.T) {
	a, b, none := digest("a"), digest("b"), dgrid.Digest{}
	if dgrid.HashCommits(nil) != dgrid.Hash() || dgrid.HashCommits([]dgrid.Digest{a, b}) != dgrid.Hash(append(a[:], b[:]...)) {
		t.Error("commits are not hashed side by side")
	}
	if dgrid.HashEvidence(a, none, b) == dgrid.HashEvidence(a, b, none) || dgrid.HashEvidence(a, b, none) != dgrid.Hash(a[:], b[:], none[:]) {
		t.Error("evidence is not hashed side by side, or a missing part leaves no gap")
	}
	if dgrid.RevealHash(&dgrid.Reveal{S1: -1}) == dgrid.RevealHash(&dgrid.Reveal{S1: 1}) {
		t.Error("two reveals have one hash")
	}
}

// TestInclusionRefuses: nothing in an inclusion but the batch's node, epoch and block can change without breaking it; those three
// are for the chain to say.
func TestInclusionRefuses(t *testing.T) {
	changes := map[string]func(*dgrid.Inclusion){
		"root": func(i *dgrid.Inclusion) { i.Batch.Root[0] ^= 1 }, "no leaves": func(i *dgrid.Inclusion) { i.Batch.Count = 0 },
		"kind": func(i *dgrid.Inclusion) { i.Leaf.Kind++ }, "seq": func(i *dgrid.Inclusion) { i.Leaf.Seq++ },
		"object": func(i *dgrid.Inclusion) { i.Leaf.Object[0] ^= 1 }, "payer": func(i *dgrid.Inclusion) { i.Leaf.Payer[0] ^= 1 },
		"model": func(i *dgrid.Inclusion) { i.Leaf.Model[0] ^= 1 }, "previous": func(i *dgrid.Inclusion) { i.Leaf.Previous[0] ^= 1 },
		"less fee": func(i *dgrid.Inclusion) { i.Leaf.PairFee = i.Leaf.PairFee.Sub(dgrid.NewAmount(1)) },
		"more fee": func(i *dgrid.Inclusion) { i.Leaf.PairFee = i.Leaf.PairFee.Add(dgrid.NewAmount(1)) },
		"index":    func(i *dgrid.Inclusion) { i.Index = (i.Index + 1) % i.Batch.Count },
		"path":     func(i *dgrid.Inclusion) { i.Path = i.Path[1:] }, "sibling": func(i *dgrid.Inclusion) { i.Path = append([]dgrid.Digest{ones}, i.Path[1:]...) },
	}
	for n := range inclusions() {
		fresh := inclusions()[n]
		if err := fresh.Verify(); err != nil {
			t.Fatalf("leaf %d: %v", n, err)
		}
		for name, change := range changes {
			i := inclusions()[n]
			change(&i)
			if strings.HasSuffix(name, "fee") && i.Leaf == fresh.Leaf {
				continue // there is no less than 0 and no more than the largest
			}
			if i.Verify() == nil {
				t.Errorf("leaf %d is proved with another %s", n, name)
			}
		}
	}
}

func TestRecoverRefuses(t *testing.T) {
	d, o := domains[0], &dgrid.Voucher{Amount: dgrid.NewAmount(5)}
	sig, err := d.Sign(o, signingKey)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*dgrid.Signature)) dgrid.Signature {
		s := sig
		change(&s)
		return s
	}
	order := crypto.S256().Params().N
	for _, c := range []struct {
		name, message string
		sig           dgrid.Signature
	}{
		{"nothing", "last byte of the signature is 0", dgrid.Signature{}},
		{"v of 0 or 1, as other libraries write it", "want 27 or 28", changed(func(s *dgrid.Signature) { s[64] -= 27 })},
		{"the same signature's other form", "upper half", changed(func(s *dgrid.Signature) {
			new(big.Int).Sub(order, new(big.Int).SetBytes(s[32:64])).FillBytes(s[32:64])
			s[64] = 27 + 28 - s[64]
		})},
		{"s just above half of the order", "upper half", changed(func(s *dgrid.Signature) {
			half := new(big.Int).Rsh(order, 1)
			half.Add(half, big.NewInt(1)).FillBytes(s[32:64])
		})},
		{"s of 0", "recover signer of Voucher", changed(func(s *dgrid.Signature) { clear(s[32:64]) })},
		{"r of 0", "recover signer of Voucher", changed(func(s *dgrid.Signature) { clear(s[:32]) })},
		{"r beyond the order", "recover signer of Voucher", changed(func(s *dgrid.Signature) { copy(s[:32], ones[:]) })},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a, err := d.Recover(o, c.sig); err == nil || !strings.Contains(err.Error(), c.message) {
				t.Fatalf("got %s and %v, want an error with %q", a, err, c.message)
			}
		})
	}
	if err := d.Verify(o, sig, owner("somebody else")); err == nil || !strings.Contains(err.Error(), address(signingKey).String()) {
		t.Fatalf("another signer: %v, want an error that names who signed", err)
	}
	half := changed(func(s *dgrid.Signature) { new(big.Int).Rsh(order, 1).FillBytes(s[32:64]) })
	if _, err := d.Recover(o, half); err != nil && strings.Contains(err.Error(), "upper half") {
		t.Fatalf("s of exactly half of the order is in the lower half: %v", err)
	}
}

func TestParseAmountRefuses(t *testing.T) {
	for _, s := range []string{"", "-1", "+1", "01", "1.0", "1e3", "0x10", " 1", "1 ", "1_000", "\u0661", "340282366920938463463374607431768211456", strings.Repeat("9", 1000)} {
		if a, err := dgrid.ParseAmount(s); err == nil {
			t.Errorf("%.20q was read as %s", s, a)
		} else if len(err.Error()) > 200 {
			t.Errorf("%.20q: an error of %d bytes", s, len(err.Error()))
		}
	}
}

func TestParseDigest(t *testing.T) {
	want := digest("digest")
	for _, s := range []string{want.String(), want.String()[2:], strings.ToUpper(want.String()[2:])} {
		if got, err := dgrid.ParseDigest(s); err != nil || got != want {
			t.Errorf("%s was read as %s (%v)", s, got, err)
		}
	}
	for _, s := range []string{"", "0x", want.String()[:65], want.String() + "00", "0x0x" + want.String()[4:], strings.Repeat("zz", 32), "0X" + want.String()[2:]} {
		if got, err := dgrid.ParseDigest(s); err == nil {
			t.Errorf("%q was read as %s", s, got)
		}
	}
}

func TestProveRefuses(t *testing.T) {
	for _, i := range []int{-1, 3, 4} {
		if _, err := dgrid.Prove(leafHashes(3), i); err == nil {
			t.Errorf("leaf %d of 3 was proved", i)
		}
	}
	if err := dgrid.VerifyInclusion(dgrid.Hash(), dgrid.Hash(), 0, 0, nil); err == nil {
		t.Error("an empty tree includes a leaf")
	}
}

func TestSettled(t *testing.T) {
	step := func(n uint32) dgrid.Signed[dgrid.Step] {
		return dgrid.Signed[dgrid.Step]{Object: dgrid.Step{Number: n, OutputTokens: n * dgrid.LeafTokens, Root: digest("step"), Fee: dgrid.NewAmount(uint64(n))}}
	}
	receipt := &dgrid.Signed[dgrid.Receipt]{Object: dgrid.Receipt{OutputTokens: 70, Root: digest("receipt"), Fee: dgrid.NewAmount(9)}}
	most := &dgrid.Signed[dgrid.Receipt]{Object: dgrid.Receipt{OutputTokens: 1<<32 - 1}}
	for _, c := range []struct {
		name   string
		t      dgrid.Transcript
		tokens uint32
		root   dgrid.Digest
		fee    dgrid.Amount
		leaves int
	}{
		{"nothing signed", dgrid.Transcript{}, 0, dgrid.Hash(), dgrid.Amount{}, 0},
		{"steps only", dgrid.Transcript{Steps: []dgrid.Signed[dgrid.Step]{step(1), step(2)}}, 64, digest("step"), dgrid.NewAmount(2), 2},
		{"a receipt", dgrid.Transcript{Steps: []dgrid.Signed[dgrid.Step]{step(1), step(2)}, Receipt: receipt}, 70, digest("receipt"), dgrid.NewAmount(9), 3},
		{"a forged receipt", dgrid.Transcript{Receipt: most}, 1<<32 - 1, dgrid.Digest{}, dgrid.Amount{}, 1 << 27},
	} {
		t.Run(c.name, func(t *testing.T) {
			tokens, root, fee := c.t.Settled()
			if tokens != c.tokens || root != c.root || fee != c.fee || c.t.SettledLeaves() != c.leaves {
				t.Fatalf("settled %d tokens in %d leaves, root %s, fee %s", tokens, c.t.SettledLeaves(), root, fee)
			}
		})
	}
}

func TestOutput(t *testing.T) {
	x := dgrid.Transcript{Leaves: []dgrid.Leaf{{IDs: []dgrid.TokenID{1, 2}, Text: "a"}, {IDs: []dgrid.TokenID{3}, Text: "b"}}}
	for n, want := range []struct {
		ids  []dgrid.TokenID
		text string
	}{{nil, ""}, {[]dgrid.TokenID{1, 2}, "a"}, {[]dgrid.TokenID{1, 2, 3}, "ab"}, {[]dgrid.TokenID{1, 2, 3}, "ab"}} {
		if ids, text := x.Output(n); !slices.Equal(ids, want.ids) || text != want.text {
			t.Errorf("the first %d leaves give %v %q", n, ids, text)
		}
	}
}

func TestNames(t *testing.T) {
	for _, k := range kinds {
		if !strings.HasPrefix(dgrid.TypeString(blank(k)), k.String()+"(") {
			t.Errorf("kind %d is named %s, its type is %s", k, k, dgrid.TypeString(blank(k)))
		}
	}
	for f, want := range map[dgrid.Finish]struct {
		name  string
		early bool
	}{
		0: {"unknown", false}, dgrid.FinishStop: {"stop", false}, dgrid.FinishStopString: {"stop string", false}, dgrid.FinishLength: {"length", false},
		dgrid.FinishCancelled: {"cancelled", true}, dgrid.FinishInterrupted: {"interrupted", true}, 200: {"unknown", false},
	} {
		if f.String() != want.name || f.Early() != want.early {
			t.Errorf("finish %d: %s, early %v", f, f, f.Early())
		}
	}
}

// TestTranscriptJSON: a file holds everything, amounts as text.
func TestTranscriptJSON(t *testing.T) {
	x := exampleTranscript(t)
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(`"fee":"123456789012345678901234567890"`)) {
		t.Error("a fee is not written as text")
	}
	var again dgrid.Transcript
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if twice, err := json.Marshal(&again); err != nil || !bytes.Equal(b, twice) {
		t.Fatalf("written again it is another file (%v):\n%s\n%s", err, b, twice)
	}
	for _, o := range []dgrid.Object{&x.Order.Object, &x.Acceptance.Object, &x.Steps[0].Object, &x.Cancel.Object, &x.Receipt.Object, &x.Voucher.Object} {
		if !bytes.Contains(b, []byte(`"signature":"`)) {
			t.Errorf("%s has no signature", o.Kind())
		}
	}
}

// TestFormatsDocumentsTypes holds docs/formats.md to the types that are hashed.
func TestFormatsDocumentsTypes(t *testing.T) {
	page, err := os.ReadFile("docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	types := dgrid.RequestTypes()
	for _, k := range kinds {
		types = append(types, dgrid.TypeString(blank(k)))
	}
	for _, s := range types {
		if !bytes.Contains(page, []byte(s)) {
			t.Errorf("docs/formats.md lacks the type %s", s)
		}
	}
}
