package metrics_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/metrics"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

var build = metrics.Build{Version: "1.2.3", Protocol: 0, Sampler: "dgs1"}

func newMetrics(t *testing.T, src metrics.Sources, more ...prometheus.Collector) *metrics.Metrics {
	t.Helper()
	m, err := metrics.New(build, src, more...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// scrape is what Prometheus sees of this program's own metrics, a line each.
func scrape(t *testing.T, m *metrics.Metrics) []string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("scrape: %d %s", w.Code, w.Body)
	}
	var lines []string
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, "dgrid_") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func want(t *testing.T, lines []string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !slices.Contains(lines, w) {
			name, _, _ := strings.Cut(w, "{")
			name, _, _ = strings.Cut(name, " ")
			t.Errorf("want %s\nin\n%s", w, strings.Join(slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.HasPrefix(l, name) }), "\n"))
		}
	}
}

// What holds now is read from the sources; what has no source is left out.
func TestState(t *testing.T) {
	m := newMetrics(t, metrics.Sources{
		Models: func() []metrics.Model {
			return []metrics.Model{{Name: "m", Up: true, Slots: 4, Free: 1, Waiting: 2, Restarts: 3,
				Engine: metrics.Engine{Cells: 9, Used: 10, Running: 11, Audits: 12, Kept: 13, Read: 14, Reused: 15}}}
		},
		Mesh:   func() metrics.Mesh { return metrics.Mesh{Providers: 5, Skew: -0.25, Clocks: 6, Reachable: true} },
		Audits: func() int { return 7 },
		Keys:   func() int { return 8 },
	})
	lines := scrape(t, m)
	want(t, lines, `dgrid_build_info{protocol="0",sampler="dgs1",version="1.2.3"} 1`, `dgrid_engine_up{model="m"} 1`, `dgrid_provider_slots{model="m"} 4`,
		`dgrid_provider_slots_free{model="m"} 1`, `dgrid_provider_waiting_jobs{model="m"} 2`, `dgrid_engine_restarts_total{model="m"} 3`,
		`dgrid_engine_cells{model="m"} 9`, `dgrid_engine_cells_used{model="m"} 10`, `dgrid_engine_running{model="m"} 11`, `dgrid_engine_audits{model="m"} 12`,
		`dgrid_engine_kept_sequences{model="m"} 13`, `dgrid_engine_read_tokens_total{model="m"} 14`, `dgrid_engine_reused_tokens_total{model="m"} 15`,
		"dgrid_providers 5", "dgrid_clock_skew_seconds -0.25", "dgrid_clock_peers 6", "dgrid_reachable 1", "dgrid_auditor_running 7", "dgrid_api_keys 8")
	for _, line := range lines {
		if strings.HasPrefix(line, "dgrid_store_") || strings.HasPrefix(line, "dgrid_accounts") {
			t.Errorf("without a source there is %s", line)
		}
	}
}

// The registry is this node's own: two nodes in one program do not meet in it, and another part's collector is in it.
func TestRegistries(t *testing.T) {
	own := prometheus.NewGauge(prometheus.GaugeOpts{Name: "dgrid_p2p_peers", Help: "x"})
	a, b := newMetrics(t, metrics.Sources{}, own), newMetrics(t, metrics.Sources{})
	a.Audit(metrics.Own, verify.Failed)
	want(t, scrape(t, a), `dgrid_audits_total{of="own",verdict="failed"} 1`, "dgrid_p2p_peers 0")
	for _, line := range scrape(t, b) {
		if strings.HasPrefix(line, "dgrid_audits") || strings.HasPrefix(line, "dgrid_p2p") {
			t.Errorf("the other node has %s", line)
		}
	}
	if err := a.Register(own); err == nil {
		t.Error("one collector was registered twice")
	}
	if err := b.Register(own); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"go_goroutines", "process_cpu_seconds_total"} {
		families, err := a.Gatherer().Gather()
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range families {
			found = found || f.GetName() == name
		}
		if !found {
			t.Errorf("%s is missing", name)
		}
	}
}

