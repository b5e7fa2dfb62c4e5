package pool_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid/node/pool"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// at is a moment, in seconds.
func at(s int) time.Time { return epoch.Add(time.Duration(s) * time.Second) }

func loaded(need uint64, used int) pool.Standing {
	return pool.Standing{State: pool.Loaded, Need: pool.Need{Memory: need}, Used: at(used)}
}

// onGPU is a model that takes 1 of the machine's memory and n of the GPU's.
func onGPU(state pool.State, n uint64, used int) pool.Standing {
	return pool.Standing{State: state, Need: pool.Need{Memory: 1, GPU: n}, Used: at(used)}
}

func (b board) with(i int, f func(*pool.Standing)) board { f(&b[i]); return b }

type board []pool.Standing

func TestDecide(t *testing.T) {
	absent := func(need uint64) pool.Standing { return pool.Standing{Need: pool.Need{Memory: need}} }
	busy := func(s *pool.Standing) { s.Calls = 1 }
	stays := func(until int) func(*pool.Standing) { return func(s *pool.Standing) { s.Stays = at(until) } }
	tests := []struct {
		name   string
		models board
		wishes []int
		want   pool.Decision
	}{
		{"nothing is asked", board{absent(5), loaded(5, 1)}, nil, pool.Decision{}},
		{"there is room", board{absent(5), loaded(5, 1)}, []int{0, 0, 1}, pool.Decision{Grant: []int{2}, Load: []int{0}}},
		{"both at once", board{absent(5), absent(5)}, []int{1, 0}, pool.Decision{Load: []int{1, 0}}},
		{"the idle longest goes", board{absent(4), loaded(5, 9), loaded(5, 3)}, []int{0}, pool.Decision{Evict: []int{2}}},
		{"two go for a large one", board{absent(10), loaded(5, 9), loaded(5, 3)}, []int{0}, pool.Decision{Evict: []int{2, 1}}},
		{"a busy one stays", board{absent(4), loaded(5, 9), loaded(5, 3)}.with(2, busy), []int{0}, pool.Decision{Evict: []int{1}}},
		{"all are busy", board{absent(4), loaded(5, 9), loaded(5, 3)}.with(1, busy).with(2, busy), []int{0}, pool.Decision{}},
		{"no call behind it keeps the drained one", board{absent(4), loaded(5, 9), loaded(5, 3)}.with(1, busy).with(2, busy), []int{2, 0, 1, 2}, pool.Decision{Grant: []int{0, 2}}},
		{"one that was just loaded stays", board{absent(4), loaded(5, 9), loaded(5, 3)}.with(2, stays(30)), []int{0}, pool.Decision{Evict: []int{1}}},
		{"all have just been loaded", board{absent(4), loaded(5, 9), loaded(5, 3)}.with(1, stays(40)).with(2, stays(30)), []int{0, 1, 2},
			pool.Decision{Grant: []int{1, 2}, Look: at(30)}},
		{"it does not go for nothing", board{absent(8), loaded(5, 9), loaded(5, 3)}.with(2, stays(30)), []int{0}, pool.Decision{Look: at(30)}},
		{"nobody overtakes", board{absent(8), loaded(5, 3), absent(3)}.with(1, busy), []int{0, 2}, pool.Decision{}},
		{"what is leaving suffices", board{absent(4), {State: pool.Leaving, Need: pool.Need{Memory: 5}}, loaded(5, 3)}, []int{0}, pool.Decision{}},
		{"it comes back once it is gone", board{{State: pool.Leaving, Need: pool.Need{Memory: 5}}, loaded(5, 3)}, []int{0}, pool.Decision{}},
		{"one that is loading is waited for", board{{State: pool.Loading, Need: pool.Need{Memory: 5}}, loaded(5, 3)}, []int{0, 1}, pool.Decision{Grant: []int{1}}},
		{"one turned out larger", board{loaded(8, 9), loaded(8, 3)}, nil, pool.Decision{Evict: []int{1}}},
		{"the last one stays, however large", board{loaded(80, 9), absent(3)}, nil, pool.Decision{}},
		{"one that turned out larger than all gets all", board{absent(80), loaded(3, 1)}, []int{0}, pool.Decision{Evict: []int{1}}},
		{"and is loaded then", board{absent(80), absent(3)}, []int{0}, pool.Decision{Load: []int{0}}},
		{"both fit onto the GPU", board{onGPU(pool.Absent, 8, 0), onGPU(pool.Loaded, 12, 3)}, []int{0}, pool.Decision{Load: []int{0}}},
		{"the GPU is full", board{onGPU(pool.Absent, 9, 0), onGPU(pool.Loaded, 12, 3)}, []int{0}, pool.Decision{Evict: []int{1}}},
		{"who has none of the GPU does not help", board{onGPU(pool.Absent, 9, 0), loaded(5, 1), onGPU(pool.Loaded, 12, 3)}, []int{0}, pool.Decision{Evict: []int{2}}},
		{"memory lacks, and the GPU does not", board{onGPU(pool.Absent, 1, 0), loaded(6, 3), loaded(4, 1)}, []int{0}, pool.Decision{Evict: []int{2}}},
		{"both lack", board{{Need: pool.Need{Memory: 8, GPU: 9}}, loaded(5, 1), onGPU(pool.Loaded, 12, 3)}, []int{0}, pool.Decision{Evict: []int{1, 2}}},
		{"larger than the GPU: it lies there in part", board{onGPU(pool.Absent, 90, 0), loaded(5, 1)}, []int{0}, pool.Decision{Load: []int{0}}},
		{"two took more of the GPU than was thought", board{onGPU(pool.Loaded, 15, 9), loaded(5, 1), onGPU(pool.Loaded, 15, 3)}, nil, pool.Decision{Evict: []int{2}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := append(board{}, tt.models...)
			if got := pool.Decide(at(20), pool.Need{Memory: 10, GPU: 20}, tt.models, tt.wishes); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if !reflect.DeepEqual(before, tt.models) {
				t.Error("it changed what it was given")
			}
		})
	}
}

