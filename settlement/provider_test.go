package settlement_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

func admitted(t *testing.T, id dgrid.JobID) *settlement.ProviderAccount {
	t.Helper()
	a := settlement.NewProviderAccount(pair, dgrid.Amount{}, dgrid.Amount{})
	if err := a.Admit(id, exampleOrder(), 100, dgrid.NewAmount(1000)); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAdmitCountsEveryRunningJob(t *testing.T) {
	id := dgrid.JobID{1}
	a := admitted(t, id) // may cost 164 before it is paid
	err := a.Admit(dgrid.JobID{2}, exampleOrder(), 100, dgrid.NewAmount(327))
	var none *settlement.ErrNoCredit
	if !errors.As(err, &none) {
		t.Fatalf("second job with too little credit: %v", err)
	}
	wantAmount(t, "exposure", none.Exposure, 328)
	wantAmount(t, "credit", none.Credit, 327)
	if err := a.Admit(dgrid.JobID{2}, exampleOrder(), 100, dgrid.NewAmount(328)); err != nil {
		t.Fatal(err)
	}
	wantError(t, a.Admit(id, exampleOrder(), 100, dgrid.MaxAmount), "has it already")
	wantError(t, a.Admit(dgrid.JobID{3}, exampleOrder(), 101, dgrid.MaxAmount), "the order allows 100")
}

func TestAdmitCountsWhatWasPaidAhead(t *testing.T) {
	a := settlement.NewProviderAccount(pair, dgrid.NewAmount(100), dgrid.Amount{})
	// 164 for prompt and first step less 100 paid ahead is 64, but a later step may stand open with 65.
	err := a.Admit(dgrid.JobID{1}, exampleOrder(), 100, dgrid.NewAmount(64))
	var none *settlement.ErrNoCredit
	if !errors.As(err, &none) || none.Exposure != dgrid.NewAmount(65) {
		t.Fatalf("job with 64 of credit: %v", err)
	}
	if err := a.Admit(dgrid.JobID{1}, exampleOrder(), 100, dgrid.NewAmount(65)); err != nil {
		t.Fatal(err)
	}
}

func TestProviderWorksOneStepAhead(t *testing.T) {
	id := dgrid.JobID{1}
	a := admitted(t, id)
	for _, tt := range []struct {
		voucher uint64
		want    uint32
	}{
		{0, 32}, {101, 32}, {102, 33}, {163, 63}, {164, 64}, {228, 96}, {10_000, 128},
	} {
		if err := a.Pay(dgrid.NewAmount(tt.voucher)); err != nil {
			t.Fatal(err)
		}
		if got := a.Allowed(id); got != tt.want {
			t.Errorf("voucher over %d allows %d tokens, want %d", tt.voucher, got, tt.want)
		}
		if err := a.Sent(id, tt.want+1); err == nil {
			t.Errorf("voucher over %d let %d tokens go", tt.voucher, tt.want+1)
		}
	}
	if got := a.Allowed(dgrid.JobID{7}); got != 0 {
		t.Errorf("unknown job may send %d tokens", got)
	}
	if err := a.Sent(id, 10); err != nil {
		t.Fatal(err)
	}
	wantError(t, a.Sent(id, 9), "below 10")
}

func TestPayRefusesALowerVoucher(t *testing.T) {
	a := settlement.NewProviderAccount(pair, dgrid.NewAmount(50), dgrid.Amount{})
	if err := a.Pay(dgrid.NewAmount(50)); err != nil {
		t.Errorf("the same voucher again: %v", err)
	}
	var low *settlement.ErrLowerVoucher
	if err := a.Pay(dgrid.NewAmount(49)); !errors.As(err, &low) || low.Held != dgrid.NewAmount(50) || low.Shown != dgrid.NewAmount(49) {
		t.Errorf("a lower voucher: %v", err)
	}
	wantAmount(t, "voucher", a.Voucher(), 50)
}

func TestProviderStepsAndCloses(t *testing.T) {
	id := dgrid.JobID{1}
	a := admitted(t, id)
	if err := a.Sent(id, 31); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Step(id, dgrid.Digest{}); !errors.Is(err, settlement.ErrNoLeaf) {
		t.Errorf("step over 31 tokens: %v", err)
	}
	if err := a.Sent(id, 32); err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.Close(id, dgrid.FinishStop); err == nil {
		t.Error("receipt over a full leaf without its step")
	}
	s, err := a.Step(id, dgrid.Digest{5})
	if err != nil || s != (dgrid.Step{Job: id, Number: 1, Root: dgrid.Digest{5}, OutputTokens: 32, Fee: dgrid.NewAmount(164)}) {
		t.Errorf("first step is %+v, error %v", s, err)
	}
	if _, err := a.Step(id, dgrid.Digest{6}); !errors.Is(err, settlement.ErrNoLeaf) {
		t.Errorf("second step over the same leaf: %v", err)
	}
	tokens, fee, err := a.Close(id, dgrid.FinishStop)
	if err != nil || tokens != 32 || fee != dgrid.NewAmount(164) {
		t.Errorf("closed with %d tokens, fee %s, error %v", tokens, fee, err)
	}
	if _, _, err := a.Close(id, dgrid.FinishStop); !errors.Is(err, settlement.ErrUnknownJob) {
		t.Errorf("closed twice: %v", err)
	}
	wantError(t, a.Admit(id, exampleOrder(), 100, dgrid.MaxAmount), "has it already")
}

func TestEarlyEndsAreSettledByTheLastStep(t *testing.T) {
	for _, tt := range []struct {
		sent, want uint32
		fee        uint64
	}{{0, 0, 0}, {31, 0, 0}, {32, 32, 164}, {40, 32, 164}} {
		id := dgrid.JobID{1}
		a := admitted(t, id)
		if err := a.Pay(dgrid.NewAmount(164)); err != nil {
			t.Fatal(err)
		}
		if err := a.Sent(id, tt.sent); err != nil {
			t.Fatal(err)
		}
		if tt.sent >= dgrid.LeafTokens {
			if _, err := a.Step(id, dgrid.Digest{}); err != nil {
				t.Fatal(err)
			}
		}
		tokens, fee, err := a.Close(id, dgrid.FinishCancelled)
		if err != nil || tokens != tt.want || fee != dgrid.NewAmount(tt.fee) {
			t.Errorf("%d tokens sent: closed with %d, fee %s, error %v; want %d and %d", tt.sent, tokens, fee, err, tt.want, tt.fee)
		}
	}
}

func TestJobsOfEarlierSessions(t *testing.T) {
	id := dgrid.JobID{1}
	a := settlement.NewProviderAccount(pair, dgrid.Amount{}, dgrid.NewAmount(164))
	a.Recall(id, dgrid.NewAmount(164))
	one, two := stepOf(id, 1, 100), stepOf(id, 2, 100)
	for _, tt := range []struct {
		name  string
		steps []*dgrid.Step
		want  uint64
	}{
		{"nothing", nil, 164}, {"the same", []*dgrid.Step{one}, 164}, {"a later one is shown", []*dgrid.Step{two, nil, one}, 228}, {"the earlier again", []*dgrid.Step{one}, 228},
	} {
		fee, err := a.CloseAt(id, tt.steps...)
		if err != nil {
			t.Fatal(err)
		}
		wantAmount(t, tt.name, fee, tt.want)
		wantAmount(t, tt.name+": settled", a.Settled(), tt.want)
	}
	fee, err := a.CloseBy(id, receiptOf(id, 100, 70, dgrid.FinishStop))
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "fee by a receipt", fee, 240)
	wantAmount(t, "settled", a.Settled(), 240)

	other := *two
	other.Root = dgrid.Digest{1}
	if _, err := a.CloseAt(id, two, &other); !errors.Is(err, settlement.ErrContradiction) {
		t.Errorf("two steps of one number: %v", err)
	}
	cheaper := *two
	cheaper.Fee = dgrid.NewAmount(1)
	if _, err := a.CloseAt(id, &cheaper, one); !errors.Is(err, settlement.ErrContradiction) {
		t.Errorf("a later step that costs less: %v", err)
	}
	if _, err := a.CloseAt(dgrid.JobID{8}, two); err == nil {
		t.Error("a step of another job settled this one")
	}
	if _, err := a.CloseBy(dgrid.JobID{8}, receiptOf(id, 1, 1, dgrid.FinishStop)); err == nil {
		t.Error("a receipt of another job settled this one")
	}
	b := admitted(t, id)
	if _, err := b.CloseAt(id, one); err == nil {
		t.Error("a running job was settled by a step")
	}
}

