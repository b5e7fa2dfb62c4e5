package gateway_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgrid-network/dgrid/node/router"
)

// pipes is a listener whose connections are in memory, so that time in them is the test's.
type pipes struct {
	dialled chan net.Conn
	closed  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.dialled:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8484} }

func (p *pipes) dial() net.Conn {
	mine, theirs := net.Pipe()
	p.dialled <- theirs
	return mine
}

// overPipes serves a gateway in memory and runs test with it.
func overPipes(t *testing.T, answer answers, test func(t *testing.T, r *rig, p *pipes)) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, answer, nil)
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- r.Serve(ctx, p) }()
		test(t, r, p)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
}

// What a client sends too slowly, or not at all, holds nothing for long.
func TestSlowRequests(t *testing.T) {
	head := "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
	tests := []struct {
		name, sent, status string
		within             time.Duration
	}{
		{"no header", "POST /v1/chat", "", 11 * time.Second},
		{"no body", head + "\r\n{", "408", 31 * time.Second},
		{"no body and the wrong host", strings.Replace(head, "localhost", "evil.example", 1) + "\r\n{", "403", 31 * time.Second},
		{"nothing", "", "", 2*time.Minute + time.Second},
	}
	for _, test := range tests {
		overPipes(t, says("Hi"), func(t *testing.T, _ *rig, p *pipes) {
			c := p.dial()
			defer c.Close()
			began := time.Now()
			if test.sent != "" {
				if _, err := io.WriteString(c, test.sent); err != nil {
					t.Fatal(err)
				}
			}
			b, err := io.ReadAll(c)
			if took := time.Since(began); err != nil || took > test.within {
				t.Errorf("%s: the connection was open for %s, want at most %s (%v)", test.name, took, test.within, err)
			}
			if got := string(b); test.status != "" && !strings.HasPrefix(got, "HTTP/1.1 "+test.status) {
				t.Errorf("%s: answered %.100q, want %s", test.name, got, test.status)
			}
		})
	}
}

// A client that stops reading in mid-answer ends the job within the time that it has for a write.
func TestSlowReader(t *testing.T) {
	var cancelled chan time.Duration // made where the test's time runs
	overPipes(t, func(ctx context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		began := time.Now()
		for ctx.Err() == nil && emit(router.Piece{Job: firstJob, Text: "on and ", Tokens: 1}) == nil {
			<-time.After(time.Millisecond)
		}
		cancelled <- time.Since(began)
		return broken(1), &router.Error{Code: router.Cancelled, Message: "the caller cancelled"}
	}, func(t *testing.T, _ *rig, p *pipes) {
		cancelled = make(chan time.Duration, 1)
		c := p.dial()
		defer c.Close()
		body := question(`"stream":true`)
		req, err := http.NewRequest(http.MethodPost, "http://localhost/v1/chat/completions", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		if err := req.Write(c); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReaderSize(c, 16).ReadString('\n'); err != nil || line != "HTTP/1.1 200 OK\r\n" {
			t.Fatalf("%q, %v", line, err)
		}
		if took := <-cancelled; took > 46*time.Second {
			t.Errorf("the job ran on for %s", took)
		}
	})
}

// An answer may take longer than a request may: the deadlines of the one are not those of the other, and a second request on the
// same connection has its own.
func TestLongAnswerThenAnother(t *testing.T) {
	overPipes(t, func(ctx context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		for range 5 {
			<-time.After(25 * time.Second)
			if err := emit(router.Piece{Job: firstJob, Text: "on ", Tokens: 1}); err != nil {
				return broken(1), err
			}
		}
		return ended(5), ctx.Err()
	}, func(t *testing.T, _ *rig, p *pipes) {
		client := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return p.dial(), nil }}}
		defer client.CloseIdleConnections()
		for _, stream := range []string{`"stream":true`, "", `"stream":true`} {
			resp, err := client.Post("http://localhost/v1/chat/completions", "application/json", strings.NewReader(question(stream)))
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if err != nil || resp.StatusCode != http.StatusOK || strings.Count(string(b), "on ") < 5 {
				t.Errorf("status %d, %v: %s", resp.StatusCode, err, b)
			}
			<-time.After(time.Minute) // longer than any deadline of the request before
		}
	})
}
