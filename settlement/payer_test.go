package settlement_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

// The pair, order and numbers of docs/money.md: 1 unit a token of prompt, 2 units a token of output.
var (
	pair  = dgrid.Pair{Payer: dgrid.Address{1}, Provider: dgrid.Address{2}, Model: dgrid.ModelID{3}}
	price = dgrid.Price{Input: dgrid.NewAmount(1_000_000), Output: dgrid.NewAmount(2_000_000)}
)

func exampleOrder() *dgrid.Order {
	return &dgrid.Order{Payer: pair.Payer, Provider: pair.Provider, Model: pair.Model, RequestHash: dgrid.Digest{9},
		MaxPrompt: 100, MaxOutput: 128, Price: price, MaxFee: dgrid.NewAmount(1000)}
}

func stepOf(job dgrid.JobID, number, prompt uint32) *dgrid.Step {
	n := number * dgrid.LeafTokens
	return &dgrid.Step{Job: job, Number: number, OutputTokens: n, Fee: price.Fee(prompt, n)}
}

func receiptOf(job dgrid.JobID, prompt, output uint32, f dgrid.Finish) *dgrid.Receipt {
	return &dgrid.Receipt{Job: job, Payer: pair.Payer, Provider: pair.Provider, Model: pair.Model, RequestHash: dgrid.Digest{9},
		PromptTokens: prompt, OutputTokens: output, Fee: price.Fee(prompt, output), Finish: f}
}

// started is an account with one job whose prompt has 100 tokens and whose first token came.
func started(t *testing.T, id dgrid.JobID) *settlement.PayerAccount {
	t.Helper()
	a := settlement.NewPayerAccount(pair, dgrid.Amount{}, dgrid.Amount{})
	if err := a.Open(id, exampleOrder()); err != nil {
		t.Fatal(err)
	}
	if err := a.Accepted(id, 100); err != nil {
		t.Fatal(err)
	}
	if _, err := a.FirstToken(id); err != nil {
		t.Fatal(err)
	}
	return a
}

func wantAmount(t *testing.T, what string, got dgrid.Amount, want uint64) {
	t.Helper()
	if got != dgrid.NewAmount(want) {
		t.Errorf("%s is %s, want %d", what, got, want)
	}
}

func wantError(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("error %v, want one that says %q", err, part)
	}
}

func TestPayerRefusesOrders(t *testing.T) {
	tests := []struct {
		name   string
		change func(*dgrid.Order)
		want   string
	}{
		{"another pair", func(o *dgrid.Order) { o.Model = dgrid.ModelID{4} }, "this account is for"},
		{"no output", func(o *dgrid.Order) { o.MaxOutput = 0 }, "set maxOutput"},
		{"no limit of the fee", func(o *dgrid.Order) { o.MaxFee = dgrid.MaxAmount }, "set a lower one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := exampleOrder()
			tt.change(o)
			wantError(t, settlement.NewPayerAccount(pair, dgrid.Amount{}, dgrid.Amount{}).Open(dgrid.JobID{1}, o), tt.want)
			wantError(t, settlement.NewProviderAccount(pair, dgrid.Amount{}, dgrid.Amount{}).Admit(dgrid.JobID{1}, o, 10, dgrid.MaxAmount), tt.want)
		})
	}
	a := started(t, dgrid.JobID{1})
	wantError(t, a.Open(dgrid.JobID{1}, exampleOrder()), "has it already")
}

