package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

func TestQuantile(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(100 - i)
	}
	tests := []struct {
		values []float64
		q      float64
		want   float64
	}{
		{nil, 0.5, 0},
		{[]float64{3}, 0.99, 3},
		{[]float64{3, 1, 2}, 0.5, 2},
		{[]float64{4, 3, 1, 2}, 0.5, 2},
		{hundred, 0.99, 99},
		{hundred, 1, 100},
		{hundred, 0, 1},
	}
	for _, test := range tests {
		if got := quantile(test.values, test.q); got != test.want {
			t.Errorf("quantile %v of %d values is %v, want %v", test.q, len(test.values), got, test.want)
		}
	}
}

func TestTally(t *testing.T) {
	if got := tally(map[string]int{"b": 2, "a": 10}); got != "a 10, b 2" {
		t.Errorf("tally says %q", got)
	}
}

func TestJournalGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "out.jsonl")
	head := map[string]any{"experiment": "x", "seed": 3}
	open := func(head any) (lines []string, j *journal, err error) {
		j, err = openJournal(path, head, func(line []byte) error {
			lines = append(lines, string(line))
			return nil
		})
		return lines, j, err
	}
	_, j, err := open(head)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(j.add(1), j.add("two"), j.close()); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"cut": "off`); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	lines, j, err := open(head)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(j.add(3), j.close()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(lines, " "); got != `1 "two"` {
		t.Errorf("read %s", got)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(b), "{\"experiment\":\"x\",\"seed\":3}\n1\n\"two\"\n3\n"; got != want {
		t.Errorf("the file holds %q, want %q", got, want)
	}
	if _, _, err := open(map[string]any{"experiment": "x", "seed": 4}); err == nil {
		t.Error("results of another seed are gone on with")
	}
}

func TestScanEvents(t *testing.T) {
	const begin = `data: {"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

: the answer goes on

data: {"choices":[{"delta":{"content":"a"},"finish_reason":null}]}

data: {"choices":[{"delta":{"content":"b "},"finish_reason":null}]}

`
	tests := []struct {
		name, stream, text, finish, fails string
		tokens                            int
	}{
		{"whole", begin + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"completion_tokens\":2}}\n\ndata: [DONE]\n\n", "ab ", "length", "", 2},
		{"cut off", begin, "ab ", "", "without [DONE]", 0},
		{"broken off", begin + "data: {\"error\":{\"message\":\"nobody could go on\"}}\n\n", "ab ", "", "nobody could go on", 0},
		{"no JSON", "data: {\n", "", "", "read the answer", 0},
	}
	for _, test := range tests {
		var h heard
		pieces := 0
		err := scanEvents(strings.NewReader(test.stream), func(e *event) { h.take(e, func(*heard) { pieces++ }) })
		if (test.fails == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), test.fails) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.fails)
		}
		if h.Text != test.text || h.Finish != test.finish || h.Tokens != test.tokens || pieces != len(h.Chunks) {
			t.Errorf("%s: heard %+v in %d pieces", test.name, h, pieces)
		}
	}
}

func TestHeardAfter(t *testing.T) {
	at := func(n int) time.Time { return time.Unix(int64(n), 0) }
	h := heard{Chunks: []arrival{{at(1), 2}, {at(2), 5}, {at(3), 9}}}
	for bytes, want := range map[int]int{0: 1, 1: 1, 2: 2, 4: 2, 5: 3, 8: 3} {
		if got, ok := h.after(bytes); !ok || got != at(want) {
			t.Errorf("behind %d bytes something came at %v, want %v", bytes, got, at(want))
		}
	}
	if _, ok := h.after(9); ok {
		t.Error("something came behind the end")
	}
}

