package verify_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

func TestHonestTranscriptsHold(t *testing.T) {
	for _, c := range []struct {
		name    string
		tokens  int
		finish  dgrid.Finish
		settled int
	}{
		{"one token", 1, dgrid.FinishStop, 1},
		{"less than a leaf", 31, dgrid.FinishStop, 31},
		{"just a leaf", 32, dgrid.FinishStop, 32},
		{"some leaves", 80, dgrid.FinishStop, 80},
		{"stop string", 70, dgrid.FinishStopString, 70},
		{"maximum", 96, dgrid.FinishLength, 96},
		{"cancelled in the third leaf", 80, dgrid.FinishCancelled, 64},
		{"cancelled before the first step", 5, dgrid.FinishCancelled, 0},
		{"interrupted", 70, dgrid.FinishInterrupted, 64},
		{"no receipt", 70, 0, 64},
		{"no receipt and no step", 7, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t, c.tokens, c.finish)
			rungs := f.rungs()
			if failing := verify.Failing(rungs); failing != nil {
				t.Fatalf("%v fail:%s", failing, describe(rungs))
			}
			if got, _, _ := f.t.Settled(); int(got) != c.settled {
				t.Fatalf("%d tokens are settled, want %d", got, c.settled)
			}
			for _, r := range rungs {
				if r.Name == "" || r.Detail == "" || r.Proves == "" || r.Fault != verify.FaultNone {
					t.Errorf("%+v", r)
				}
			}
			want := verify.Holds
			if c.settled == 0 {
				want = verify.Absent
			}
			for _, name := range []string{verify.RungLeaves, verify.RungRecomputed, verify.RungText} {
				if state := find(t, rungs, name).State; state != want && !(name == verify.RungText && c.settled == 0) {
					t.Errorf("rung %s %s, want %s", name, state, want)
				}
			}
		})
	}
}

