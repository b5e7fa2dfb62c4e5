package evm_test

import (
	"context"
	"errors"
	"flag"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

var (
	chaosSeed    = flag.Uint64("chaos.seed", 1, "first seed of the chaos test")
	chaosRuns    = flag.Int("chaos.runs", 2, "runs of the chaos test")
	chaosIntents = flag.Int("chaos.intents", 25, "intents of one run")
)

var errCrash = errors.New("the process is killed here")

// brittle is an outbox that fails at one write, before it or behind it, and at all later ones: what a killed process leaves.
type brittle struct {
	*evm.MemoryOutbox

	mu     sync.Mutex // guards what follows
	left   int        // writes until the crash
	behind bool       // the last write is durable
	dead   bool
	writes int
}

func (b *brittle) PutItem(ctx context.Context, item evm.Item) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dead {
		return errCrash
	}
	b.writes++
	if b.left--; b.left >= 0 {
		return b.MemoryOutbox.PutItem(ctx, item)
	}
	b.dead = true
	if b.behind {
		if err := b.MemoryOutbox.PutItem(ctx, item); err != nil {
			return err
		}
	}
	return errCrash
}

// TestKilledAtEveryWrite kills the sender at its first write, its second, and so on, before the write is durable and behind it, and starts it
// again: each intent has one effect.
func TestKilledAtEveryWrite(t *testing.T) {
	key := testKey(1)
	for _, behind := range []bool{false, true} {
		for crash, more := 0, true; more; crash++ {
			w := newWorld(t, key)
			c, memory := w.client(), evm.NewMemoryOutbox()
			box := &brittle{MemoryOutbox: memory, left: crash, behind: behind}
			s := w.sender(c, box, key, fast())
			stop := running(t, s)
			const intents = 2
			told := 0
			for n := range uint64(intents) {
				if _, err := s.Send(t.Context(), bump(n)); err == nil {
					told++
				}
			}
			closed := func() bool {
				box.mu.Lock()
				defer box.mu.Unlock()
				open, err := memory.Items(context.Background(), address(key), true, 0)
				must(t, err)
				return box.dead || told == intents && len(open) == 0
			}
			until(t, "closed or dead", closed, func() { w.commit() })
			err := stop()
			more = box.dead
			if more && told == intents && !errors.Is(err, errCrash) {
				t.Fatalf("write %d failed, and the sender ended with %v", crash, err)
			}
			s = w.sender(c, memory, key, fast())
			stop = running(t, s)
			for n := range uint64(intents) { // whoever was not told asks again
				_, err := s.Send(t.Context(), bump(n))
				must(t, err)
			}
			for n := range uint64(intents) {
				until(t, "final", func() bool { return state(t, s, bump(n).ID) == evm.Final }, func() { w.commit() })
				if w.count(n) != 1 {
					t.Fatalf("write %d, behind %v: %d effects of intent %d", crash, behind, w.count(n), n)
				}
			}
			must(t, stop())
		}
	}
}

// chaos is one seeded run.
type chaos struct {
	*world
	rng    *rand.Rand
	srvs   []*server
	memory *evm.MemoryOutbox
	box    *brittle
	s      *evm.Sender
	stop   func() error

	mu      sync.Mutex // guards rng for the server
	crashes int
	reorgs  int
	lies    map[string]int
}

func (c *chaos) intn(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rng.IntN(n)
}

// fault is what happens to a request in a bad time: transactions are lost, doubled or acknowledged and forgotten, answers are lost.
func (c *chaos) fault(r request) fault {
	name, f := "", fault{}
	switch n := c.intn(100); {
	case r.Method != "eth_sendRawTransaction" && n < 5:
		name, f = "request", fault{drop: true}
	case r.Method != "eth_sendRawTransaction":
	case n < 15:
		name, f = "dropped", fault{drop: true}
	case n < 30:
		name, f = "lost answer", fault{lost: true}
	case n < 45:
		name, f = "twice", fault{twice: true}
	case n < 65:
		name, f = "forgotten", fault{result: sentTx(c.t, r).Hash()}
	case n < 75:
		name, f = "refused", fault{err: &rpcError{Code: -32000, Message: []string{"replacement transaction underpriced", "nonce too low", "txpool is full"}[n%3]}}
	}
	if name != "" {
		c.mu.Lock()
		c.lies[name]++
		c.mu.Unlock()
	}
	return f
}

