package node_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

func speakers(n, length int) (out []*speaker) {
	for range n {
		out = append(out, &speaker{length: length, prompt: 10})
	}
	return out
}

// A provider that does not take the order is passed over, and remembered by whose fault it was.
func TestPassesOver(t *testing.T) {
	refusal := func(c p2p.RefusalCode, retry time.Duration) func(*fleet) {
		return func(f *fleet) {
			f.members[0].refuse = &p2p.RefusalFrame{Code: c, Message: "no: " + c.String(), Retry: retry}
		}
	}
	tests := map[string]struct {
		setup func(*fleet)
		kind  reputation.Kind
		order bool // one was stored
	}{
		"busy against its quote": {refusal(p2p.Busy, time.Second), reputation.Declined, true},
		"draining":               {refusal(p2p.Draining, 0), reputation.Busy, true},
		"no space":               {refusal(p2p.NoSpace, 0), reputation.Busy, true},
		"another session":        {refusal(p2p.Session, 0), reputation.NotItsFault, true},
		"price":                  {refusal(p2p.Price, 0), reputation.Unkept, true},
		"credit":                 {refusal(p2p.Credit, 0), reputation.NotItsFault, true},
		"clock":                  {refusal(p2p.Expired, 0), reputation.NotItsFault, true},
		"unknown model":          {refusal(p2p.UnknownModel, 0), reputation.Unkept, true},
		"wrong network":          {refusal(p2p.WrongNetwork, 0), reputation.NotItsFault, true},
		"context":                {refusal(p2p.Context, 0), reputation.NotItsFault, true},
		"a code of the future":   {refusal(99, 0), reputation.Unkept, true},
		"unreachable":            {func(f *fleet) { f.members[0].gone = true }, reputation.Unreachable, false},
		"gone with the meeting":  {func(f *fleet) { f.members[0].cuts = []int{2} }, reputation.Unreachable, false},
		"gone with the order":    {func(f *fleet) { f.members[0].cuts = []int{4} }, reputation.Unreachable, true},
		"dearer than quoted": {func(f *fleet) {
			f.members[0].price.Output = dgrid.NewAmount(1) // what is advertised and quoted from now on
		}, reputation.Unkept, false},
		"serves it no more": {func(f *fleet) { f.members[0].provider = nil }, reputation.Unkept, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFleet(t, speakers(2, 40)...)
			test.setup(f)
			got, err := f.answer(t, wanted(100))
			if err != nil {
				t.Fatal(err)
			}
			if got.text != whole(dgrid.UserSeed(7), 40) || got.tokens != 40 {
				t.Errorf("%d tokens: %q", got.tokens, got.text)
			}
			r := f.book.Record(f.members[0].owner(), model)
			if r.Counts[test.kind] == 0 || len(r.Counts) != 1 {
				t.Errorf("the record says %v, want %s", r.Counts, test.kind)
			}
			if w := reputation.Weight(r, r.Last); test.kind == reputation.NotItsFault && w != 0.8 || test.kind == reputation.Unkept && w > 0.6 {
				t.Errorf("weight %.2f", w)
			}
			last := got.Parts[len(got.Parts)-1]
			if (len(got.Parts) > 1) != test.order || last.Peer != f.members[1].peer {
				t.Errorf("parts %+v", got.Parts)
			}
			if !strings.Contains(fmt.Sprint(last.Decision.Candidates), r.Recent[0].Reason) {
				t.Errorf("the decision does not say %q: %+v", r.Recent[0].Reason, last.Decision.Candidates)
			}
			f.checkParts(t, name, got.Answer)
		})
	}
}

// A provider whose quote says that no slot is free is sent no order, and nothing is held against it.
func TestNoOrderAgainstAQuote(t *testing.T) {
	f := newFleet(t, speakers(2, 40)...)
	f.members[0].free = 0
	got, err := f.answer(t, wanted(100))
	if err != nil || got.tokens != 40 || len(got.Parts) != 1 || got.Parts[0].Peer != f.members[1].peer || f.members[0].asked != 0 {
		t.Fatalf("error %v, asked %d times, parts %+v", err, f.members[0].asked, got.Parts)
	}
	if r := f.book.Record(f.members[0].owner(), model); len(r.Counts) != 0 {
		t.Errorf("the record says %v", r.Counts)
	}
	if why := fmt.Sprint(got.Parts[0].Decision.Candidates); !strings.Contains(why, "none of its 4 slots is free") {
		t.Errorf("the decision does not say why: %s", why)
	}
}

