package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/router"
)

const (
	firstHex   = "1100000000000000000000000000000000000000000000000000000000000000"
	accountHex = `{"answer":"0x` + firstHex + `","model":"0xc3f4000000000000000000000000000000000000000000000000000000000000","fee":"%s","parts":[{"job":"0x` + firstHex +
		`","provider":"0xaa00000000000000000000000000000000000000","peer":"` + peerID + `","start":0,"tokens":%[2]d,"signed":%[2]d,"prompt":7,"fee":"%[1]s",` +
		`"price":{"input":"1000000","output":"2000000"},"finish":"%[3]s",%[4]s"verified":true,"reasons":["cheapest of 2"],"receipt":"/v1/dgrid/jobs/0x` + firstHex + `/receipt"}]}`
)

func TestWholeAnswer(t *testing.T) {
	r := newRig(t, says("A ", "light\u2028<b>", "house."), nil)
	w := r.ask(question(`"seed":7,"max_tokens":9`))
	want := `{"id":"chatcmpl-` + firstHex + `","object":"chat.completion","created":1700000000,"model":"` + modelName + `","choices":[{"index":0,"message":` +
		`{"role":"assistant","content":"A light\u2028<b>house.","refusal":null},"logprobs":null,"finish_reason":"stop"}],` +
		`"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10},"dgrid":` + fmt.Sprintf(accountHex, "13", 3, "stop", "") + "}\n"
	if w.Code != 200 || w.Body.String() != want {
		t.Errorf("status %d\ngot  %s\nwant %s", w.Code, w.Body, want)
	}
	if got := w.Header().Get("X-Dgrid-Job"); got != firstJob.String() {
		t.Errorf("job header %q", got)
	}
	if !strings.HasPrefix(w.Header().Get("X-Request-Id"), "req_") {
		t.Errorf("no request id: %v", w.Header())
	}
	q := r.router.last(t)
	if q.Model != modelID || q.ModelName != modelName || q.MaxFee != dgrid.NewAmount(1_000_000) || q.MaxOutput != 9 || q.Patience != gateway.DefaultPatience || q.User != "" {
		t.Errorf("asked %+v", q)
	}
	if strings.Contains(r.log.String(), "lighthouse") || strings.Contains(r.log.String(), "house.") {
		t.Errorf("the log holds the conversation: %s", r.log)
	}
}

// stripCreated takes the time out of a stream, which is that of the request.
func stripCreated(t *testing.T, body string) string {
	t.Helper()
	var out strings.Builder
	for _, event := range strings.SplitAfter(body, "\n\n") {
		if _, rest, found := strings.Cut(event, `"created":`); found {
			digits := strings.IndexByte(rest, ',')
			event = strings.Replace(event, `"created":`+rest[:digits], `"created":1`, 1)
		}
		out.WriteString(event)
	}
	return out.String()
}

func chunkText(choices, rest string) string {
	return `data: {"id":"chatcmpl-` + firstHex + `","object":"chat.completion.chunk","created":1,"model":"` + modelName + `","choices":[` + choices + `]` + rest + "}\n\n"
}

// The framing, byte by byte: no event has a name.
func TestStream(t *testing.T) {
	quiet := func(_ context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		pieces := []router.Piece{{Job: firstJob}, {Job: firstJob, Text: "A ", Tokens: 1}, {Job: firstJob, Tokens: 1}, {Job: secondJob, Text: "\"é\"\n", Tokens: 1}}
		for _, p := range pieces {
			if err := emit(p); err != nil {
				return nil, err
			}
		}
		a := ended(3)
		a.Finish = dgrid.FinishLength
		return a, nil
	}
	role := `{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}`
	one := `{"index":0,"delta":{"content":"A "},"logprobs":null,"finish_reason":null}`
	two := `{"index":0,"delta":{"content":"\"é\"\n"},"logprobs":null,"finish_reason":null}`
	end := `{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}`
	account := `,"dgrid":` + fmt.Sprintf(accountHex, "13", 3, "stop", "")
	null, usage := `,"usage":null`, `,"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}`
	tests := []struct{ extra, want string }{
		{`"stream":true`, chunkText(role, "") + chunkText(one, "") + chunkText(two, "") + chunkText(end, account) + "data: [DONE]\n\n"},
		{`"stream":true,"stream_options":{"include_usage":true}`, chunkText(role, null) + chunkText(one, null) + chunkText(two, null) + chunkText(end, null) +
			chunkText("", usage+account) + "data: [DONE]\n\n"},
	}
	for _, test := range tests {
		w := newRig(t, quiet, nil).ask(question(test.extra))
		if got := stripCreated(t, w.Body.String()); w.Code != 200 || got != test.want {
			t.Errorf("%s: status %d\ngot\n%s\nwant\n%s", test.extra, w.Code, got, test.want)
		}
		if w.Header().Get("X-Dgrid-Job") != firstJob.String() || w.Header().Get("Content-Type") != "text/event-stream; charset=utf-8" {
			t.Errorf("%s: headers %v", test.extra, w.Header())
		}
	}
}

