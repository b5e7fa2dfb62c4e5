package node_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/ledger"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

func TestAnswer(t *testing.T) {
	for _, length := range []int{1, 31, 32, 33, 64, 100} {
		t.Run(fmt.Sprint(length), func(t *testing.T) {
			p := newPair(t, &scripted{length: length, prompt: 10})
			got, err := p.question(t, question(500))
			if err != nil {
				t.Fatal(err)
			}
			if failing := verify.Failing(verify.Signatures(got, domain)); failing != nil {
				t.Errorf("rungs fail: %q", failing)
			}
			ids, _ := got.Output(len(got.Leaves))
			if len(ids) != length || len(got.Steps) != length/dgrid.LeafTokens {
				t.Errorf("%d tokens in %d steps", len(ids), len(got.Steps))
			}
			atPayer, atProvider := p.accounts(t)
			want := price.Fee(10, uint32(length))
			if atPayer.Settled != want || atProvider.Settled != want {
				t.Errorf("settled %s at the payer, %s at the provider, want %s", atPayer.Settled, atProvider.Settled, want)
			}
			if amountOf(atPayer.Voucher) != amountOf(atProvider.Voucher) || amountOf(atPayer.Voucher).Cmp(want) < 0 {
				t.Errorf("voucher %s at the payer, %s at the provider, fee %s", amountOf(atPayer.Voucher), amountOf(atProvider.Voucher), want)
			}
		})
	}
}

// An answer that the largest fee cuts short reached its maximum like one that the number of tokens cuts.
func TestAnswerUpToTheFee(t *testing.T) {
	p := newPair(t, &scripted{length: 100, prompt: 10})
	q := question(500)
	q.MaxFee = price.Fee(10, 40)
	got, err := p.question(t, q)
	if err != nil {
		t.Fatal(err)
	}
	if r := got.Receipt.Object; r.OutputTokens != 40 || r.Finish != dgrid.FinishLength || r.Fee != q.MaxFee {
		t.Errorf("receipt %+v, want 40 tokens and the whole fee", r)
	}
	if failing := verify.Failing(verify.Signatures(got, domain)); failing != nil {
		t.Errorf("rungs fail: %q", failing)
	}
}

func TestManyAnswersOnOneAccount(t *testing.T) {
	p := newPair(t, &scripted{length: 50, prompt: 10})
	for range 5 {
		if _, err := p.question(t, question(500)); err != nil {
			t.Fatal(err)
		}
	}
	atPayer, atProvider := p.accounts(t)
	var want dgrid.Amount
	for range 5 {
		want = want.Add(price.Fee(10, 50))
	}
	step := price.Fee(0, dgrid.LeafTokens)
	if atPayer.Settled != want || atProvider.Settled != want || amountOf(atProvider.Voucher).Cmp(want.Add(step)) > 0 {
		t.Errorf("settled %s and %s, voucher %s; fees are %s", atPayer.Settled, atProvider.Settled, amountOf(atProvider.Voucher), want)
	}
}

// The same order again gets the stored frames, in this session and the next, and never a second receipt.
func TestReplay(t *testing.T) {
	p := newPair(t, &scripted{length: 70, prompt: 10})
	first, err := p.question(t, question(500))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		again := replay(t, p, first)
		if again.Receipt.Receipt != *first.Receipt || len(again.ids) != 70 || again.text != textOf(first) {
			t.Errorf("the replay differs: %d tokens, receipt %+v", len(again.ids), again.Receipt.Receipt.Object)
		}
		p.provider.restart(t)
		p.connect(t)
	}
}

type replayed struct {
	Receipt *p2p.ReceiptFrame
	ids     []dgrid.TokenID
	text    string
	refusal *p2p.RefusalFrame
	failure *p2p.FailureFrame
}

func textOf(t *dgrid.Transcript) string { _, s := t.Output(len(t.Leaves)); return s }

