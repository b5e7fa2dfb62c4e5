package gateway_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/router"
)

const (
	benchStreams = 50
	benchTokens  = 400
	benchPace    = 20 * time.Millisecond // between the tokens of one stream: 2,500 tokens/s over all of them
)

// stub emits tokens whose text is the time at which each was emitted, every pace, or as fast as they are taken where that is 0.
func stub(pace time.Duration) answers {
	return func(ctx context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		var tick <-chan time.Time
		if pace > 0 {
			t := time.NewTicker(pace)
			defer t.Stop()
			tick = t.C
		}
		for range benchTokens {
			if tick != nil {
				select {
				case <-tick:
				case <-ctx.Done():
					return broken(1), ctx.Err()
				}
			}
			if err := emit(router.Piece{Job: firstJob, Text: strconv.FormatInt(time.Now().UnixNano(), 10), Tokens: 1}); err != nil {
				return broken(1), err
			}
		}
		return ended(benchTokens), nil
	}
}

// delays are how long after its emission each token arrived.
type delays struct {
	mu  sync.Mutex
	all []time.Duration
}

func (d *delays) add(some []time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, some...)
}

// since is the time since the one that text holds.
func since(b *testing.B, text string) time.Duration {
	ns, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(time.Now().UnixNano() - ns)
}

// direct asks the stub without a gateway.
func direct(b *testing.B, s answers, d *delays) {
	var mine []time.Duration
	if _, err := s(b.Context(), router.Question{}, func(p router.Piece) error {
		mine = append(mine, since(b, p.Text))
		return nil
	}); err != nil {
		b.Error(err)
	}
	d.add(mine)
}

// through asks it over HTTP and reads the stream as a client does.
func through(b *testing.B, c *http.Client, url string, d *delays) {
	resp, err := c.Post(url+"/v1/chat/completions", "application/json", strings.NewReader(question(`"stream":true`)))
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	var mine []time.Duration
	content := []byte(`"delta":{"content":"`)
	lines := bufio.NewScanner(resp.Body)
	done := false
	for lines.Scan() {
		line := lines.Bytes()
		if i := bytes.Index(line, content); i >= 0 {
			rest := line[i+len(content):]
			mine = append(mine, since(b, string(rest[:bytes.IndexByte(rest, '"')])))
		}
		done = done || bytes.Equal(line, []byte("data: [DONE]"))
	}
	if !done || len(mine) != benchTokens {
		b.Errorf("%d tokens came, want %d; ended: %v (%v)", len(mine), benchTokens, done, lines.Err())
	}
	d.add(mine)
}

// The gateway alone, 50 streams at once, against the stub asked directly: client, gateway and stub share this process and its
// cores. "full" emits as fast as tokens are taken, "paced" 50 tokens a second on each stream.
func BenchmarkFiftyStreams(b *testing.B) {
	for _, mode := range []struct {
		name string
		pace time.Duration
	}{{"full", 0}, {"paced", benchPace}} {
		s := stub(mode.pace)
		b.Run(mode.name+"/direct", func(b *testing.B) {
			fifty(b, mode.pace, func(d *delays) { direct(b, s, d) })
		})
		b.Run(mode.name+"/gateway", func(b *testing.B) {
			r := newRig(b, s, func(_ *gateway.Config, p *gateway.Parts) { p.Log = slog.New(slog.NewTextHandler(io.Discard, nil)) })
			url := serve(b, r.Gateway)
			c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchStreams}}
			defer c.CloseIdleConnections()
			fifty(b, mode.pace, func(d *delays) { through(b, c, url, d) })
		})
	}
}

// fifty asks fifty at once. How late tokens are means something only where they are paced: else they wait in the buffers between.
func fifty(b *testing.B, pace time.Duration, ask func(*delays)) {
	d := &delays{}
	tokens := 0
	for b.Loop() {
		var wg sync.WaitGroup
		for range benchStreams {
			wg.Go(func() { ask(d) })
		}
		wg.Wait()
		tokens += benchStreams * benchTokens
	}
	slices.Sort(d.all)
	if len(d.all) == 0 {
		b.Fatal("no token came")
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
	if pace > 0 {
		b.ReportMetric(float64(d.all[len(d.all)/2].Microseconds()), "p50-us/token")
		b.ReportMetric(float64(d.all[len(d.all)*99/100].Microseconds()), "p99-us/token")
	}
	b.ReportMetric(0, "ns/op")
}