func TestProc(t *testing.T) {
	stat := "42 (a (strange) name) S 7 42 42 0 -1 4194304 1 0 0 0 250 50 0 0 20 0"
	if f := statFields([]byte(stat)); f[0] != "S" || f[1] != "7" {
		t.Errorf("fields %q", f)
	}
	if got, err := parseCPU([]byte(stat)); err != nil || got != 3*time.Second {
		t.Errorf("CPU time %v, %v", got, err)
	}
	if _, err := parseCPU([]byte("42 (x) S 7")); err == nil {
		t.Error("a line that is too short has a CPU time")
	}
	now, peak, err := parseMemory([]byte("Name:\tx\nVmHWM:\t  900 kB\nVmRSS:\t  700 kB\n"))
	if err != nil || now != 700 || peak != 900 {
		t.Errorf("memory %d, %d, %v", now, peak, err)
	}
	if _, _, err := parseMemory([]byte("Name:\tkthread\n")); err == nil {
		t.Error("a process without memory has some")
	}
}

// spell writes token n as the n-th letter.
func spell(ids []dgrid.TokenID) string {
	var b strings.Builder
	for _, id := range ids {
		b.WriteByte('a' + byte(id))
	}
	return b.String()
}

func tokens(from, n int) (ids []dgrid.TokenID) {
	for i := range n {
		ids = append(ids, dgrid.TokenID((from+i)%26))
	}
	return ids
}

var price = dgrid.Price{Input: dgrid.NewAmount(1_000_000), Output: dgrid.NewAmount(2_000_000)}

// part is a part from token start, of which signed are signed and lost are not, and its transcript as the store has it.
func part(number byte, start, signed, lost int, ended bool) (router.Part, *dgrid.Transcript) {
	id := dgrid.JobID{number}
	t := &dgrid.Transcript{Prefix: tokens(0, start)}
	t.Order.Object.Start, t.Order.Object.Price = uint32(start), price
	if start > 0 {
		t.Order.Object.PrefixHash, t.Order.Object.Parent = dgrid.HashTokens(t.Prefix), dgrid.JobID{number - 1}
	}
	t.Acceptance.Object.Job, t.Acceptance.Object.PromptTokens = id, 10
	own := tokens(start, signed)
	for len(own) > 0 {
		n := min(len(own), dgrid.LeafTokens)
		t.Leaves, own = append(t.Leaves, dgrid.Leaf{IDs: own[:n], Text: spell(own[:n])}), own[n:]
	}
	fee := price.Fee(10, uint32(signed))
	if ended {
		t.Receipt = &dgrid.Signed[dgrid.Receipt]{Object: dgrid.Receipt{Job: id, OutputTokens: uint32(signed), Fee: fee}}
	} else if signed > 0 {
		t.Steps = append(t.Steps, dgrid.Signed[dgrid.Step]{Object: dgrid.Step{Job: id, Number: uint32(signed / dgrid.LeafTokens), OutputTokens: uint32(signed), Fee: fee}})
	} else {
		fee = dgrid.Amount{}
	}
	return router.Part{Job: id, Start: uint32(start), Tokens: uint32(signed + lost), Signed: uint32(signed), Prompt: 10, Fee: fee}, t
}

// whole is an answer of 64 + 9 tokens by one provider that was killed, and 30 by another.
func whole() *joined {
	p1, t1 := part(1, 0, 64, 9, false)
	p2, t2 := part(2, 73, 30, 0, true)
	return &joined{&answer{Tokens: 103, Parts: []router.Part{p1, p2}}, []*dgrid.Transcript{t1, t2}}
}

func TestJoinedHolds(t *testing.T) {
	text := spell(tokens(0, 103))
	if err := whole().check(text, spell); err != nil {
		t.Error(err)
	}
	j := whole() // the killed provider's next step came to light when the two met again
	more, t1 := part(1, 0, 96, 0, false)
	j.transcripts[0] = t1
	if err := j.check(text, spell); err != nil || more.Signed != 96 {
		t.Error(err)
	}
	p0, t0 := part(1, 0, 0, 0, false) // killed before its first token
	p1, t1 := part(2, 0, 40, 0, true)
	j = &joined{&answer{Tokens: 40, Parts: []router.Part{p0, p1}}, []*dgrid.Transcript{t0, t1}}
	if err := j.check(spell(tokens(0, 40)), spell); err != nil {
		t.Error(err)
	}
}

