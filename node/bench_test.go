package node_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/keys"
	"github.com/dgrid-network/dgrid/node/payer"
)

const workerVariable = "DGRID_TEST_WORKER"

// TestMain makes this program the engine's worker process where it starts itself as one.
func TestMain(m *testing.M) {
	if os.Getenv(workerVariable) == "" && !slices.Contains(os.Args, "worker") {
		os.Exit(m.Run())
	}
	if err := inference.ServeWorker(context.Background(), os.NewFile(3, "worker")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const benchModel = "smollm2-135m-instruct-q4_1"

func benchConfig(b *testing.B, serve bool) *config.Config {
	b.Helper()
	c, _, err := config.LoadOrDefault(b.TempDir(), nil)
	if err != nil {
		b.Fatal(err)
	}
	c.P2P.Listen = []string{"/ip4/127.0.0.1/tcp/0"}
	c.Provider.Enabled = serve
	c.Models = []config.ModelConfig{{Name: benchModel, Context: 2048, Threads: 1, Slots: 1, PriceInput: dgrid.NewAmount(1e9), PriceOutput: dgrid.NewAmount(4e9)}}
	return c
}

func benchNode(b *testing.B, serve bool) *node.Node {
	b.Helper()
	c := benchConfig(b, serve)
	k, err := keys.Create(c.KeysDir(), true)
	if err != nil {
		b.Fatal(err)
	}
	n, err := node.Open(b.Context(), node.Options{Config: c, Network: config.DevNetwork("bench"), Keys: k, Agent: "bench", Worker: []string{os.Args[0], "worker"}, Serve: serve}, quiet)
	if err != nil {
		b.Fatalf("%v (make pull)", err)
	}
	b.Cleanup(func() {
		if err := n.Close(); err != nil {
			b.Error(err)
		}
	})
	return n
}

// timing is one answer's speed.
type timing struct {
	first time.Duration // to the first token
	rest  time.Duration // from the first token to the last
	n     int           // tokens after the first
}

func (t *timing) emit(started time.Time) dgrid.Emit {
	return func(c dgrid.Chunk) error {
		if t.first == 0 {
			t.first = time.Since(started)
			return nil
		}
		t.rest, t.n = time.Since(started)-t.first, t.n+len(c.IDs)
		return nil
	}
}

// BenchmarkAsk puts the same question to an engine directly and to a provider over libp2p, with steps, vouchers and both
// stores as in production, turn by turn. ratio is tokens/s over the mesh to tokens/s of the engine, after the first token;
// added-ms is what the mesh adds to the time to the first token.
func BenchmarkAsk(b *testing.B) {
	provider, asker := benchNode(b, true), benchNode(b, false)
	direct := benchEngine(b)
	addr := provider.Host().Addrs()[0]
	if _, err := asker.Host().Greet(b.Context(), addr); err != nil {
		b.Fatal(err)
	}
	var engine, mesh []timing
	for i := 0; b.Loop(); i++ {
		engine = append(engine, askEngine(b, direct, i))
		mesh = append(mesh, askMesh(b, asker, addr, direct.Model.ID, i))
	}
	b.ReportMetric(speed(engine), "engine-tok/s")
	b.ReportMetric(speed(mesh), "mesh-tok/s")
	b.ReportMetric(speed(mesh)/speed(engine), "ratio")
	b.ReportMetric(float64(median(mesh)-median(engine))/1e6, "added-ms")
}

func benchEngine(b *testing.B) *node.Engine {
	b.Helper()
	c := benchConfig(b, true)
	e, err := node.OpenEngine(b.Context(), c, &c.Models[0], []string{os.Args[0], "worker"}, quiet)
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = e.Worker.Run(ctx) }()
	b.Cleanup(func() { cancel(); <-ended })
	if _, err := e.Worker.Ready(b.Context()); err != nil {
		b.Fatal(err)
	}
	return e
}

func benchQuestion(i int) dgrid.Request {
	return dgrid.Request{
		Messages: []dgrid.Message{{Role: "user", Content: fmt.Sprintf("Tell me story number %d about a lighthouse, its keeper and the sea.", i)}},
		Params:   dgrid.Params{Temperature: dgrid.One * 8 / 10},
	}
}

func askEngine(b *testing.B, e *node.Engine, i int) (t timing) {
	b.Helper()
	req, started := benchQuestion(i), time.Now()
	prompt, err := e.Worker.Prompt(b.Context(), &req, dgrid.Time(started.UnixMilli()), nil)
	if err != nil {
		b.Fatal(err)
	}
	job := &dgrid.Job{Prompt: prompt, Params: req.Params, Seed: dgrid.JobSeed(e.Model.ID, dgrid.UserSeed(int64(i))), MaxOutput: 192}
	if _, err := e.Worker.Generate(b.Context(), job, t.emit(started)); err != nil {
		b.Fatal(err)
	}
	return t
}

func askMesh(b *testing.B, n *node.Node, addr string, model dgrid.ModelID, i int) (t timing) {
	b.Helper()
	q := payer.Question{
		Addr: addr, Model: model, ModelName: benchModel, Request: benchQuestion(i), ClientSeed: dgrid.UserSeed(int64(i)),
		MaxPrompt: 512, MaxOutput: 192, MaxFee: dgrid.NewAmount(1 << 40), Patience: time.Minute,
	}
	if _, err := n.Payer().Ask(b.Context(), q, t.emit(time.Now())); err != nil {
		b.Fatal(err)
	}
	return t
}

func speed(ts []timing) float64 {
	var n int
	var d time.Duration
	for _, t := range ts {
		n, d = n+t.n, d+t.rest
	}
	return float64(n) / d.Seconds()
}

func median(ts []timing) time.Duration {
	var firsts []time.Duration
	for _, t := range ts {
		firsts = append(firsts, t.first)
	}
	slices.Sort(firsts)
	return firsts[len(firsts)/2]
}
