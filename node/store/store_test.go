package store_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// run takes a job through all methods up to its receipt: two steps and a tail of 5 tokens.
func run(t *testing.T, s *store.Store, role store.Role, j script) {
	t.Helper()
	ctx := t.Context()
	must(t, s.Begin(ctx, role, j.begin()))
	must(t, s.Accept(ctx, role, j.acceptance()))
	for n := uint32(1); n <= 2; n++ {
		leaf, sketches := j.leaf(n, dgrid.LeafTokens)
		if role == store.AsPayer {
			sketches = nil
		}
		must(t, s.AddStep(ctx, role, j.step(n), leaf, sketches))
	}
	must(t, s.SetCancel(ctx, role, j.cancel(69)))
	must(t, s.PutVoucher(ctx, role, voucher(j.pair, 500)))
	tail, sketches := j.leaf(3, 5)
	if role == store.AsPayer {
		sketches = nil
	}
	receipt := j.receipt(69)
	must(t, s.Finish(ctx, role, j.id, store.Ending{Receipt: &receipt, Tail: []dgrid.Leaf{tail}, Sketches: sketches}))
}

func must(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// want is the transcript that run leaves.
func (s script) want(role store.Role) *dgrid.Transcript {
	w := s.begin()
	w.Acceptance = s.acceptance()
	for n := uint32(1); n <= 3; n++ {
		tokens := dgrid.LeafTokens
		if n == 3 {
			tokens = 5
		} else {
			w.Steps = append(w.Steps, s.step(n))
		}
		leaf, sketches := s.leaf(n, tokens)
		w.Leaves = append(w.Leaves, leaf)
		if role == store.AsProvider {
			w.Sketches = append(w.Sketches, sketches...)
		}
	}
	cancel, receipt, v := s.cancel(69), s.receipt(69), voucher(s.pair, 500)
	w.Cancel, w.Receipt, w.Voucher = &cancel, &receipt, &v
	return w
}

func sameJSON(t *testing.T, got, want any) {
	t.Helper()
	g, err := json.Marshal(got)
	must(t, err)
	w, err := json.Marshal(want)
	must(t, err)
	if string(g) != string(w) {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

func TestJobComesBackWhole(t *testing.T) {
	for _, role := range []store.Role{store.AsPayer, store.AsProvider} {
		t.Run(role.String(), func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, small())
			j := newScript(1, pairNumber(1))
			run(t, s, role, j)
			for _, when := range []string{"at once", "after opening again"} {
				got, err := s.Transcript(role, j.id)
				if err != nil {
					t.Fatalf("%s: %v", when, err)
				}
				sameJSON(t, got, j.want(role))
				if got.Request.Hash() != got.Order.Object.RequestHash {
					t.Errorf("%s: the request is not the one of the order", when)
				}
				must(t, s.Close())
				s = open(t, dir, small())
			}
		})
	}
}

func TestAccountFollowsTheJobs(t *testing.T) {
	s, ctx, role := open(t, t.TempDir(), small()), t.Context(), store.AsProvider
	pair := pairNumber(1)
	a, b := newScript(1, pair), newScript(2, pair)
	check := func(when string, settled dgrid.Amount, jobs uint64, open ...dgrid.JobID) {
		t.Helper()
		acc, err := s.Account(role, pair)
		must(t, err)
		if acc.Settled != settled || acc.Jobs != jobs || len(acc.OpenJobs) != len(open) {
			t.Errorf("%s: settled %s, %d jobs, open %v; want %s, %d, %v", when, acc.Settled, acc.Jobs, acc.OpenJobs, settled, jobs, open)
		}
	}
	check("nothing known", dgrid.Amount{}, 0)
	must(t, s.Begin(ctx, role, a.begin()))
	must(t, s.Begin(ctx, role, b.begin()))
	check("begun", dgrid.Amount{}, 2, a.id, b.id)
	for n := uint32(1); n <= 2; n++ {
		leaf, sketches := a.leaf(n, dgrid.LeafTokens)
		must(t, s.AddStep(ctx, role, a.step(n), leaf, sketches))
	}
	check("steps alone settle nothing", dgrid.Amount{}, 2, a.id, b.id)
	must(t, s.Finish(ctx, role, a.id, store.Ending{}))
	check("closed by its last step", a.fee(64), 2, b.id)
	must(t, s.Finish(ctx, role, a.id, store.Ending{}))
	check("closed again", a.fee(64), 2, b.id)
	must(t, s.AdoptStep(ctx, role, a.step(4)))
	check("a higher step of the other side", a.fee(128), 2, b.id)
	must(t, s.AdoptStep(ctx, role, a.step(3)))
	check("a lower one after it", a.fee(128), 2, b.id)
	receipt := a.receipt(130)
	must(t, s.Finish(ctx, role, a.id, store.Ending{Receipt: &receipt}))
	check("the receipt after all", a.fee(130), 2, b.id)
	must(t, s.AdoptStep(ctx, role, a.step(5)))
	check("a step after the receipt", a.fee(130), 2, b.id)
	must(t, s.Finish(ctx, role, b.id, store.Ending{}))
	check("a job without any step costs nothing", a.fee(130), 2)
	if all, err := s.Accounts(role); err != nil || len(all) != 1 || all[0].Pair != pair || all[0].Settled != a.fee(130) {
		t.Errorf("accounts: %+v, %v", all, err)
	}
	if other, err := s.Account(store.AsPayer, pair); err != nil || other.Jobs != 0 {
		t.Errorf("the other role's account: %+v, %v", other, err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	s, ctx, role := open(t, t.TempDir(), small()), t.Context(), store.AsPayer
	j, unknown := newScript(1, pairNumber(1)), newScript(2, pairNumber(1))
	run(t, s, role, j)
	leaf, sketches := j.leaf(1, dgrid.LeafTokens)
	otherStep, otherAcceptance, otherReceipt := j.step(2), j.acceptance(), j.receipt(70)
	otherStep.Object.Root = digest("another root")
	otherAcceptance.Object.PromptTokens++
	resigned := j.step(2)
	resigned.Signature = signature("another signature of the same")
	strangersReceipt := j.receipt(69)
	strangersReceipt.Object.Payer = dgrid.Address{42}
	answered, badText, elsewhere := j.begin(), unknown.begin(), unknown.begin()
	answered.Leaves = []dgrid.Leaf{leaf}
	badText.Request.Messages[0].Content = "\xff"
	elsewhere.Domain.ChainID++
	open := newScript(3, pairNumber(1))
	must(t, s.Begin(ctx, role, open.begin()))
	for _, c := range []struct {
		name string
		err  error
		want error  // nil: any error
		say  string // part of the message
	}{
		{"same order", s.Begin(ctx, role, j.begin()), store.ErrExists, j.id.String()},
		{"transcript with an answer", s.Begin(ctx, role, answered), nil, "add its steps"},
		{"request that is no UTF-8", s.Begin(ctx, role, badText), nil, "UTF-8"},
		{"another network", s.Begin(ctx, role, elsewhere), store.ErrWrongNetwork, "31338"},
		{"unknown role", s.Begin(ctx, 3, unknown.begin()), nil, "role 3"},
		{"acceptance of an unknown job", s.Accept(ctx, role, unknown.acceptance()), store.ErrNotFound, unknown.id.String()},
		{"another acceptance", s.Accept(ctx, role, otherAcceptance), store.ErrConflict, "Acceptance"},
		{"another step", s.AddStep(ctx, role, otherStep, leaf, sketches), store.ErrConflict, "Step 2"},
		{"another adopted step", s.AdoptStep(ctx, role, otherStep), store.ErrConflict, "Step 2"},
		{"adopted step 0", s.AdoptStep(ctx, role, j.step(0)), nil, "number 0"},
		{"step of a closed job", s.AddStep(ctx, role, j.step(3), leaf, sketches), store.ErrConflict, "closed"},
		{"step after a gap", s.AddStep(ctx, role, open.step(2), leaf, sketches), nil, "is 0"},
		{"leaf without tokens", s.AddStep(ctx, role, open.step(1), dgrid.Leaf{}, nil), nil, "0 tokens"},
		{"sketches that do not fit", s.AddStep(ctx, role, open.step(1), leaf, sketches[1:]), nil, "31 sketches"},
		{"text that is no UTF-8", s.AddStep(ctx, role, open.step(1), dgrid.Leaf{IDs: leaf.IDs, Text: "\xc3"}, nil), nil, "UTF-8"},
		{"step of an unknown job", s.AddStep(ctx, role, unknown.step(1), leaf, sketches), store.ErrNotFound, ""},
		{"another cancel", s.SetCancel(ctx, role, j.cancel(1)), store.ErrConflict, "Cancel"},
		{"second receipt", s.Finish(ctx, role, j.id, store.Ending{Receipt: &otherReceipt}), store.ErrConflict, "Receipt"},
		{"receipt of another pair", s.Finish(ctx, role, j.id, store.Ending{Receipt: &strangersReceipt}), nil, "Receipt"},
		{"receipt of another job", s.Finish(ctx, role, open.id, store.Ending{Receipt: &otherReceipt}), nil, j.id.String()},
		{"finish of an unknown job", s.Finish(ctx, role, unknown.id, store.Ending{}), store.ErrNotFound, ""},
		{"lower voucher", s.PutVoucher(ctx, role, voucher(j.pair, 499)), store.ErrLowerVoucher, "stored is 500"},
	} {
		if c.err == nil || (c.want != nil && !errors.Is(c.err, c.want)) || !strings.Contains(c.err.Error(), c.say) {
			t.Errorf("%s: got %v, want %v with %q", c.name, c.err, c.want, c.say)
		}
	}
	for name, err := range map[string]error{
		"same acceptance": s.Accept(ctx, role, j.acceptance()), "same step": s.AddStep(ctx, role, j.step(2), leaf, sketches), "same step, signed anew": s.AdoptStep(ctx, role, resigned),
		"same cancel": s.SetCancel(ctx, role, j.cancel(69)), "same voucher": s.PutVoucher(ctx, role, voucher(j.pair, 500)), "closed after its receipt": s.Finish(ctx, role, j.id, store.Ending{}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	got, err := s.Transcript(role, j.id)
	must(t, err)
	sameJSON(t, got, j.want(role))
	if _, err := s.Transcript(role, unknown.id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("transcript of an unknown job: %v", err)
	}
	if _, err := s.Record(store.AsProvider, j.id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("record of the role that has no such job: %v", err)
	}
}

func TestJobsAndFind(t *testing.T) {
	s, ctx := open(t, t.TempDir(), small()), t.Context()
	var scripts []script
	for n := range 40 {
		scripts = append(scripts, newScript(n, pairNumber(n%3)))
		must(t, s.Begin(ctx, store.AsPayer, scripts[n].begin()))
	}
	must(t, s.Begin(ctx, store.AsProvider, scripts[5].begin()))
	run(t, s, store.AsProvider, newScript(100, pairNumber(0)))
	jobs, err := s.Jobs(store.AsPayer, 3)
	must(t, err)
	if len(jobs) != 3 || jobs[0].ID != scripts[39].id || jobs[2].ID != scripts[37].id || !jobs[0].Open || jobs[0].ModelName != "model" {
		t.Errorf("jobs: %+v", jobs)
	}
	if all, err := s.Jobs(store.AsPayer, 0); err != nil || len(all) != 40 {
		t.Errorf("all jobs: %d, %v", len(all), err)
	}
	ran, err := s.Jobs(store.AsProvider, 1)
	must(t, err)
	if i := ran[0]; i.Open || i.OutputTokens != 69 || i.PromptTokens != 10 || i.Fee != newScript(100, pairNumber(0)).fee(69) || i.Finish != dgrid.FinishStop {
		t.Errorf("finished job: %+v", i)
	}
	for _, j := range scripts {
		for _, prefix := range []string{j.id.String(), strings.ToUpper(j.id.String()[2:]), j.id.String()[:15]} {
			role, id, err := s.Find(prefix)
			want := store.AsPayer
			if j.n == 5 {
				want = store.AsProvider // known on both sides
			}
			if err != nil || id != j.id || role != want {
				t.Errorf("find %s: %s %s, %v", prefix, role, id, err)
			}
		}
	}
	for prefix, say := range map[string]string{"": "hexadecimal", "xyz": "hexadecimal", strings.Repeat("0", 65): "hexadecimal", "0x" + strings.Repeat("0", 64): "not found"} {
		if _, _, err := s.Find(prefix); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("find %q: %v", prefix, err)
		}
	}
	// 41 ids share 16 first digits: some digit has more than one.
	ambiguous := 0
	for _, c := range "0123456789abcdef" {
		if _, _, err := s.Find(string(c)); err != nil && strings.Contains(err.Error(), "more digits") {
			ambiguous++
		}
	}
	if ambiguous == 0 {
		t.Error("no digit was ambiguous")
	}
	if openJobs, err := s.OpenJobs(store.AsPayer); err != nil || len(openJobs) != 40 {
		t.Errorf("open jobs: %d, %v", len(openJobs), err)
	}
}

func TestNotes(t *testing.T) {
	dir := t.TempDir()
	s, ctx := open(t, dir, small()), t.Context()
	must(t, s.PutNote(ctx, "peer", "b", []byte("2")))
	must(t, s.PutNote(ctx, "peer", "a", []byte("1")))
	must(t, s.PutNote(ctx, "peer", "c", []byte("3")))
	must(t, s.PutNote(ctx, "peers", "z", []byte("another kind")))
	must(t, s.PutNote(ctx, "peer", "b", []byte("4")))
	must(t, s.PutNote(ctx, "peer", "c", nil))
	must(t, s.Close())
	s = open(t, dir, small())
	notes, err := s.Notes("peer")
	must(t, err)
	sameJSON(t, notes, []store.Note{{Kind: "peer", Key: "a", Value: []byte("1")}, {Kind: "peer", Key: "b", Value: []byte("4")}})
	one, err := s.Note("peer", "b")
	must(t, err)
	if _, missing := s.Note("peer", "c"); string(one) != "4" || !errors.Is(missing, store.ErrNotFound) {
		t.Errorf("note %q, and of one that was removed: %v", one, missing)
	}
	for _, err := range []error{s.PutNote(ctx, "", "k", nil), s.PutNote(ctx, "a\x00b", "k", nil), s.PutNote(ctx, "k", strings.Repeat("k", 600), nil), s.PutNote(ctx, "k", "k", make([]byte, 1<<20))} {
		if err == nil {
			t.Error("a note that is too long or has no kind was stored")
		}
	}
}

func TestLongRequest(t *testing.T) {
	s, ctx := open(t, t.TempDir(), small()), t.Context()
	j := newScript(1, pairNumber(1))
	b := j.begin()
	b.Request.Messages[0].Content = strings.Repeat("A long prompt. ", 200_000)
	must(t, s.Begin(ctx, store.AsPayer, b))
	got, err := s.Transcript(store.AsPayer, j.id)
	must(t, err)
	if got.Request.Hash() != b.Request.Hash() {
		t.Error("a request of 3 MB came back changed")
	}
	b.Request.Messages[0].Content = strings.Repeat("x", 33<<20)
	b.Order.Object.Nonce = digest("another job")
	if err := s.Begin(ctx, store.AsPayer, b); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("request of 33 MiB: %v", err)
	}
}

func TestBootCountsOpenings(t *testing.T) {
	dir := t.TempDir()
	for want := uint64(1); want <= 3; want++ {
		s := open(t, dir, small())
		if s.Boot() != want {
			t.Errorf("boot %d, want %d", s.Boot(), want)
		}
		must(t, s.Close())
	}
}

func TestSecondProcessAndOtherNetworkAreRefused(t *testing.T) {
	dir, log := t.TempDir(), slog.New(slog.DiscardHandler)
	s := open(t, dir, small())
	if _, err := store.Open(dir, testDomain, small(), log); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), "process") {
		t.Errorf("open twice: %v", err)
	}
	must(t, s.Close())
	other := testDomain
	other.ChainID = 99
	_, err := store.Open(dir, other, small(), log)
	if !errors.Is(err, store.ErrWrongNetwork) || !strings.Contains(err.Error(), "chain 31337") || !strings.Contains(err.Error(), "chain 99") {
		t.Errorf("open under another domain: %v", err)
	}
	if err := s.PutVoucher(t.Context(), store.AsPayer, voucher(pairNumber(1), 1)); err == nil {
		t.Error("a closed store took a voucher")
	}
	if _, err := s.Account(store.AsPayer, pairNumber(1)); err == nil {
		t.Error("a closed store showed an account")
	}
	if err := s.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
}