func TestJoinedFails(t *testing.T) {
	text := spell(tokens(0, 103))
	tests := []struct {
		name, says string
		change     func(j *joined) string
	}{
		{"text lost", "the client saw", func(*joined) string { return text[:70] + text[71:] }},
		{"text doubled", "the client saw", func(*joined) string { return text[:73] + text[72:] }},
		{"no transcript", "transcripts", func(j *joined) string { j.transcripts = j.transcripts[:1]; return text }},
		{"token doubled at the joint", "starts at token", func(j *joined) string { j.answer.Parts[1].Start = 72; return text }},
		{"order of another start", "starts at token", func(j *joined) string { j.transcripts[1].Order.Object.Start = 74; return text }},
		{"prefix of other tokens", "prefix", func(j *joined) string { j.transcripts[1].Prefix[70]++; return text }},
		{"prefix hash", "prefix", func(j *joined) string { j.transcripts[1].Order.Object.PrefixHash = dgrid.Digest{}; return text }},
		{"another parent", "parent", func(j *joined) string { j.transcripts[1].Order.Object.Parent = dgrid.JobID{9}; return text }},
		{"signed tokens that are not the answer's", "not those of the answer", func(j *joined) string { j.transcripts[0].Leaves[1].IDs[3]++; return text }},
		{"count", "the parts hold", func(j *joined) string { j.answer.Tokens++; return text }},
		{"more than a step lost", "more than a step", func(j *joined) string {
			j.answer.Parts[0].Signed, j.answer.Parts[0].Fee = 32, price.Fee(10, 32)
			j.transcripts[0].Steps[0].Object.OutputTokens, j.transcripts[0].Steps[0].Object.Fee = 32, price.Fee(10, 32)
			return text
		}},
		{"signed steps lost", "tokens signed", func(j *joined) string { j.transcripts[0].Steps = nil; return text }},
		{"another fee", "cost", func(j *joined) string { j.answer.Parts[0].Fee = price.Fee(11, 64); return text }},
		{"prompt paid twice", "its fee is", func(j *joined) string {
			j.answer.Parts[0].Fee = price.Fee(20, 64)
			j.transcripts[0].Steps[0].Object.Fee = price.Fee(20, 64)
			return text
		}},
	}
	for _, test := range tests {
		j := whole()
		err := j.check(test.change(j), spell)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.says)
		}
	}
}

// two are the books of a gateway and of its provider, which agree.
func two() (who dgrid.Address, gateway, provider *books) {
	who = dgrid.Address{1}
	_, mine := part(1, 0, 64, 0, true)
	mine.Order.Object.Provider = who
	theirs := *mine
	a := account{promised: dgrid.NewAmount(500), settled: dgrid.NewAmount(400)}
	return who, &books{map[dgrid.JobID]*dgrid.Transcript{{1}: mine}, map[dgrid.Address]account{who: a}},
		&books{map[dgrid.JobID]*dgrid.Transcript{{1}: &theirs}, map[dgrid.Address]account{{9}: a}}
}

func TestLedgerAgrees(t *testing.T) {
	l := newLedger()
	for range 2 {
		who, gateway, provider := two()
		if err := l.compare(gateway, map[dgrid.Address]*books{who: provider}); err != nil {
			t.Error(err)
		}
	}
	who, gateway, provider := two()
	_, never := part(7, 0, 0, 0, false) // an order that did not arrive
	never.Order.Object.Provider, never.Acceptance.Object.Job = who, dgrid.JobID{}
	gateway.jobs[dgrid.JobID{7}] = never
	if err := l.compare(gateway, map[dgrid.Address]*books{who: provider}); err != nil {
		t.Error(err)
	}
}