func find(t *testing.T, rungs []verify.Rung, name string) verify.Rung {
	t.Helper()
	for _, r := range rungs {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("no rung %q in%s", name, describe(rungs))
	return verify.Rung{}
}

func TestResumedTranscriptHolds(t *testing.T) {
	f := newFixture(t, 40, dgrid.FinishStop)
	f.t.Prefix = []dgrid.TokenID{5, 6, 7}
	o := &f.t.Order.Object
	o.Parent, o.Start, o.PrefixHash = dgrid.JobID(digest("parent")), 3, dgrid.HashTokens(f.t.Prefix)
	f.signAll()
	rungs := f.rungs()
	if failing := verify.Failing(rungs); failing != nil || find(t, rungs, verify.RungPrefix).State != verify.Holds {
		t.Fatalf("%v fail:%s", failing, describe(rungs))
	}
	f.t.Prefix[1] = 9
	if rungs = f.rungs(); !slices.Equal(verify.Failing(rungs), []string{verify.RungPrefix}) {
		t.Fatalf("with another prefix:%s", describe(rungs))
	}
}

// TestTampering: each change makes exactly one rung fail, and it says whose fault that is. What stands on it is not checked.
func TestTampering(t *testing.T) {
	const transcript, payer, provider = verify.FaultTranscript, verify.FaultPayer, verify.FaultProvider
	for _, c := range []struct {
		name   string
		finish dgrid.Finish // FinishStop if 0
		tamper func(*fixture)
		rung   string
		fault  verify.Fault
		also   []string // rungs of Structure, which does not know that those of Signatures fail
	}{
		// Changes of the file, which nobody signed.
		{"later version", 0, func(f *fixture) { f.t.Version = 1 }, verify.RungVersion, transcript, nil},
		{"another network", 0, func(f *fixture) { f.domain.ChainID = 8 }, verify.RungNetwork, transcript, nil},
		{"price lowered after signing", 0, func(f *fixture) { f.t.Order.Object.Price.Output = dgrid.NewAmount(1) }, verify.RungOrder, transcript, nil},
		{"order signed by another", 0, func(f *fixture) { f.t.Order.Signature = f.sign(&f.t.Order.Object, f.nobody) }, verify.RungOrder, transcript, nil},
		{"another question", 0, func(f *fixture) { f.t.Request.Messages[0].Content = "Why not?" }, verify.RungRequest, transcript, nil},
		{"another temperature", 0, func(f *fixture) { f.t.Request.Params.Temperature = 0 }, verify.RungRequest, transcript, nil},
		{"a prefix from nowhere", 0, func(f *fixture) { f.t.Prefix = []dgrid.TokenID{1} }, verify.RungPrefix, transcript, nil},
		{"prompt count changed", 0, func(f *fixture) { f.t.Acceptance.Object.PromptTokens++ }, verify.RungAcceptance, transcript, []string{verify.RungPrompt}},
		{"acceptance removed", 0, func(f *fixture) { f.t.Acceptance = dgrid.Signed[dgrid.Acceptance]{} }, verify.RungAcceptance, transcript, []string{verify.RungPrompt}},
		{"acceptance of another job", 0, func(f *fixture) {
			f.t.Acceptance.Object.Job[0] ^= 1
			f.t.Acceptance.Signature = f.sign(&f.t.Acceptance.Object, f.provider)
		}, verify.RungAcceptance, transcript, nil},
		{"step signed by another", 0, func(f *fixture) { f.t.Steps[1].Signature = f.sign(&f.t.Steps[1].Object, f.nobody) }, verify.RungSteps, transcript, nil},
		{"step of another job", 0, func(f *fixture) { f.step(0, func(s *dgrid.Step) { s.Job[5]++ }) }, verify.RungSteps, transcript, nil},
		{"first step removed", 0, func(f *fixture) { f.t.Steps = f.t.Steps[1:] }, verify.RungNumbers, transcript, nil},
		{"steps exchanged", 0, func(f *fixture) { slices.Reverse(f.t.Steps) }, verify.RungNumbers, transcript, nil},
		{"last steps removed", 0, func(f *fixture) { f.t.Steps = nil }, verify.RungEnding, transcript, nil},
		{"receipt signed by the payer", 0, func(f *fixture) { f.t.Receipt.Signature = f.sign(&f.t.Receipt.Object, f.payer) }, verify.RungReceipt, transcript, nil},
		{"receipt's fee changed", 0, func(f *fixture) { f.t.Receipt.Object.Fee = dgrid.NewAmount(0) }, verify.RungReceipt, transcript, nil},
		{"receipt of another job", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Job[0]++ }) }, verify.RungReceipt, transcript, nil},
		{"last leaf removed", 0, func(f *fixture) { f.t.Leaves = f.t.Leaves[:2] }, verify.RungLeaves, transcript, nil},
		{"token removed", 0, func(f *fixture) { f.t.Leaves[0].IDs = f.t.Leaves[0].IDs[1:] }, verify.RungLeaves, transcript, []string{verify.RungSketches}},
		{"token id below zero", 0, func(f *fixture) { f.t.Leaves[0].IDs[3] = -3 }, verify.RungLeaves, transcript, nil},
		{"token changed", 0, func(f *fixture) { f.t.Leaves[0].IDs[3]++ }, verify.RungRoots, transcript, nil},
		{"sketch hash changed", 0, func(f *fixture) { f.t.Leaves[2].SketchHash[0] ^= 1; f.t.Sketches = nil }, verify.RungRoots, transcript, nil},
		{"sketch changed", 0, func(f *fixture) { f.t.Sketches[40][0]++ }, verify.RungSketches, transcript, nil},
		{"sketches cut", 0, func(f *fixture) { f.t.Sketches = f.t.Sketches[:40] }, verify.RungSketches, transcript, nil},
		{"cancel signed by the provider", dgrid.FinishCancelled, func(f *fixture) { f.t.Cancel.Signature = f.sign(&f.t.Cancel.Object, f.provider) }, verify.RungCancel, transcript, nil},
		{"cancel of another job", dgrid.FinishCancelled, func(f *fixture) {
			f.t.Cancel.Object.Job[0]++
			f.t.Cancel.Signature = f.sign(&f.t.Cancel.Object, f.payer)
		}, verify.RungCancel, transcript, nil},
		{"cancel removed", dgrid.FinishCancelled, func(f *fixture) { f.t.Cancel = nil }, verify.RungEnding, transcript, nil},
		{"voucher raised", 0, func(f *fixture) { f.t.Voucher.Object.Amount = dgrid.MaxAmount }, verify.RungVoucher, transcript, nil},
		{"voucher for another model", 0, func(f *fixture) {
			f.t.Voucher.Object.Model[0]++
			f.t.Voucher.Signature = f.sign(&f.t.Voucher.Object, f.payer)
		}, verify.RungVoucher, transcript, nil},

		// Lies that the payer signed.
		{"promise too small", 0, func(f *fixture) {
			f.t.Voucher.Object.Amount = dgrid.NewAmount(244)
			f.t.Voucher.Signature = f.sign(&f.t.Voucher.Object, f.payer)
		}, verify.RungPayment, payer, nil},
		{"cancelled after more than could come", dgrid.FinishCancelled, func(f *fixture) {
			f.t.Cancel.Object.OutputTokens = 1 << 31
			f.t.Cancel.Signature = f.sign(&f.t.Cancel.Object, f.payer)
		}, verify.RungCancel, payer, nil},

		// Lies that the provider signed.
		{"step covers a token more", 0, func(f *fixture) { f.step(0, func(s *dgrid.Step) { s.OutputTokens = 33 }) }, verify.RungNumbers, provider, nil},
		{"step is dearer", 0, func(f *fixture) { f.step(1, func(s *dgrid.Step) { s.Fee = s.Fee.Add(dgrid.NewAmount(1)) }) }, verify.RungFees, provider, nil},
		{"receipt is dearer", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Fee = r.Fee.Add(dgrid.NewAmount(1)) }) }, verify.RungFees, provider, nil},
		{"receipt is cheaper", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Fee = r.Fee.Sub(dgrid.NewAmount(1)) }) }, verify.RungFees, provider, nil},
		{"receipt counts a token more", 0, func(f *fixture) {
			f.receipt(func(r *dgrid.Receipt) { r.OutputTokens++; r.Fee = r.Fee.Add(dgrid.NewAmount(3)) })
			f.t.Voucher = nil
		}, verify.RungLeaves, provider, nil},
		{"receipt for another payer", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Payer[0]++ }) }, verify.RungReceiptOrder, provider, nil},
		{"receipt for another provider", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Provider[0]++ }) }, verify.RungReceiptOrder, provider, nil},
		{"receipt for another model", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Model[0]++ }) }, verify.RungReceiptOrder, provider, nil},
		{"receipt for another request", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.RequestHash[0]++ }) }, verify.RungReceiptOrder, provider, nil},
		{"receipt for a longer prompt", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.PromptTokens++ }) }, verify.RungReceiptOrder, provider, nil},
		{"ended before it began", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Ended = 999 }) }, verify.RungReceiptOrder, provider, nil},
		{"two roots for the same leaves", dgrid.FinishLength, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Root[0]++ }) }, verify.RungRoots, provider, nil},
		{"output hash of another answer", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.OutputHash[0]++ }) }, verify.RungOutput, provider, nil},
		{"no such finish", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Finish = 6 }) }, verify.RungEnding, provider, nil},
		{"early, yet beyond the last step", 0, func(f *fixture) { f.receipt(func(r *dgrid.Receipt) { r.Finish = dgrid.FinishInterrupted }) }, verify.RungEnding, provider, nil},
		{"maximum not reached", 0, func(f *fixture) {
			f.receipt(func(r *dgrid.Receipt) { r.Finish = dgrid.FinishLength })
			f.ev.EndTokens = []dgrid.TokenID{9999}
		}, verify.RungEnding, provider, nil},
		{"prompt beyond the order", 0, func(f *fixture) { f.t.Order.Object.MaxPrompt = 4; f.signAll() }, verify.RungLimits, provider, nil},
		{"answer beyond the order", 0, func(f *fixture) { f.t.Order.Object.MaxOutput = 79; f.signAll() }, verify.RungLimits, provider, nil},
		{"fee beyond the order", 0, func(f *fixture) { f.t.Order.Object.MaxFee = dgrid.NewAmount(244); f.signAll() }, verify.RungLimits, provider, nil},

		// Lies that only a re-computation shows.
		{"prompt with a token more", 0, func(f *fixture) { f.ev.Prompt = f.prompt[:4] }, verify.RungPrompt, provider, nil},
		{"another prompt of the same length", 0, func(f *fixture) { f.ev.Prompt = []dgrid.TokenID{11, 12, 13, 14, 16} }, verify.RungPrompt, provider, nil},
		{"text that the tokens do not say", 0, func(f *fixture) { f.ev.Pieces[33] = "lie " }, verify.RungText, provider, nil},
		{"grammar broken", 0, func(f *fixture) {
			f.t.Request.Params.Grammar = "root ::= \"x\""
			f.t.Order.Object.RequestHash = f.t.Request.Hash()
			f.settle(dgrid.FinishStop)
			f.signAll()
			f.ev.Forbidden[7] = true
		}, verify.RungGrammar, provider, nil},
		{"padded after its end", 0, func(f *fixture) { f.ev.EndTokens = append(f.ev.EndTokens, f.t.Leaves[1].IDs[4]) }, verify.RungInside, provider, nil},
		{"padded after a stop string", 0, func(f *fixture) { f.ev.Stops[10] = true }, verify.RungInside, provider, nil},
		{"text with a stop string", 0, func(f *fixture) {
			f.t.Leaves[1].Text = strings.Replace(f.t.Leaves[1].Text, "w40 ", "STOP", 1)
			f.ev.Pieces[40] = "STOP"
			f.settle(dgrid.FinishStop)
			f.signAll()
		}, verify.RungInside, provider, nil},
		{"stopped without an end token", 0, func(f *fixture) { f.ev.EndTokens = []dgrid.TokenID{9999} }, verify.RungEnd, provider, nil},
		{"stopped without a stop string", dgrid.FinishStopString, func(f *fixture) { f.ev.Stops[79] = false }, verify.RungEnd, provider, nil},
		{"said to be cut, but had ended", dgrid.FinishLength, func(f *fixture) { f.ev.EndTokens = append(f.ev.EndTokens, f.t.Leaves[2].IDs[15]) }, verify.RungEnd, provider, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			finish := c.finish
			if finish == 0 {
				finish = dgrid.FinishStop
			}
			tokens := 80
			if c.rung == verify.RungRoots && c.fault == provider {
				tokens = 96 // whole leaves, so that the last step commits to all that the receipt does
			}
			f := newFixture(t, tokens, finish)
			c.tamper(f)
			rungs := f.rungs()
			if failing := verify.Failing(rungs); !slices.Equal(failing, append([]string{c.rung}, c.also...)) {
				t.Fatalf("%q fail, want only %q:%s", failing, c.rung, describe(rungs))
			}
			if got := find(t, rungs, c.rung).Fault; got != c.fault {
				t.Fatalf("the fault is the %s's, want the %s's:%s", got, c.fault, describe(rungs))
			}
			checkVerdict(t, f, rungs, c.rung, c.fault)
		})
	}
}