func replay(t *testing.T, p *pair, tr *dgrid.Transcript) (r replayed) {
	t.Helper()
	s, err := p.link.OpenJob(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close(); p.link.served.Wait() }()
	if err := s.Send(t.Context(), &p2p.OrderFrame{Order: tr.Order, Request: tr.Request, Prefix: tr.Prefix}); err != nil {
		t.Fatal(err)
	}
	for {
		f, err := s.Recv(t.Context())
		if err != nil {
			return r
		}
		switch f := f.(type) {
		case *p2p.ChunkFrame:
			r.ids, r.text = append(r.ids, f.IDs...), r.text+f.Text
		case *p2p.RefusalFrame:
			r.refusal = f
			return r
		case *p2p.FailureFrame:
			r.failure = f
			return r
		case *p2p.ReceiptFrame:
			r.Receipt = f
			return r
		}
	}
}

// An order of an earlier session that this provider does not know is refused: it may have run in a future that a restored
// backup has forgotten.
func TestForgottenOrderIsRefused(t *testing.T) {
	p := newPair(t, &scripted{length: 70, prompt: 10})
	tr, err := p.question(t, question(500))
	if err != nil {
		t.Fatal(err)
	}
	p.provider.dir = t.TempDir() // everything is forgotten
	p.provider.open(t)
	p.provider.serve(t)
	p.connect(t)
	if r := replay(t, p, tr); r.refusal == nil || r.refusal.Code != p2p.Session {
		t.Errorf("answer to a forgotten order: %+v", r)
	}
}

func TestCancel(t *testing.T) {
	p := newPair(t, &scripted{length: 900, prompt: 10})
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	tr, err := p.ask.Ask(ctx, question(900), func(dgrid.Chunk) error {
		if n++; n == 40 {
			cancel()
		}
		return nil
	})
	p.link.served.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if r := tr.Receipt.Object; r.Finish != dgrid.FinishCancelled || r.OutputTokens%dgrid.LeafTokens != 0 || r.OutputTokens < 32 || tr.Cancel == nil {
		t.Errorf("receipt of a cancelled job: %+v", r)
	}
	if failing := verify.Failing(verify.Signatures(tr, domain)); failing != nil {
		t.Errorf("rungs fail: %q", failing)
	}
	atPayer, atProvider := p.accounts(t)
	if atPayer.Settled != atProvider.Settled || len(atPayer.OpenJobs)+len(atProvider.OpenJobs) != 0 {
		t.Errorf("accounts: %+v and %+v", atPayer, atProvider)
	}
}

func TestEngineFails(t *testing.T) {
	p := newPair(t, &scripted{length: 900, prompt: 10, fail: 75, err: errors.New("native code said something private")})
	tr, err := p.question(t, question(500))
	var broken *payer.BrokenError
	if !errors.As(err, &broken) || !broken.Retryable || broken.Received != 75 || broken.Signed != 64 {
		t.Fatalf("error %v", err)
	}
	if tr.Receipt.Object.Finish != dgrid.FinishInterrupted || tr.Receipt.Object.OutputTokens != 64 {
		t.Errorf("receipt %+v", tr.Receipt.Object)
	}
	p.provider.engine.err = nil
	if _, err := p.question(t, question(50)); err != nil {
		t.Errorf("the next job: %v", err)
	}
}