// A refusal that is the request's fault is returned, and nobody else is asked.
func TestInvalidRequest(t *testing.T) {
	f := newFleet(t, speakers(2, 40)...)
	for _, m := range f.members {
		m.refuse = &p2p.RefusalFrame{Code: p2p.Invalid, Message: "role \"robot\" is unknown"}
	}
	got, err := f.answer(t, wanted(100))
	if !router.Is(err, router.Invalid) || !strings.Contains(err.Error(), "robot") || len(got.Parts) != 1 || f.members[1].asked != 0 {
		t.Errorf("error %v, parts %+v", err, got)
	}
	if w := reputation.Weight(f.book.Record(f.members[0].owner(), model), 0); w != 0.8 {
		t.Errorf("the provider has weight %.2f", w)
	}
}

// Where the question leaves the answer's length open, a provider says what fits, and the same provider is asked for that.
func TestLengthIsFoundOut(t *testing.T) {
	f := newFleet(t, speakers(2, 5000)...)
	for _, m := range f.members {
		m.engine.prompt = 200
	}
	q := wanted(0)
	q.Request.Messages[0].Content = strings.Repeat("long ", 300)
	got, err := f.answer(t, q)
	if err != nil {
		t.Fatal(err)
	}
	if got.Finish != dgrid.FinishLength || got.tokens != 1024-200 || len(got.Parts) != 2 || got.Parts[1].Peer != f.members[0].peer || got.Prompt != 200 {
		t.Errorf("%d tokens, finish %s, parts %+v", got.tokens, got.Finish, got.Parts)
	}
	if r := f.book.Record(f.members[0].owner(), model); len(r.Counts) != 1 || r.Counts[reputation.Answered] != 1 {
		t.Errorf("the record says %v", r.Counts)
	}
	for _, m := range f.members {
		m.engine.prompt = 20
	}
	short := wanted(0)
	if got, err = f.answer(t, short); err != nil || len(got.Parts) != 1 {
		t.Errorf("a short question took %d orders: %v", len(got.Parts), err)
	}
}

// Why nobody answers, and what to do about it.
func TestErrors(t *testing.T) {
	busy := &p2p.RefusalFrame{Code: p2p.Busy, Message: "all 4 slots are taken", Retry: 700 * time.Millisecond}
	tests := map[string]struct {
		setup func(*fleet, *router.Question)
		code  router.Code
		says  []string
	}{
		"nobody": {func(f *fleet, q *router.Question) { f.members = nil }, router.NoProvider, []string{"no provider of speaker is known"}},
		"not the one who is named": {func(f *fleet, q *router.Question) { q.Provider = "12D3KooWelse" }, router.NoProvider,
			[]string{"provider 12D3KooWelse is not known to serve speaker", "names another provider"}},
		"all busy": {func(f *fleet, q *router.Question) { f.members[0].refuse, f.members[1].refuse = busy, busy }, router.AllBusy,
			[]string{"all providers of speaker are busy: ask again in", "all 4 slots are taken"}},
		"too dear": {func(f *fleet, q *router.Question) { q.MaxFee = dgrid.NewAmount(20) }, router.OverBudget,
			[]string{"costs at least 194 base units, it may cost 20", "payer.max_fee"}},
		"unverified": {func(f *fleet, q *router.Question) {
			f.standing = func(dgrid.Listing, dgrid.Address) (bool, string) { return false, "no calibration cell for class cpu" }
		}, router.OnlyUnverified, []string{"payer.unverified = true", "dgrid.unverified", "no calibration cell for class cpu"}},
		"too long": {func(f *fleet, q *router.Question) { q.MaxOutput = 5000 }, router.ContextTooLong, []string{"the largest context holds 1024", "fewer tokens"}},
		"down":     {func(f *fleet, q *router.Question) { f.members[0].gone, f.members[1].gone = true, true }, router.Unavailable, []string{"connection refused"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFleet(t, speakers(2, 40)...)
			f.cfg.BusyWait, f.cfg.Attempts = 10*time.Millisecond, 3
			q := wanted(100)
			test.setup(f, &q)
			f.route(t, f.book)
			_, err := f.answer(t, q)
			var e *router.Error
			if !errors.As(err, &e) || e.Code != test.code {
				t.Fatalf("error %v, want code %s", err, test.code)
			}
			for _, s := range test.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%q does not say %q", err, s)
				}
			}
			if e.Code == router.AllBusy && (e.Retry <= 0 || e.Retry > time.Second) {
				t.Errorf("retry after %s", e.Retry)
			}
			if _, err := f.router.Decide(t.Context(), q); test.code != router.AllBusy && test.code != router.Unavailable && !router.Is(err, test.code) {
				t.Errorf("dry run: %v", err)
			}
		})
	}
}

// A dry run decides as an answer would, and orders nothing.
func TestDryRun(t *testing.T) {
	f := newFleet(t, speakers(3, 40)...)
	f.members[1].price.Output = dgrid.NewAmount(9_000_000)
	d, err := f.router.Decide(t.Context(), wanted(100))
	if err != nil {
		t.Fatal(err)
	}
	if d.Chosen != f.members[0].peer || len(d.Candidates) != 3 || d.Candidates[2].Peer != f.members[1].peer || len(d.Candidates[0].Reasons) < 3 {
		t.Errorf("decision %+v", d)
	}
	if jobs, err := f.payer.store.Jobs(store.AsPayer, 0); err != nil || len(jobs) != 0 {
		t.Errorf("jobs %v, %v", jobs, err)
	}
}

