package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/dgraph-io/badger/v4"
	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement"
)

var testNode = dgrid.Address{9} // the provider of every pairNumber

// endJob begins a job as a provider does and ends it: by a receipt, or by its last of so many steps.
func endJob(t interface {
	Helper()
	Fatal(...any)
}, s *store.Store, ctx context.Context, role store.Role, j script, steps uint32, receipt bool) {
	t.Helper()
	begin := j.begin()
	begin.Acceptance = j.acceptance()
	must(t, s.Begin(ctx, role, begin))
	for n := uint32(1); n <= steps; n++ {
		leaf, _ := j.leaf(n, dgrid.LeafTokens)
		must(t, s.AddStep(ctx, role, j.step(n), leaf, nil))
	}
	end := store.Ending{}
	if receipt {
		r := j.receipt(steps*dgrid.LeafTokens + 5)
		end.Receipt = &r
	}
	must(t, s.Finish(ctx, role, j.id, end))
}

func verdict(n int) dgrid.Signed[dgrid.Verdict] {
	v := dgrid.Verdict{Job: dgrid.JobID(digest("job", n)), Object: digest("object", n), Model: dgrid.ModelID(digest("model", 1)), Validator: testNode, Role: dgrid.RoleSeat, Finding: dgrid.FindingPass}
	return dgrid.Signed[dgrid.Verdict]{Object: v, Signature: signature("verdict", n)}
}

// seal makes leaves of all that wait and seals them; it is false where nothing waits.
func seal(t interface {
	Helper()
	Fatal(...any)
}, s *store.Store, ctx context.Context) (dgrid.Batch, bool) {
	t.Helper()
	for {
		n, err := s.AddLeaves(ctx)
		must(t, err)
		if n == 0 {
			break
		}
	}
	st, err := s.Batches()
	must(t, err)
	if st.Next == st.Sealed {
		return dgrid.Batch{}, false
	}
	hashes, err := s.LeafHashes(st.Sealed, st.Next-st.Sealed)
	must(t, err)
	b := dgrid.Batch{Node: testNode, Epoch: st.Epoch + 1, Root: dgrid.RootOf(hashes), Count: uint64(len(hashes))}
	must(t, s.SealBatch(ctx, b, st.Sealed))
	return b, true
}

