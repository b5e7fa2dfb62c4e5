package verify_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
	"pgregory.net/rapid"
)

func rules() verify.Rules {
	return verify.Rules{Limits: verify.DefaultLimits(), Committee: verify.DefaultCommittee(2), Floor: 20_000}
}

// exhibitOf is job n of a provider, anchored in a block of its own.
func exhibitOf(provider, n, owners int) *verify.Exhibit {
	x := &verify.Exhibit{Job: dgrid.JobID(numbered("job", n)), Object: numbered("object", n), Provider: ownerNo(1000 + provider), Payer: ownerNo(2000),
		Model: dgrid.ModelID(digest("model")), Fee: dgrid.NewAmount(100), Epoch: uint64(n), Block: uint64(10 * n), Randomness: numbered("randomness", n),
		Batch: verify.Totals{Jobs: 1, Fees: dgrid.NewAmount(100)}}
	tickets := make([]verify.Ticket, owners)
	for i := range tickets {
		tickets[i] = verify.Ticket{Owner: ownerNo(i)}
	}
	x.Seats, x.Eligible = verify.Seats(tickets, x.Block, x.Randomness, x.Job, x.Provider, x.Payer, verify.DefaultCommittee(2).Draw())
	return x
}

func entryOf(x *verify.Exhibit, at verify.Position, seat int, f dgrid.Finding) verify.Entry {
	return verify.Entry{At: at, Exhibit: x, Verdict: dgrid.Verdict{Job: x.Job, Object: x.Object, Provider: x.Provider, Model: x.Model, Epoch: x.Epoch,
		Validator: x.Seats[seat], Role: dgrid.RoleSeat, Seat: uint32(seat), Finding: f}}
}

