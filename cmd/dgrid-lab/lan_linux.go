package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
)

const (
	findTime   = 3 * time.Minute        // for all to find all
	lookEvery  = 250 * time.Millisecond // into each node, while they find each other
	floodOver  = 10 * time.Second       // behind the flood, for the victims to come to rest
	everywhere = "/ip4/0.0.0.0/tcp/4700,/ip4/0.0.0.0/udp/4700/quic-v1"
	lanGoal    = 64 << 10 // KiB that a flood may cost a victim
)

// network of nodes in namespaces.
type lanNet struct {
	*lab
	*site
	rng    *rand.Rand
	out    *journal
	names  []string // of the machines inside
	offers []string // of them, those that have something to advertise
	whole  bool     // all have started; guarded by mu
	began  map[string]time.Time
	ready  map[string]time.Time
	ids    map[string]dgrid.PeerID
	follow sync.WaitGroup

	mu   sync.Mutex
	seen map[string]map[dgrid.PeerID]time.Time // when a node had another's advert; guarded by mu
}

func lan(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("lan", flag.ContinueOnError)
	nodes := fl.Int("nodes", 20, "machines behind the router's address")
	providers := fl.Int("providers", 3, "of them, those with the model")
	seed := fl.Uint64("seed", 1, "of all random choices")
	mdns := fl.Bool("mdns", true, "let nodes find each other by mDNS, too")
	idle := fl.Duration("idle", time.Minute, "how long an idle node is watched")
	attack := fl.Duration("flood", time.Minute, "how long the hostile peer floods; 0 has none")
	out := fl.String("out", "bin/lab/lan.jsonl", "file of the results; it is begun anew")
	if err := fl.Parse(args); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	n := &lanNet{rng: rand.New(rand.NewPCG(*seed, 0)), began: map[string]time.Time{}, ready: map[string]time.Time{}, ids: map[string]dgrid.PeerID{},
		seen: map[string]map[dgrid.PeerID]time.Time{}, lab: &lab{programs: p, nodes: map[string]*daemon{}, owners: map[dgrid.Address]string{}}}
	if err := os.Remove(*out); err != nil && !errors.Is(err, os.ErrNotExist) {
		cancel()
		return err
	}
	if n.out, err = openJournal(*out, map[string]any{"experiment": "lan", "seed": *seed, "nodes": *nodes, "mdns": *mdns}, nil); err != nil {
		cancel()
		return err
	}
	if n.site, err = newSite(ctx); err != nil {
		cancel()
		return errors.Join(err, n.out.close())
	}
	defer func() {
		cancel()
		n.follow.Wait()
		err = errors.Join(err, n.kill(), n.site.remove(), n.out.close())
	}()
	fmt.Printf("lan: %d nodes behind one address, %d of them providers, seed %d, mDNS %v\n", *nodes, *providers, *seed, *mdns)
	if err := n.populate(ctx, *nodes, *providers, *mdns); err != nil {
		return err
	}
	if err := n.found(ctx); err != nil {
		return err
	}
	client := gateway{base: "http://127.0.0.1:8484", client: n.client(n.names[len(n.names)-1])}
	if n.model, _, err = client.offered(ctx); err != nil {
		return err
	}
	if err := n.idle(ctx, *idle); err != nil {
		return err
	}
	if *attack == 0 {
		return nil
	}
	return n.flooded(ctx, *attack)
}

