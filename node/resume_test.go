package node_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

var errEngine = errors.New("the engine is gone")

// The first provider's stream is cut at every frame. The caller gets one unbroken answer: no token lost, none doubled. Each part
// is paid for its own tokens, and what came behind the last signed step is unsigned and unpaid.
func TestAnswerGoesOnWhereverItIsCut(t *testing.T) {
	const length = 70
	f := newFleet(t, &speaker{length: length, prompt: 10}, &speaker{length: length, prompt: 10})
	f.route(t, forgiving{f.book})
	resumed := 0
	for cut := 1; cut < 90; cut++ {
		f.members[0].set(func(m *member) { m.cuts = []int{cut} })
		q := wanted(500)
		q.ClientSeed = dgrid.UserSeed(int64(cut))
		q.Request.Messages[0].Content = fmt.Sprintf("speak of %d", cut) // else it is familiar to who served it last
		got, err := f.answer(t, q)
		if err != nil {
			t.Fatalf("cut %d: %v", cut, err)
		}
		if want := whole(q.ClientSeed, length); got.text != want || got.tokens != length || got.Finish != dgrid.FinishStop || int(got.Tokens) != length {
			t.Fatalf("cut %d: %d tokens, finish %s, %q; want %d, %q", cut, got.tokens, got.Finish, got.text, length, want)
		}
		f.checkParts(t, fmt.Sprintf("cut %d", cut), got.Answer)
		if len(got.Parts) > 1 && got.Parts[0].Tokens > 0 {
			resumed++
		}
		if t.Failed() {
			return
		}
	}
	if resumed < 60 {
		t.Errorf("only %d answers were resumed", resumed)
	}
	for _, m := range f.members {
		q := wanted(5)
		q.Provider = m.peer
		if _, err := f.answer(t, q); err != nil {
			t.Fatal(err)
		}
		f.paid(t, m)
	}
}

// checkParts compares an answer with its own record, with the signed objects of its jobs, and with what each provider signed.
func (f *fleet) checkParts(t *testing.T, name string, a *router.Answer) {
	t.Helper()
	found, err := f.router.Find(t.Context(), a.Parts[len(a.Parts)-1].Job)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if found.ID != a.ID || found.Finish != a.Finish || found.Tokens != a.Tokens || len(found.Parts) != len(a.Parts) || found.Ended == 0 {
		t.Errorf("%s: the record is %+v, the answer %+v", name, found, a)
	}
	start, parent, fee := uint32(0), dgrid.JobID{}, dgrid.Amount{}
	for i := range a.Parts {
		p := &a.Parts[i]
		tr, err := f.payer.store.Transcript(store.AsPayer, p.Job)
		if err != nil {
			t.Fatalf("%s: part %d: %v", name, i, err)
		}
		o := &tr.Order.Object
		if p.Start != start || o.Start != start || o.Parent != parent || o.Provider != p.Provider {
			t.Errorf("%s: part %d starts at %d, its order at %d behind %s; want %d behind %s", name, i, p.Start, o.Start, o.Parent.Short(), start, parent.Short())
		}
		if p.Signed > p.Tokens || p.Tokens-p.Signed > dgrid.LeafTokens || p.Fee != price.Fee(p.Prompt, p.Signed) {
			t.Errorf("%s: part %d: %d tokens, %d signed, fee %s", name, i, p.Tokens, p.Signed, p.Fee)
		}
		if p.Decision.Chosen != p.Peer || len(p.Decision.Candidates) == 0 {
			t.Errorf("%s: part %d: decision %+v", name, i, p.Decision)
		}
		if p.Finish != "" {
			if failing := verify.Failing(verify.Signatures(tr, domain)); failing != nil {
				t.Errorf("%s: part %d: rungs fail: %q", name, i, failing)
			}
		}
		if of, err := f.router.Find(t.Context(), p.Job); err != nil || of.ID != a.ID {
			t.Errorf("%s: part %d is not found: %v", name, i, err)
		}
		start += p.Tokens
		if p.Tokens > 0 {
			parent = p.Job
		}
		fee = fee.Add(p.Fee)
	}
	if start != a.Tokens || fee != a.Fee {
		t.Errorf("%s: parts of %d tokens for %s, answer of %d for %s", name, start, fee, a.Tokens, a.Fee)
	}
}