// One that gives no quote is ranked lower, and asked all the same where there is nobody else.
func TestNoQuote(t *testing.T) {
	f := newFleet(t, speakers(2, 40)...)
	f.members[0].mute = true
	got, err := f.answer(t, wanted(100))
	if err != nil || got.Parts[0].Peer != f.members[1].peer {
		t.Errorf("parts %+v, %v", got.Parts, err)
	}
	f.members[1].mu.Lock()
	f.members[1].hidden = true // quotes that were asked for may still be on their way
	f.members[1].mu.Unlock()
	if got, err = f.answer(t, wanted(100)); err != nil || got.text != whole(dgrid.UserSeed(7), 40) {
		t.Errorf("alone: %v", err)
	}
}

// The caller's time is up, the caller cancels, or the caller takes no more: the job is cancelled in good order, and what was signed
// is kept.
func TestEndedByTheCaller(t *testing.T) {
	tests := map[string]struct {
		code router.Code
		end  func(cancel context.CancelFunc) error
	}{
		"cancelled":     {router.Cancelled, func(cancel context.CancelFunc) error { cancel(); return nil }},
		"takes no more": {router.Cancelled, func(context.CancelFunc) error { return errors.New("the client is gone") }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFleet(t, speakers(2, 900)...)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			n := 0
			a, err := f.router.Answer(ctx, wanted(900), func(p router.Piece) error {
				if n += p.Tokens; n == 40 {
					return test.end(cancel)
				}
				return nil
			})
			f.served.Wait()
			if !router.Is(err, test.code) || a.Finish != dgrid.FinishCancelled || len(a.Parts) != 1 || a.Parts[0].Signed < 32 {
				t.Fatalf("error %v, answer %+v", err, a)
			}
			f.checkParts(t, name, a)
			f.settled(t, f.members[0])
		})
	}
	t.Run("timed out", func(t *testing.T) {
		f := newFleet(t, speakers(1, 900)...)
		f.members[0].engine.pause = func(ctx context.Context, n uint32) {
			if n == 40 {
				<-ctx.Done()
			}
		}
		q := wanted(900)
		q.Patience = 500 * time.Millisecond
		got, err := f.answer(t, q)
		if !router.Is(err, router.TimedOut) || got.tokens != 40 || got.Parts[0].Signed != 32 {
			t.Errorf("error %v, answer %+v", err, got.Answer)
		}
	})
}

// A node that was free a moment ago is not run over: the own jobs that its quote does not know of count.
func TestNoHerd(t *testing.T) {
	f := newFleet(t, speakers(2, 40)...)
	started, hold := make(chan struct{}), make(chan struct{})
	for _, m := range f.members {
		m.engine.pause = func(_ context.Context, n uint32) {
			if n == 0 {
				started <- struct{}{}
				<-hold
			}
		}
	}
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			if _, err := f.router.Answer(t.Context(), wanted(100), func(router.Piece) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	for range 8 {
		<-started
	}
	for _, m := range f.members {
		if m.asked != 4 {
			t.Errorf("%s was asked %d times", m.peer, m.asked)
		}
	}
	close(hold)
	running.Wait()
	f.served.Wait()
}

// Many questions at once, to few providers that fail now and then: every answer is whole, every account agrees.
func TestManyAnswersAtOnce(t *testing.T) {
	engines := speakers(4, 150)
	f := newFleet(t, engines...)
	for i, m := range f.members {
		m.slots, m.free = 16, 16
		m.start(t)
		for n := range 12 {
			m.cuts = append(m.cuts, (n*37+i*11)%150)
		}
	}
	f.cfg.Attempts = 30
	f.route(t, forgiving{f.book})
	var running sync.WaitGroup
	for i := range 48 {
		running.Go(func() {
			q := wanted(500)
			q.ClientSeed = dgrid.UserSeed(int64(i))
			q.Patience = 2 * time.Minute
			var text strings.Builder
			a, err := f.router.Answer(t.Context(), q, func(p router.Piece) error { text.WriteString(p.Text); return nil })
			if err != nil || text.String() != whole(q.ClientSeed, 150) || a.Finish != dgrid.FinishStop {
				t.Errorf("answer %d: %v: %q", i, err, text.String())
			}
		})
	}
	running.Wait()
	f.served.Wait()
	for _, m := range f.members {
		for range 2 { // the first may find the end of a job that was under way
			q := wanted(5)
			q.Provider = m.peer
			if _, err := f.answer(t, q); err != nil {
				t.Fatal(err)
			}
		}
		f.paid(t, m)
	}
}