// Every error of the router's, before the first byte: a status and OpenAI's shape, streamed or not.
func TestRouterErrors(t *testing.T) {
	tests := []struct {
		err    error
		status int
		typ    string
		code   string
		retry  string
		final  bool // clients shall not repeat it
	}{
		{&router.Error{Code: "no_provider", Message: "nobody serves it"}, 503, "server_error", "no_provider", "", false},
		{&router.Error{Code: "unavailable", Message: "nobody can be reached"}, 503, "server_error", "unavailable", "", false},
		{&router.Error{Code: "all_busy", Message: "all 2 providers are busy", Retry: 2500 * time.Millisecond}, 429, "rate_limit_error", "all_busy", "3", false},
		{&router.Error{Code: "all_busy", Message: "all 2 providers are busy"}, 429, "rate_limit_error", "all_busy", "1", false},
		{&router.Error{Code: "over_budget", Message: "the cheapest wants 9"}, 400, "invalid_request_error", "max_fee_too_low", "", false},
		{&router.Error{Code: "only_unverified", Message: "nobody can check"}, 400, "invalid_request_error", "only_unverified", "", false},
		{&router.Error{Code: "context_too_long", Message: "2048 tokens"}, 400, "invalid_request_error", "context_length_exceeded", "", false},
		{&router.Error{Code: "invalid_request", Message: "no"}, 400, "invalid_request_error", "invalid_request", "", false},
		{&router.Error{Code: "broken_off", Message: "after 0 tokens"}, 502, "server_error", "broken_off", "", true},
		{&router.Error{Code: "timed_out", Message: "too long"}, 504, "server_error", "timeout", "", true},
		{fmt.Errorf("ask: %w", &router.Error{Code: "no_provider", Message: "nobody"}), 503, "server_error", "no_provider", "", false},
		{fmt.Errorf("ask: %w", context.DeadlineExceeded), 504, "server_error", "timeout", "", true},
		{&router.Error{Code: "internal", Message: "secret trouble"}, 500, "server_error", "internal_error", "", true},
		{errors.New("secret trouble"), 500, "server_error", "internal_error", "", true},
		{nil, 500, "server_error", "internal_error", "", true},
	}
	for _, test := range tests {
		for _, stream := range []string{"", `"stream":true`} {
			r := newRig(t, fails(test.err), nil)
			w := r.ask(question(stream))
			e := wantError(t, w, test.status, test.code)
			if e.Error.Type != test.typ || w.Header().Get("Retry-After") != test.retry || (w.Header().Get("X-Should-Retry") == "false") != test.final {
				t.Errorf("%v: type %q, headers %v", test.err, e.Error.Type, w.Header())
			}
			if strings.Contains(e.Error.Message, "secret") {
				t.Errorf("the user is told this node's own trouble: %s", e.Error.Message)
			}
			if test.status == 500 && !strings.Contains(r.log.String(), w.Header().Get("X-Request-Id")) {
				t.Errorf("the log does not name the request: %s", r.log)
			}
		}
	}
}