// The answer is cut right behind its last token, before the receipt: there is nothing to go on with, which the next provider says.
func TestBrokenBehindTheEnd(t *testing.T) {
	tests := map[string]struct {
		length, max int
		providers   int
		finish      dgrid.Finish
		resumes     int // that are tried
	}{
		"the end token, two say so":           {20, 500, 3, dgrid.FinishStop, 2},
		"the end token, one is left":          {20, 500, 2, dgrid.FinishStop, 1},
		"the maximum, nobody has to be asked": {100, 20, 3, dgrid.FinishLength, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var engines []*speaker
			for range test.providers {
				engines = append(engines, &speaker{length: test.length, prompt: 10})
			}
			f := newFleet(t, engines...)
			f.members[0].lose = func(fr p2p.Frame) bool { _, ok := fr.(*p2p.ReceiptFrame); return ok }
			got, err := f.answer(t, wanted(uint32(test.max)))
			if err != nil {
				t.Fatal(err)
			}
			if got.text != whole(dgrid.UserSeed(7), 20) || got.tokens != 20 || got.Finish != test.finish {
				t.Errorf("%d tokens, finish %s: %q", got.tokens, got.Finish, got.text)
			}
			resumes := 0
			for _, e := range engines {
				resumes += e.resume
			}
			if p := got.Parts[0]; p.Finish != "" || p.Tokens != 20 || p.Signed != 0 || resumes != test.resumes || len(got.Parts) != 1+test.resumes {
				t.Errorf("%d resumes, parts %+v", resumes, got.Parts)
			}
		})
	}
}

// A stop string whose beginning came from one provider and whose end comes from the next ends the answer, and nothing of it shows.
func TestResumeInTheMiddleOfAStopString(t *testing.T) {
	f := newFleet(t, &speaker{length: 60, prompt: 10, fails: 10, err: errEngine}, &speaker{length: 60, prompt: 10})
	q := wanted(500)
	full := whole(q.ClientSeed, 60)
	head := whole(q.ClientSeed, 9) // ends behind a number
	stop := full[len(head)-2 : len(head)+3]
	q.Request.Params.Stop = []string{stop}
	got, err := f.answer(t, q)
	if err != nil {
		t.Fatal(err)
	}
	if want := whole(q.ClientSeed, 60, stop); got.text != want || got.Finish != dgrid.FinishStopString || len(got.Parts) != 2 {
		t.Errorf("%q, finish %s, %d parts; want %q", got.text, got.Finish, len(got.Parts), want)
	}
}

// Providers fail one after the other, each after a few tokens: the answer goes on through all of them.
func TestManyProvidersFail(t *testing.T) {
	var engines []*speaker
	for i := range 5 {
		engines = append(engines, &speaker{length: 300, prompt: 10, fails: 13 + 41*i, err: errEngine})
	}
	engines = append(engines, &speaker{length: 300, prompt: 10})
	f := newFleet(t, engines...)
	got, err := f.answer(t, wanted(500))
	if err != nil {
		t.Fatal(err)
	}
	if got.text != whole(dgrid.UserSeed(7), 300) || got.tokens != 300 {
		t.Errorf("%d tokens: %q", got.tokens, got.text)
	}
	f.checkParts(t, "six parts", got.Answer)
	if len(got.Parts) < 4 {
		t.Errorf("%d parts", len(got.Parts))
	}
}

// The only provider fails in mid-answer and comes back: it goes on with its own answer.
func TestGoesOnAtTheSameProvider(t *testing.T) {
	e := &speaker{length: 60, prompt: 10, fails: 40, err: errEngine}
	f := newFleet(t, e)
	f.cfg.OnAnswered = func(router.Part, *dgrid.Transcript) { e.mu.Lock(); defer e.mu.Unlock(); e.err = nil }
	f.route(t, f.book)
	got, err := f.answer(t, wanted(500))
	if err != nil {
		t.Fatal(err)
	}
	if got.text != whole(dgrid.UserSeed(7), 60) || len(got.Parts) != 2 || got.Parts[0].Signed != 32 || got.Parts[0].Tokens != 40 {
		t.Errorf("parts %+v: %q", got.Parts, got.text)
	}
}

