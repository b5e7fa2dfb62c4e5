package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// rest is one node while nobody asks.
type rest struct {
	Goroutines float64            `json:"goroutines"`
	Heap       float64            `json:"heapMB"` // of the daemon, what the last collection left
	Daemon     held               `json:"daemon"`
	Worker     held               `json:"worker,omitzero"` // zero where the node has none
	Engine     map[string]float64 `json:"engine"`          // what the metrics say of the engine: metric to value, all models together
}

// held is what a process holds.
type held struct {
	PID     int    `json:"pid"`
	Memory  uint64 `json:"memoryKiB"` // resident
	Own     uint64 `json:"ownKiB"`    // of it, what is no file's
	Threads uint64 `json:"threads"`
	Files   int    `json:"files"`
}

const (
	restful  = 30 * time.Second // for a node to be at rest behind the last request
	restStep = 250 * time.Millisecond
	slack    = 5 // goroutines more or less
)

// metricsOf reads a node's figures, over all labels of each.
func (g gateway) metricsOf(ctx context.Context) (map[string]float64, error) {
	b, err := g.raw(ctx, "/metrics")
	if err != nil {
		return nil, err
	}
	return parseMetrics(b)
}

func parseMetrics(b []byte) (map[string]float64, error) {
	sums := map[string]float64{}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		at := strings.LastIndexByte(line, ' ')
		if at < 0 {
			return nil, fmt.Errorf("read metrics: %q has no value", line)
		}
		v, err := strconv.ParseFloat(line[at+1:], 64)
		if err != nil {
			return nil, fmt.Errorf("read metrics: %w", err)
		}
		name, _, _ := strings.Cut(line[:at], "{")
		sums[name] += v
	}
	return sums, lines.Err()
}

// atRest waits until no job and no request is left at a node, and then for its goroutines to be as many as before, within slack; before is
// 0 for the first time. It samples what there is even where they do not.
func (l *lab) atRest(ctx context.Context, name string, g gateway, before float64) (*rest, error) {
	var m map[string]float64
	err := until(ctx, restful, name+" to have no job left", func() (bool, error) {
		var err error
		if m, err = g.metricsOf(ctx); err != nil {
			return false, err
		}
		if left := busyWith(m); left != "" {
			return false, fmt.Errorf("%s: %s", name, left)
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(restful); before > 0 && m["go_goroutines"] > before+slack && time.Now().Before(end); {
		if !pause(ctx, restStep) {
			return nil, ctx.Err()
		}
		if m, err = g.metricsOf(ctx); err != nil {
			return nil, err
		}
	}
	r := &rest{Goroutines: m["go_goroutines"], Heap: liveHeap(m), Engine: map[string]float64{}}
	for metric, v := range m {
		if strings.HasPrefix(metric, "dgrid_engine_") || strings.HasPrefix(metric, "dgrid_provider_") {
			r.Engine[metric] = v
		}
	}
	pid := l.nodes[name].cmd.Process.Pid
	if r.Daemon, err = holding(pid); err != nil {
		return nil, err
	}
	if worker := child(pid); worker != 0 {
		r.Worker, err = holding(worker)
	}
	return r, err
}

// liveHeap is what the last collection of a Go program left, from where it will begin the next one.
func liveHeap(m map[string]float64) float64 {
	return m["go_memstats_next_gc_bytes"] / (1 + m["go_gc_gogc_percent"]/100) / 1e6
}

// busyWith says what a node still does, or "". The one request is the question for the metrics.
func busyWith(m map[string]float64) string {
	switch {
	case m["dgrid_gateway_requests_running"] > 1:
		return fmt.Sprintf("%v requests run", m["dgrid_gateway_requests_running"]-1)
	case m["dgrid_jobs_open"] > 0:
		return fmt.Sprintf("%v jobs are open", m["dgrid_jobs_open"])
	case m["dgrid_provider_slots_free"] < m["dgrid_provider_slots"]:
		return fmt.Sprintf("%v of %v slots are free", m["dgrid_provider_slots_free"], m["dgrid_provider_slots"])
	case m["dgrid_provider_waiting_jobs"] > 0:
		return fmt.Sprintf("%v jobs wait for the engine", m["dgrid_provider_waiting_jobs"])
	case m["dgrid_engine_running"] > 0: // as of some seconds ago, so this is where the wait is
		return fmt.Sprintf("%v calls run in the engine", m["dgrid_engine_running"])
	}
	return ""
}

// holding reads /proc.
func holding(pid int) (held, error) {
	h := held{PID: pid}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return h, err
	}
	if h.Memory, _, err = parseMemory(b); err != nil {
		return h, err
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		switch f[0] {
		case "RssAnon:":
			h.Own, err = strconv.ParseUint(f[1], 10, 63)
		case "Threads:":
			h.Threads, err = strconv.ParseUint(f[1], 10, 63)
		}
		if err != nil {
			return h, err
		}
	}
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	h.Files = len(files)
	return h, err
}