func TestLedgerFinds(t *testing.T) {
	tests := []struct {
		name, says string
		change     func(who dgrid.Address, gateway, provider *books)
	}{
		{"receipt lost at the gateway", "lost its receipt", func(_ dgrid.Address, g, _ *books) { g.jobs[dgrid.JobID{1}].Receipt = nil }},
		{"receipt lost at the provider", "lost its receipt", func(_ dgrid.Address, _, p *books) { p.jobs[dgrid.JobID{1}].Receipt = nil }},
		{"second receipt", "two receipts", func(_ dgrid.Address, _, p *books) {
			r := *p.jobs[dgrid.JobID{1}].Receipt
			r.Object.OutputTokens++
			p.jobs[dgrid.JobID{1}].Receipt = &r
		}},
		{"job lost at the provider", "has lost job", func(_ dgrid.Address, _, p *books) { delete(p.jobs, dgrid.JobID{1}) }},
		{"job that was never ordered", "never ordered", func(_ dgrid.Address, g, _ *books) { delete(g.jobs, dgrid.JobID{1}) }},
		{"lower voucher", "a voucher", func(w dgrid.Address, g, p *books) {
			a := account{promised: dgrid.NewAmount(450), settled: dgrid.NewAmount(400)}
			g.accounts[w], p.accounts[dgrid.Address{9}] = a, a
		}},
		{"voucher lost at the provider", "a voucher", func(_ dgrid.Address, _, p *books) {
			p.accounts[dgrid.Address{9}] = account{promised: dgrid.NewAmount(450), settled: dgrid.NewAmount(400)}
		}},
		{"settled by different fees", "settled with", func(w dgrid.Address, g, _ *books) {
			g.accounts[w] = account{promised: dgrid.NewAmount(500), settled: dgrid.NewAmount(401)}
		}},
		{"not covered", "does not cover", func(w dgrid.Address, g, p *books) {
			a := account{promised: dgrid.NewAmount(500), settled: dgrid.NewAmount(501)}
			g.accounts[w], p.accounts[dgrid.Address{9}] = a, a
		}},
		{"open job", "are open", func(w dgrid.Address, g, _ *books) {
			a := g.accounts[w]
			a.open = 1
			g.accounts[w] = a
		}},
		{"second payer", "payers", func(_ dgrid.Address, _, p *books) { p.accounts[dgrid.Address{8}] = p.accounts[dgrid.Address{9}] }},
	}
	for _, test := range tests {
		l := newLedger()
		who, gateway, provider := two()
		if err := l.compare(gateway, map[dgrid.Address]*books{who: provider}); err != nil {
			t.Fatal(err)
		}
		who, gateway, provider = two()
		test.change(who, gateway, provider)
		err := l.compare(gateway, map[dgrid.Address]*books{who: provider})
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.says)
		}
	}
}

func TestReadResults(t *testing.T) {
	h := &havoc{}
	for _, v := range []any{killing{Kill: 1, Victim: "gateway"}, outcome{Asker: 0, Complete: true, Text: "a"}, comparison{Compared: 5}} {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.read(line); err != nil {
			t.Error(err)
		}
	}
	if len(h.kills) != 1 || len(h.outcomes) != 1 || len(h.compared) != 1 || h.outcomes[0].Text != "a" || h.kills[0].Victim != "gateway" {
		t.Errorf("read %+v, %+v, %+v", h.kills, h.outcomes, h.compared)
	}
	if err := h.read([]byte(`{"what": 1}`)); err == nil {
		t.Error("a line of an unknown kind is read")
	}
	r := &resuming{audits: map[dgrid.JobID]audited{}}
	for _, v := range []any{resumed{Round: 1, Victim: "provider-a"}, audited{Audit: dgrid.JobID{3}, Result: "honest"}} {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.read(line); err != nil {
			t.Error(err)
		}
	}
	if len(r.rounds) != 1 || r.audits[dgrid.JobID{3}].Result != "honest" {
		t.Errorf("read %+v and %+v", r.rounds, r.audits)
	}
}

func TestShorten(t *testing.T) {
	a := shorten(`ask the gateway: 503 Service Unavailable: {"error":{"message":"no provider can be asked now; left alone for 8.2s: unreachable`)
	b := shorten(`ask the gateway: 503 Service Unavailable: {"error":{"message":"no provider can be asked now; left alone for 847ms: broken off`)
	if a != b || a != `ask the gateway: # Service Unavailable: {"error":{"message":"no provider can be asked now` {
		t.Errorf("%q and %q", a, b)
	}
	if got := shorten(strings.Repeat("é", 200)); len(got) > 120 || !strings.HasSuffix(got, "é…") {
		t.Errorf("%q", got)
	}
}