// An answer that breaks off: with what came before and with what it cost.
func TestBrokenOff(t *testing.T) {
	cut := func(err error) answers {
		return func(_ context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
			_ = emit(router.Piece{Job: firstJob, Text: "A ", Tokens: 1})
			return broken(1), err
		}
	}
	for _, err := range []error{&router.Error{Code: "broken_off", Message: "the answer broke off after 1 token"}, nil} {
		w := newRig(t, cut(err), nil).ask(question(""))
		e := wantError(t, w, 502, "broken_off")
		if want := fmt.Sprintf(accountHex, "9", 1, "", `"error":"connection lost",`); string(e.Dgrid) != want {
			t.Errorf("account\n%s\nwant\n%s", e.Dgrid, want)
		}
		if w.Header().Get("X-Dgrid-Job") != firstJob.String() {
			t.Errorf("headers %v", w.Header())
		}

		w = newRig(t, cut(err), nil).ask(question(`"stream":true`))
		events := strings.SplitAfter(w.Body.String(), "\n\n")
		last := strings.TrimSpace(strings.TrimPrefix(events[len(events)-2], "data: "))
		if e := decodeError(t, strings.NewReader(last)); w.Code != 200 || e.Error.Code != "broken_off" || len(e.Dgrid) == 0 {
			t.Errorf("status %d, last event %s", w.Code, last)
		}
		if strings.Contains(w.Body.String(), "[DONE]") || !strings.Contains(w.Body.String(), `"A "`) {
			t.Errorf("stream %s", w.Body)
		}
	}
}

// An answer that the provider ended early is no answer.
func TestEarlyEnds(t *testing.T) {
	for f, want := range map[dgrid.Finish]int{
		dgrid.FinishStop: 200, dgrid.FinishStopString: 200, dgrid.FinishLength: 200, dgrid.FinishCancelled: 502, dgrid.FinishInterrupted: 502, 0: 502, 99: 502,
	} {
		r := newRig(t, func(context.Context, router.Question, func(router.Piece) error) (*router.Answer, error) {
			a := ended(1)
			a.Finish = f
			return a, nil
		}, nil)
		if w := r.ask(question("")); w.Code != want {
			t.Errorf("finish %v: status %d, want %d", f, w.Code, want)
		}
	}
}

// A silent stream gets comments: none before a job is known, and then one every ten seconds.
func TestKeepalive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, func(_ context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
			<-time.After(25 * time.Second) // no job yet: nothing may be written
			_ = emit(router.Piece{Job: firstJob})
			<-time.After(14 * time.Second) // the comment at 30 s
			_ = emit(router.Piece{Job: firstJob, Text: "A", Tokens: 1})
			<-time.After(21 * time.Second) // those at 49 s and 59 s
			_ = emit(router.Piece{Job: firstJob, Text: "B", Tokens: 1})
			return ended(2), nil
		}, nil)
		w := r.ask(question(`"stream":true`))
		var order strings.Builder
		for _, event := range strings.SplitAfter(w.Body.String(), "\n\n") {
			switch {
			case strings.HasPrefix(event, ": "):
				order.WriteByte('.')
			case strings.Contains(event, `"role"`):
				order.WriteByte('R')
			case strings.Contains(event, `"A"`):
				order.WriteByte('A')
			case strings.Contains(event, `"B"`):
				order.WriteByte('B')
			}
		}
		if order.String() != "R.A..B" {
			t.Errorf("order of events %q, want R.A..B:\n%s", &order, w.Body)
		}
	})
}

// Once comments were sent the status is gone, and an error is a chunk.
func TestErrorAfterKeepalive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, func(_ context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
			_ = emit(router.Piece{Job: firstJob})
			<-time.After(11 * time.Second)
			return nil, &router.Error{Code: "no_provider", Message: "the only provider is gone"}
		}, nil)
		w := r.ask(question(`"stream":true`))
		if w.Code != 200 || !strings.Contains(w.Body.String(), `data: {"error":{"message":"the only provider is gone"`) {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}

// A router that outlasts its patience is told to end.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, func(ctx context.Context, _ router.Question, _ func(router.Piece) error) (*router.Answer, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, nil)
		wantError(t, r.ask(question("")), 504, "timeout")
	})
}

