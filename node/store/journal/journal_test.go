package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

var domain = dgrid.Domain{ChainID: 31337, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}}

func digest(parts ...any) dgrid.Digest { return dgrid.Hash([]byte(fmt.Sprintln(parts...))) }

// every is one entry of each sort, all fields of its object filled.
func every() []journal.Entry {
	job := dgrid.JobID(digest("job"))
	payer, provider, model := dgrid.Address{0xaa}, dgrid.Address{0xbb}, dgrid.ModelID(digest("model"))
	var sig dgrid.Signature
	for i := range sig {
		sig[i] = byte(i)
	}
	sig[64] = 27
	signed := func(r journal.Role, o dgrid.Object) journal.Entry {
		return &journal.Signed{Role: r, Signature: sig, Object: o}
	}
	all := []journal.Entry{
		&journal.Started{Boot: 1},
		signed(journal.AsProvider, &dgrid.Order{Payer: payer, Provider: provider, Model: model, RequestHash: digest("request"), ClientSeed: digest("seed"), MaxPrompt: 100,
			MaxOutput: 200, Price: dgrid.Price{Input: dgrid.NewAmount(3), Output: dgrid.NewAmount(4)}, MaxFee: dgrid.MaxAmount, Created: 5, Expiry: 6, TemplateTime: 7, Privacy: dgrid.Open,
			Nonce: digest("nonce"), Session: digest("session"), Parent: dgrid.JobID(digest("parent")), PrefixHash: digest("prefix"), Start: 8}),
		signed(journal.AsProvider, &dgrid.Acceptance{Job: job, PromptHash: digest("prompt"), PromptTokens: 9, AnchorBy: 10}),
		signed(journal.AsProvider, &dgrid.Step{Job: job, Number: 1, Root: digest("root"), OutputTokens: 32, Fee: dgrid.NewAmount(11)}),
		signed(journal.AsPayer, &dgrid.Cancel{Job: job, OutputTokens: 33}),
		signed(journal.AsProvider, &dgrid.Receipt{Job: job, Payer: payer, Provider: provider, Model: model, RequestHash: digest("request"), PromptTokens: 9, OutputTokens: 33,
			Root: digest("root 2"), OutputHash: digest("output"), Fee: dgrid.NewAmount(12), Started: 13, Ended: 14, Finish: dgrid.FinishCancelled}),
		signed(journal.AsPayer, &dgrid.Voucher{Payer: payer, Provider: provider, Model: model, Amount: dgrid.NewAmount(15)}),
		&journal.Closed{Role: journal.AsPayer, Job: job},
		&journal.Outbox{Item: outboxItem(evm.Sent, 40)},
	}
	return append(all, aboutBatches(sig)...)
}

// aboutBatches is one entry of each sort that speaks of batches.
func aboutBatches(sig dgrid.Signature) []journal.Entry {
	job, node, model := dgrid.JobID(digest("job")), dgrid.Address{0xbb}, dgrid.ModelID(digest("model"))
	leaf := dgrid.BatchLeaf{Kind: dgrid.LeafReceipt, Seq: 16, Object: digest("receipt"), Payer: dgrid.Address{0xaa}, Model: model, PairFee: dgrid.MaxAmount.Sub(dgrid.NewAmount(17)), Previous: digest("before")}
	verdict := dgrid.Verdict{Job: job, Object: digest("receipt"), Provider: dgrid.Address{0xcc}, Model: model, Epoch: 18, Validator: node, Role: dgrid.RoleSeat, Seat: 19, Finding: dgrid.FindingFail,
		Scores: dgrid.Scores{S1: 20, S1Window: -21, S2: 22, S2Window: -23}, Cell: digest("cell"), Evidence: digest("evidence")}
	verdictLeaf := dgrid.BatchLeaf{Kind: dgrid.LeafVerdict, Seq: 17, Object: digest("verdict"), Model: model}
	batch := dgrid.Batch{Node: node, Epoch: 24, Root: digest("batch"), Count: 3, Block: 25}
	return []journal.Entry{
		&journal.Leafed{Leaf: leaf, Job: job},
		&journal.Leafed{Leaf: verdictLeaf, Job: job, Verdict: &dgrid.Signed[dgrid.Verdict]{Object: verdict, Signature: sig}},
		&journal.Sealed{Node: node, Epoch: 24, First: 16, Count: 2, Root: digest("batch")},
		&journal.Anchored{Epoch: 24, Block: 25, Tx: digest("transaction")},
		&journal.Restored{Known: 24, Head: 26, Sealed: 18},
		&journal.Shown{Role: journal.AsPayer, Job: job, Settles: true, Inclusion: dgrid.Inclusion{Batch: batch, Leaf: leaf, Index: 2, Path: []dgrid.Digest{digest("left"), digest("right")}}},
		&journal.Shown{Role: journal.AsProvider, Job: job, Inclusion: dgrid.Inclusion{Batch: batch, Leaf: leaf}},
		&journal.Recount{Job: job},
	}
}