func TestPayerRefusesAcceptances(t *testing.T) {
	a := settlement.NewPayerAccount(pair, dgrid.Amount{}, dgrid.Amount{})
	id := dgrid.JobID{1}
	if err := a.Accepted(id, 1); !errors.Is(err, settlement.ErrUnknownJob) {
		t.Errorf("acceptance of an unknown job: %v", err)
	}
	o := exampleOrder()
	o.MaxFee = dgrid.NewAmount(91)
	if err := a.Open(id, o); err != nil {
		t.Fatal(err)
	}
	wantError(t, a.Accepted(id, 101), "prompt has 101 tokens, the order allows 100")
	wantError(t, a.Accepted(id, 90), "cost 92 base units, the order allows 91")
	if _, err := a.FirstToken(id); err == nil {
		t.Error("a token before the acceptance was paid for")
	}
	if err := a.Accepted(id, 89); err != nil {
		t.Fatal(err)
	}
	if err := a.Accepted(id, 88); !errors.Is(err, settlement.ErrContradiction) {
		t.Errorf("second acceptance with another prompt: %v", err)
	}
	// 91 units pay for 89 tokens of prompt and one of output: the first voucher is for no more.
	amount, err := a.FirstToken(id)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "first voucher", amount, 91)
}

func TestPayerRefusesSteps(t *testing.T) {
	id := dgrid.JobID{1}
	tests := []struct {
		name   string
		change func(*dgrid.Step)
		want   string
	}{
		{"another job", func(s *dgrid.Step) { s.Job = dgrid.JobID{2} }, "it is of job"},
		{"number left out", func(s *dgrid.Step) { s.Number = 2 }, "step 1 must come next"},
		{"too many tokens", func(s *dgrid.Step) { s.OutputTokens = 33 }, "counts 33 output tokens, want 32"},
		{"fee one too high", func(s *dgrid.Step) { s.Fee = s.Fee.Add(dgrid.NewAmount(1)) }, "fee is 165 base units, 100 prompt and 32 output tokens cost 164"},
		{"fee one too low", func(s *dgrid.Step) { s.Fee = s.Fee.Sub(dgrid.NewAmount(1)) }, "fee is 163"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := started(t, id)
			s := stepOf(id, 1, 100)
			tt.change(s)
			_, err := a.Step(id, s)
			wantError(t, err, tt.want)
			wantAmount(t, "promised", a.Promised(), 164)
		})
	}
	a := started(t, id)
	for n := uint32(1); n <= 4; n++ {
		if _, err := a.Step(id, stepOf(id, n, 100)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := a.Step(id, stepOf(id, 5, 100))
	wantError(t, err, "160 output tokens, the order pays for 128")
	wantAmount(t, "promised", a.Promised(), 356) // 100 + 128 x 2: nothing beyond the order's maximum
}

func TestPayerRefusesReceipts(t *testing.T) {
	id := dgrid.JobID{1}
	tests := []struct {
		name    string
		receipt *dgrid.Receipt
		change  func(*dgrid.Receipt)
		want    string
	}{
		{"another request", receiptOf(id, 100, 40, dgrid.FinishStop), func(r *dgrid.Receipt) { r.RequestHash = dgrid.Digest{} }, "names another order"},
		{"longer prompt", receiptOf(id, 101, 40, dgrid.FinishStop), nil, "counts 101 prompt tokens, the acceptance 100"},
		{"below the last step", receiptOf(id, 100, 31, dgrid.FinishStop), nil, "want 32 and less than one leaf more"},
		{"a leaf without its step", receiptOf(id, 100, 64, dgrid.FinishStop), nil, "want 32 and less than one leaf more"},
		{"early with a tail", receiptOf(id, 100, 40, dgrid.FinishCancelled), nil, "the last step 32"},
		{"fee one too high", receiptOf(id, 100, 40, dgrid.FinishStop), func(r *dgrid.Receipt) { r.Fee = dgrid.NewAmount(181) }, "fee is 181 base units"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := started(t, id)
			if _, err := a.Step(id, stepOf(id, 1, 100)); err != nil {
				t.Fatal(err)
			}
			if tt.change != nil {
				tt.change(tt.receipt)
			}
			wantError(t, a.Close(id, tt.receipt), tt.want)
			wantAmount(t, "settled", a.Settled(), 0)
		})
	}
}

