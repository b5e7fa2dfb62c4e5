package settlement_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

var writeVectors = flag.Bool("write", false, "write testdata/batches.json anew")

func leafHash(n int) dgrid.Digest { return dgrid.Hash(binary.BigEndian.AppendUint64(nil, uint64(n))) }

func TestProofsAreThoseOfTheTree(t *testing.T) {
	for n := 1; n <= 70; n++ {
		var leaves []dgrid.Digest
		for i := range n {
			leaves = append(leaves, leafHash(i))
		}
		p, err := settlement.NewProofs(leaves)
		if err != nil {
			t.Fatal(err)
		}
		if p.Root() != dgrid.RootOf(leaves) || p.Count() != uint64(n) {
			t.Fatalf("%d leaves: root %s, want %s", n, p.Root(), dgrid.RootOf(leaves))
		}
		for i := range n {
			want, err := dgrid.Prove(leaves, i)
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Path(uint64(i))
			if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("leaf %d of %d: path %v, %v; want %v", i, n, got, err, want)
			}
			if err := dgrid.VerifyInclusion(p.Root(), leaves[i], uint64(i), uint64(n), got); err != nil {
				t.Error(err)
			}
		}
		if _, err := p.Path(uint64(n)); err == nil {
			t.Errorf("a path of leaf %d of %d", n, n)
		}
	}
	if _, err := settlement.NewProofs(nil); err == nil {
		t.Error("proofs of no leaves")
	}
	if _, err := settlement.NewProofs(make([]dgrid.Digest, settlement.MaxBatch+1)); err == nil {
		t.Error("proofs of too many leaves")
	}
}

