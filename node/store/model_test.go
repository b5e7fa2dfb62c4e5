package store_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// modelJob is what a plain program would remember of a job.
type modelJob struct {
	script
	role     store.Role
	accepted bool
	steps    map[uint32]dgrid.Signed[dgrid.Step]
	leaves   map[uint32]int // tokens
	cancel   *dgrid.Signed[dgrid.Cancel]
	receipt  *dgrid.Signed[dgrid.Receipt]
	closed   bool
}

func (j *modelJob) last() (n uint32) {
	for k := range j.steps {
		n = max(n, k)
	}
	return n
}

func (j *modelJob) settled() dgrid.Amount {
	switch {
	case j.receipt != nil:
		return j.receipt.Object.Fee
	case j.closed && j.last() > 0:
		return j.steps[j.last()].Object.Fee
	}
	return dgrid.Amount{}
}

// model runs a store and plain maps side by side. One store serves all runs of the property, each with jobs of its own,
// because opening one is dear.
type model struct {
	dir      string
	store    *store.Store
	next     int
	jobs     []*modelJob
	pairs    []dgrid.Pair
	vouchers map[store.Role]map[dgrid.Pair]dgrid.Signed[dgrid.Voucher]
}

func TestStoreAgainstPlainMaps(t *testing.T) {
	m := &model{dir: t.TempDir()}
	m.store = open(t, m.dir, small())
	rapid.Check(t, func(r *rapid.T) {
		m.next += 1000
		m.jobs = nil
		m.pairs = []dgrid.Pair{pairNumber(m.next), pairNumber(m.next + 1)}
		m.vouchers = map[store.Role]map[dgrid.Pair]dgrid.Signed[dgrid.Voucher]{store.AsPayer: {}, store.AsProvider: {}}
		r.Repeat(map[string]func(*rapid.T){
			"begin":   m.begin,
			"accept":  m.accept,
			"step":    m.step,
			"adopt":   m.adopt,
			"cancel":  m.cancel,
			"finish":  m.finish,
			"voucher": m.voucher,
			"reopen":  func(r *rapid.T) { m.reopen(t, r) },
			"":        m.check,
		})
	})
	checkBooks(t, m.store, m.dir)
}

// expect fails unless err is want, nil included.
func expectErr(r *rapid.T, what string, err, want error) {
	r.Helper()
	if !errors.Is(err, want) {
		r.Fatalf("%s: got %v, want %v", what, err, want)
	}
}

func (m *model) pick(r *rapid.T) *modelJob {
	if len(m.jobs) == 0 {
		r.Skip("no job yet")
	}
	return rapid.SampledFrom(m.jobs).Draw(r, "job")
}

func drawRole(r *rapid.T) store.Role {
	return rapid.SampledFrom([]store.Role{store.AsPayer, store.AsProvider}).Draw(r, "role")
}

func (m *model) begin(r *rapid.T) {
	role, pair := drawRole(r), rapid.SampledFrom(m.pairs).Draw(r, "pair")
	n := m.next + rapid.IntRange(0, 4).Draw(r, "number")
	j := &modelJob{script: newScript(n, pair), role: role, steps: map[uint32]dgrid.Signed[dgrid.Step]{}, leaves: map[uint32]int{}}
	var want error
	for _, old := range m.jobs {
		if old.id == j.id && old.role == role {
			want = store.ErrExists
		}
	}
	b := j.begin()
	if j.accepted = rapid.Bool().Draw(r, "accepted"); j.accepted {
		b.Acceptance = j.acceptance()
	}
	expectErr(r, "begin", m.store.Begin(r.Context(), role, b), want)
	if want == nil {
		m.jobs = append(m.jobs, j)
	}
}

func (m *model) accept(r *rapid.T) {
	j := m.pick(r)
	a := j.acceptance()
	var want error
	if j.accepted && rapid.Bool().Draw(r, "another") {
		a.Object.PromptTokens++
		want = store.ErrConflict
	}
	expectErr(r, "accept", m.store.Accept(r.Context(), j.role, a), want)
	j.accepted = true
}

func (m *model) step(r *rapid.T) {
	j := m.pick(r)
	n := uint32(rapid.IntRange(1, int(j.last())+2).Draw(r, "step"))
	st := j.script.step(n)
	other := rapid.IntRange(0, 4).Draw(r, "another root") == 0
	if other {
		st.Object.Root = digest("another root")
	}
	old, have := j.steps[n]
	leaf, sketches := j.leaf(n, dgrid.LeafTokens)
	if j.role == store.AsPayer {
		sketches = nil
	}
	err := m.store.AddStep(r.Context(), j.role, st, leaf, sketches)
	switch {
	case have && old.Object == st.Object:
		expectErr(r, "same step", err, nil)
	case have || j.closed:
		expectErr(r, "conflicting step", err, store.ErrConflict)
	case n > j.last()+1:
		if err == nil {
			r.Fatalf("step %d after %d was stored", n, j.last())
		}
	default:
		expectErr(r, "step", err, nil)
		j.steps[n], j.leaves[n] = st, dgrid.LeafTokens
	}
}

func (m *model) adopt(r *rapid.T) {
	j := m.pick(r)
	n := uint32(rapid.IntRange(1, int(j.last())+3).Draw(r, "step"))
	st := j.script.step(n)
	old, have := j.steps[n]
	var want error
	if have && old.Object != st.Object {
		want = store.ErrConflict
	}
	expectErr(r, "adopt", m.store.AdoptStep(r.Context(), j.role, st), want)
	if !have {
		j.steps[n] = st
	}
}