// checkVerdict: only what the provider signed is held against it.
func checkVerdict(t *testing.T, f *fixture, rungs []verify.Rung, rung string, fault verify.Fault) {
	t.Helper()
	s, err := verify.Score(f.ev, f.t.Sketches)
	if err != nil {
		t.Fatal(err)
	}
	cell := exampleCell(t)
	want := map[verify.Fault]verify.Result{verify.FaultTranscript: verify.Abstain, verify.FaultPayer: verify.Honest, verify.FaultProvider: verify.Failed}[fault]
	if rung == verify.RungSketches {
		want = verify.Honest
	}
	v := verify.Judge([]*verify.Cell{&cell}, s, rungs)
	if v.Result != want {
		t.Errorf("the verdict is %s (%s), want %s", v.Result, v.Reason, want)
	}
	if (want == verify.Failed || want == verify.Abstain) && !strings.Contains(v.Reason, rung) {
		t.Errorf("the verdict's reason does not name the rung %q: %s", rung, v.Reason)
	}
}

func TestLargestReceiptIsRefused(t *testing.T) {
	f := newFixture(t, 80, dgrid.FinishStop)
	f.receipt(func(r *dgrid.Receipt) { r.OutputTokens = 1<<32 - 1 })
	if failing := verify.Failing(verify.Signatures(f.t, f.domain)); !slices.Contains(failing, verify.RungLeaves) {
		t.Fatalf("%v fail", failing)
	}
	if r := find(t, verify.Structure(f.t, f.ev), verify.RungRecomputed); r.State != verify.Absent {
		t.Fatalf("the evidence is said to cover 2^32-1 tokens: %+v", r)
	}
}