func TestBatchesFromJobsToInclusions(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s := open(t, dir, small())
	a, b := pairNumber(1), pairNumber(2)
	jobs := []script{newScript(1, a), newScript(2, b), newScript(3, a), newScript(4, a)}
	endJob(t, s, ctx, store.AsProvider, jobs[0], 2, true)
	endJob(t, s, ctx, store.AsProvider, jobs[1], 3, false)
	endJob(t, s, ctx, store.AsProvider, jobs[2], 0, false) // neither step nor receipt: nothing to include
	endJob(t, s, ctx, store.AsPayer, jobs[0], 2, true)     // this node's own job on the other side: no leaf of it
	must(t, s.AddVerdict(ctx, verdict(1)))
	must(t, s.AddVerdict(ctx, verdict(1)))
	if waiting, err := s.Waiting(store.AsProvider, 0); err != nil || len(waiting) != 2 || waiting[0] != jobs[0].id || waiting[1] != jobs[1].id {
		t.Fatalf("waiting: %v, %v", waiting, err)
	}
	if _, err := s.LeafOf(jobs[0].id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a leaf before it was made: %v", err)
	}
	first, ok := seal(t, s, ctx)
	if !ok || first.Epoch != 1 || first.Count != 3 {
		t.Fatalf("sealed %+v", first)
	}
	must(t, s.SealBatch(ctx, first, 0)) // again
	for name, bad := range map[string]dgrid.Batch{"another root": {Node: testNode, Epoch: 1, Root: digest("x"), Count: 3}, "an epoch too far": {Node: testNode, Epoch: 3, Count: 1},
		"no leaves": {Node: testNode, Epoch: 2}, "leaves that are not made": {Node: testNode, Epoch: 2, Count: 1}} {
		if err := s.SealBatch(ctx, bad, 3); !errors.Is(err, store.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := seal(t, s, ctx); ok {
		t.Error("sealed a batch of nothing")
	}
	endJob(t, s, ctx, store.AsProvider, jobs[3], 1, true)
	second, _ := seal(t, s, ctx)
	if err := s.SetAnchored(ctx, 2, 70, digest("tx 2")); !errors.Is(err, store.ErrConflict) {
		t.Errorf("anchored 2 before 1: %v", err)
	}
	must(t, s.SetAnchored(ctx, 1, 60, digest("tx 1")))
	must(t, s.SetAnchored(ctx, 1, 60, digest("tx 1")))
	if own, shown, err := s.Claimable(a.Payer, testNode, a.Model); err != nil || shown != nil || own == nil || own.PairFee != jobs[0].fee(69) || own.Epoch != 1 || own.Index != 1 {
		t.Errorf("claimable of the first batch: %+v, %+v, %v", own, shown, err)
	}
	must(t, s.SetAnchored(ctx, 2, 70, digest("tx 2")))

	check := func(s *store.Store) {
		t.Helper()
		want := store.Batches{Next: 4, Sealed: 4, Final: 4, Epoch: 2, Anchored: 2}
		if st, err := s.Batches(); err != nil || st != want {
			t.Errorf("batches: %+v, %v", st, err)
		}
		list, err := s.BatchList(1, 0)
		must(t, err)
		first.Block, second.Block = 60, 70
		if len(list) != 2 || list[0] != (store.BatchInfo{Batch: first, First: 0, Tx: digest("tx 1")}) || list[1].Batch != second || list[1].First != 3 {
			t.Errorf("list: %+v", list)
		}
		leaf, err := s.LeafOf(jobs[3].id)
		must(t, err)
		one, err := s.LeafOf(jobs[0].id)
		must(t, err)
		fee := jobs[0].fee(69).Add(jobs[3].fee(37))
		if leaf.Epoch != 2 || leaf.Index != 0 || !leaf.Final || leaf.PairFee != fee || leaf.Previous != one.Hash {
			t.Errorf("leaf: %+v", leaf)
		}
		own, _, err := s.Claimable(a.Payer, testNode, a.Model)
		must(t, err)
		if own == nil || own.Hash != leaf.Hash {
			t.Errorf("claimable: %+v", own)
		}
		for _, c := range []struct {
			epoch, index uint64
			most, want   int
		}{{0, 0, 0, 2}, {1, 0, 0, 2}, {1, 1, 0, 1}, {1, 9, 0, 1}, {2, 0, 0, 0}, {7, 0, 0, 0}, {0, 0, 1, 1}} {
			if got, err := s.LeavesOf(a.Payer, c.epoch, c.index, c.most); err != nil || len(got) != c.want {
				t.Errorf("leaves behind %d/%d: %+v, %v", c.epoch, c.index, got, err)
			}
		}
		checkEntries(t, s)
	}
	check(s)
	must(t, s.Close())
	must(t, os.RemoveAll(filepath.Join(dir, "index")))
	s = open(t, dir, small())
	check(s)
	checkBooks(t, s, dir)
}

// checkEntries compares all leaves with the objects behind them.
func checkEntries(t *testing.T, s *store.Store) {
	t.Helper()
	st, err := s.Batches()
	must(t, err)
	batcher, n := settlement.NewBatcher(), uint64(0)
	must(t, s.Entries(0, st.Next, func(e dgrid.BatchEntry) error {
		node := testNode
		if e.Leaf.Seq != n {
			t.Errorf("leaf %d at place %d", e.Leaf.Seq, n)
		}
		n++
		all := func(dgrid.Address, dgrid.Object, dgrid.Signature) error { return nil } // signatures are made up here
		if err := e.Check(testDomain, node, all); err != nil {
			t.Error(err)
		}
		return batcher.Follow(&e.Leaf)
	}))
}

func TestPayerKeepsInclusions(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s := open(t, dir, small())
	pair := pairNumber(1)
	one, two := newScript(1, pair), newScript(2, pair)
	for _, j := range []script{one, two} {
		endJob(t, s, ctx, store.AsPayer, j, 1, true)
	}
	b := settlement.NewBatcher()
	var incs []dgrid.Inclusion
	for i, j := range []script{one, two} {
		r := j.receipt(37).Object
		leaf := b.Add(settlement.Item{Kind: dgrid.LeafReceipt, Object: testDomain.HashObject(&r), Payer: pair.Payer, Model: pair.Model, Fee: r.Fee})
		incs = append(incs, dgrid.Inclusion{Batch: dgrid.Batch{Node: pair.Provider, Epoch: uint64(i + 1), Root: leaf.Hash(), Count: 1, Block: 5}, Leaf: leaf})
	}
	held, err := s.Held(two.id, 8)
	must(t, err)
	if err := settlement.CheckInclusion(held, &incs[1]); !errors.Is(err, settlement.ErrGap) {
		t.Errorf("the second before the first: %v", err)
	}
	if _, err := s.Inclusion(store.AsPayer, one.id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an inclusion that nobody showed: %v", err)
	}
	for i, j := range []script{one, two} {
		held, err := s.Held(j.id, 8)
		must(t, err)
		must(t, settlement.CheckInclusion(held, &incs[i]))
		must(t, s.PutInclusion(ctx, store.AsPayer, j.id, incs[i]))
		must(t, s.PutInclusion(ctx, store.AsPayer, j.id, incs[i]))
	}
	check := func(s *store.Store) {
		t.Helper()
		if waiting, err := s.Waiting(store.AsPayer, 0); err != nil || len(waiting) != 0 {
			t.Errorf("waiting: %v, %v", waiting, err)
		}
		got, err := s.Inclusion(store.AsPayer, two.id)
		must(t, err)
		sameJSON(t, got, &incs[1])
		held, err := s.Held(two.id, 8)
		must(t, err)
		if held.Counted != held.Fee || len(held.Before) != 2 || held.Before[1].BatchLeaf != incs[1].Leaf || !held.Before[1].OfJob || held.Before[0].OfJob {
			t.Errorf("held: %+v", held)
		}
	}
	check(s)
	must(t, s.Close())
	must(t, os.RemoveAll(filepath.Join(dir, "index")))
	s = open(t, dir, small())
	check(s)
	checkBooks(t, s, dir)
}

// A store restored from a backup finds later epochs on the chain. What it sealed behind what it knows is void, its leaves go into the
// next batch; jobs that were ordered before are included, but not counted; what a payer shows is gone on from.
func TestRestoredStoreChargesNothingTwice(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s := open(t, dir, small())
	pair := pairNumber(1)
	jobs := []script{newScript(1, pair), newScript(2, pair), newScript(3, pair), newScript(4, pair), newScript(5, pair)}
	endJob(t, s, ctx, store.AsProvider, jobs[0], 1, true)
	seal(t, s, ctx)
	must(t, s.SetAnchored(ctx, 1, 10, digest("tx")))
	endJob(t, s, ctx, store.AsProvider, jobs[1], 1, true)
	endJob(t, s, ctx, store.AsProvider, jobs[2], 2, false)
	must(t, s.Close())
	backup := copyDir(t, dir)

	s = open(t, dir, small()) // goes on, and is lost
	seal(t, s, ctx)
	lost, err := s.LeafOf(jobs[1].id)
	must(t, err)
	shown := dgrid.Inclusion{Batch: dgrid.Batch{Node: testNode, Epoch: 2, Root: digest("lost"), Count: 2, Block: 20}, Leaf: lost.BatchLeaf, Path: []dgrid.Digest{digest("sibling")}}
	must(t, s.Close())

	s = open(t, backup, small())
	endJob(t, s, ctx, store.AsProvider, jobs[3], 3, true)
	void, _ := seal(t, s, ctx) // before the chain was asked
	if void.Epoch != 2 || void.Count != 3 {
		t.Fatalf("sealed %+v", void)
	}
	if err := s.SetRestored(ctx, 0, 4); !errors.Is(err, store.ErrConflict) {
		t.Errorf("restored before an anchored batch: %v", err)
	}
	must(t, s.SetRestored(ctx, 1, 4))
	if _, err := s.Batch(2); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a void batch: %v", err)
	}
	st, err := s.Batches()
	must(t, err)
	if st.Epoch != 4 || st.Sealed != 1 || st.Next != 4 || !st.Restored || st.Value != jobs[1].fee(37).Add(jobs[2].fee(64)).Add(jobs[3].fee(101)) {
		t.Errorf("batches: %+v", st)
	}
	must(t, s.PutInclusion(ctx, store.AsProvider, jobs[1].id, shown))
	endJob(t, s, ctx, store.AsProvider, jobs[4], 1, true)
	next, _ := seal(t, s, ctx)
	if next.Epoch != 5 || next.Count != 4 {
		t.Fatalf("sealed %+v", next)
	}
	must(t, s.SetAnchored(ctx, 5, 50, digest("tx 5")))
	leaf, err := s.LeafOf(jobs[4].id)
	must(t, err)
	before, err := s.LeafOf(jobs[3].id)
	must(t, err)
	if leaf.Previous != before.Hash || leaf.PairFee != before.PairFee.Add(jobs[4].fee(37)) { // the shown leaf counts less than its own
		t.Errorf("leaf: %+v", leaf)
	}
	checkEntries(t, s)
	checkBooks(t, s, backup)
	must(t, s.Close())

	// The same without the batch in between: the jobs are doubtful, and the payer shows one of them.
	s = open(t, copyDir(t, dir), small()) // any copy, here the one that was lost
	must(t, s.SetRestored(ctx, 1, 9))
	must(t, s.Close())
	again := t.TempDir()
	s = open(t, again, small())
	endJob(t, s, ctx, store.AsProvider, jobs[0], 1, true)
	endJob(t, s, ctx, store.AsProvider, jobs[1], 1, true)
	must(t, s.SetRestored(ctx, 0, 3))
	must(t, s.PutInclusion(ctx, store.AsProvider, jobs[1].id, shown))
	if w, err := s.Waiting(store.AsProvider, 0); err != nil || len(w) != 1 || w[0] != jobs[0].id {
		t.Fatalf("waiting: %v, %v", w, err)
	}
	seal(t, s, ctx)
	doubtful, err := s.LeafOf(jobs[0].id)
	must(t, err)
	if doubtful.PairFee != lost.PairFee || doubtful.Previous != lost.Hash {
		t.Errorf("doubtful leaf: %+v", doubtful)
	}
	if _, adopted, err := s.Claimable(pair.Payer, testNode, pair.Model); err != nil || adopted == nil || adopted.Leaf != shown.Leaf {
		t.Errorf("claimable: %+v, %v", adopted, err)
	}
	checkBooks(t, s, again)
}

// A job that was closed by its last step and is raised later gets a second leaf that counts the difference.
func TestRaisedJobIsCountedOnce(t *testing.T) {
	s, ctx := open(t, t.TempDir(), small()), t.Context()
	j := newScript(1, pairNumber(1))
	endJob(t, s, ctx, store.AsProvider, j, 1, false)
	seal(t, s, ctx)
	must(t, s.AdoptStep(ctx, store.AsProvider, j.step(2)))
	seal(t, s, ctx)
	r := j.receipt(70)
	must(t, s.Finish(ctx, store.AsProvider, j.id, store.Ending{Receipt: &r}))
	must(t, s.AdoptStep(ctx, store.AsProvider, j.step(3))) // behind the receipt: it changes nothing
	seal(t, s, ctx)
	var fees []dgrid.Amount
	must(t, s.Entries(0, 3, func(e dgrid.BatchEntry) error {
		fees = append(fees, e.Leaf.PairFee)
		return nil
	}))
	if fees[0] != j.fee(32) || fees[1] != j.fee(64) || fees[2] != j.fee(70) {
		t.Errorf("fees: %v", fees)
	}
	checkEntries(t, s)
	if w, err := s.Waiting(store.AsProvider, 0); err != nil || len(w) != 0 {
		t.Errorf("waiting: %v, %v", w, err)
	}
}

// As TestFailureAfterPersisting, for what concerns batches: whatever is repeated after the restart changes nothing more.
func TestBatchesAfterAFailure(t *testing.T) {
	fault := errors.New("injected fault")
	pair := pairNumber(1)
	j, payerJob := newScript(1, pair), newScript(2, pair)
	leaf := dgrid.BatchLeaf{Kind: dgrid.LeafReceipt, Payer: pair.Payer, Model: pair.Model}
	inc := dgrid.Inclusion{Batch: dgrid.Batch{Node: testNode, Epoch: 1, Count: 1}, Leaf: leaf}
	for _, stage := range []int{store.AfterJournal, store.AfterIndex} {
		for call := range 5 {
			t.Run(fmt.Sprintf("stage %d call %d", stage, call), func(t *testing.T) {
				dir, ctx := t.TempDir(), t.Context()
				calls := []func(s *store.Store) error{
					func(s *store.Store) error { return s.AddVerdict(ctx, verdict(1)) },
					func(s *store.Store) error { _, err := s.AddLeaves(ctx); return err },
					func(s *store.Store) error {
						hashes, err := s.LeafHashes(0, 2)
						must(t, err)
						return s.SealBatch(ctx, dgrid.Batch{Node: testNode, Epoch: 1, Root: dgrid.RootOf(hashes), Count: 2}, 0)
					},
					func(s *store.Store) error { return s.SetAnchored(ctx, 1, 5, digest("tx")) },
					func(s *store.Store) error { return s.PutInclusion(ctx, store.AsPayer, payerJob.id, inc) },
				}
				s := open(t, dir, small())
				endJob(t, s, ctx, store.AsProvider, j, 1, true)
				endJob(t, s, ctx, store.AsPayer, payerJob, 1, true)
				for _, f := range calls[:call] {
					must(t, f(s))
				}
				must(t, s.Close())
				s = open(t, dir, small())
				s.SetFault(func(at int) error {
					if at == stage {
						return fault
					}
					return nil
				})
				if err := calls[call](s); !errors.Is(err, fault) {
					t.Fatalf("got %v", err)
				}
				must(t, s.Close())
				s = open(t, dir, small())
				for _, f := range calls[call:] {
					must(t, f(s))
				}
				if st, err := s.Batches(); err != nil || st.Next != 2 || st.Sealed != 2 || st.Epoch != 1 || st.Anchored != 1 || st.Final != 2 {
					t.Errorf("batches: %+v, %v", st, err)
				}
				checkEntries(t, s)
				checkBooks(t, s, dir)
			})
		}
	}
}

func TestIndexThatDisagreesAboutBatches(t *testing.T) {
	for name, f := range map[string]func(txn *badger.Txn) error{
		"a leaf is gone":  func(txn *badger.Txn) error { return txn.Delete([]byte{'l', 0, 0, 0, 0, 0, 0, 0, 0}) },
		"a batch is gone": func(txn *badger.Txn) error { return txn.Delete([]byte{'b', 0, 0, 0, 0, 0, 0, 0, 1}) },
		"the state is another": func(txn *badger.Txn) error {
			return txn.Set([]byte("h"), []byte(`{"next":2,"sealed":2,"epoch":1,"value":"0"}`))
		},
		"a job waits that does not": func(txn *badger.Txn) error {
			return txn.Set(append([]byte{'y', 2}, make([]byte, 40)...), nil)
		},
		"a line is another": func(txn *badger.Txn) error {
			p := pairNumber(1)
			return txn.Set(append(append([]byte{'f'}, p.Payer[:]...), p.Model[:]...), []byte(`{"fee":"1","last":"0x0000000000000000000000000000000000000000000000000000000000000000"}`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, ctx := t.TempDir(), t.Context()
			s := open(t, dir, small())
			endJob(t, s, ctx, store.AsProvider, newScript(1, pairNumber(1)), 1, true)
			must(t, s.AddVerdict(ctx, verdict(1)))
			seal(t, s, ctx)
			must(t, s.SetAnchored(ctx, 1, 5, digest("tx")))
			want, err := s.Batches()
			must(t, err)
			must(t, s.Close())
			alter(t, dir, f)
			s = open(t, dir, small())
			if got, err := s.Batches(); err != nil || got != want {
				t.Errorf("batches: %+v, %v; want %+v", got, err, want)
			}
			checkEntries(t, s)
		})
	}
}

// Random jobs, batches, restarts and lost indexes: whatever order they come in, each line adds up to its jobs, and the books agree.
func TestBatchesAgainstPlainSums(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		dir, err := os.MkdirTemp("", "batches")
		must(r, err)
		defer os.RemoveAll(dir)
		s, err := store.Open(dir, testDomain, small(), discard())
		must(r, err)
		defer func() { must(r, s.Close()) }()
		sums, n, anchored := map[dgrid.Pair]dgrid.Amount{}, 0, uint64(0)
		for range rapid.IntRange(1, 25).Draw(r, "actions") {
			switch rapid.IntRange(0, 8).Draw(r, "action") {
			case 0, 1, 2, 3:
				n++
				pair := pairNumber(rapid.IntRange(1, 2).Draw(r, "pair"))
				j, steps := newScript(n, pair), uint32(rapid.IntRange(0, 3).Draw(r, "steps"))
				receipt := rapid.Bool().Draw(r, "receipt")
				endJob(r, s, r.Context(), store.AsProvider, j, steps, receipt)
				tokens := steps * dgrid.LeafTokens
				if receipt {
					tokens += 5
				}
				sums[pair] = sums[pair].Add(j.fee(tokens))
			case 4:
				must(r, s.AddVerdict(r.Context(), verdict(rapid.IntRange(0, 3).Draw(r, "verdict"))))
			case 5:
				_, err := s.AddLeaves(r.Context())
				must(r, err)
			case 6:
				seal(r, s, r.Context())
			case 7:
				list, err := s.BatchList(anchored+1, 1)
				must(r, err)
				if len(list) == 1 {
					anchored++
					must(r, s.SetAnchored(r.Context(), anchored, 100+anchored, digest("tx", anchored)))
				}
			case 8:
				must(r, s.Close())
				if rapid.Bool().Draw(r, "lose the index") {
					must(r, os.RemoveAll(filepath.Join(dir, "index")))
				}
				s, err = store.Open(dir, testDomain, small(), discard())
				must(r, err)
			}
		}
		seal(r, s, r.Context())
		list, err := s.BatchList(anchored+1, 0)
		must(r, err)
		for _, b := range list {
			must(r, s.SetAnchored(r.Context(), b.Batch.Epoch, 100+b.Batch.Epoch, digest("tx", b.Batch.Epoch)))
		}
		batcher := settlement.NewBatcher()
		st, err := s.Batches()
		must(r, err)
		must(r, s.Entries(0, st.Next, func(e dgrid.BatchEntry) error { return batcher.Follow(&e.Leaf) }))
		for pair, want := range sums {
			if line := batcher.Line(settlement.Lined{Payer: pair.Payer, Model: pair.Model}); line.Fee != want {
				r.Fatalf("line of %s: %s, want %s", pair.Payer, line.Fee, want)
			}
			own, _, err := s.Claimable(pair.Payer, pair.Provider, pair.Model)
			must(r, err)
			if !want.IsZero() && (own == nil || own.PairFee != want) {
				r.Fatalf("claimable of %s: %+v, want %s", pair.Payer, own, want)
			}
			account, err := s.Account(store.AsProvider, pair)
			must(r, err)
			if account.Settled != want {
				r.Fatalf("settled of %s: %s, want %s", pair.Payer, account.Settled, want)
			}
		}
	})
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