func newRecord(t testing.TB) *verify.Record {
	r, err := verify.NewRecord(rules())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// judge adds what the first seats, and all if one of them fails it, say of a job.
func judge(t testing.TB, r *verify.Record, x *verify.Exhibit, finding func(seat int) dgrid.Finding) {
	for seat := range x.Seats {
		if !slices.Contains(r.Decision(x).Seats, seat) || r.Decision(x).Outcome != verify.Undecided {
			continue
		}
		if _, err := r.Add(entryOf(x, verify.Position{Block: x.Block + 1, Log: uint64(seat)}, seat, finding(seat))); err != nil {
			t.Fatal(err)
		}
	}
}

func always(f dgrid.Finding) func(int) dgrid.Finding { return func(int) dgrid.Finding { return f } }

func TestRecordCounts(t *testing.T) {
	r := newRecord(t)
	for n := 1; n <= 3; n++ {
		judge(t, r, exhibitOf(1, n, 3), always(fail))
	}
	judge(t, r, exhibitOf(2, 4, 3), always(pass))
	if s := r.Standing(verify.Subject{Provider: ownerNo(1001), Model: dgrid.ModelID(digest("model"))}); s.Process.Status != verify.StatusSuspended || s.Process.Failures != 3 {
		t.Errorf("%+v", s)
	}
	judge(t, r, exhibitOf(1, 5, 3), always(fail))
	all := r.Standings()
	if len(all) != 2 || all[0].Process.Status == all[1].Process.Status {
		t.Fatalf("%+v", all)
	}
	for _, s := range all {
		if want := map[uint64]verify.Status{4: verify.StatusSlashed, 0: verify.StatusOK}[s.Process.Failures]; s.Process.Status != want {
			t.Errorf("%+v", s)
		}
	}
	lines := r.Explain(verify.Subject{Provider: ownerNo(1001), Model: dgrid.ModelID(digest("model"))}, 2)
	text := strings.Join(lines, "\n")
	for _, want := range []string{"slashed: 4 audits decided, 4 failed", "100 % of its jobs", "2 earlier audits are not shown", "block 51, log 1, leaf 0", "two thirds convict"} {
		if !strings.Contains(text, want) {
			t.Errorf("the explanation lacks %q:\n%s", want, text)
		}
	}
}

// TestRecordLeavesOut: what nobody was asked for, or who has no seat, or spoke already, does not count.
func TestRecordLeavesOut(t *testing.T) {
	x := exhibitOf(1, 1, 5)
	next := uint64(0)
	for _, c := range []struct {
		name   string
		change func(*verify.Entry)
	}{
		{"another role", func(e *verify.Entry) { e.Verdict.Role = dgrid.RoleChallenger }},
		{"another seat", func(e *verify.Entry) { e.Verdict.Seat = 1 }},
		{"no such seat", func(e *verify.Entry) { e.Verdict.Seat = 1 << 31 }},
		{"an empty seat", func(e *verify.Entry) { e.Verdict.Seat, e.Verdict.Validator = 30, dgrid.Address{} }},
		{"a stranger", func(e *verify.Entry) { e.Verdict.Validator = ownerNo(99) }},
		{"another job", func(e *verify.Entry) { e.Verdict.Job[0]++ }},
		{"another object", func(e *verify.Entry) { e.Verdict.Object[0]++ }},
		{"another provider", func(e *verify.Entry) { e.Verdict.Provider = ownerNo(5) }},
		{"another model", func(e *verify.Entry) { e.Verdict.Model[0]++ }},
		{"another epoch", func(e *verify.Entry) { e.Verdict.Epoch++ }},
		{"before the job's own batch", func(e *verify.Entry) { e.At.Block = x.Block }},
	} {
		r := newRecord(t)
		next++
		e := entryOf(x, verify.Position{Block: x.Block + 1, Log: next}, 0, fail)
		c.change(&e)
		if counted, err := r.Add(e); counted || err != nil {
			t.Errorf("%s: counted %v, %v", c.name, counted, err)
		}
		if counted, err := r.Add(entryOf(x, verify.Position{Block: x.Block + 2}, 0, fail)); !counted || err != nil {
			t.Errorf("%s: the right one then counts %v, %v", c.name, counted, err)
		}
		if counted, err := r.Add(entryOf(x, verify.Position{Block: x.Block + 3}, 0, pass)); counted || err != nil {
			t.Errorf("%s: the same seat counts twice, %v", c.name, err)
		}
	}
	r := newRecord(t)
	if _, err := r.Add(entryOf(x, verify.Position{Block: 20}, 0, pass)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Add(entryOf(x, verify.Position{Block: 20}, 1, pass)); !errors.Is(err, verify.ErrOrder) {
		t.Errorf("an entry at the same place: %v", err)
	}
	if _, err := r.Add(verify.Entry{At: verify.Position{Block: 21}}); err == nil {
		t.Error("an entry without an exhibit was added")
	}
}

// TestUndrawnJobsDoNotCount: seats cannot choose whom to convict.
func TestUndrawnJobsDoNotCount(t *testing.T) {
	r := newRecord(t)
	n := 1
	for ; n <= 600; n++ {
		judge(t, r, exhibitOf(1, n, 3), always(pass))
	}
	drawn, counted := 0, 0
	for ; n <= 2600; n++ {
		x := exhibitOf(1, n, 3)
		if r.Drawn(x) {
			drawn++
		}
		if ok, err := r.Add(entryOf(x, verify.Position{Block: x.Block + 1}, 0, pass)); err != nil {
			t.Fatal(err)
		} else if ok {
			counted++
		}
	}
	if drawn != counted || drawn < 20 || drawn > 400 {
		t.Errorf("%d of 2000 jobs were drawn, verdicts on %d count", drawn, counted)
	}
}

// TestAnchoredTwiceCountsOnce: a job whose leaf a restored node includes once more is one job.
func TestAnchoredTwiceCountsOnce(t *testing.T) {
	r := newRecord(t)
	x := exhibitOf(1, 1, 3)
	again := exhibitOf(1, 2, 3)
	again.Job, again.Object = x.Job, x.Object
	again.Seats, again.Eligible = x.Seats, x.Eligible
	judge(t, r, x, always(pass))
	judge(t, r, again, always(pass))
	if s := r.Standings(); len(s) != 1 || s[0].Process.Audits != 1 {
		t.Errorf("%+v", s)
	}
}

// naive recomputes everything from all entries, without any state that grows with them.
func naive(entries []verify.Entry) map[verify.Subject]verify.Process {
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b verify.Entry) int { return a.At.Compare(b.At) })
	out := map[verify.Subject]verify.Process{}
	type decided struct {
		at     verify.Position
		failed bool
	}
	history := map[verify.Subject][]decided{}
	done := map[dgrid.JobID]bool{}
	for i, e := range sorted {
		x := e.Exhibit
		s := verify.Subject{Provider: x.Provider, Model: x.Model}
		// The rate at the exhibit's block, from the decisions before it.
		var then verify.Standing
		for _, d := range history[s] {
			if d.at.Block < x.Block {
				then.Process.Observe(d.failed)
				then.Since++
				if d.failed {
					then.Since = 0
				}
			}
		}
		if done[x.Job] || !verify.Drawn(x.Randomness, x.Job, x.Fee, x.Batch, verify.AuditRate(&then, rules().Floor)) {
			continue
		}
		findings := map[int]dgrid.Finding{}
		var d verify.Decision
		for _, earlier := range sorted[:i+1] {
			v := earlier.Verdict
			if earlier.Exhibit.Object != x.Object || v.Validator != x.Seats[v.Seat] {
				continue
			}
			if _, spoke := findings[int(v.Seat)]; !spoke {
				findings[int(v.Seat)] = v.Finding
			}
			if d = rules().Committee.Decide(x.Seats, x.Eligible, findings); d.Outcome != verify.Undecided {
				break
			}
		}
		if d.Outcome == verify.Passed || d.Outcome == verify.Convicted {
			done[x.Job] = true
			history[s] = append(history[s], decided{e.At, d.Outcome == verify.Convicted})
		}
	}
	for s, list := range history {
		var p verify.Process
		for _, d := range list {
			p.Observe(d.failed)
		}
		out[s] = p
	}
	return out
}