func TestReconcile(t *testing.T) {
	n := dgrid.NewAmount
	for _, tt := range []struct {
		name                         string
		own, theirs, payer, provider settlement.Shown
	}{
		{"equal", settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(10), Settled: n(5)}},
		{"they lost records", settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(2), Settled: n(1)}, settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(10), Settled: n(5)}},
		{"we lost records", settlement.Shown{Voucher: n(2), Settled: n(1)}, settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(10), Settled: n(5)}},
		{"they claim beyond the voucher", settlement.Shown{Voucher: n(2), Settled: n(1)}, settlement.Shown{Voucher: n(10), Settled: n(50)}, settlement.Shown{Voucher: n(10), Settled: n(10)}, settlement.Shown{Voucher: n(10), Settled: n(10)}},
		{"they claim without a voucher that we do not know", settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(10), Settled: n(9)}, settlement.Shown{Voucher: n(10), Settled: n(5)}, settlement.Shown{Voucher: n(10), Settled: n(9)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := settlement.ReconcilePayer(tt.own, tt.theirs); got != tt.payer {
				t.Errorf("payer adopts %v, want %v", got, tt.payer)
			}
			if got := settlement.ReconcileProvider(tt.own, tt.theirs); got != tt.provider {
				t.Errorf("provider adopts %v, want %v", got, tt.provider)
			}
		})
	}
}