func TestDelay(t *testing.T) {
	tests := []struct {
		name   string
		models board
		want   int // seconds
	}{
		{"loaded", board{loaded(5, 1)}, 0},
		{"loading", board{{State: pool.Loading, Need: pool.Need{Memory: 5}}}, 3}, // of 5, 2 are over
		{"there is room", board{{Need: pool.Need{Memory: 5}}, loaded(5, 1)}, 5},
		{"an idle one goes", board{{Need: pool.Need{Memory: 6}}, loaded(5, 1)}, 5},
		{"behind a stay", board{{Need: pool.Need{Memory: 6}}, {State: pool.Loaded, Need: pool.Need{Memory: 5}, Stays: at(50)}}, 35},
		{"behind the shorter stay", board{{Need: pool.Need{Memory: 4}}, {State: pool.Loaded, Need: pool.Need{Memory: 5}, Stays: at(50)}, {State: pool.Loaded, Need: pool.Need{Memory: 5}, Stays: at(30)}}, 15},
		{"behind the one on the GPU", board{onGPU(pool.Absent, 9, 0), {State: pool.Loaded, Need: pool.Need{Memory: 5}, Stays: at(50)}, {State: pool.Loaded, Need: pool.Need{Memory: 1, GPU: 12}, Stays: at(30)}}, 15},
		{"behind both", board{{Need: pool.Need{Memory: 9}}, {State: pool.Loaded, Need: pool.Need{Memory: 5}, Stays: at(50)}, {State: pool.Loaded, Need: pool.Need{Memory: 5}, Stays: at(30)}}, 35},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := time.Duration(tt.want) * time.Second
			if got := pool.Delay(at(20), pool.Need{Memory: 10, GPU: 20}, tt.models, 0, 5*time.Second, at(18)); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// world is a pool without time, workers and goroutines: what Decide says is done at once, and the rest happens when the test wants.
type world struct {
	now    time.Time
	budget pool.Need
	stay   time.Duration
	models board
	queue  []int
	asked  []int // number of each wish
	next   int
	got    map[int]bool // numbers of granted wishes
}

func (w *world) wish(m int) int {
	w.queue, w.asked = append(w.queue, m), append(w.asked, w.next)
	w.next++
	return w.next - 1
}

// step decides, holds the decision against its promises, and does it.
func (w *world) step(t *rapid.T) {
	d := pool.Decide(w.now, w.budget, w.models, w.queue)
	granted := make(map[int]bool)
	for _, i := range d.Grant {
		m := &w.models[w.queue[i]]
		if m.State != pool.Loaded {
			t.Fatalf("wish %d is granted for a model that is not loaded", i)
		}
		m.Calls++
		m.Used = w.now
		granted[i], w.got[w.asked[i]] = true, true
	}
	for _, i := range d.Evict {
		m := &w.models[i]
		if m.State != pool.Loaded || m.Calls > 0 || w.now.Before(m.Stays) {
			t.Fatalf("model %d is evicted at %s: %+v", i, w.now, *m)
		}
		m.State = pool.Leaving
	}
	for _, i := range d.Load {
		if w.models[i].State != pool.Absent {
			t.Fatalf("model %d is loaded: %+v", i, w.models[i])
		}
		w.models[i].State = pool.Loading
	}
	if !d.Look.IsZero() && !d.Look.After(w.now) {
		t.Fatalf("at %s it wants to look again at %s", w.now, d.Look)
	}
	var queue, asked []int
	for i := range w.queue {
		if !granted[i] {
			queue, asked = append(queue, w.queue[i]), append(asked, w.asked[i])
		}
	}
	w.queue, w.asked = queue, asked
	var need pool.Need
	for _, m := range w.models {
		if m.State != pool.Absent {
			need.Memory, need.GPU = need.Memory+m.Need.Memory, need.GPU+m.Need.GPU
		}
	}
	if need.Memory > w.budget.Memory || need.GPU > w.budget.GPU {
		t.Fatalf("%+v are needed of %+v", need, w.budget)
	}
}

// finish lets model i go on by one state, or end a call.
func (w *world) finish(i int) {
	switch m := &w.models[i]; {
	case m.State == pool.Loading:
		m.State, m.Used, m.Stays = pool.Loaded, w.now, w.now.Add(w.stay)
	case m.State == pool.Leaving:
		m.State = pool.Absent
	case m.Calls > 0:
		m.Calls--
		m.Used = w.now
	}
}

func (w *world) pass(d time.Duration) { w.now = w.now.Add(d) }

// Whatever happens, no decision breaks a promise; and when calls end, every wish is granted, also where others ask for the loaded models
// without a pause.
func TestDecideKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{now: epoch, budget: pool.Need{Memory: 100, GPU: 100}, stay: 10 * time.Second, got: map[int]bool{}}
		for range rapid.IntRange(1, 6).Draw(t, "models") {
			w.models = append(w.models, pool.Standing{Need: pool.Need{Memory: rapid.Uint64Range(1, 100).Draw(t, "need"), GPU: rapid.Uint64Range(0, 100).Draw(t, "GPU")}})
		}
		any := rapid.IntRange(0, len(w.models)-1)
		for range rapid.IntRange(0, 60).Draw(t, "events") {
			switch rapid.IntRange(0, 3).Draw(t, "event") {
			case 0, 1:
				w.wish(any.Draw(t, "wish"))
			case 2:
				w.finish(any.Draw(t, "finish"))
			case 3:
				w.pass(time.Duration(rapid.IntRange(0, 8000).Draw(t, "ms")) * time.Millisecond)
			}
			w.step(t)
		}
		last := w.next
		greedy := any.Draw(t, "greedy")
		w.wish(greedy) // one more than end, so that the model is never idle unless it is drained
		for round := 0; ; round++ {
			left := 0
			for n := range last {
				if !w.got[n] {
					left++
				}
			}
			if left == 0 {
				return
			}
			if round > 20*(last+1) {
				t.Fatalf("%d of %d wishes are not granted after %d rounds: %+v", left, last, round, w.models)
			}
			w.wish(greedy)
			w.step(t)
			for i := range w.models {
				w.finish(i)
			}
			w.pass(w.stay / 2)
			w.step(t)
		}
	})
}