// outboxItem is an item of the outbox whose call has n bytes.
func outboxItem(state evm.State, n int) []byte {
	key, err := crypto.ToECDSA(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		panic(err)
	}
	to := dgrid.Address{0xcc}
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(big.NewInt(31337)), &types.DynamicFeeTx{
		ChainID: big.NewInt(31337), Nonce: 3, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(3e9), Gas: 90_000, To: &to, Value: new(big.Int), Data: bytes.Repeat([]byte{0xda}, n),
	})
	if err != nil {
		panic(err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		panic(err)
	}
	b, err := evm.EncodeItem(&evm.Item{
		Intent: evm.Intent{ID: "anchor/7", Kind: "anchor", To: to, Data: tx.Data()},
		Seq:    1, From: crypto.PubkeyToAddress(key.PublicKey), State: state, Created: 1000, Changed: 1001, Nonce: 3, Hashes: []dgrid.Digest{dgrid.Digest(tx.Hash())}, Raw: raw, Attempted: 1001, Head: 51,
	})
	if err != nil {
		panic(err)
	}
	return b
}

// The longest transaction that a pool takes fits a record.
func TestLongestEntry(t *testing.T) {
	all := []journal.Entry{&journal.Started{Boot: 1}, &journal.Outbox{Item: outboxItem(evm.Sent, evm.MaxData)}, &journal.Started{Boot: 2}}
	b, _ := image(all)
	got, end, err := read(b)
	if err != nil || end.Torn != 0 || 1+evm.MaxItem > journal.MaxEntry {
		t.Fatalf("end %+v, %v", end, err)
	}
	sameEntries(t, got, all)
}

// image is a whole journal of the entries, and where each record begins; the last start is the end.
func image(entries []journal.Entry) (b []byte, starts []int) {
	b = journal.Header(domain)
	_, link, err := journal.DecodeHeader(b)
	if err != nil {
		panic(err)
	}
	for i, e := range entries {
		starts = append(starts, len(b))
		b, link = journal.AppendRecord(b, link, uint64(i+1), e)
	}
	return b, append(starts, len(b))
}

func read(b []byte) (entries []journal.Entry, end journal.End, err error) {
	_, end, err = journal.Read(bytes.NewReader(b), func(e journal.Entry, _ journal.Position) error {
		entries = append(entries, e)
		return nil
	})
	return entries, end, err
}

func sameEntries(t *testing.T, got, want []journal.Entry) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i := range got {
		if g, w := journal.EncodeEntry(got[i]), journal.EncodeEntry(want[i]); !bytes.Equal(g, w) {
			t.Errorf("entry %d: got %x, want %x", i, g, w)
		}
	}
}

func TestReadGivesBackWhatWasAppended(t *testing.T) {
	b, _ := image(every())
	got, end, err := read(b)
	if err != nil || end.Torn != 0 || end.Seq != uint64(len(every())) || end.Offset != int64(len(b)) {
		t.Fatalf("end %+v, %v", end, err)
	}
	sameEntries(t, got, every())
}

// A crash leaves a beginning of the last record, or zeros. Wherever it cuts, what is before stays and the rest is torn.
func TestTornTailAtEveryByte(t *testing.T) {
	b, starts := image(every())
	last, begin := len(starts)-2, starts[len(starts)-2]
	for cut := begin; cut < len(b); cut++ {
		got, end, err := read(b[:cut])
		if err != nil || len(got) != last || end.Torn != int64(cut-begin) || end.Offset != int64(begin) {
			t.Fatalf("cut at %d of %d: %d entries, end %+v, %v", cut, len(b), len(got), end, err)
		}
	}
	for _, n := range []int{1, 15, 16, 17, 4096, 100_000} {
		_, end, err := read(append(bytes.Clone(b), make([]byte, n)...))
		if err != nil || end.Torn != int64(n) || end.Offset != int64(len(b)) {
			t.Errorf("%d zeros behind the end: end %+v, %v", n, end, err)
		}
	}
}

// Every bit of every byte, the last record's included: a changed record is never taken for a torn one.
func TestEveryFlippedBitIsDetected(t *testing.T) {
	b, _ := image(every())
	for i := range b {
		for bit := range 8 {
			b[i] ^= 1 << bit
			if _, end, err := read(b); err == nil {
				t.Errorf("byte %d bit %d: read without an error, end %+v", i, bit, end)
			}
			b[i] ^= 1 << bit
		}
	}
}