// What a question may cost holds for all parts together.
func TestBudgetOfAllParts(t *testing.T) {
	f := newFleet(t, &speaker{length: 300, prompt: 10, fails: 40, err: errEngine}, &speaker{length: 300, prompt: 10})
	q := wanted(500)
	q.MaxFee = price.Fee(10, 150)
	got, err := f.answer(t, q)
	if err != nil {
		t.Fatal(err)
	}
	if got.Fee.Cmp(q.MaxFee) > 0 || got.Finish != dgrid.FinishLength || got.text != whole(dgrid.UserSeed(7), got.tokens) || len(got.Parts) != 2 {
		t.Errorf("fee %s of %s, finish %s, %d tokens, %d parts", got.Fee, q.MaxFee, got.Finish, got.tokens, len(got.Parts))
	}
}

// A provider whose commitments do not hold is left, remembered for it, and the answer goes on elsewhere.
func TestForgedFrames(t *testing.T) {
	f := newFleet(t, &speaker{length: 60, prompt: 10}, &speaker{length: 60, prompt: 10})
	f.members[0].filter = func(fr p2p.Frame) p2p.Frame {
		if s, ok := fr.(*p2p.StepFrame); ok {
			forged := *s
			forged.Step.Signature[3] ^= 1
			return &forged
		}
		return fr
	}
	got, err := f.answer(t, wanted(500))
	if err != nil {
		t.Fatal(err)
	}
	if got.text != whole(dgrid.UserSeed(7), 60) || len(got.Parts) != 2 || got.Parts[0].Signed != 0 || got.Parts[1].Start < 32 {
		t.Errorf("parts %+v", got.Parts)
	}
	if r := f.book.Record(f.members[0].owner(), model); r.Counts["misbehaved"] != 1 {
		t.Errorf("the record says %v", r.Counts)
	}
}

// Nobody goes on: what came is kept, and the error says how much it was and why nobody could.
func TestNobodyGoesOn(t *testing.T) {
	f := newFleet(t, &speaker{length: 60, prompt: 10, fails: 40, err: errEngine})
	f.cfg.Attempts = 2
	f.route(t, forgiving{f.book})
	got, err := f.answer(t, wanted(500))
	var e *router.Error
	if !errors.As(err, &e) || e.Code != router.BrokenOff || e.Tokens != 40 || got.tokens != 40 || len(e.Candidates) == 0 {
		t.Fatalf("error %v", err)
	}
	var broken *payer.BrokenError
	if !errors.As(err, &broken) {
		t.Errorf("the cause is not kept: %v", err)
	}
	if got.Finish != 0 || got.Parts[0].Signed != 32 || got.Parts[0].Error == "" {
		t.Errorf("answer %+v", got.Answer)
	}
}

// A provider that is there and gives nothing is cancelled and left, before and behind its first token.
func TestSilentProviderIsLeft(t *testing.T) {
	for _, at := range []uint32{0, 40} {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			f := newFleet(t, speakers(2, 60)...)
			f.cfg.Stall = 200 * time.Millisecond
			f.route(t, f.book)
			f.members[0].engine.pause = func(ctx context.Context, n uint32) {
				if n == at {
					<-ctx.Done()
				}
			}
			got, err := f.answer(t, wanted(500))
			if err != nil {
				t.Fatal(err)
			}
			if got.text != whole(dgrid.UserSeed(7), 60) || len(got.Parts) != 2 || got.Parts[0].Tokens != at || got.Parts[0].Finish != "cancelled" {
				t.Errorf("parts %+v: %q", got.Parts, got.text)
			}
			if r := f.book.Record(f.members[0].owner(), model); r.Counts[reputation.BrokenOff] != 1 || len(r.Counts) != 1 {
				t.Errorf("the record says %v", r.Counts)
			}
			f.checkParts(t, "silent", got.Answer)
			f.settled(t, f.members[0])
		})
	}
}