// TestRecordIsRecomputable: whatever verdicts stand on the chain, in whatever order they are read, everybody has the record that follows
// from the definition.
func TestRecordIsRecomputable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var entries []verify.Entry
		used := map[verify.Position]bool{}
		for n := 1; n <= rapid.IntRange(1, 12).Draw(t, "jobs"); n++ {
			x := exhibitOf(rapid.IntRange(1, 2).Draw(t, "provider"), n, rapid.SampledFrom([]int{1, 3, 4, 25}).Draw(t, "owners"))
			usual := rapid.SampledFrom([]dgrid.Finding{pass, pass, fail, silent, abstain}).Draw(t, "usual")
			for seat := range rapid.IntRange(0, 24).Draw(t, "seats") {
				f := usual
				if rapid.IntRange(0, 4).Draw(t, "differs") == 0 {
					f = dgrid.Finding(rapid.Uint8Range(0, 4).Draw(t, "finding"))
				}
				at := verify.Position{Block: x.Block + uint64(rapid.IntRange(1, 40).Draw(t, "later")), Log: uint64(n), Leaf: uint64(seat)}
				if x.Seats[seat] == (dgrid.Address{}) || used[at] {
					continue
				}
				used[at] = true
				entries = append(entries, entryOf(x, at, seat, f))
			}
		}
		want := naive(entries)
		shuffled := slices.Clone(entries)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		r, err := verify.Fold(rules(), shuffled)
		if err != nil {
			t.Fatal(err)
		}
		got := map[verify.Subject]verify.Process{}
		for _, s := range r.Standings() {
			got[s.Subject] = s.Process
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("record %+v\nby definition %+v", got, want)
		}
	})
}