func TestRandomFlipsInALongJournal(t *testing.T) {
	var entries []journal.Entry
	for range 40 {
		entries = append(entries, every()...)
	}
	b, _ := image(entries)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		i, x := rng.IntN(len(b)), byte(1+rng.IntN(255))
		b[i] ^= x
		if _, _, err := read(b); err == nil {
			t.Errorf("byte %d changed by %#x was not detected", i, x)
		}
		b[i] ^= x
	}
}

func TestDamageSaysWhereAndWhat(t *testing.T) {
	b, starts := image(every())
	without := func(i int) []byte { return append(bytes.Clone(b[:starts[i]]), b[starts[i+1]:]...) }
	swapped := append(bytes.Clone(b[:starts[3]]), b[starts[4]:starts[5]]...)
	swapped = append(append(swapped, b[starts[3]:starts[4]]...), b[starts[5]:]...)
	last := uint64(len(starts) - 1)
	repeated := append(bytes.Clone(b), b[starts[last-1]:]...)
	foreign, _ := image(append([]journal.Entry{&journal.Started{Boot: 9}}, every()[1:]...))
	spliced := append(bytes.Clone(b[:starts[4]]), foreign[starts[4]:]...)
	long, _ := image([]journal.Entry{&journal.Signed{Role: journal.AsPayer, Object: &dgrid.Binding{}}})
	garbled := bytes.Clone(b)
	garbled = append(append(garbled, make([]byte, 5000)...), 1)
	for _, c := range []struct {
		name string
		b    []byte
		seq  uint64
		say  string
	}{
		{"nothing", nil, 0, "header"},
		{"half a header", b[:40], 0, "header has 40"},
		{"another file", []byte(strings.Repeat("a text ", 20)), 0, "does not begin like a journal"},
		{"the first record missing", without(0), 1, "found record 2"},
		{"a middle record missing", without(3), 4, "found record 5"},
		{"two records swapped", swapped, 4, "found record 5"},
		{"the last record twice", repeated, last + 1, fmt.Sprintf("found record %d", last)},
		{"records of another journal", spliced, 5, "does not follow"},
		{"an object that is never journalled", long, 1, "no Binding"},
		{"zeros with something behind", garbled, last + 1, "fail their check"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := read(c.b)
			var d *journal.DamageError
			if !errors.As(err, &d) || !errors.Is(err, journal.ErrDamaged) || d.Seq != c.seq || !strings.Contains(err.Error(), c.say) {
				t.Errorf("got %v, want damage at record %d that says %q", err, c.seq, c.say)
			}
		})
	}
	future := journal.Header(domain)
	future[7] = 1
	link := dgrid.Hash(future[:56])
	copy(future[56:], link[:])
	if _, _, err := read(future); err == nil || !strings.Contains(err.Error(), "version 1, this program knows version 0") {
		t.Errorf("a later version: %v", err)
	}
}

func TestVisitStopsTheReading(t *testing.T) {
	b, _ := image(every())
	stop := errors.New("stop")
	n := 0
	d, _, err := journal.Read(bytes.NewReader(b), func(journal.Entry, journal.Position) error {
		if n++; n == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || n != 3 || d != domain {
		t.Errorf("%d entries, domain %+v, %v", n, d, err)
	}
}

func TestFileAppendsAndOpensAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	must(t, journal.Create(path, domain))
	all := every()
	for from := 0; from < len(all); from += 3 {
		j, end, err := journal.Open(path, domain, ignore)
		must(t, err)
		if end.Seq != uint64(from) {
			t.Errorf("opened at record %d, want %d", end.Seq, from)
		}
		must(t, j.Append(all[from:min(from+3, len(all))]...))
		if j.Position().Seq != uint64(min(from+3, len(all))) {
			t.Errorf("position %+v", j.Position())
		}
		must(t, j.Close())
	}
	b, err := os.ReadFile(path)
	must(t, err)
	want, _ := image(all)
	if !bytes.Equal(b, want) {
		t.Error("the file is not the records in a row")
	}
}

func TestOpenReportsATornTailAndCutTailRemovesIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	b, starts := image(every())
	must(t, os.WriteFile(path, b[:len(b)-1], 0o600))
	j, end, err := journal.Open(path, domain, ignore)
	must(t, err)
	if end.Torn == 0 {
		t.Fatal("no torn tail")
	}
	if info, err := os.Stat(path); err != nil || info.Size() != int64(len(b)-1) {
		t.Fatalf("Open changed the file: %v, %v", info.Size(), err)
	}
	must(t, j.CutTail())
	must(t, j.Append(every()[len(every())-1]))
	must(t, j.Close())
	got, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(got, b) {
		t.Errorf("after cutting at %d and appending the last entry again the file differs", starts[len(starts)-2])
	}
}