// Disk and money are read from the real store.
func TestStore(t *testing.T) {
	dir := t.TempDir()
	st, err := store.Open(dir, dgrid.Domain{ChainID: 1}, store.Options{MinFree: 1 << 20, Ballast: 1 << 20}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	m := newMetrics(t, metrics.Sources{Store: metrics.OfStore(st, dir, 1<<20), Books: metrics.OfAccounts(st)})
	size := func() (n float64) {
		for _, line := range scrape(t, m) {
			_, _ = fmt.Sscanf(line, "dgrid_store_journal_bytes %g", &n)
		}
		return n
	}
	before := size()
	for provider := range byte(2) {
		v := dgrid.Voucher{Payer: dgrid.Address{1}, Provider: dgrid.Address{2, provider}, Amount: dgrid.NewAmount(5)}
		if err := st.PutVoucher(t.Context(), store.AsPayer, dgrid.Signed[dgrid.Voucher]{Object: v}); err != nil {
			t.Fatal(err)
		}
	}
	lines := scrape(t, m)
	want(t, lines, `dgrid_accounts{role="payer"} 2`, `dgrid_vouchers_base_units_total{role="payer"} 10`, `dgrid_fees_base_units_total{role="payer"} 0`,
		`dgrid_accounts{role="provider"} 0`, "dgrid_store_wanted_bytes 1.048576e+06", "dgrid_store_failed 0")
	if after := size(); after <= before || before < 0 {
		t.Errorf("the journal has %g bytes, before two writes %g", after, before)
	}
}

// fakeEngine emits tokens with a pause before each.
type fakeEngine struct {
	metrics.Generator
	first, each time.Duration
	tokens      int
	finish      dgrid.Finish
	err         error
}

func (f *fakeEngine) Generate(_ context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	u := dgrid.Usage{PromptTokens: uint32(len(job.Prompt)), Finish: f.finish}
	for i := range f.tokens {
		wait := f.each
		if i == 0 {
			wait = f.first
		}
		<-time.After(wait)
		if err := emit(dgrid.Chunk{IDs: []dgrid.TokenID{1}}); err != nil {
			return u, err
		}
		u.OutputTokens++
	}
	return u, f.err
}

// A provider's jobs are counted by how they ended, with their tokens and their pace.
func TestEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMetrics(t, metrics.Sources{})
		run := func(f *fakeEngine, emit dgrid.Emit) (dgrid.Usage, error) {
			return m.Engine(f).Generate(t.Context(), &dgrid.Job{Prompt: make([]dgrid.TokenID, 10)}, emit)
		}
		take := func(dgrid.Chunk) error { return nil }
		u, err := run(&fakeEngine{first: 300 * time.Millisecond, each: 40 * time.Millisecond, tokens: 21, finish: dgrid.FinishLength}, take)
		if err != nil || u.OutputTokens != 21 {
			t.Errorf("usage is %+v, %v", u, err)
		}
		broken := errors.New("gone")
		if _, err := run(&fakeEngine{tokens: 1, finish: dgrid.FinishInterrupted}, func(dgrid.Chunk) error { return broken }); !errors.Is(err, broken) {
			t.Errorf("error of emit: %v", err)
		}
		for _, err := range []error{inference.ErrBusy, &inference.ContextOverflowError{}, inference.ErrRefused, inference.ErrWorkerLost, errors.New("else")} {
			if _, got := run(&fakeEngine{err: fmt.Errorf("generate: %w", err)}, take); !errors.Is(got, err) {
				t.Errorf("error is %v, want %v", got, err)
			}
		}
		_, _ = run(&fakeEngine{err: context.Canceled, finish: dgrid.FinishCancelled}, take)
		want(t, scrape(t, m), `dgrid_jobs_total{result="length",role="provider"} 1`, `dgrid_jobs_total{result="busy",role="provider"} 1`,
			`dgrid_jobs_total{result="too long",role="provider"} 1`, `dgrid_jobs_total{result="refused",role="provider"} 1`,
			`dgrid_jobs_total{result="engine lost",role="provider"} 1`, `dgrid_jobs_total{result="interrupted",role="provider"} 2`,
			`dgrid_jobs_total{result="cancelled",role="provider"} 1`,
			`dgrid_tokens_total{kind="prompt",role="provider"} 20`, `dgrid_tokens_total{kind="answer",role="provider"} 22`,
			`dgrid_first_token_seconds_bucket{role="provider",le="0.2"} 1`, `dgrid_first_token_seconds_bucket{role="provider",le="0.5"} 2`,
			`dgrid_answer_tokens_per_second_bucket{role="provider",le="20"} 0`, `dgrid_answer_tokens_per_second_bucket{role="provider",le="50"} 1`,
			`dgrid_answer_tokens_per_second_sum{role="provider"} 25`)
	})
}

// fakeRouter answers with what it holds.
type fakeRouter struct {
	answer *router.Answer
	err    error
}

func (f *fakeRouter) Answer(_ context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	<-time.After(time.Second)
	if err := emit(router.Piece{Tokens: 3}); err != nil {
		return f.answer, err
	}
	return f.answer, f.err
}