func TestMeetAdoptsTotalsOnlyBetweenJobs(t *testing.T) {
	theirs := settlement.Shown{Voucher: dgrid.NewAmount(500), Settled: dgrid.NewAmount(400)}
	y, p := started(t, dgrid.JobID{1}), admitted(t, dgrid.JobID{1})
	y.Meet(theirs)
	p.Meet(theirs)
	wantAmount(t, "payer's promised", y.Promised(), 500)
	wantAmount(t, "payer's settled", y.Settled(), 0)
	wantAmount(t, "provider's voucher", p.Voucher(), 500)
	wantAmount(t, "provider's settled", p.Settled(), 0)

	z := settlement.NewPayerAccount(pair, dgrid.NewAmount(3), dgrid.NewAmount(2))
	wantAmount(t, "raise", z.Meet(theirs), 398)
	wantAmount(t, "promised between jobs", z.Due(), 500)
}

// TestOutputLimit: the limit is the most tokens whose fee and number the order allows.
func TestOutputLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := exampleOrder()
		o.MaxOutput = rapid.Uint32Min(1).Draw(t, "max output")
		o.Price.Input = dgrid.NewAmount(rapid.Uint64().Draw(t, "input price"))
		o.Price.Output = dgrid.NewAmount(rapid.Uint64().Draw(t, "output price"))
		prompt := rapid.Uint32().Draw(t, "prompt")
		o.MaxFee = o.Price.Fee(prompt, rapid.Uint32().Draw(t, "fee for"))
		n := settlement.OutputLimit(o, prompt)
		if n > o.MaxOutput || o.Price.Fee(prompt, n).Cmp(o.MaxFee) > 0 {
			t.Fatalf("limit of %d tokens is above the order's", n)
		}
		if n < o.MaxOutput && o.Price.Fee(prompt, n+1).Cmp(o.MaxFee) <= 0 {
			t.Fatalf("limit of %d tokens, the order allows %d", n, n+1)
		}
	})
}
