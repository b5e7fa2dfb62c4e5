// Command dgrid-lab runs a network of separate processes on this machine, each with its own folder and keys: a development chain, a
// bootstrap node, two providers, three validators and a gateway that has no model.
//
//	dgrid-lab demo   shows the network at work, from the first meeting to a cheat that is caught; fails where any of it is not so
//	dgrid-lab up     keeps the network running, and says what to try
//
// The others are experiments, of which docs/lab.md tells more:
//
//	dgrid-lab resume   kills the answering provider at random tokens
//	dgrid-lab chaos    kills any process of one running network
//	dgrid-lab epochs   anchors and pays while chain, provider and gateway fail
//	dgrid-lab lan      finds 20 nodes behind one address, and floods two; dgrid-lab flood is the hostile peer
//	dgrid-lab cheats   asks until a cheat is chosen no more
//	dgrid-lab restore  puts old copies of stores back
//	dgrid-lab convicts asks cheats until the chain slashes them
//	dgrid-lab gguf     hands damaged model files to workers
//	dgrid-lab speed    races the network against the engine alone
//	dgrid-lab soak     asks one node 1,000 unlike things, and looks at what it keeps
//	dgrid-lab audited  re-checks answers beside a paying stream
//	dgrid-lab bench    races a node against llama-server
//
// It expects dgridd and dgridd-dishonest beside itself, and runtime and model in the cache: `make demo` and `make up` see to both.
// It leaves no process behind.
package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// demoTime bounds the whole demo.
const demoTime = 5 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "\n%s %v\n", red("✗"), err)
		os.Exit(1)
	}
}

// experiments take flags of their own; `dgrid-lab NAME -h` lists them.
var experiments = map[string]func(ctx context.Context, p programs, args []string) error{
	"audited":  auditLoad,
	"bench":    bench,
	"chaos":    chaos,
	"epochs":   epochs,
	"flood":    flood,
	"lan":      lan,
	"cheats":   cheats,
	"restore":  restore,
	"resume":   resume,
	"soak":     soak,
	"speed":    speed,
	"convicts": convicts,
	"gguf":     ggufs,
}

// command runs what is named, in a folder that is removed behind it.
func command(ctx context.Context, args []string) (err error) {
	if len(args) == 0 {
		return fmt.Errorf("want one of: demo, up, %s", strings.Join(slices.Sorted(maps.Keys(experiments)), ", "))
	}
	dir, err := os.MkdirTemp("", "dgrid-lab-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	p, err := findPrograms(dir, args[0] == "bench")
	if err != nil {
		return err
	}
	if run := experiments[args[0]]; run != nil {
		return run(ctx, p, args[1:])
	}
	switch args[0] {
	case "demo":
		ctx, cancel := context.WithTimeout(ctx, demoTime)
		defer cancel()
		return demo(ctx, p)
	case "up":
		return stayUp(ctx, p)
	default:
		return fmt.Errorf("unknown command %q", args[0])
	}
}

// stayUp keeps a network running until it is interrupted.
func stayUp(ctx context.Context, p programs) error {
	l := newLab(p)
	for _, act := range []func(context.Context, *lab) error{founded, meet, funded} {
		if err := act(ctx, l); err != nil {
			return errors.Join(err, l.kill())
		}
	}
	title("A network is up; Ctrl-C ends it")
	for _, name := range append([]string{"bootstrap", "provider-a", "provider-b", "gateway"}, validators...) {
		d := l.nodes[name]
		fmt.Printf("  %-10s pid %-7d %s  home %s\n", name, d.cmd.Process.Pid, short(d.Owner.Hex()), l.home(name))
	}
	fmt.Printf(`
Ask, as any OpenAI client does (Python: OpenAI(base_url="%[1]s/v1", api_key="none")):
  curl -N %[1]s/v1/chat/completions -H 'Content-Type: application/json' -i \
    -d '{"model": "%[2]s", "stream": true, "messages": [{"role": "user", "content": "What is a lighthouse?"}]}'
Who answered, why, and what it cost (the id stands in the header X-Dgrid-Job):
  curl %[1]s/v1/dgrid/jobs/ID
Check what was signed, and re-compute the answer:
  curl %[1]s/v1/dgrid/jobs/ID/receipt > answer.json
  %[3]s receipt verify answer.json --home %[4]s
  %[3]s audit answer.json --home %[4]s
Kill a provider while it answers; the other one goes on:
  kill -9 %[5]d
Look around:
  %[3]s peers --home %[6]s
  %[3]s route %[2]s --explain --home %[6]s
  %[3]s why %[7]s --home %[6]s
  %[3]s audits --home %[6]s
  %[3]s earnings --home %[8]s
  %[3]s tx list --home %[8]s
`, l.gateway.base, l.model, p.honest, l.home("validator-1"), l.nodes["provider-a"].cmd.Process.Pid, l.home("gateway"), l.nodes["provider-a"].Owner, l.home("provider-a"))
	<-ctx.Done()
	fmt.Println()
	select {
	case <-l.nodes["provider-a"].ended: // killed, as was proposed above
		delete(l.nodes, "provider-a")
	default:
	}
	return l.stop()
}
