package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

func TestDrawIsMixedAndRepeats(t *testing.T) {
	const n = 3000
	kinds, left, impatient, streams, elsewhere, most := map[string]int{}, 0, 0, 0, 0, 0
	first, second := &talk{}, &talk{}
	for i := range n {
		w, again := draw(1, i, "m", first), draw(1, i, "m", second)
		a, err := w.encode()
		if err != nil {
			t.Fatal(err)
		}
		b, err := again.encode()
		if err != nil || !bytes.Equal(a, b) || w.closes != again.closes || w.closesAt != again.closesAt || w.deadline != again.deadline {
			t.Fatalf("request %d is %s and then %s (%v)", i, a, b, err)
		}
		for _, conversation := range []*talk{first, second} {
			conversation.heard(w, strings.Repeat("word ", i%40))
		}
		kinds[w.kind]++
		if w.closes > 0 || w.closesAt > 0 {
			left++
		}
		if w.deadline > 0 {
			impatient++
		}
		if w.stream() {
			streams++
		}
		if w.elsewhere {
			elsewhere++
		}
		if w.kind != "too long" {
			most = max(most, len(a))
		}
		if w.maxTokens < 1 || w.maxTokens > 200 {
			t.Errorf("request %d asks for %d tokens", i, w.maxTokens)
		}
	}
	for what, v := range map[string][3]int{
		"left": {left, n / 6, 60}, "impatient": {impatient, n / 20, 40}, "streams": {streams, n * 7 / 10, 100}, "of the other payer": {elsewhere, n / 5, 80},
		"short": {kinds["short"], n * 35 / 100, 100}, "long": {kinds["long"], n * 15 / 100, 80}, "unicode": {kinds["unicode"], n * 12 / 100, 80},
		"too long": {kinds["too long"], n * 2 / 100, 30}, "agent": {kinds["agent"], n * 36 / 100, 100},
	} {
		if v[0] < v[1]-v[2] || v[0] > v[1]+v[2] {
			t.Errorf("%d requests are %s, want about %d", v[0], what, v[1])
		}
	}
	if most < 4000 || most > 9000 {
		t.Errorf("the longest request that is to fit has %d bytes", most)
	}
}

func TestAgentsTakeBackWhatCameToNothing(t *testing.T) {
	c := &talk{messages: []message{{"system", "s"}, {"user", "q"}}}
	agent := &wish{kind: "agent"}
	c.heard(&wish{kind: "short"}, "x")
	if c.heard(agent, ""); len(c.messages) != 1 {
		t.Errorf("behind no answer it has %v", c.messages)
	}
	if c.heard(agent, "a"); len(c.messages) != 2 || c.messages[1] != (message{"assistant", "a"}) {
		t.Errorf("behind an answer it has %v", c.messages)
	}
}

func TestOutcomes(t *testing.T) {
	long := &refused{http.StatusBadRequest, `400: {"error":{"code":"context_length_exceeded"}}`}
	tests := []struct {
		name       string
		refused    bool
		err, cause error
		want       string
	}{
		{"whole", false, nil, nil, outWhole},
		{"whole before the client left", false, nil, errLeft, outWhole},
		{"left", false, context.Canceled, errLeft, outLeft},
		{"deadline", false, context.Canceled, errImpatient, outImpat},
		{"hung", false, context.Canceled, errHung, outHung},
		{"refused as it should be", true, long, nil, outRefused},
		{"refused and should not be", false, long, nil, outError},
		{"answered and cannot fit", true, nil, nil, outError},
		{"refused for another reason", true, &refused{http.StatusBadGateway, "502"}, nil, outError},
		{"may cost too little, and was not told so", false, &refused{http.StatusBadRequest, "max_fee_too_low"}, nil, outError},
		{"broken off", false, errors.New("the answer broke off"), nil, outError},
	}
	for _, test := range tests {
		if got := (&wish{refused: test.refused}).outcome(test.err, test.cause); got != test.want {
			t.Errorf("%s is %q, want %q", test.name, got, test.want)
		}
	}
}

