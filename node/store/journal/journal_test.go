package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
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
	return []journal.Entry{
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
	if err != nil || end.Torn != 0 || end.Seq != 9 || end.Offset != int64(len(b)) {
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
	repeated := append(bytes.Clone(b), b[starts[8]:]...)
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
		{"the last record twice", repeated, 10, "found record 9"},
		{"records of another journal", spliced, 5, "does not follow"},
		{"an object that is never journalled", long, 1, "no Binding"},
		{"zeros with something behind", garbled, 10, "fail their check"},
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
	must(t, j.Append(every()[8]))
	must(t, j.Close())
	got, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(got, b) {
		t.Errorf("after cutting at %d and appending the last entry again the file differs", starts[8])
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
	} {
		if e, err := journal.DecodeEntry(b); err == nil {
			t.Errorf("%s: decoded as %+v", name, e)
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