// TestForeignTranscripts: nothing in a file may make the ladder fail otherwise than with rungs.
func TestForeignTranscripts(t *testing.T) {
	for _, s := range []string{`{}`, `{"leaves":[{},{}],"steps":[{},{}],"receipt":{},"cancel":{},"voucher":{},"sketches":[[1]]}`,
		`{"receipt":{"object":{"outputTokens":40}},"leaves":[{"ids":[1]},{"ids":[2]}]}`} {
		var x dgrid.Transcript
		if err := json.Unmarshal([]byte(s), &x); err != nil {
			t.Fatal(err)
		}
		if rungs := verify.Signatures(&x, dgrid.Domain{}); len(verify.Failing(rungs)) == 0 {
			t.Errorf("%s: nothing fails:%s", s, describe(rungs))
		}
		for _, r := range verify.Structure(&x, &verify.Evidence{}) {
			if r.Name == verify.RungText && r.State == verify.Holds {
				t.Errorf("%s: the text holds without evidence", s)
			}
		}
	}
}

func TestStopStringNeedsTheEngine(t *testing.T) {
	f := newFixture(t, 80, dgrid.FinishStopString)
	f.ev.Stops = nil
	if r := find(t, f.rungs(), verify.RungEnd); r.State != verify.Absent {
		t.Fatalf("%+v, want absent: the text alone does not show that a stop string came out", r)
	}
}