func TestParseMetrics(t *testing.T) {
	m, err := parseMetrics([]byte("# HELP x y\ngo_goroutines 81\ndgrid_jobs_open{role=\"payer\"} 2\ndgrid_jobs_open{role=\"provider, or so\"} 1\n\nbig 9.9e+09\n"))
	if err != nil || m["go_goroutines"] != 81 || m["dgrid_jobs_open"] != 3 || m["big"] != 9.9e9 {
		t.Errorf("read as %v, %v", m, err)
	}
	if got := busyWith(m); got != "3 jobs are open" {
		t.Errorf("a node with open jobs does %q", got)
	}
	if got := busyWith(map[string]float64{"dgrid_gateway_requests_running": 1, "dgrid_provider_slots": 8, "dgrid_provider_slots_free": 8}); got != "" {
		t.Errorf("a node at rest does %q", got)
	}
	for _, bad := range []string{"nonsense\n", "a b\n"} {
		if _, err := parseMetrics([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestWhatGrewIsFound(t *testing.T) {
	tests := []struct {
		s     series
		wrong bool
	}{
		{series{"goroutines", []float64{80, 84, 80, 85, 82}}, false},
		{series{"goroutines", []float64{80, 82, 84, 86}}, true},
		{series{"daemon's own, MB", []float64{10, 32, 36, 41, 33, 38, 41}}, false}, // what comes before the first block is not counted; the store fills up and begins anew
		{series{"daemon's own, MB", []float64{30, 32, 36, 40, 44}}, true},
		{series{"daemon's own, MB", []float64{30}}, false},
		{series{"daemon, MB", []float64{100, 100, 104, 108, 112, 116}}, false}, // shown: of it, what belongs to files grows with the store
		{series{"worker, MB", []float64{10, 100, 101, 99, 103}}, false},
		{series{"worker, MB", []float64{100, 100, 100, 111, 111}}, true},
		{series{"worker's own, MB", []float64{1, 1, 1, 50, 50}}, false}, // shown; the whole decides
		{series{"daemon's files", []float64{20, 28, 22}}, false},
		{series{"daemon's files", []float64{20, 25, 31}}, true},
		{series{"dgrid_engine_restarts_total", []float64{0, 0, 1}}, true},
		{series{"dgrid_engine_running", []float64{0, 0, 0}}, false},
		{series{"dgrid_engine_running", []float64{0, 1, 0}}, true},
		{series{"dgrid_provider_slots", []float64{8, 8}}, false},
		{series{"dgrid_engine_cells_used", []float64{0, 100, 9000}}, false}, // kept for others, up to all
		{series{"dgrid_engine_cells", []float64{16384, 16384}}, false},
		{series{"dgrid_engine_cells", []float64{16384, 8192}}, true},
	}
	for _, test := range tests {
		if got := test.s.grew(); (got != "") != test.wrong {
			t.Errorf("%s %v: %q", test.s.name, test.s.values, got)
		}
	}
	if got := slope([]float64{1, 3, 5, 7}); got != 2 {
		t.Errorf("slope %v, want 2", got)
	}
	if got := growth([]float64{1, 3, 100, 6, 6}); got != 3 {
		t.Errorf("growth %v, want 3", got)
	}
}

func TestSmallFeesMayBeRefused(t *testing.T) {
	w := &wish{body: map[string]any{"dgrid": map[string]string{"max_fee": "1"}}}
	if got := w.outcome(&refused{http.StatusBadRequest, `{"error":{"code":"max_fee_too_low"}}`}, nil); got != outRefused {
		t.Errorf("it is %q", got)
	}
}

// What only the payer keeps of an answer is added to what the provider has.
func TestTranscriptsAreExtended(t *testing.T) {
	leaf := func(text string, ids ...dgrid.TokenID) dgrid.Leaf { return dgrid.Leaf{IDs: ids, Text: text} }
	own := &dgrid.Transcript{Leaves: []dgrid.Leaf{leaf("a", 1)}}
	payers := &dgrid.Transcript{Leaves: []dgrid.Leaf{leaf("a", 1), leaf("b", 2, 3)}}
	if err := extend(own, payers); err != nil || len(own.Leaves) != 2 {
		t.Errorf("%d leaves, %v", len(own.Leaves), err)
	}
	said := &told{heard: &heard{Text: "ab", Tokens: 3}, wish: &wish{maxTokens: 3}, outcome: outWhole}
	ids, text := own.Output(2)
	if err := said.fits(text, len(ids), "done"); err != nil {
		t.Error(err)
	}
	said.outcome, said.Text = outLeft, "a"
	if err := said.fits(text, len(ids), "broken off"); err != nil {
		t.Error(err)
	}
	for name, wrong := range map[string]func() error{
		"another leaf": func() error { return extend(&dgrid.Transcript{Leaves: []dgrid.Leaf{leaf("a", 9)}}, payers) },
		"another text": func() error { said.Text = "x"; return said.fits(text, len(ids), "done") },
		"too long":     func() error { said.Text = "a"; return said.fits(text, 4, "done") },
		"half":         func() error { said.outcome = outWhole; return said.fits(text, 3, "done") },
	} {
		if wrong() == nil {
			t.Errorf("%s passes", name)
		}
	}
}

// Passages are judged together in bundles as long as an answer must be; none is lost.
func TestTogether(t *testing.T) {
	of := func(lengths ...int) (all []passage) {
		for _, n := range lengths {
			all = append(all, passage{margins: make([]int32, n)})
		}
		return all
	}
	for _, test := range []struct {
		lengths, want []int
	}{
		{nil, nil},
		{[]int{5}, []int{5}},
		{[]int{40, 40, 64, 10, 10}, []int{80, 84}},
		{[]int{63, 1, 200, 64}, []int{64, 200, 64}},
	} {
		var got []int
		for _, group := range together(of(test.lengths...)) {
			n := 0
			for _, p := range group {
				n += len(p.margins)
			}
			got = append(got, n)
		}
		if len(got) != len(test.want) {
			t.Errorf("%v: bundles of %v, want %v", test.lengths, got, test.want)
			continue
		}
		for i, n := range got {
			if n != test.want[i] || n < verify.WindowTokens && len(got) > 1 {
				t.Errorf("%v: bundles of %v, want %v", test.lengths, got, test.want)
			}
		}
	}
}