func BenchmarkProofs(b *testing.B) {
	leaves := make([]dgrid.Digest, 10_000)
	for i := range leaves {
		leaves[i] = leafHash(i)
	}
	for b.Loop() {
		p, err := settlement.NewProofs(leaves)
		if err != nil {
			b.Fatal(err)
		}
		for i := range leaves {
			if _, err := p.Path(uint64(i)); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func TestDue(t *testing.T) {
	at := func(s int) time.Time { return time.Unix(1_000_000+int64(s), 0) }
	limits := settlement.Limits{Age: time.Minute, Count: 10, Value: dgrid.NewAmount(1000), Interval: 30 * time.Second}
	for _, c := range []struct {
		name   string
		limits settlement.Limits
		w      settlement.Waiting
		now    time.Time
		due    bool
		at     time.Time
	}{
		{"nothing waits", limits, settlement.Waiting{}, at(0), false, time.Time{}},
		{"young and few", limits, settlement.Waiting{Count: 1, Oldest: at(0)}, at(59), false, at(60)},
		{"old", limits, settlement.Waiting{Count: 1, Oldest: at(0)}, at(60), true, at(60)},
		{"many", limits, settlement.Waiting{Count: 10, Oldest: at(0)}, at(1), true, at(1)},
		{"worth much", limits, settlement.Waiting{Count: 2, Value: dgrid.NewAmount(1000), Oldest: at(0)}, at(1), true, at(1)},
		{"many, too soon after the last", limits, settlement.Waiting{Count: 10, Oldest: at(0), Last: at(0)}, at(1), false, at(30)},
		{"old, too soon after the last", limits, settlement.Waiting{Count: 1, Oldest: at(0), Last: at(45)}, at(61), false, at(75)},
		{"old, long after the last", limits, settlement.Waiting{Count: 1, Oldest: at(0), Last: at(-500)}, at(61), true, at(61)},
		{"no limits", settlement.Limits{}, settlement.Waiting{Count: 10, Value: dgrid.MaxAmount, Oldest: at(0)}, at(9999), false, time.Time{}},
		{"no limits, as many as one batch holds", settlement.Limits{}, settlement.Waiting{Count: settlement.MaxBatch, Oldest: at(0)}, at(1), true, at(1)},
	} {
		due, when := settlement.Due(c.limits, c.w, c.now)
		if due != c.due || !when.Equal(c.at) {
			t.Errorf("%s: %v at %v, want %v at %v", c.name, due, when, c.due, c.at)
		}
	}
}

func TestRedeeming(t *testing.T) {
	n := dgrid.NewAmount
	rule := settlement.RedeemRule{Cost: n(10), Times: 20, Age: time.Hour}
	for _, c := range []struct {
		voucher, pairFee, paid uint64
		age                    time.Duration
		gain                   uint64
		worth                  bool
	}{
		{0, 0, 0, 2 * time.Hour, 0, false},
		{500, 300, 0, 0, 300, true},    // by the leaf
		{300, 500, 0, 0, 300, true},    // by the voucher
		{500, 300, 101, 0, 199, false}, // not yet worth 20 times its gas
		{500, 300, 101, time.Hour, 199, true},
		{500, 300, 291, time.Hour, 9, false}, // never below its gas
		{500, 300, 290, time.Hour, 10, true},
		{500, 300, 300, 99 * time.Hour, 0, false},
		{500, 100, 300, 99 * time.Hour, 0, false}, // a restored node's leaf, below what was paid
	} {
		claim := settlement.Claim{Voucher: n(c.voucher), PairFee: n(c.pairFee), Paid: n(c.paid)}
		if claim.Gain() != n(c.gain) || rule.Worth(claim, c.age) != c.worth {
			t.Errorf("%+v: gain %s, worth %v", c, claim.Gain(), rule.Worth(claim, c.age))
		}
	}
	free := settlement.RedeemRule{}
	if free.Worth(settlement.Claim{}, 0) || !free.Worth(settlement.Claim{Voucher: n(1), PairFee: n(1)}, 0) {
		t.Error("without a cost whatever pays is worth it, and nothing else")
	}
}

func TestCredit(t *testing.T) {
	n := dgrid.NewAmount
	for _, c := range []struct{ setting, free, reserved, unredeemed, want uint64 }{
		{100, 0, 0, 0, 0},
		{100, 640, 0, 0, 10},
		{100, 64000, 0, 0, 100},
		{100, 640, 50, 0, 60},
		{100, 640, 50, 30, 30},
		{100, 640, 50, 50, 10},
		{100, 640, 50, 370, 5},
		{100, 640, 50, 9999, 0},
	} {
		got := settlement.Credit(n(c.setting), settlement.Backing{Free: n(c.free), Reserved: n(c.reserved), Unredeemed: n(c.unredeemed)})
		if got != n(c.want) {
			t.Errorf("%+v: credit %s", c, got)
		}
	}
}

// pairOf draws one of few lines, so that they mix.
func pairOf(r *rapid.T) (dgrid.Address, dgrid.ModelID) {
	return dgrid.Address{byte(rapid.IntRange(1, 3).Draw(r, "payer"))}, dgrid.ModelID{byte(rapid.IntRange(1, 2).Draw(r, "model"))}
}

// Whatever is batched in whatever order: numbers have no gaps, each line's fee is the sum of what was added and each leaf names the
// one before, so that the rule that the contract slashes by holds between neighbours; a payer that sees all of them accepts all.
func TestLinesAddUp(t *testing.T) {
	node := dgrid.Address{9}
	rapid.Check(t, func(r *rapid.T) {
		b := settlement.NewBatcher()
		sums := map[settlement.Lined]dgrid.Amount{}
		last := map[settlement.Lined]dgrid.BatchLeaf{}
		seen := map[settlement.Lined][]settlement.SeenLeaf{}
		var leaves []dgrid.BatchLeaf
		var items []settlement.Item
		for i := range rapid.IntRange(1, 40).Draw(r, "items") {
			payer, model := pairOf(r)
			item := settlement.Item{Kind: dgrid.LeafKind(rapid.IntRange(1, 3).Draw(r, "kind")), Object: leafHash(i), Payer: payer, Model: model,
				Fee: dgrid.NewAmount(uint64(rapid.IntRange(0, 1000).Draw(r, "fee"))), Doubtful: rapid.IntRange(0, 5).Draw(r, "doubtful") == 0}
			leaf := b.Add(item)
			key := settlement.LineOf(&leaf)
			if leaf.Seq != uint64(i) || leaf.Object != item.Object {
				r.Fatalf("leaf %d: %+v", i, leaf)
			}
			if item.Kind == dgrid.LeafVerdict {
				if key.Payer != (dgrid.Address{}) || !leaf.PairFee.IsZero() {
					r.Fatalf("verdict's leaf: %+v", leaf)
				}
			} else if !item.Doubtful {
				sums[key] = sums[key].Add(item.Fee.Sub(item.Counted))
			}
			if leaf.PairFee != sums[key] && item.Kind != dgrid.LeafVerdict {
				r.Fatalf("leaf %d: pairFee %s, want %s", i, leaf.PairFee, sums[key])
			}
			if prev, ok := last[key]; ok {
				if err := settlement.CheckFollows(&prev, &leaf, item.Fee); err != nil {
					r.Fatal(err)
				}
			} else if !leaf.Previous.IsZero() {
				r.Fatalf("first leaf of a line names %s", leaf.Previous)
			}
			last[key] = leaf
			leaves, items = append(leaves, leaf), append(items, item)
		}
		p, err := settlement.NewProofs(settlement.HashLeaves(leaves))
		if err != nil {
			r.Fatal(err)
		}
		again := settlement.NewBatcher()
		for i, leaf := range leaves {
			if err := again.Follow(&leaf); err != nil {
				r.Fatal(err)
			}
			if items[i].Kind == dgrid.LeafVerdict {
				continue
			}
			path, err := p.Path(uint64(i))
			if err != nil {
				r.Fatal(err)
			}
			key := settlement.LineOf(&leaf)
			held := settlement.Held{Pair: dgrid.Pair{Payer: key.Payer, Provider: node, Model: key.Model}, Object: leaf.Object, Fee: items[i].Fee, Counted: items[i].Counted, Before: seen[key]}
			inc := &dgrid.Inclusion{Batch: dgrid.Batch{Node: node, Epoch: 1, Root: p.Root(), Count: p.Count()}, Leaf: leaf, Index: uint64(i), Path: path}
			if err := settlement.CheckInclusion(held, inc); err != nil {
				r.Fatal(err)
			}
			seen[key] = append(seen[key], settlement.SeenLeaf{BatchLeaf: leaf})
		}
		for key, leaf := range last {
			if again.Line(key) != b.Line(key) || b.Line(key) != (settlement.Line{Fee: leaf.PairFee, Last: leaf.Hash()}) {
				r.Fatalf("line of %v: %+v and %+v", key, again.Line(key), b.Line(key))
			}
		}
		if again.Seq() != b.Seq() {
			r.Fatalf("next leaf %d, want %d", again.Seq(), b.Seq())
		}
	})
}

// included is a payer's job in a batch of three, behind one leaf that it has seen.
func included(t *testing.T) (settlement.Held, dgrid.Inclusion) {
	t.Helper()
	pair := dgrid.Pair{Payer: dgrid.Address{1}, Provider: dgrid.Address{9}, Model: dgrid.ModelID{2}}
	b := settlement.NewBatcher()
	item := func(n int, fee uint64) settlement.Item {
		return settlement.Item{Kind: dgrid.LeafReceipt, Object: leafHash(n), Payer: pair.Payer, Model: pair.Model, Fee: dgrid.NewAmount(fee)}
	}
	other := item(7, 70)
	other.Payer = dgrid.Address{8}
	leaves := []dgrid.BatchLeaf{b.Add(item(1, 100)), b.Add(other), b.Add(item(2, 50))}
	p, err := settlement.NewProofs(settlement.HashLeaves(leaves))
	if err != nil {
		t.Fatal(err)
	}
	path, err := p.Path(2)
	if err != nil {
		t.Fatal(err)
	}
	held := settlement.Held{Pair: pair, Object: leafHash(2), Fee: dgrid.NewAmount(50), Before: []settlement.SeenLeaf{{BatchLeaf: leaves[0]}}}
	return held, dgrid.Inclusion{Batch: dgrid.Batch{Node: pair.Provider, Epoch: 3, Root: p.Root(), Count: 3, Block: 12}, Leaf: leaves[2], Index: 2, Path: path}
}

func TestCheckInclusion(t *testing.T) {
	held, inc := included(t)
	if err := settlement.CheckInclusion(held, &inc); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(h *settlement.Held, i *dgrid.Inclusion)
		want   error
	}{
		"another node":     {func(_ *settlement.Held, i *dgrid.Inclusion) { i.Batch.Node = dgrid.Address{7} }, nil},
		"another payer":    {func(h *settlement.Held, _ *dgrid.Inclusion) { h.Pair.Payer = dgrid.Address{7} }, nil},
		"another model":    {func(h *settlement.Held, _ *dgrid.Inclusion) { h.Pair.Model = dgrid.ModelID{7} }, nil},
		"another object":   {func(h *settlement.Held, _ *dgrid.Inclusion) { h.Object = leafHash(3) }, nil},
		"a verdict":        {func(_ *settlement.Held, i *dgrid.Inclusion) { i.Leaf.Kind = dgrid.LeafVerdict }, nil},
		"another root":     {func(_ *settlement.Held, i *dgrid.Inclusion) { i.Batch.Root[0] ^= 1 }, nil},
		"another index":    {func(_ *settlement.Held, i *dgrid.Inclusion) { i.Index = 1 }, nil},
		"another count":    {func(_ *settlement.Held, i *dgrid.Inclusion) { i.Batch.Count = 2 }, nil},
		"a short path":     {func(_ *settlement.Held, i *dgrid.Inclusion) { i.Path = nil }, nil},
		"a leaf not in it": {func(_ *settlement.Held, i *dgrid.Inclusion) { i.Leaf.Seq++ }, nil},
		"a leaf not shown": {func(h *settlement.Held, _ *dgrid.Inclusion) { h.Before = nil }, settlement.ErrGap},
		"a job costs less": {func(h *settlement.Held, _ *dgrid.Inclusion) { h.Fee = dgrid.NewAmount(49) }, settlement.ErrOvercharged},
		"counted before":   {func(h *settlement.Held, _ *dgrid.Inclusion) { h.Before[0].OfJob = true }, settlement.ErrOvercharged},
		"counted long before": {func(h *settlement.Held, i *dgrid.Inclusion) {
			h.Counted = dgrid.NewAmount(1)
			h.Before[0].Previous = leafHash(99)
			i.Leaf.Previous = h.Before[0].Hash()
			i.Batch.Root, i.Batch.Count, i.Index, i.Path = i.Leaf.Hash(), 1, 0, nil
		}, settlement.ErrOvercharged},
		"a job costs nothing": {func(h *settlement.Held, _ *dgrid.Inclusion) { h.Fee = dgrid.Amount{} }, settlement.ErrOvercharged},
	} {
		h, i := included(t)
		c.change(&h, &i)
		if err := settlement.CheckInclusion(h, &i); err == nil || (c.want != nil && !errors.Is(err, c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	held.Fee = dgrid.NewAmount(500) // less than it may: the provider's own loss
	if err := settlement.CheckInclusion(held, &inc); err != nil {
		t.Error(err)
	}
}

// A job whose receipt came behind its batch is there by a step, and costs no more than by that step.
func TestCheckInclusionOfAStep(t *testing.T) {
	for fee, want := range map[uint64]error{50: nil, 49: settlement.ErrOvercharged} {
		h, i := included(t)
		i.Leaf.Kind = dgrid.LeafStep
		i.Batch.Root, i.Batch.Count, i.Index, i.Path = i.Leaf.Hash(), 1, 0, nil
		h.Object, h.Fee = leafHash(3), dgrid.NewAmount(70)
		if err := settlement.CheckInclusion(h, &i); err == nil {
			t.Error("a step that the payer does not hold was taken")
		}
		h.Earlier = []settlement.Standing{{Object: leafHash(4), Fee: dgrid.NewAmount(90)}, {Object: i.Leaf.Object, Fee: dgrid.NewAmount(fee)}}
		if err := settlement.CheckInclusion(h, &i); !errors.Is(err, want) {
			t.Errorf("the step costs %d: %v, want %v", fee, err, want)
		}
		i.Leaf.Kind = dgrid.LeafReceipt
		i.Batch.Root = i.Leaf.Hash()
		if err := settlement.CheckInclusion(h, &i); err == nil {
			t.Error("a step was taken for a receipt")
		}
	}
}

// On a branch that a restored provider has forked, a job that the other branch counts may be counted once more: only the highest leaf is ever
// paid. On one branch it may not.
func TestJobCountsOnceABranch(t *testing.T) {
	pair := dgrid.Pair{Payer: dgrid.Address{1}, Provider: dgrid.Address{9}, Model: dgrid.ModelID{2}}
	item := func(k int, fee uint64) settlement.Item {
		return settlement.Item{Kind: dgrid.LeafReceipt, Object: leafHash(k), Payer: pair.Payer, Model: pair.Model, Fee: dgrid.NewAmount(fee)}
	}
	b := settlement.NewBatcher()
	one := b.Add(item(1, 100))
	fork := b.Line(settlement.LineOf(&one))
	two := b.Add(item(2, 50))
	again, _ := fork.Next(1, item(2, 50))
	twice, _ := b.Line(settlement.LineOf(&one)).Next(2, item(2, 50))
	held := settlement.Held{Pair: pair, Object: leafHash(2), Fee: dgrid.NewAmount(50), Counted: dgrid.NewAmount(50),
		Before: []settlement.SeenLeaf{{BatchLeaf: one}, {BatchLeaf: two, OfJob: true}}}
	for leaf, want := range map[*dgrid.BatchLeaf]error{&again: nil, &twice: settlement.ErrOvercharged} {
		i := &dgrid.Inclusion{Batch: dgrid.Batch{Node: pair.Provider, Epoch: 5, Root: leaf.Hash(), Count: 1}, Leaf: *leaf}
		if err := settlement.CheckInclusion(held, i); !errors.Is(err, want) {
			t.Errorf("pairFee %s: %v, want %v", leaf.PairFee, err, want)
		}
	}
}

// A node that was restored from a backup has lost leaf 2 of a line. It includes the job again and counts nothing, and goes on: no leaf
// is above what the contract allows, and what can be paid in all is never more than the jobs cost.
func TestRestoredNodeNeverChargesTwice(t *testing.T) {
	n := dgrid.NewAmount
	payer, model := dgrid.Address{1}, dgrid.ModelID{2}
	item := func(k int, fee uint64) settlement.Item {
		return settlement.Item{Kind: dgrid.LeafReceipt, Object: leafHash(k), Payer: payer, Model: model, Fee: n(fee)}
	}
	b := settlement.NewBatcher()
	one := b.Add(item(1, 100))
	backup := b.Line(settlement.LineOf(&one))
	two := b.Add(item(2, 50)) // lost

	doubtful := item(2, 50)
	doubtful.Doubtful = true
	again, line := backup.Next(one.Seq+1, doubtful)
	if again.PairFee != one.PairFee || again.Previous != one.Hash() {
		t.Fatalf("the doubtful leaf: %+v", again)
	}
	three, line := line.Next(again.Seq+1, item(3, 20))
	if three.PairFee != n(120) {
		t.Errorf("the next job's leaf: %+v", three)
	}
	line = line.Adopt(&two) // the payer shows it
	if line != (settlement.Line{Fee: n(150), Last: two.Hash()}) {
		t.Errorf("adopted %+v", line)
	}
	if same := line.Adopt(&one); same != line {
		t.Errorf("a lower leaf was adopted: %+v", same)
	}
	four, _ := line.Next(three.Seq+1, item(4, 1))
	if err := settlement.CheckFollows(&two, &four, n(1)); err != nil || four.PairFee != n(151) {
		t.Errorf("behind the adopted leaf: %+v, %v", four, err)
	}
	if err := settlement.CheckFollows(&one, &four, n(1)); err == nil {
		t.Error("a leaf follows one that it does not name")
	}
	four.PairFee = n(152)
	if err := settlement.CheckFollows(&two, &four, n(1)); !errors.Is(err, settlement.ErrOvercharged) {
		t.Errorf("one unit too much: %v", err)
	}
}

func TestFollowRefusesGaps(t *testing.T) {
	b := settlement.NewBatcher()
	leaf := b.Add(settlement.Item{Kind: dgrid.LeafReceipt, Payer: dgrid.Address{1}, Fee: dgrid.NewAmount(1)})
	next := b.Add(settlement.Item{Kind: dgrid.LeafReceipt, Payer: dgrid.Address{1}, Fee: dgrid.NewAmount(1)})
	if err := settlement.NewBatcher().Follow(&next); err == nil {
		t.Error("leaf 1 before leaf 0")
	}
	c := settlement.NewBatcher()
	if err := c.Follow(&leaf); err != nil {
		t.Fatal(err)
	}
	next.Previous = dgrid.Digest{1}
	if err := c.Follow(&next); err == nil {
		t.Error("a leaf that names another than the line's last")
	}
}

// batchVector is one batch of testdata/batches.json.
type batchVector struct {
	Says   string            `json:"says"`
	Items  []settlement.Item `json:"items"`
	Leaves []dgrid.BatchLeaf `json:"leaves"`
	Hashes []dgrid.Digest    `json:"hashes"`
	Root   dgrid.Digest      `json:"root"`
	Paths  [][]dgrid.Digest  `json:"paths"`
	Lines  []batchLine       `json:"lines"`
}

type batchLine struct {
	Payer dgrid.Address `json:"payer"`
	Model dgrid.ModelID `json:"model"`
	settlement.Line
}

func TestGoldenBatches(t *testing.T) {
	a, b, m := dgrid.Address{0xaa}, dgrid.Address{0xbb}, dgrid.ModelID{0x11}
	item := func(n int, k dgrid.LeafKind, payer dgrid.Address, fee uint64) settlement.Item {
		return settlement.Item{Kind: k, Object: leafHash(n), Payer: payer, Model: m, Fee: dgrid.NewAmount(fee)}
	}
	raised, doubtful := item(4, dgrid.LeafStep, a, 70), item(5, dgrid.LeafReceipt, a, 80)
	raised.Counted, doubtful.Doubtful = dgrid.NewAmount(40), true
	have := []batchVector{
		{Says: "one receipt", Items: []settlement.Item{item(0, dgrid.LeafReceipt, a, 100)}},
		{Says: "two payers, a verdict, a job that was raised, one of which a restored node does not know whether it was counted", Items: []settlement.Item{
			item(0, dgrid.LeafReceipt, a, 100), item(1, dgrid.LeafStep, b, 40), item(2, dgrid.LeafVerdict, dgrid.Address{}, 0), item(3, dgrid.LeafVerdict, dgrid.Address{}, 0), raised, doubtful,
			item(6, dgrid.LeafReceipt, a, 1)}},
	}
	for i := range have {
		v, batch := &have[i], settlement.NewBatcher()
		lines := map[settlement.Lined]bool{}
		for _, it := range v.Items {
			leaf := batch.Add(it)
			v.Leaves, v.Hashes = append(v.Leaves, leaf), append(v.Hashes, leaf.Hash())
			if key := settlement.LineOf(&leaf); !lines[key] {
				lines[key] = true
				v.Lines = append(v.Lines, batchLine{Payer: key.Payer, Model: key.Model})
			}
		}
		for k, l := range v.Lines {
			v.Lines[k].Line = batch.Line(settlement.Lined{Payer: l.Payer, Model: l.Model})
		}
		p, err := settlement.NewProofs(v.Hashes)
		if err != nil {
			t.Fatal(err)
		}
		v.Root = p.Root()
		for k := range v.Leaves {
			path, err := p.Path(uint64(k))
			if err != nil {
				t.Fatal(err)
			}
			v.Paths = append(v.Paths, path)
		}
	}
	got, err := json.MarshalIndent(have, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *writeVectors {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("testdata/batches.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/batches.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("batches are not those of testdata/batches.json; docs/batches.md says what a change needs")
	}
}