// A payer that signs nothing gets a prompt and one step for it, and then nothing.
func TestUnpaidWorkIsBounded(t *testing.T) {
	p := newPair(t, &scripted{length: 900, prompt: 10})
	p.provider.payWait = 100 * time.Millisecond
	p.provider.serve(t)
	p.connect(t)
	p.link.filter = func(f p2p.Frame) p2p.Frame {
		if _, ok := f.(*p2p.VoucherFrame); ok {
			return nil
		}
		return f
	}
	_, err := p.question(t, question(500))
	var broken *payer.BrokenError
	if !errors.As(err, &broken) || broken.Received > dgrid.LeafTokens {
		t.Fatalf("unpaid: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name  string
		want  p2p.RefusalCode
		setup func(*pair, *payer.Question)
	}{
		{"the prompt and the answer are too long", p2p.Context, func(p *pair, q *payer.Question) { q.MaxOutput = 2000 }},
		{"the prompt is longer than paid for", p2p.Context, func(p *pair, q *payer.Question) { q.MaxPrompt = 5 }},
		{"no credit", p2p.Credit, func(p *pair, q *payer.Question) { p.provider.engine.prompt = 900; q.MaxPrompt = 900; q.MaxOutput = 10 }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPair(t, &scripted{length: 50, prompt: 10})
			p.provider.credit = dgrid.NewAmount(1000)
			p.provider.serve(t)
			p.connect(t)
			q := question(100)
			test.setup(p, &q)
			_, err := p.question(t, q)
			var refused *payer.RefusedError
			if !errors.As(err, &refused) || refused.Code != test.want {
				t.Fatalf("error %v, want refusal %s", err, test.want)
			}
			atPayer, _ := p.accounts(t)
			if len(atPayer.OpenJobs) != 0 || !atPayer.Settled.IsZero() {
				t.Errorf("a refused order left %+v", atPayer)
			}
		})
	}
}

func TestDrainingRefuses(t *testing.T) {
	p := newPair(t, &scripted{length: 50, prompt: 10})
	if err := p.provider.provider.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	var refused *payer.RefusedError
	if _, err := p.question(t, question(10)); !errors.As(err, &refused) || refused.Code != p2p.Draining {
		t.Errorf("error %v", err)
	}
}

// The stream is cut at every frame. Afterwards either side may have crashed; when they meet again nothing is lost, doubled or
// owed twice, and neither has lost more than a step and a prompt.
func TestCutAtEveryFrame(t *testing.T) {
	for cut := 1; cut < 90; cut++ {
		p := newPair(t, &scripted{length: 70, prompt: 10})
		p.link.cut = cut
		tr, err := p.question(t, question(500))
		if err == nil {
			if tr.Receipt == nil {
				t.Fatalf("cut %d: no error and no receipt", cut)
			}
			continue
		}
		if cut%3 == 1 {
			p.provider.restart(t)
		}
		if cut%3 == 2 {
			p.payer.restart(t)
		}
		p.connect(t)
		if _, err := p.question(t, question(40)); err != nil {
			t.Fatalf("cut %d: the next job: %v", cut, err)
		}
		checkSettled(t, cut, p)
	}
}