func (c *chaos) start() {
	c.box = &brittle{MemoryOutbox: c.memory, left: 1 + c.intn(20), behind: c.intn(2) == 0}
	cfg := fast()
	cfg.ReplaceAfter, cfg.MaxFee = 20*time.Millisecond, big.NewInt(1e15)
	client, err := evm.New(c.config(c.srvs...), quiet)
	must(c.t, err)
	c.t.Cleanup(client.Close)
	c.s = c.sender(client, c.box, testKey(1), cfg)
	c.stop = running(c.t, c.s)
}

func (c *chaos) step() {
	switch n := c.intn(100); {
	case n < 60:
		c.commit()
	case n < 64:
		c.reorgs++
		c.reorg(1+c.intn(16), c.intn(2) == 0)
	case n < 66:
		down := c.srvs[:1+c.intn(len(c.srvs))]
		for _, s := range down {
			s.down(true)
		}
		<-time.After(time.Duration(c.intn(20)) * time.Millisecond)
		for _, s := range down {
			s.setFault(c.fault)
		}
	}
	c.box.mu.Lock()
	dead := c.box.dead
	c.box.mu.Unlock()
	if dead {
		c.crashes++
		_ = c.stop()
		c.start()
	}
}

// TestChaos: N intents have exactly N effects, whatever happens to the chain, to the connection and to the process.
func TestChaos(t *testing.T) {
	for run := range *chaosRuns {
		seed := *chaosSeed + uint64(run)
		key := testKey(1)
		w := newWorld(t, key)
		c := &chaos{world: w, rng: rand.New(rand.NewPCG(seed, 5)), memory: evm.NewMemoryOutbox(), lies: map[string]int{}}
		for range 17 {
			w.commit()
		}
		for range 1 + 2*(seed%2) { // one endpoint, or three of which two must agree
			c.srvs = append(c.srvs, w.serve())
		}
		for _, s := range c.srvs {
			s.setFault(c.fault)
		}
		c.start()
		for n := range uint64(*chaosIntents) {
			until(t, "sent", func() bool {
				ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
				defer cancel()
				_, err := c.s.Send(ctx, bump(n))
				return err == nil
			}, c.step)
			for range c.intn(4) {
				c.step()
			}
		}
		for _, s := range c.srvs {
			s.setFault(nil)
		}
		c.box.mu.Lock()
		c.box.left = 1 << 30
		c.box.mu.Unlock()
		until(t, "all final", func() bool {
			open, err := c.memory.Items(context.Background(), address(key), true, 0)
			must(t, err)
			return len(open) == 0
		}, func() {
			if c.box.dead {
				_ = c.stop()
				c.start()
				c.box.left = 1 << 30
			}
			c.commit()
		})
		must(t, c.stop())
		checkEffects(t, c, seed)
	}
}

func checkEffects(t *testing.T, c *chaos, seed uint64) {
	t.Helper()
	items, err := c.memory.Items(context.Background(), address(testKey(1)), false, 0)
	must(t, err)
	bumps, fills := 0, 0
	nonces := map[uint64]dgrid.Digest{}
	for _, i := range items {
		bumps += max(0, len(i.Hashes)-1)
		if i.Kind == evm.KindFill {
			fills++
		} else if i.State != evm.Final {
			t.Errorf("seed %d: item %s is %s: %s", seed, i.ID, i.State, i.Error)
		}
		if other, ok := nonces[i.Nonce]; ok && i.State == evm.Final {
			t.Errorf("seed %d: nonce %d is of %s and %s", seed, i.Nonce, other, i.Hash)
		}
		if i.State == evm.Final {
			nonces[i.Nonce] = i.Hash
		}
	}
	for n := range uint64(*chaosIntents) {
		if got := c.count(n); got != 1 {
			t.Errorf("seed %d: intent %d has %d effects, want 1", seed, n, got)
		}
	}
	t.Logf("seed %d: %d endpoints, %d intents, %d crashes, %d reorgs, %d raised fees, %d filled nonces, faults %v", seed, len(c.srvs), *chaosIntents, c.crashes, c.reorgs, bumps, fills, c.lies)
}