func TestPayerRaisesAJobClosedByItsStep(t *testing.T) {
	id := dgrid.JobID{1}
	a := started(t, id)
	if _, err := a.Step(id, stepOf(id, 1, 100)); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(id, nil); err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "settled by the last step", a.Settled(), 164)
	wantAmount(t, "ahead", a.Ahead(), 64)
	if err := a.Close(id, nil); !errors.Is(err, settlement.ErrUnknownJob) {
		t.Errorf("closed twice: %v", err)
	}
	if err := a.Close(id, receiptOf(id, 100, 40, dgrid.FinishStop)); err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "settled by the receipt", a.Settled(), 180)

	// A process that starts again finds the job unfinished, verifies a later step and promises nothing for it.
	b := settlement.NewPayerAccount(pair, dgrid.NewAmount(228), dgrid.Amount{})
	if err := b.Reopen(id, exampleOrder(), 100, stepOf(id, 1, 100)); err != nil {
		t.Fatal(err)
	}
	if err := b.Verify(id, stepOf(id, 2, 100)); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(id, nil); err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "settled by the later step", b.Settled(), 228)
	wantAmount(t, "promised", b.Promised(), 228)
	// One that was closed before the process started is not counted twice either.
	c := settlement.NewPayerAccount(pair, dgrid.NewAmount(228), dgrid.NewAmount(164))
	c.Recall(id, dgrid.NewAmount(164))
	if err := c.Reopen(id, exampleOrder(), 100, stepOf(id, 1, 100)); err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "settled while it runs again", c.Settled(), 0)
	if err := c.Close(id, receiptOf(id, 100, 40, dgrid.FinishStop)); err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "settled by a receipt after a restart", c.Settled(), 180)
	wantError(t, settlement.NewPayerAccount(pair, dgrid.Amount{}, dgrid.Amount{}).Reopen(id, exampleOrder(), 100, &dgrid.Step{OutputTokens: 32}), "fee is 0")
}

// TestWorkedExample is the example of docs/money.md, on both sides.
func TestWorkedExample(t *testing.T) {
	id, next := dgrid.JobID{1}, dgrid.JobID{2}
	y := started(t, id)
	p := settlement.NewProviderAccount(pair, dgrid.Amount{}, dgrid.Amount{})
	if err := p.Admit(id, exampleOrder(), 100, dgrid.NewAmount(163)); err == nil {
		t.Fatal("admitted with 163 of credit, one less than prompt and first step cost")
	}
	if err := p.Admit(id, exampleOrder(), 100, dgrid.NewAmount(164)); err != nil {
		t.Fatal(err)
	}
	for n, want := range []uint64{164, 228, 292} { // vouchers before each step
		wantAmount(t, "promised", y.Promised(), want)
		if err := p.Pay(y.Promised()); err != nil {
			t.Fatal(err)
		}
		if got, want := p.Allowed(id), uint32(n+2)*dgrid.LeafTokens; got != want {
			t.Fatalf("voucher over %s allows %d tokens, want %d", y.Promised(), got, want)
		}
		if err := p.Sent(id, uint32(n+1)*dgrid.LeafTokens); err != nil {
			t.Fatal(err)
		}
		s, err := p.Step(id, dgrid.Digest{})
		if err != nil {
			t.Fatal(err)
		}
		if n == 2 {
			break // the payer's connection breaks: it never sees step 3
		}
		if _, err := y.Step(id, &s); err != nil {
			t.Fatal(err)
		}
	}
	tokens, fee, err := p.Close(id, dgrid.FinishInterrupted)
	if err != nil || tokens != 96 {
		t.Fatalf("closed with %d tokens, error %v, want 96", tokens, err)
	}
	wantAmount(t, "fee", fee, 292)
	if err := y.Verify(id, stepOf(id, 3, 100)); err != nil { // fetched at the meeting
		t.Fatal(err)
	}
	if err := y.Close(id, receiptOf(id, 100, 96, dgrid.FinishInterrupted)); err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "payer's settled", y.Settled(), 292)
	wantAmount(t, "ahead", y.Ahead(), 0)
	if err := y.Open(next, exampleOrder()); err != nil {
		t.Fatal(err)
	}
	if err := y.Accepted(next, 50); err != nil {
		t.Fatal(err)
	}
	amount, err := y.FirstToken(next)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "first voucher of the next job", amount, 292+50+64)
}
