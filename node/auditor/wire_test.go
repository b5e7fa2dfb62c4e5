package auditor_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/verify"
)

func report() *auditor.Report {
	r := &auditor.Report{Job: dgrid.JobID{1}, Model: dgrid.ModelID{2}, ModelName: "model", Device: "cpu-x86-avx2/haswell",
		Scores:  verify.Scores{Tokens: 64, S1: 0.1, S1Window: 0.1, Sketched: true, S2: -2, S2Window: -2},
		Verdict: verify.Verdict{Result: verify.Failed, Reason: "further off than honest answers"}, Positions: 64, Seconds: 1.5}
	for range 19 {
		r.Signatures = append(r.Signatures, verify.Rung{Name: "roots", State: verify.Holds, Detail: "2 steps", Proves: "something"})
	}
	r.Structure = r.Signatures[:7]
	r.Controls = []auditor.Control{{Class: "a", Scores: r.Scores}, {Class: "b"}, {Class: "c"}}
	return r
}

func TestReportIsReadAsWritten(t *testing.T) {
	r := report()
	b, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := auditor.ParseReport(b)
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := again.Encode(); err != nil || !bytes.Equal(b, twice) {
		t.Errorf("%s\nis read as\n%s (%v)", b, twice, err)
	}
}

// Whatever a stranger's transcript makes a report quote, the report can be sent, with every rung.
func TestHugeTextsAreCut(t *testing.T) {
	r := report()
	huge := strings.Repeat("é", 1<<20) + "\xff"
	r.ModelName, r.Verdict.Reason = huge, huge
	for i := range r.Signatures {
		r.Signatures[i].Detail = strings.Repeat(`<"`, 1<<10)
	}
	r.Signatures[3].Detail, r.Signatures[2].Detail = huge, "2 steps"
	b, err := r.Encode()
	if err != nil || len(b) > auditor.MaxReport {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	again, err := auditor.ParseReport(b)
	if err != nil || len(again.Signatures) != 19 || again.Signatures[2].Detail != "2 steps" {
		t.Fatalf("%+v, %v", again, err)
	}
	if s := again.Signatures[3].Detail; len(s) > 1000 || len(s) < 990 || !utf8.ValidString(s) || !strings.HasSuffix(s, "é…") {
		t.Errorf("%d bytes: %q", len(s), s)
	}
	if len(r.ModelName) != len(huge) {
		t.Error("the report itself was cut")
	}
}

func TestParseReportRefuses(t *testing.T) {
	whole, err := report().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"nothing": {}, "two": append(bytes.Clone(whole), whole...), "a brace more": append(bytes.Clone(whole), '}'), "no job": []byte("{}"),
		"half": whole[:len(whole)/2], "an unknown field": []byte(`{"jobs":1}`), "huge": bytes.Repeat([]byte(" "), auditor.MaxReport+1),
	} {
		if r, err := auditor.ParseReport(b); err == nil || !strings.HasPrefix(err.Error(), "parse audit report") {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestReportsOfTwoJobs(t *testing.T) {
	a, b := report(), report()
	if v, err := auditor.Combine([]*auditor.Report{a, b}); err != nil || v.Result != verify.Failed {
		t.Errorf("%+v, %v", v, err)
	}
	b.Job = dgrid.JobID{9}
	if _, err := auditor.Combine([]*auditor.Report{a, b}); err == nil {
		t.Error("reports on two jobs were combined")
	}
	if _, err := auditor.Combine(nil); err == nil {
		t.Error("nothing was combined")
	}
}

// FuzzParseReport: what is read can be sent on and is read as the same again.
func FuzzParseReport(f *testing.F) {
	whole, err := report().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"job":"0x01","verdict":{"result":"failed"}}`))
	f.Add([]byte(`{"signatures":[{"state":"holds","detail":"` + strings.Repeat("x", 2000) + `"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := auditor.ParseReport(b)
		if err != nil {
			return
		}
		once, err := r.Encode()
		if err != nil {
			return // text may grow when it is escaped, beyond what may be sent
		}
		again, err := auditor.ParseReport(once)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := again.Encode(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%s\n%s\n%v", once, twice, err)
		}
	})
}