// populate starts the bootstrap node outside, and the others inside one after the other, as their owners would.
func (n *lanNet) populate(ctx context.Context, nodes, providers int, mdns bool) error {
	if err := n.node(ctx, "outside", []string{"--no-gateway", "--listen", everywhere}, []string{"DGRID_P2P_DHT=server", "DGRID_P2P_MDNS=false"}); err != nil {
		return err
	}
	for _, a := range n.nodes["outside"].Addrs {
		if strings.HasPrefix(a, "/ip4/"+outsideAddr+"/tcp/") {
			n.bootstrap = a
		}
	}
	if n.bootstrap == "" {
		return fmt.Errorf("the bootstrap node listens at %q only", n.nodes["outside"].Addrs)
	}
	for i := range nodes {
		name := fmt.Sprintf("n%d", i+1)
		if err := n.join(ctx, name); err != nil {
			return err
		}
		args := []string{"--listen", everywhere, "--peer", n.bootstrap}
		if i < providers {
			args = append(args, "--provider", "--price-output", fmt.Sprintf("%d00000000000000000", 3+i))
		}
		// Behind a router that translates addresses a node is a client of the table, which is what auto comes to; a development
		// network's nodes would be servers.
		env := []string{"DGRID_P2P_DHT=client", fmt.Sprintf("DGRID_P2P_MDNS=%v", mdns)}
		if err := n.node(ctx, name, args, env); err != nil {
			return err
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.whole = true
	return nil
}

// node makes and starts one, and looks from there on whose adverts it has.
func (n *lanNet) node(ctx context.Context, name string, init, env []string) error {
	args := append([]string{"init", "--network", "dev", "--home", n.home(name)}, init...)
	if _, err := run(ctx, nil, n.honest, args...); err != nil {
		return err
	}
	sells := slices.Contains(init, "--provider")
	if sells {
		if err := setEngine(n.home(name)); err != nil {
			return err
		}
	}
	env = append(env, "DGRID_P2P_ADVERT_INTERVAL=60s") // as on any network but a development one
	began := time.Now()
	d, err := (&launch{program: n.honest, args: []string{"--home", n.home(name)}, env: env, within: n.within(name), log: n.home(name) + ".log"}).up(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	n.mu.Lock()
	n.nodes[name], n.began[name], n.ready[name], n.ids[name] = d, began, time.Now(), d.Peer
	n.seen[name] = map[dgrid.PeerID]time.Time{}
	if name != "outside" {
		n.names = append(n.names, name)
	}
	if sells {
		n.offers = append(n.offers, name)
	}
	n.mu.Unlock()
	n.follow.Add(1)
	go func() {
		defer n.follow.Done()
		n.look(ctx, name)
	}()
	return nil
}

// look notes when a node has whose advert, until it has those of all.
func (n *lanNet) look(ctx context.Context, name string) {
	for pause(ctx, lookEvery) {
		c, err := n.at(ctx, name)
		if err != nil {
			continue
		}
		peers, err := c.Peers(ctx)
		if err != nil {
			continue
		}
		now := time.Now()
		n.mu.Lock()
		for _, p := range peers {
			if _, known := n.seen[name][p.ID]; !known && advertised(&p) {
				n.seen[name][p.ID] = now
			}
		}
		n.mu.Unlock()
		if n.everybody() {
			return
		}
	}
}

func advertised(p *control.Peer) bool { return !p.Expires.IsZero() }

// complete reports whether a node has the adverts of all others that have started. n.mu is held.
func (n *lanNet) complete(name string) bool {
	for _, other := range n.offers {
		if _, ok := n.seen[name][n.ids[other]]; !ok && other != name {
			return false
		}
	}
	return true
}

func (n *lanNet) everybody() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.whole {
		return false
	}
	for _, name := range n.names {
		if !n.complete(name) {
			return false
		}
	}
	return true
}

// finding is how one node found the others.
type finding struct {
	Node  string  `json:"node"`
	Ready float64 `json:"readyMillis"` // from its start until it could be reached
	First float64 `json:"firstMillis"` // from its start to the first advert of another
	Last  float64 `json:"lastMillis"`  // from its start, or that of the last node, to the last advert of all others
}

// found waits until all have found all.
func (n *lanNet) found(ctx context.Context) error {
	err := until(ctx, findTime, "all to find all", func() (bool, error) { return n.everybody(), nil })
	n.mu.Lock()
	defer n.mu.Unlock()
	last := n.began[n.names[len(n.names)-1]]
	var firsts, lasts, own []float64
	pairs := 0
	for _, name := range n.names {
		f := finding{Node: name, Ready: millis(n.ready[name].Sub(n.began[name]))}
		first, latest := time.Time{}, time.Time{}
		for _, other := range n.offers {
			at, ok := n.seen[name][n.ids[other]]
			if !ok || other == name {
				continue
			}
			pairs++
			if first.IsZero() || at.Before(first) {
				first = at
			}
			if at.After(latest) {
				latest = at
			}
			since := n.began[name] // of the two, who came later
			if n.began[other].After(since) {
				since = n.began[other]
			}
			own = append(own, millis(at.Sub(since)))
		}
		f.First, f.Last = millis(first.Sub(n.began[name])), millis(latest.Sub(last))
		if name != n.names[0] {
			firsts = append(firsts, f.First)
		}
		lasts = append(lasts, f.Last)
		if err := n.out.add(f); err != nil {
			return err
		}
	}
	want := len(n.offers) * (len(n.names) - 1)
	fmt.Printf("  %d of %d adverts have come: of each node that offers something, to each other node\n", pairs, want)
	fmt.Printf("  first advert of another, from a node's own start: %s\n", spread(firsts, "ms"))
	fmt.Printf("  an advert of a pair, from the later one's start: %s\n", spread(own, "ms"))
	fmt.Printf("  the last advert of all had come %.0f ms after the last node's start\n", quantile(lasts, 1))
	return err
}

// resting is what an idle node takes.
type resting struct {
	Node  string  `json:"node"`
	RSS   uint64  `json:"rssKiB"`
	CPU   float64 `json:"cpuPercent"` // of one core
	Peers int     `json:"peers"`      // connected
}

// idle watches the nodes without a model, while nobody asks anything.
func (n *lanNet) idle(ctx context.Context, lasts time.Duration) error {
	n.follow.Wait() // all are found: nobody looks any more
	before := map[string]time.Duration{}
	for name, d := range n.nodes {
		before[name], _ = cpuTime(d.cmd.Process.Pid)
	}
	began := time.Now()
	if !pause(ctx, lasts) {
		return ctx.Err()
	}
	passed := time.Since(began)
	var rss, cpu []float64
	for name, d := range n.nodes {
		after, err := cpuTime(d.cmd.Process.Pid)
		if err != nil {
			return errors.Join(err, n.alive())
		}
		now, _, err := memory(d.cmd.Process.Pid)
		if err != nil {
			return err
		}
		r := resting{Node: name, RSS: now, CPU: 100 * (after - before[name]).Seconds() / passed.Seconds()}
		if r.Peers, err = n.connections(ctx, name); err != nil {
			return err
		}
		if child(d.cmd.Process.Pid) == 0 {
			rss, cpu = append(rss, float64(r.RSS)/1024), append(cpu, r.CPU)
		}
		if err := n.out.add(r); err != nil {
			return err
		}
	}
	fmt.Printf("  idle for %s, nodes without a model: resident memory %s; CPU of one core %s\n", lasts, spread(rss, "MiB"), spreadTo(2, cpu, "%"))
	return nil
}

func (n *lanNet) connections(ctx context.Context, name string) (int, error) {
	c, err := n.at(ctx, name)
	if err != nil {
		return 0, err
	}
	s, err := c.Status(ctx)
	if err != nil {
		return 0, err
	}
	return s.Mesh.Peers, nil
}

// attacked is what a flood cost a victim.
type attacked struct {
	Victim string  `json:"victim"`
	Before uint64  `json:"beforeKiB"`
	Peak   uint64  `json:"peakKiB"`
	After  uint64  `json:"afterKiB"`
	CPU    float64 `json:"cpuPercent"` // of one core, during it
}

// flooded has one hostile peer inside flood the bootstrap node and a provider, while others work with both.
func (n *lanNet) flooded(ctx context.Context, lasts time.Duration) error {
	if err := n.join(ctx, "hostile"); err != nil {
		return err
	}
	calm := n.serveFor(ctx, lasts/2)
	if err := n.alive(); err != nil {
		return err
	}
	fmt.Printf("  without a flood, for %s: %s\n", lasts/2, calm)
	targets := []string{"outside", "n1"}
	cost := map[string]*attacked{}
	spent := map[string]time.Duration{}
	addrs := []string{n.bootstrap}
	for _, name := range targets {
		pid := n.nodes[name].cmd.Process.Pid
		now, _, err := memory(pid)
		if err != nil {
			return err
		}
		cost[name] = &attacked{Victim: name, Before: now}
		if err := forgetPeak(pid); err != nil {
			return err
		}
		spent[name], _ = cpuTime(pid)
	}
	for _, a := range n.nodes["n1"].Addrs {
		if strings.HasPrefix(a, "/ip4/10.77.") && strings.Contains(a, "/tcp/") {
			addrs = append(addrs, a)
		}
	}
	report, harm, err := n.attack(ctx, lasts, addrs)
	if err != nil {
		return err
	}
	for _, name := range targets {
		after, _ := cpuTime(n.nodes[name].cmd.Process.Pid)
		cost[name].CPU = 100 * (after - spent[name]).Seconds() / lasts.Seconds()
	}
	if !pause(ctx, floodOver) {
		return ctx.Err()
	}
	fmt.Printf("  one peer, for %s: %+v\n  meanwhile: %s\n", lasts, *report, harm)
	for _, name := range targets {
		c := cost[name]
		if c.After, c.Peak, err = memory(n.nodes[name].cmd.Process.Pid); err != nil {
			return fmt.Errorf("%s did not survive: %w\n%s", name, err, n.nodes[name].tail())
		}
		fmt.Printf("  %s: %d MiB before, %d MiB at its highest, %d MiB after; %.0f %% of a core\n", name, c.Before>>10, c.Peak>>10, c.After>>10, c.CPU)
		if err := n.out.add(c); err != nil {
			return err
		}
	}
	if err := errors.Join(n.out.add(report), n.out.add(harm)); err != nil {
		return err
	}
	for _, c := range cost {
		if c.Peak > c.Before+lanGoal {
			return fmt.Errorf("lan: the flood cost %s %d MiB", c.Victim, (c.Peak-c.Before)>>10)
		}
	}
	return nil
}

// joinLate has one more node find the others while two of them are flooded.
func (n *lanNet) joinLate(ctx context.Context, after time.Duration) error {
	if !pause(ctx, after) {
		return ctx.Err()
	}
	if err := n.site.join(ctx, "late"); err != nil {
		return err
	}
	began := time.Now()
	if err := n.node(ctx, "late", []string{"--listen", everywhere, "--peer", n.bootstrap}, []string{"DGRID_P2P_DHT=client", "DGRID_P2P_MDNS=false"}); err != nil {
		return err
	}
	err := until(ctx, findTime, "the late node to find all", func() (bool, error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		return n.complete("late"), nil
	})
	fmt.Printf("  a node that began during the flood, without mDNS, had all %d adverts %.0f ms later\n", len(n.offers), millis(time.Since(began)))
	return err
}

// attack runs the hostile peer, and the honest ones beside it.
func (n *lanNet) attack(ctx context.Context, lasts time.Duration, addrs []string) (*floodReport, *service, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	args := append(n.within("hostile")[1:], exe, "flood", "-for", lasts.String(), "-seed", fmt.Sprint(n.rng.Uint32()))
	type result struct {
		out []byte
		err error
	}
	ended := make(chan result, 1)
	limit, cancel := context.WithTimeout(ctx, lasts+time.Minute)
	defer cancel()
	go func() {
		out, err := run(limit, nil, "ip", append(args, addrs...)...)
		ended <- result{out, err}
	}()
	late := make(chan error, 1)
	go func() { late <- n.joinLate(limit, lasts/4) }()
	harm := n.serveFor(ctx, lasts)
	r := <-ended
	if err := errors.Join(r.err, <-late); err != nil {
		return nil, nil, err
	}
	var report floodReport
	if err := json.NewDecoder(bytes.NewReader(r.out)).Decode(&report); err != nil {
		return nil, nil, fmt.Errorf("read the hostile peer's report: %w", err)
	}
	return &report, harm, nil
}