func (m *model) cancel(r *rapid.T) {
	j := m.pick(r)
	c := j.script.cancel(uint32(rapid.IntRange(0, 1).Draw(r, "tokens")))
	var want error
	if j.cancel != nil && j.cancel.Object != c.Object {
		want = store.ErrConflict
	}
	expectErr(r, "cancel", m.store.SetCancel(r.Context(), j.role, c), want)
	if j.cancel == nil {
		j.cancel = &c
	}
}

func (m *model) finish(r *rapid.T) {
	j := m.pick(r)
	end := store.Ending{}
	tail := rapid.IntRange(0, 5).Draw(r, "tail")
	var sketches []dgrid.Sketch
	if tail > 0 {
		var leaf dgrid.Leaf
		leaf, sketches = j.leaf(j.last()+1, tail)
		end.Tail = []dgrid.Leaf{leaf}
		if j.role == store.AsProvider {
			end.Sketches = sketches
		}
	}
	var want error
	changes := !j.closed
	if rapid.Bool().Draw(r, "with receipt") {
		receipt := j.script.receipt(j.last()*dgrid.LeafTokens + uint32(tail))
		end.Receipt = &receipt
		changes = j.receipt == nil
		if j.receipt != nil && j.receipt.Object != receipt.Object {
			want = store.ErrConflict
		}
	}
	expectErr(r, "finish", m.store.Finish(r.Context(), j.role, j.id, end), want)
	if want != nil || !changes {
		return
	}
	j.closed = true
	if end.Receipt != nil {
		j.receipt = end.Receipt
	}
	if tail > 0 {
		j.leaves[j.last()+1] = tail
	}
}

func (m *model) voucher(r *rapid.T) {
	role, pair := drawRole(r), rapid.SampledFrom(m.pairs).Draw(r, "pair")
	v := voucher(pair, uint64(rapid.IntRange(1, 20).Draw(r, "amount")))
	have, ok := m.vouchers[role][pair]
	var want error
	if ok && v.Object.Amount.Cmp(have.Object.Amount) < 0 {
		want = store.ErrLowerVoucher
	}
	expectErr(r, "voucher", m.store.PutVoucher(r.Context(), role, v), want)
	if want == nil {
		m.vouchers[role][pair] = v
	}
}

func (m *model) reopen(t *testing.T, r *rapid.T) {
	if rapid.IntRange(0, 9).Draw(r, "really") != 0 {
		r.Skip("opening is dear")
	}
	must(r, m.store.Close())
	m.store = open(t, m.dir, small())
}

// check compares everything of this run.
func (m *model) check(r *rapid.T) {
	for _, role := range []store.Role{store.AsPayer, store.AsProvider} {
		for _, pair := range m.pairs {
			m.checkAccount(r, role, pair)
		}
	}
	for _, j := range m.jobs {
		got, err := m.store.Transcript(j.role, j.id)
		must(r, err)
		j.check(r, got)
	}
}

func (m *model) checkAccount(r *rapid.T, role store.Role, pair dgrid.Pair) {
	got, err := m.store.Account(role, pair)
	must(r, err)
	var settled dgrid.Amount
	var jobs uint64
	open := map[dgrid.JobID]bool{}
	for _, j := range m.jobs {
		if j.role != role || j.pair != pair {
			continue
		}
		jobs++
		settled = settled.Add(j.settled())
		if !j.closed {
			open[j.id] = true
		}
	}
	v, ok := m.vouchers[role][pair]
	if got.Settled != settled || got.Jobs != jobs || len(got.OpenJobs) != len(open) || (got.Voucher != nil) != ok || (ok && got.Voucher.Object != v.Object) {
		r.Fatalf("account as %s: %+v; want settled %s, %d jobs, open %v, voucher %+v", role, got, settled, jobs, open, v)
	}
	for _, id := range got.OpenJobs {
		if !open[id] {
			r.Fatalf("job %s is open in the store only", id)
		}
	}
}

func (j *modelJob) check(r *rapid.T, got *dgrid.Transcript) {
	if (got.Acceptance == j.acceptance()) != j.accepted || len(got.Steps) != len(j.steps) || (got.Cancel != nil) != (j.cancel != nil) || (got.Receipt != nil) != (j.receipt != nil) ||
		got.Order != j.order() || got.Request.Hash() != j.order().Object.RequestHash {
		r.Fatalf("transcript: %+v; want %+v", got, j)
	}
	for i, st := range got.Steps {
		if st != j.steps[st.Object.Number] || (i > 0 && st.Object.Number <= got.Steps[i-1].Object.Number) {
			r.Fatalf("step %d: %+v; want %+v", i, st, j.steps[st.Object.Number])
		}
	}
	if (j.cancel != nil && *got.Cancel != *j.cancel) || (j.receipt != nil && *got.Receipt != *j.receipt) {
		r.Fatalf("cancel %+v, receipt %+v; want %+v", got.Cancel, got.Receipt, j)
	}
	var sketches int
	for i := uint32(1); ; i++ {
		tokens, ok := j.leaves[i]
		if !ok {
			if len(got.Leaves) != int(i-1) || (j.role == store.AsProvider && len(got.Sketches) != sketches) {
				r.Fatalf("%d leaves and %d sketches; want %d and %d", len(got.Leaves), len(got.Sketches), i-1, sketches)
			}
			return
		}
		want, _ := j.leaf(i, tokens)
		if len(got.Leaves) < int(i) || got.Leaves[i-1].Hash() != want.Hash() {
			r.Fatalf("leaf %d is not the one that was stored", i)
		}
		sketches += tokens
	}
}