// TestHonestProviders: of many honest providers, whose committees fail jobs at the rate that is assumed at most, no more are ever
// suspended than the bound says.
func TestHonestProviders(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const providers, audits = 10_000, 500
	suspended, slashed := 0, 0
	for range providers {
		var p verify.Process
		worst := verify.StatusOK
		for range audits {
			p.Observe(r.Float64() < verify.Rate)
			worst = max(worst, p.Status)
		}
		if worst >= verify.StatusSuspended {
			suspended++
		}
		if worst == verify.StatusSlashed {
			slashed++
		}
	}
	t.Logf("of %d honest providers %d were ever suspended and %d slashed in %d audits", providers, suspended, slashed, audits)
	if suspended > providers/1000 || slashed > 0 {
		t.Errorf("of %d honest providers %d were suspended and %d slashed", providers, suspended, slashed)
	}
}

// TestCheatsAreSlashed: how many audits it takes, by how often the provider cheats and is found.
func TestCheatsAreSlashed(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range []struct {
		name           string
		rate           float64
		history, limit int // audits before it cheats, and the most that the median cheat may need
	}{
		{"always", 0.99, 0, 4},
		{"always, behind 10,000 honest jobs", 0.99, 10_000, 8},
		{"every tenth job", 0.1, 0, 100},
	} {
		var needed []int
		for range 201 {
			var p verify.Process
			for range c.history {
				p.Observe(false)
			}
			n := 0
			for ; p.Status != verify.StatusSlashed && n < 10_000; n++ {
				p.Observe(r.Float64() < c.rate)
			}
			needed = append(needed, n)
		}
		slices.Sort(needed)
		t.Logf("%s: slashed after %d audits in the median, %d to %d", c.name, needed[100], needed[0], needed[200])
		if needed[100] > c.limit {
			t.Errorf("%s: slashed after %d audits in the median, at most %d are expected", c.name, needed[100], c.limit)
		}
	}
}

func TestRulesAreChecked(t *testing.T) {
	for name, change := range map[string]func(*verify.Rules){
		"limits that fall": func(r *verify.Rules) { r.Limits.Suspend = 1 }, "no limits": func(r *verify.Rules) { r.Limits = verify.Limits{} },
		"no first seats": func(r *verify.Rules) { r.Committee.First = 0 }, "fewer in the larger committee": func(r *verify.Rules) { r.Committee.Most = 2 },
		"no validators": func(r *verify.Rules) { r.Committee.MinValidators = 0 },
	} {
		bad := rules()
		change(&bad)
		if _, err := verify.NewRecord(bad); err == nil {
			t.Errorf("%s are accepted", name)
		}
		if _, err := verify.Fold(bad, nil); err == nil {
			t.Errorf("%s are accepted", name)
		}
	}
}

func TestFinding(t *testing.T) {
	for _, c := range []struct {
		name   string
		v      verify.Verdict
		advice bool
		want   dgrid.Finding
	}{
		{"abstain", verify.Verdict{}, true, abstain},
		{"honest", verify.Verdict{Result: verify.Honest, Advisory: true}, false, pass},
		{"suspected", verify.Verdict{Result: verify.Suspected}, true, suspect},
		{"failed by structure", verify.Verdict{Result: verify.Failed, Advisory: true}, false, fail},
		{"failed by a full cell", verify.Verdict{Result: verify.Failed, Controls: 1}, false, fail},
		{"failed by a small cell", verify.Verdict{Result: verify.Failed, Controls: 1, Advisory: true}, false, suspect},
		{"failed by a small cell, which counts", verify.Verdict{Result: verify.Failed, Controls: 1, Advisory: true}, true, fail},
	} {
		if got := verify.Finding(&c.v, c.advice); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	got := verify.Millionths(&verify.Scores{S1: 0.0042114, S1Window: 1, Sketched: true, S2: -3.6521145, S2Window: -1e9})
	if want := (dgrid.Scores{S1: 4211, S1Window: 1_000_000, S2: -3_652_115, S2Window: -1 << 31}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := verify.Millionths(&verify.Scores{S1: 1e9, S2: 3}); got != (dgrid.Scores{S1: 1<<31 - 1}) {
		t.Errorf("%+v", got)
	}
}