// Who took over, and when, is seen; an answer's parts are this node's jobs as payer.
func TestAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMetrics(t, metrics.Sources{})
		take := func(router.Piece) error { return nil }
		parts := []router.Part{
			{Prompt: 0, Error: "refused: busy"}, // before the first token
			{Prompt: 10, Tokens: 5, Error: "gone"},
			{Prompt: 15, Tokens: 7, Start: 5, Finish: "stop"},
		}
		a, err := m.Answer(t.Context(), &fakeRouter{answer: &router.Answer{Parts: parts, Finish: dgrid.FinishStop}}, router.Question{}, take)
		if err != nil || len(a.Parts) != 3 {
			t.Errorf("answer is %+v, %v", a, err)
		}
		_, _ = m.Answer(t.Context(), &fakeRouter{err: context.Canceled}, router.Question{}, take)
		_, _ = m.Answer(t.Context(), &fakeRouter{err: errors.New("nobody"), answer: &router.Answer{Parts: []router.Part{{Finish: "12D3KooW"}}}}, router.Question{}, take)
		_, _ = m.Answer(t.Context(), &fakeRouter{err: fmt.Errorf("ask: %w", &router.Error{Code: router.AllBusy, Message: "all 12D3KooW are busy"})}, router.Question{}, take)
		want(t, scrape(t, m), `dgrid_answers_total{result="all busy"} 1`, `dgrid_answers_total{result="stop"} 1`, `dgrid_answers_total{result="cancelled"} 1`, `dgrid_answers_total{result="failed"} 1`,
			`dgrid_router_retries_total 1`, `dgrid_router_resumes_total 1`,
			`dgrid_jobs_total{result="broke off",role="payer"} 2`, `dgrid_jobs_total{result="stop",role="payer"} 1`, `dgrid_jobs_total{result="other",role="payer"} 1`,
			`dgrid_tokens_total{kind="prompt",role="payer"} 25`, `dgrid_tokens_total{kind="answer",role="payer"} 12`,
			`dgrid_first_token_seconds_bucket{role="payer",le="0.5"} 0`, `dgrid_first_token_seconds_bucket{role="payer",le="1"} 4`)
	})
}

// Endpoints are patterns: whatever paths somebody makes up, they are one line. What streams still streams.
func TestRequests(t *testing.T) {
	m := newMetrics(t, metrics.Sources{})
	mux := http.NewServeMux()
	goOn := make(chan struct{})
	mux.HandleFunc("GET /v1/dgrid/jobs/{id}", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "unknown", http.StatusNotFound) })
	mux.HandleFunc("POST /v1/chat/completions", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "a")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("flush: %v", err)
		}
		<-goOn
		w.WriteHeader(http.StatusTeapot) // too late to count
		_, _ = io.WriteString(w, "b")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "nothing here", http.StatusNotFound) })
	s := httptest.NewServer(m.Wrap(mux))
	t.Cleanup(s.Close)
	get := func(path string) {
		res, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	for i := range 20 {
		get(fmt.Sprintf("/v1/dgrid/jobs/0x%d", i))
		get(fmt.Sprintf("/made/up/%d", i))
	}
	res, err := http.Post(s.URL+"/v1/chat/completions", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1)
	if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != "a" { // while the handler waits
		t.Errorf("first byte is %q, %v", first, err)
	}
	want(t, scrape(t, m), "dgrid_gateway_requests_running 1")
	close(goOn)
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	s.Close() // which waits for the handlers
	lines := scrape(t, m)
	want(t, lines, `dgrid_gateway_requests_total{code="404",endpoint="/v1/dgrid/jobs/{id}"} 20`, `dgrid_gateway_requests_total{code="404",endpoint="other"} 20`,
		`dgrid_gateway_requests_total{code="200",endpoint="/v1/chat/completions"} 1`, `dgrid_gateway_request_seconds_count{endpoint="/v1/chat/completions"} 1`,
		"dgrid_gateway_requests_running 0")
}

// Every metric is in the operator's manual, and none of its labels can have as many values as there are peers or jobs.
func TestDocumented(t *testing.T) {
	b, err := os.ReadFile("../../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	description := regexp.MustCompile(`fqName: "(dgrid_[a-z_]+)".*variableLabels: \{([a-z,]*)\}`)
	bounded := map[string]bool{"role": true, "result": true, "kind": true, "of": true, "verdict": true, "endpoint": true, "code": true, "model": true}
	all := newMetrics(t, metrics.Sources{}).Describe()
	for _, d := range all {
		m := description.FindStringSubmatch(d)
		if m == nil {
			t.Fatalf("description %s has another form", d)
		}
		if !strings.Contains(string(b), "`"+m[1]+"`") {
			t.Errorf("docs/operating.md does not list %s", m[1])
		}
		for label := range strings.SplitSeq(m[2], ",") {
			if label != "" && !bounded[label] {
				t.Errorf("%s has the label %s", m[1], label)
			}
		}
	}
	if len(all) < 30 {
		t.Errorf("only %d metrics were found", len(all))
	}
}