// serve runs the gateway on a listener of this machine until the test ends, and returns its address.
func serve(t testing.TB, g *gateway.Gateway) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- g.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the gateway ended: %v", err)
		}
	})
	for range 1000 {
		if g.Addr() != "" {
			return "http://" + g.Addr()
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the gateway ended: %v", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Fatal("the gateway does not listen")
	return ""
}

// A client that goes away in mid-answer cancels the job, streamed or not.
func TestDisconnect(t *testing.T) {
	for _, stream := range []string{"", `"stream":true`} {
		cancelled, begun := make(chan error, 1), make(chan struct{})
		r := newRig(t, func(ctx context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
			if err := emit(router.Piece{Job: firstJob, Text: "A", Tokens: 1}); err != nil {
				return nil, err
			}
			close(begun)
			<-ctx.Done()
			cancelled <- context.Cause(ctx)
			return broken(1), ctx.Err()
		}, nil)
		url := serve(t, r.Gateway)
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/chat/completions", strings.NewReader(question(stream)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			if resp, err := http.DefaultClient.Do(req); err == nil {
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
		}()
		<-begun
		cancel()
		if err := <-cancelled; !errors.Is(err, context.Canceled) {
			t.Errorf("the job's context ended with %v", err)
		}
		<-gone
	}
}

// A client that cannot be written to ends the job, too.
func TestBrokenClient(t *testing.T) {
	r := newRig(t, func(ctx context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		err := emit(router.Piece{Job: firstJob, Text: "A", Tokens: 1})
		if err == nil {
			t.Error("a piece was taken that could not be written")
		}
		if ctx.Err() == nil {
			t.Error("the job's context goes on")
		}
		return broken(1), err
	}, nil)
	req := httptest.NewRequest(http.MethodPost, "http://localhost/v1/chat/completions", strings.NewReader(question(`"stream":true`)))
	req.Header.Set("Content-Type", "application/json")
	r.ServeHTTP(&deaf{httptest.NewRecorder()}, req)
}

// deaf is a client that takes nothing.
type deaf struct{ *httptest.ResponseRecorder }