func checkSettled(t *testing.T, cut int, p *pair) {
	t.Helper()
	atPayer, atProvider := p.accounts(t)
	if len(atPayer.OpenJobs)+len(atProvider.OpenJobs) != 0 {
		t.Errorf("cut %d: open jobs: payer %v, provider %v", cut, atPayer.OpenJobs, atProvider.OpenJobs)
	}
	if atPayer.Settled != atProvider.Settled {
		t.Errorf("cut %d: settled %s at the payer, %s at the provider", cut, atPayer.Settled, atProvider.Settled)
	}
	if v := amountOf(atPayer.Voucher); v != amountOf(atProvider.Voucher) || v.Cmp(atProvider.Settled) < 0 || v.Cmp(atProvider.Settled.Add(price.Fee(0, dgrid.LeafTokens))) > 0 {
		t.Errorf("cut %d: vouchers %s and %s, settled %s", cut, v, amountOf(atProvider.Voucher), atProvider.Settled)
	}
	jobs, err := p.payer.store.Jobs(store.AsPayer, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		mine, err := p.payer.store.Record(store.AsPayer, j.ID)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := p.provider.store.Record(store.AsProvider, j.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue // the order never arrived
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(mine.Steps) != len(theirs.Steps) || (mine.Receipt == nil) != (theirs.Receipt == nil) || (mine.Receipt != nil && *mine.Receipt != *theirs.Receipt) {
			t.Errorf("cut %d: job %s: %d steps and receipt %v at the payer, %d and %v at the provider", cut, j.ID.Short(),
				len(mine.Steps), mine.Receipt != nil, len(theirs.Steps), theirs.Receipt != nil)
		}
	}
}

// An answer that broke off goes on at another provider: the same tokens as if nothing had happened, each paid for its own.
func TestResumeElsewhere(t *testing.T) {
	whole := newPair(t, &scripted{length: 120, prompt: 10})
	q := question(500)
	q.ClientSeed = dgrid.UserSeed(1)
	want, err := whole.question(t, q)
	if err != nil {
		t.Fatal(err)
	}
	p := newPair(t, &scripted{length: 120, prompt: 10, fail: 75, err: errors.New("gone")})
	first, err := p.question(t, q)
	if err == nil {
		t.Fatal("the engine did not fail")
	}
	head, _ := first.Output(len(first.Leaves))
	second := newSide(t)
	second.engine = &scripted{length: 120, prompt: 10}
	second.serve(t)
	p.provider = second
	p.connect(t)
	q.Resume = &payer.Resume{Parent: first.Acceptance.Object.Job, TemplateTime: first.Order.Object.TemplateTime, Prefix: head}
	rest, err := p.question(t, q)
	if err != nil {
		t.Fatal(err)
	}
	tail, _ := rest.Output(len(rest.Leaves))
	all, _ := want.Output(len(want.Leaves))
	if dgrid.HashTokens(append(head, tail...)) != dgrid.HashTokens(all) {
		t.Errorf("%d + %d tokens are not the %d of an unbroken answer", len(head), len(tail), len(all))
	}
	if failing := verify.Failing(verify.Signatures(rest, domain)); failing != nil {
		t.Errorf("rungs fail: %q", failing)
	}
}

// An old copy of a store is put back, on either side. The pair goes on: no voucher falls, nothing is paid twice, and each has lost
// no more than the bound.
func TestOldBackup(t *testing.T) {
	for _, restored := range []string{"payer", "provider"} {
		t.Run(restored, func(t *testing.T) {
			p := newPair(t, &scripted{length: 70, prompt: 10})
			ask := func() *dgrid.Transcript {
				t.Helper()
				p.connect(t)
				tr, err := p.question(t, question(500))
				if err != nil {
					t.Fatal(err)
				}
				return tr
			}
			ask()
			s := map[string]*side{"payer": p.payer, "provider": p.provider}[restored]
			backup := s.snapshot(t)
			ask()
			last := ask()
			s.restore(t, backup)
			p.connect(t)
			again := ask()
			if before, after := last.Voucher.Object.Amount, again.Voucher.Object.Amount; after.Cmp(before) <= 0 {
				t.Errorf("the voucher was %s and is %s", before, after)
			}
			fees := price.Fee(10, 70).Add(price.Fee(10, 70)).Add(price.Fee(10, 70)).Add(price.Fee(10, 70))
			if got := again.Voucher.Object.Amount; got.Cmp(fees) < 0 || got.Cmp(fees.Add(price.Fee(0, dgrid.LeafTokens))) > 0 {
				t.Errorf("four jobs cost %s, the voucher promises %s", fees, got)
			}
			if r := replay(t, p, last); restored == "provider" && (r.refusal == nil || r.refusal.Code != p2p.Session) {
				t.Errorf("a job that the backup has forgotten was taken again: %+v", r)
			}
		})
	}
}

// A provider whose backup ends in the middle of a job is shown the step that it forgot. The step's fee counts once, and not again
// as part of the payer's total.
func TestForgottenStepCountsOnce(t *testing.T) {
	p := newPair(t, &scripted{length: 300, prompt: 10})
	p.link.cut = 90
	tr, err := p.question(t, question(500))
	if err == nil || len(tr.Steps) < 2 {
		t.Fatalf("the stream was not cut behind the second step: %v", err)
	}
	p.provider.dir = t.TempDir() // what the backup holds: the order and the first step
	p.provider.open(t)
	begun := *tr
	begun.Leaves, begun.Steps, begun.Voucher, begun.Receipt = nil, nil, nil, nil
	if err := p.provider.store.Begin(t.Context(), store.AsProvider, &begun); err != nil {
		t.Fatal(err)
	}
	if err := p.provider.store.AddStep(t.Context(), store.AsProvider, tr.Steps[0], tr.Leaves[0], nil); err != nil {
		t.Fatal(err)
	}
	p.provider.serve(t)
	p.connect(t)
	if _, err := p.question(t, question(40)); err != nil {
		t.Fatal(err)
	}
	adopted, err := ledger.Adopted(p.provider.store, store.AsProvider, p.pair())
	if err != nil {
		t.Fatal(err)
	}
	atPayer, atProvider := p.accounts(t)
	if !adopted.IsZero() || atPayer.Settled != atProvider.Settled {
		t.Errorf("settled %s at the payer, %s and %s adopted at the provider", atPayer.Settled, atProvider.Settled, adopted)
	}
}

// Of two calls that would settle one open job the second leaves it to the first, and says that not all is settled.
func TestOneCallRecoversAJob(t *testing.T) {
	p := newPair(t, &scripted{length: 300, prompt: 10})
	p.link.cut = 90
	tr, err := p.question(t, question(500))
	if err == nil || tr == nil || len(tr.Steps) < 2 {
		t.Fatalf("the stream was not cut behind the second step: %v", err)
	}
	fetching, proceed := make(chan struct{}), make(chan struct{})
	p.link.fetching = func() { fetching <- struct{}{}; <-proceed }
	first := make(chan bool, 1)
	go func() {
		_, all := p.ask.Recover(t.Context(), "provider", p.provider.owner())
		first <- all
	}()
	<-fetching
	if forgotten, all := p.ask.Recover(t.Context(), "provider", p.provider.owner()); all || len(forgotten) > 0 {
		t.Errorf("the second call says that all is settled (%v), or that %d steps are forgotten, while the first is at work", all, len(forgotten))
	}
	close(proceed)
	if all := <-first; !all {
		t.Error("the first call has not settled the job")
	}
	if _, all := p.ask.Recover(t.Context(), "provider", p.provider.owner()); !all {
		t.Error("a call with nothing to do says that something is left")
	}
	r, err := p.payer.store.Record(store.AsPayer, tr.Acceptance.Object.Job)
	if err != nil || r.Open || r.Receipt == nil {
		t.Errorf("the job is open or has no receipt: %+v, %v", r, err)
	}
}

// What is read is not what the provider commits to. The payer ends the job, and what it hands back holds each token once.
func TestAnswerThatIsNotCommittedTo(t *testing.T) {
	tests := map[string]struct {
		token int // from which on the chunk is another
		with  func(*p2p.ChunkFrame) *p2p.ChunkFrame
		want  uint32 // tokens received
	}{
		"other text behind the last step": {40, func(f *p2p.ChunkFrame) *p2p.ChunkFrame { return &p2p.ChunkFrame{IDs: f.IDs, Text: "other"} }, 40},
		"other text in a step":            {10, func(f *p2p.ChunkFrame) *p2p.ChunkFrame { return &p2p.ChunkFrame{IDs: f.IDs, Text: "other"} }, 32},
		"text of no token":                {33, func(f *p2p.ChunkFrame) *p2p.ChunkFrame { return &p2p.ChunkFrame{Text: f.Text} }, 32},
		"too much text for a leaf": {5, func(f *p2p.ChunkFrame) *p2p.ChunkFrame {
			return &p2p.ChunkFrame{IDs: f.IDs, Text: strings.Repeat("x", p2p.MaxTokens+1)}
		}, 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, &scripted{length: 40, prompt: 10})
			chunks := 0
			p.link.filter = func(f p2p.Frame) p2p.Frame {
				if c, ok := f.(*p2p.ChunkFrame); ok {
					if chunks++; chunks == test.token {
						return test.with(c)
					}
				}
				return f
			}
			tr, err := p.question(t, question(500))
			var broken *payer.BrokenError
			if !errors.As(err, &broken) || broken.Received != test.want {
				t.Fatalf("error %v, want a broken answer of %d tokens", err, test.want)
			}
			if ids, _ := tr.Output(len(tr.Leaves)); uint32(len(ids)) != test.want {
				t.Errorf("the transcript holds %d tokens, want %d", len(ids), test.want)
			}
		})
	}
}
