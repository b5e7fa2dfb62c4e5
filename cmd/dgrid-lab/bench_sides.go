package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/dgrid-network/dgrid/inference/models"
)

// server is one of the two servers, with its OpenAI API and its processes.
type server struct {
	name string
	gateway
	model string
	pids  map[string]int // by what each process is
}

// start starts both sides, idle, and prints how. end ends them.
func (b *benching) start(ctx context.Context, folder, model string, threads, prefix int) (end func() error, err error) {
	files, m, err := cached(ctx, model)
	if err != nil {
		return nil, err
	}
	path, err := files.Model(m)
	if err != nil {
		return nil, err
	}
	if b.asks, err = makeQuestions(ctx, m.Name, prefix); err != nil {
		return nil, err
	}
	ours, err := b.startNode(ctx, folder, m, threads)
	if err != nil {
		return nil, err
	}
	cells, err := cellsOf(ours.log)
	if err != nil {
		ours.end()
		return nil, err
	}
	theirs, err := b.startServer(ctx, folder, path, m, threads, cells)
	if err != nil {
		ours.end()
		return nil, err
	}
	return func() error {
		theirs.end()
		return ours.stop()
	}, nil
}

// toldCells is how the worker's log says how many tokens the KV cache holds for all sequences together.
var toldCells = regexp.MustCompile(`\bcells=([0-9]+)`)

// cellsOf is the size of the KV cache by a node's log. An engine that says nothing of it holds one context.
func cellsOf(log string) (int, error) {
	b, err := os.ReadFile(log)
	if err != nil {
		return 0, err
	}
	m := toldCells.FindSubmatch(b)
	if m == nil {
		return benchContext, nil
	}
	return strconv.Atoi(string(m[1]))
}

// benchClient keeps a connection open for each stream: none is made anew while something is measured.
func benchClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * benchStreams}}
}

// startServer starts llama-server with a KV cache of that many cells. Besides all is as it comes, but for the copies of prompts that
// it keeps in memory beside the cache, which would count as its memory, and nothing is adjusted to a device.
func (b *benching) startServer(ctx context.Context, folder, model string, m models.Model, threads, cells int) (*process, error) {
	port := freePort()
	args := []string{filepath.Join(folder, "llama-server"), "--model", model, "--host", "127.0.0.1", "--port", strconv.Itoa(port),
		"--threads", strconv.Itoa(threads), "--threads-batch", strconv.Itoa(threads), "--ctx-size", strconv.Itoa(cells), "--parallel", strconv.Itoa(benchStreams),
		"--kv-unified", "--cache-type-k", m.Spec.KVCache, "--cache-type-v", m.Spec.KVCache, "--cache-ram", "0", "--fit", "off"}
	p, out, err := spawn(args, nil, filepath.Join(b.dir, "llama-server.log"))
	if err != nil {
		return nil, fmt.Errorf("start llama-server: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, out)
		_ = out.Close()
	}()
	s := &server{name: "llama-server", gateway: gateway{base: fmt.Sprintf("http://127.0.0.1:%d", port), client: benchClient()}, model: m.Name, pids: map[string]int{"server": p.cmd.Process.Pid}}
	err = until(ctx, starting, "llama-server to be up", func() (bool, error) {
		select {
		case <-p.ended:
			return false, errors.Join(errors.New("it ended"), p.result)
		default:
		}
		_, err := s.raw(ctx, "/health")
		return err == nil, err
	})
	if err != nil {
		p.end()
		return nil, fmt.Errorf("%w\n%s", err, p.tail())
	}
	b.theirs = s
	fmt.Printf("theirs: %s\n", strings.Join(args, " "))
	return p, nil
}

// startNode starts one node that is gateway and provider at once, on a network of its own without a chain, with everything that a
// node does in production but audits, which nobody asks for here: signed orders, steps, receipts and vouchers, sketches, the synced store.
func (b *benching) startNode(ctx context.Context, folder string, m models.Model, threads int) (*daemon, error) {
	home := b.home("bench")
	_, err := run(ctx, nil, b.honest, "init", "--network", "dev-bench", "--home", home, "--provider", "--model", m.Name, "--audit-rate", "0",
		"--gateway-listen", fmt.Sprintf("127.0.0.1:%d", freePort()))
	if err != nil {
		return nil, err
	}
	lines := fmt.Sprintf("threads = %d\nslots = %d\ncontext = %d\n", threads, benchStreams, benchContext)
	if err := setModel(home, lines); err != nil {
		return nil, err
	}
	env := []string{"DGRID_RUNTIME=" + folder}
	d, err := (&launch{program: b.honest, args: []string{"--home", home}, env: env, log: home + ".log"}).up(ctx)
	if err != nil {
		return nil, err
	}
	worker, err := awaitChild(ctx, d.cmd.Process.Pid)
	if err != nil {
		d.end()
		return nil, err
	}
	b.ours = &server{name: "dgridd", gateway: gateway{base: d.Gateway, client: benchClient()}, model: m.Name,
		pids: map[string]int{"daemon": d.cmd.Process.Pid, "worker": worker}}
	err = until(ctx, meeting, "the node to offer its model", func() (bool, error) {
		_, n, err := b.ours.offered(ctx)
		return n > 0, err
	})
	if err != nil {
		d.end()
		return nil, fmt.Errorf("%w\n%s", err, d.tail())
	}
	fmt.Printf("ours:   %s %s up --home %s, on a network without a chain, with in [[models]]: %s\n", strings.Join(env, " "), b.honest, home,
		strings.ReplaceAll(strings.TrimSpace(lines), "\n", ", "))
	return d, nil
}

// cpu is the milliseconds that each process has computed so far.
func (s *server) cpu() (map[string]float64, error) {
	all := make(map[string]float64, len(s.pids))
	for name, pid := range s.pids {
		t, err := cpuTime(pid)
		if err != nil {
			return nil, fmt.Errorf("%s's %s: %w", s.name, name, err)
		}
		all[name] = millis(t)
	}
	return all, nil
}

// memory is what each process has resident.
func (s *server) memory() (map[string]rss, error) {
	all := make(map[string]rss, len(s.pids))
	for name, pid := range s.pids {
		r, err := residentOf(pid)
		if err != nil {
			return nil, fmt.Errorf("%s's %s: %w", s.name, name, err)
		}
		all[name] = r
	}
	return all, nil
}

func (b *benching) memory() (*memories, error) {
	ours, err := b.ours.memory()
	if err != nil {
		return nil, err
	}
	theirs, err := b.theirs.memory()
	return &memories{ours, theirs}, err
}