func (*deaf) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// Run finishes what runs, refuses what is new, and cancels what does not end.
func TestDrain(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	r := newRig(t, func(ctx context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		close(begun)
		select {
		case <-goOn:
			return ended(1), emit(router.Piece{Job: firstJob, Text: "A", Tokens: 1})
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}, nil)
	answered := make(chan *httptest.ResponseRecorder)
	go func() { answered <- r.ask(question(`"stream":true`)) }()
	<-begun
	r.Drain()
	wantError(t, r.ask(question("")), 503, "node_ending")
	if w := r.send("GET", "/readyz", ""); w.Code != 503 || !strings.Contains(w.Body.String(), "this node is ending") {
		t.Errorf("ready while draining: %d %s", w.Code, w.Body)
	}
	if w := r.send("GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("not healthy while draining: %d", w.Code)
	}
	close(goOn)
	if w := <-answered; w.Code != 200 || !strings.Contains(w.Body.String(), "[DONE]") {
		t.Errorf("what ran was not finished: %d %s", w.Code, w.Body)
	}
}

func TestRunEndsWhatDoesNotEnd(t *testing.T) {
	begun := make(chan struct{})
	r := newRig(t, func(ctx context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		_ = emit(router.Piece{Job: firstJob, Text: "A", Tokens: 1})
		close(begun)
		<-ctx.Done()
		return broken(1), ctx.Err()
	}, func(c *gateway.Config, _ *gateway.Parts) { c.Drain = time.Millisecond })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	for r.Addr() == "" {
		<-time.After(time.Millisecond)
	}
	url := "http://" + r.Addr()
	body := make(chan string, 1)
	go func() {
		resp, err := http.Post(url+"/v1/chat/completions", "application/json", strings.NewReader(question(`"stream":true`)))
		if err != nil {
			body <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		body <- string(b)
	}()
	<-begun
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
	if got := <-body; !strings.Contains(got, `"code":"node_ending"`) {
		t.Errorf("the client was not told: %s", got)
	}
}

// The look-ups: by the answer's id and by that of any part, and the transcript of one.
func TestJobs(t *testing.T) {
	r := newRig(t, func(_ context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		a := ended(40)
		a.Parts = append(a.Parts, router.Part{Job: secondJob, Peer: peerID, Start: 32, Tokens: 8, Signed: 8, Finish: "stop"})
		return a, emit(router.Piece{Job: firstJob, Text: "A", Tokens: 1})
	}, nil)
	wantError(t, r.send("GET", "/v1/dgrid/jobs/"+firstJob.String(), ""), 404, "job_not_found")
	wantError(t, r.send("GET", "/v1/dgrid/jobs/11", ""), 400, "invalid_request")
	if w := r.ask(question("")); w.Code != 200 {
		t.Fatal(w.Body)
	}
	for _, id := range []dgrid.JobID{firstJob, secondJob} {
		w := r.send("GET", "/v1/dgrid/jobs/"+id.String(), "")
		var got struct {
			ID, State, Finish, Fee string
			Parts                  []struct {
				Job, Receipt string
				Decision     router.Decision
				Inclusion    *struct{ Epoch, Block, Index uint64 }
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 {
			t.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
		}
		if got.ID != firstJob.String() || got.State != "done" || got.Finish != "stop" || len(got.Parts) != 2 || len(got.Parts[0].Decision.Candidates) != 2 ||
			got.Parts[1].Receipt != "/v1/dgrid/jobs/"+secondJob.String()+"/receipt" {
			t.Errorf("record %s", w.Body)
		}
		if at := got.Parts[1].Inclusion; got.Parts[0].Inclusion != nil || at == nil || at.Epoch != 3 || at.Block != 40 || at.Index != 5 {
			t.Errorf("anchored at %+v and %+v", got.Parts[0].Inclusion, at)
		}
		w = r.send("GET", "/v1/dgrid/jobs/"+id.String()+"/receipt", "")
		var tr dgrid.Transcript
		if err := json.Unmarshal(w.Body.Bytes(), &tr); err != nil || w.Code != 200 || tr.ModelName != modelName {
			t.Errorf("status %d, %v: %s", w.Code, err, w.Body)
		}
	}
}

func TestModels(t *testing.T) {
	r := newRig(t, says(), nil)
	want := `{"id":"` + modelName + `","object":"model","created":1700000000,"owned_by":"HuggingFaceTB","dgrid":{"model":"` + modelID.String() +
		`","providers":2,"price":{"input":{"lowest":"1000000","highest":"1000000"},"output":{"lowest":"2000000","highest":"5000000"}},"context":2048,"verified":true,` +
		`"why":"calibrated for cpu-x86-avx2"}}`
	if w := r.send("GET", "/v1/models", ""); w.Code != 200 || w.Body.String() != `{"object":"list","data":[`+want+"]}\n" {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	for _, name := range []string{modelName, "smollm2", modelID.String()} {
		if w := r.send("GET", "/v1/models/"+name, ""); w.Code != 200 || w.Body.String() != want+"\n" {
			t.Errorf("%s: status %d: %s", name, w.Code, w.Body)
		}
	}
	for _, name := range []string{"gpt-4o", "org%2Fmodel", "org/model", ""} {
		wantError(t, r.send("GET", "/v1/models/"+name, ""), 404, "model_not_found")
	}
	wantError(t, r.ask(`{"model":"gpt-4o","messages":[{"role":"user","content":"x"}]}`), 404, "model_not_found")
}

// What a request says of unverified providers counts; without a word of it the configuration's does.
func TestUnverified(t *testing.T) {
	for _, test := range []struct {
		configured bool
		request    string
		want       bool
	}{
		{false, "", false}, {true, "", true},
		{false, `"dgrid":{"unverified":true}`, true}, {true, `"dgrid":{"unverified":false}`, false},
	} {
		r := newRig(t, says("yes"), func(c *gateway.Config, _ *gateway.Parts) { c.Unverified = test.configured })
		if w := r.ask(question(test.request)); w.Code != 200 {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		if got := r.router.last(t).Unverified; got != test.want {
			t.Errorf("configured %v, request %q: asked %v", test.configured, test.request, got)
		}
	}
}