func TestOpenRefusesAnotherNetwork(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	must(t, journal.Create(path, domain))
	other := domain
	other.Escrow[3] = 7
	_, _, err := journal.Open(path, other, ignore)
	if !errors.Is(err, journal.ErrWrongNetwork) || !strings.Contains(err.Error(), domain.Escrow.String()) || !strings.Contains(err.Error(), other.Escrow.String()) {
		t.Errorf("got %v, want both escrows named", err)
	}
}

func TestDecodeEntryRefuses(t *testing.T) {
	whole := journal.EncodeEntry(every()[3])
	mutate := func(i int, b byte) []byte {
		c := bytes.Clone(whole)
		c[i] = b
		return c
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "unknown kind": mutate(0, 9), "role 0": mutate(1, 0), "role 3": mutate(1, 3), "short": whole[:40], "cut": whole[:len(whole)-1], "longer": append(bytes.Clone(whole), 0),
		"object's version": mutate(67, 1), "object's kind": mutate(68, 99), "started of 7 bytes": {3, 0, 0, 0, 0, 0, 0, 0}, "closed of 33 bytes": append([]byte{2}, make([]byte, 32)...),
		"closed of role 0": append([]byte{2, 0}, make([]byte, 32)...),
		"no sort":          {5}, "unknown sort": {5, 9}, "a leaf cut short": batch(0)[:100], "a leaf of kind 0": replaced(batch(0), 2, 0), "a leaf of kind 4": replaced(batch(0), 2, 4),
		"a receipt's leaf with a verdict": replaced(batch(1), 2, 1), "a verdict's leaf without one": batch(1)[:2+141+32], "a verdict's leaf with half of one": batch(1)[:300],
		"a verdict of another job": replaced(batch(1), 2+141, 0), "sealed cut short": batch(2)[:77], "anchored and more": append(batch(3), 0), "restored cut short": batch(4)[:25],
		"recount cut short": batch(7)[:33], "shown of role 3": replaced(batch(5), 2, 3), "shown with flag 2": replaced(batch(5), 2+33, 2), "shown cut short": batch(5)[:30], "shown with a broken path": batch(5)[:len(batch(5))-1],
		"shown with a leaf of kind 9": replaced(batch(5), 2+34+76, 9),
	} {
		if e, err := journal.DecodeEntry(b); err == nil {
			t.Errorf("%s: decoded as %+v", name, e)
		}
	}
}

// batch is the bytes of entry i of those that speak of batches.
func batch(i int) []byte { return journal.EncodeEntry(aboutBatches(dgrid.Signature{64: 27})[i]) }

func replaced(b []byte, i int, with byte) []byte {
	b[i] = with
	return b
}

func TestDecodeInclusion(t *testing.T) {
	for _, e := range aboutBatches(dgrid.Signature{})[5:7] {
		want := e.(*journal.Shown).Inclusion
		b := journal.AppendInclusion(nil, &want)
		got, err := journal.DecodeInclusion(b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
		long := append(b, make([]byte, 32*33)...)
		for name, b := range map[string][]byte{"nothing": nil, "cut": b[:len(b)-1], "longer": append(b, 0), "a path that no batch has": long} {
			if _, err := journal.DecodeInclusion(b); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
	}
}

func ignore(journal.Entry, journal.Position) error { return nil }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// FuzzDecodeEntry holds DecodeEntry to being EncodeEntry's inverse on everything that it accepts.
func FuzzDecodeEntry(f *testing.F) {
	for _, e := range every() {
		f.Add(journal.EncodeEntry(e))
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := journal.DecodeEntry(b)
		if err != nil {
			return
		}
		if again := journal.EncodeEntry(e); !bytes.Equal(again, b) {
			t.Errorf("%x decodes, but encodes to %x", b, again)
		}
	})
}

// FuzzRead holds Read to accounting for every byte: header, whole records that encode to themselves, and a torn tail.
func FuzzRead(f *testing.F) {
	b, starts := image(every())
	f.Add(b)
	for _, s := range starts {
		f.Add(b[:s])
		f.Add(b[:s-1])
	}
	f.Add(append(bytes.Clone(b), make([]byte, 40)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		var got []journal.Entry
		d, end, err := journal.Read(bytes.NewReader(b), func(e journal.Entry, _ journal.Position) error {
			got = append(got, e)
			return nil
		})
		if err != nil {
			return
		}
		if end.Offset+end.Torn != int64(len(b)) {
			t.Fatalf("%d whole and %d torn bytes of %d", end.Offset, end.Torn, len(b))
		}
		again := journal.Header(d)
		_, link, err := journal.DecodeHeader(again)
		must(t, err)
		for i, e := range got {
			again, link = journal.AppendRecord(again, link, uint64(i+1), e)
		}
		if !bytes.Equal(again, b[:end.Offset]) || link != end.Link {
			t.Error("the entries that were read do not make the file again")
		}
	})
}
