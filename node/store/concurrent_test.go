package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// Writers on pairs of their own and on one that all share, with readers and the sweeper between them.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	s, ctx := open(t, dir, small()), t.Context()
	shared := pairNumber(1000)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for w := range 12 {
		wg.Go(func() {
			own, common := newScript(w, pairNumber(w)), newScript(100+w, shared)
			run(t, s, store.AsPayer, own)
			must(t, s.Begin(ctx, store.AsPayer, common.begin()))
			leaf, _ := common.leaf(1, dgrid.LeafTokens)
			must(t, s.AddStep(ctx, store.AsPayer, common.step(1), leaf, nil))
			// Of vouchers that race only the higher ones may be stored; checkBooks sees to that.
			if err := s.PutVoucher(ctx, store.AsPayer, voucher(shared, uint64(10+w))); err != nil && !errors.Is(err, store.ErrLowerVoucher) {
				t.Error(err)
			}
			must(t, s.Finish(ctx, store.AsPayer, common.id, store.Ending{}))
		})
	}
	// All say the same of one job: one of them stores it.
	same := newScript(500, pairNumber(500))
	must(t, s.Begin(ctx, store.AsPayer, same.begin()))
	for range 8 {
		wg.Go(func() {
			leaf, _ := same.leaf(1, dgrid.LeafTokens)
			must(t, s.AddStep(ctx, store.AsPayer, same.step(1), leaf, nil))
			receipt := same.receipt(32)
			must(t, s.Finish(ctx, store.AsPayer, same.id, store.Ending{Receipt: &receipt}))
		})
	}
	var readers sync.WaitGroup
	readers.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := s.Accounts(store.AsPayer); err != nil {
				t.Error(err)
				return
			}
			if _, err := s.Transcript(store.AsPayer, same.id); err != nil {
				t.Error(err)
				return
			}
			if err := s.Sweep(ctx); err != nil {
				t.Error(err)
				return
			}
		}
	})
	wg.Wait()
	close(stop)
	readers.Wait()
	acc, err := s.Account(store.AsPayer, shared)
	must(t, err)
	if want := dgrid.NewAmount(12 * (10 + 64)); acc.Settled != want || acc.Jobs != 12 || acc.Voucher.Object.Amount != dgrid.NewAmount(21) {
		t.Errorf("shared account: %+v, want %s settled by 12 jobs and a voucher of 21", acc, want)
	}
	checkBooks(t, s, dir)
}

func TestContextEndsTheWaiting(t *testing.T) {
	s := open(t, t.TempDir(), small())
	ctx, cancel := context.WithCancel(t.Context())
	entered, leave := make(chan struct{}), make(chan struct{})
	s.SetFault(func(at int) error {
		if at == store.AfterJournal {
			close(entered)
			<-leave
		}
		return nil
	})
	got := make(chan error, 2)
	go func() { got <- s.PutVoucher(ctx, store.AsPayer, voucher(pairNumber(1), 1)) }()
	<-entered // the writer hangs, as on a disk that does not answer
	go func() { got <- s.PutVoucher(ctx, store.AsPayer, voucher(pairNumber(2), 1)) }()
	cancel()
	for range 2 {
		if err := <-got; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
	}
	close(leave)
	if acc, err := s.Account(store.AsPayer, pairNumber(2)); err != nil || acc.Voucher != nil {
		t.Errorf("a voucher that nobody waited for was stored: %+v, %v", acc, err)
	}
}

func TestCloseWaitsForReaders(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, small())
	for n := range 20 {
		run(t, s, store.AsProvider, newScript(n, pairNumber(n)))
	}
	started := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for first := true; ; first = false {
				jobs, err := s.Jobs(store.AsProvider, 0)
				if first {
					started <- struct{}{}
				}
				if err != nil {
					return // closed; a reader that outlives the database would crash the process
				}
				if len(jobs) != 20 {
					t.Errorf("%d jobs, want 20", len(jobs))
				}
			}
		})
	}
	for range 4 {
		<-started
	}
	must(t, s.Close())
	wg.Wait()
}
