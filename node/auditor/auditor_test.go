package auditor_test

import (
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/verify"
)

var errStopped = errors.New("the provider stopped")

func ask(text string) dgrid.Request {
	return dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: text}}, Params: dgrid.Params{Temperature: 800_000}}
}

func cells(t testing.TB) verify.Cells {
	t.Helper()
	c, err := verify.EmbeddedCells()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func audit(t testing.TB, x *dgrid.Transcript, e auditor.Engine, controls ...auditor.Controller) *auditor.Report {
	t.Helper()
	r, err := auditor.Audit(deadline(t), x, domain, e, cells(t), controls...)
	if err != nil {
		t.Fatal(err)
	}
	for _, rung := range slices.Concat(r.Signatures, r.Structure) {
		if rung.State == verify.Fails {
			t.Errorf("rung %s fails: %s", rung.Name, rung.Detail)
		}
	}
	return r
}

// TestResumedAnswersAreHonest: an answer that one machine began and another went on with is one answer, and both parts pass.
func TestResumedAnswersAreHonest(t *testing.T) {
	cfg, model := artifacts(t)
	cfg.Variant = "haswell"
	first := worker(t, cfg)
	cfg.Variant = "ivybridge"
	second := worker(t, cfg)
	q := &question{model: model, request: ask("Tell me a story about a fox and a café."), seed: dgrid.Hash([]byte("resume")), maxOutput: 134}
	unbroken, whole := answered(t, first, q)
	q.stopAfter = 70
	head, prefix := answered(t, first, q)
	rest := *q
	rest.stopAfter, rest.prefix, rest.parent, rest.maxOutput = 0, prefix, dgrid.JobID(domain.HashObject(&head.Order.Object)), q.maxOutput-uint32(len(prefix))
	tail, tailIDs := answered(t, second, &rest)
	if len(prefix) != 70 || len(tailIDs) != 64 || !slices.Equal(prefix, whole[:70]) {
		t.Fatalf("%d and %d tokens", len(prefix), len(tailIDs))
	}
	for name, x := range map[string]*dgrid.Transcript{"first part": head, "second part": tail} {
		r := audit(t, x, first)
		if r.Verdict.Result != verify.Honest || r.Positions != 64 || !r.Verdict.T2 || r.Device != "cpu-x86-avx2/haswell" {
			t.Errorf("%s: %s: %s, %d positions on %s", name, r.Verdict.Result, r.Verdict.Reason, r.Positions, r.Device)
		}
	}
	joined := slices.Concat(prefix, tailIDs)
	sameUpToTies(t, first, unbroken, joined, whole)
	_, headText := head.Output(len(head.Leaves))
	_, tailText := tail.Output(len(tail.Leaves))
	if _, text := unbroken.Output(len(unbroken.Leaves)); slices.Equal(joined, whole) && headText+tailText != text {
		t.Errorf("the parts say\n%q\n%q, the unbroken answer\n%q", headText, tailText, text)
	}
}

// sameUpToTies: two answers to one job are the same up to the first place where two tokens were nearly as good.
func sameUpToTies(t testing.TB, e *inference.Worker, x *dgrid.Transcript, a, b []dgrid.TokenID) {
	t.Helper()
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	if i == n {
		return
	}
	o := &x.Order.Object
	prompt, err := e.Prompt(deadline(t), &x.Request, o.TemplateTime, nil)
	if err != nil {
		t.Fatal(err)
	}
	job := &dgrid.Job{Prompt: prompt, Params: x.Request.Params, Seed: dgrid.JobSeed(o.Model, o.ClientSeed), MaxOutput: uint32(n)}
	ev, err := e.Recheck(deadline(t), job, a[:i+1], b[:i+1])
	if err != nil {
		t.Fatal(err)
	}
	if own, other := ev.Margins[i].Value, ev.Others[0][i]; max(own, other) > 65536/2 {
		t.Errorf("the answers part at token %d, which is no near tie: margins %d and %d", i, own, other)
	}
}

// TestCheapWeightsFail: an answer of coarser weights is suspected, the control is not, and so it fails; with the control of a
// machine that is as far off it would not.
func TestCheapWeightsFail(t *testing.T) {
	cfg, model := artifacts(t)
	honest := worker(t, cfg)
	cheap := cfg
	cheap.Model = filepath.Join(t.TempDir(), "q4_0.gguf")
	if err := inference.Quantize(deadline(t), cfg.Command, cfg.Runtime, cfg.Model, cheap.Model, "Q4_0", slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	cheat := worker(t, cheap)
	q := &question{model: model, request: ask("Explain how a refrigerator works."), seed: dgrid.Hash([]byte("cheap")), maxOutput: 64}
	x, _ := answered(t, cheat, q)
	r := audit(t, x, honest)
	v := r.Verdict
	if v.Result != verify.Failed || v.Controls != 1 || len(r.Controls) != 1 || r.Controls[0].Class != r.Device || !strings.Contains(v.Reason, "exceeds the median control's by") {
		t.Errorf("%s with %d controls: %s", v.Result, v.Controls, v.Reason)
	}
	if c := r.Controls[0].Scores; c.S1 > 0.05 || !c.Sketched || c.Tokens != 64 {
		t.Errorf("the control scores %+v", c)
	}
	r = audit(t, x, honest, cheat)
	if v := r.Verdict; v.Result != verify.Honest || !strings.Contains(v.Reason, "the text is hard") {
		t.Errorf("with a control as far off: %s: %s", v.Result, v.Reason)
	}
}
