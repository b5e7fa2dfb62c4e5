package pool_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/pool"
)

var quiet = slog.New(slog.DiscardHandler)

// open runs a pool of models of 10 bytes each until the returned function is called, which fails if anything is left.
func open(t *testing.T, s *shop, budget uint64, names ...string) (p *pool.Pool, m []*pool.Model, end func()) {
	t.Helper()
	cfg := pool.Config{Budget: pool.Budget{Bytes: budget, From: "the test"}, Resident: func(int) uint64 { return 10 }}
	for _, n := range names {
		cfg.Models = append(cfg.Models, s.spec(n, 10))
	}
	p, stop := start(t, cfg)
	return p, p.Models(), func() {
		stop()
		for name, n := range s.holds {
			if n != 0 {
				t.Errorf("%d workers of %s are left", n, name)
			}
		}
	}
}

// start runs a pool until the returned function is called.
func start(t *testing.T, cfg pool.Config) (p *pool.Pool, stop func()) {
	t.Helper()
	p, err := pool.New(cfg, quiet)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	return p, func() {
		t.Helper()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func ask(ctx context.Context, m *pool.Model) error {
	_, err := m.Generate(ctx, &dgrid.Job{}, nil)
	return err
}

func TestCallsShareOneLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(3 * time.Second)
		_, m, end := open(t, s, 20, "a", "b")
		defer end()
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				if err := ask(t.Context(), m[i%2]); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if got := s.seen(); got != "+a +b" && got != "+b +a" {
			t.Errorf("8 calls for two models: %s", got)
		}
		if st := m[0].Status(); st.State != pool.Loaded || st.Class != "cpu/a" || !st.Measured || st.Load != 3*time.Second || st.Err != nil {
			t.Errorf("status %+v", st)
		}
	})
}

func TestTheIdleOneIsEvicted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(time.Second)
		_, m, end := open(t, s, 20, "a", "b", "c")
		defer end()
		for _, i := range []int{0, 1, 0, 2} {
			if err := ask(t.Context(), m[i]); err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Minute)
		}
		if got := s.seen(); got != "+a +b -b +c" {
			t.Errorf("%s: want that b is evicted, which was idle longest", got)
		}
		if s.most > 2 {
			t.Errorf("%d were loaded at once, with room for two", s.most)
		}
		if st := m[1].Status(); st.State != pool.Absent || st.Evictions != 1 || st.Class != "cpu/b" || st.Err != nil {
			t.Errorf("status of the evicted one %+v", st)
		}
	})
}

// A model that is held, if only for a job that has not begun, keeps another out until it is let go.
func TestAHeldModelStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(time.Second)
		_, m, end := open(t, s, 10, "a", "b")
		defer end()
		_, release, err := m[0].Hold(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := ask(ctx, m[1]); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while a is held: %v, want the end of patience", err)
		}
		var busy *pool.BusyError
		if _, _, err := m[1].HoldWithin(t.Context(), 20*time.Second); !errors.As(err, &busy) || !errors.Is(err, inference.ErrBusy) || busy.Retry() <= 0 {
			t.Errorf("within 20 s: %v, want busy and when to ask again", err)
		}
		release()
		release() // a second time is nothing
		if err := ask(t.Context(), m[1]); err != nil {
			t.Fatal(err)
		}
		if got := s.seen(); got != "+a -a +b" {
			t.Error(got)
		}
	})
}

// Two models that are asked for in turn, with room for one, load once in a stay and not once in a call.
func TestStaysBoundLoads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(2 * time.Second)
		_, m, end := open(t, s, 10, "a", "b")
		defer end()
		began := time.Now()
		var group sync.WaitGroup
		for i := range 2 {
			group.Go(func() {
				for range 30 { // calls of a second, all the time
					if err := ask(t.Context(), m[i]); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		loads, took := strings.Count(s.seen(), "+"), time.Since(began)
		if most := int(took/(10*time.Second)) + 1; loads > most || loads < 4 {
			t.Errorf("%d loads in %s: want 4 to %d", loads, took, most)
		}
		if d := m[0].Delay() + m[1].Delay(); d == 0 {
			t.Error("one of two is not loaded, but neither has a delay")
		}
	})
}

func TestAFailedLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(time.Second)
		_, m, end := open(t, s, 10, "a")
		defer end()
		broken := &inference.LoadError{Reason: "the file is damaged"}
		s.breakDown(broken)
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				var failed *pool.LoadError
				if err := ask(t.Context(), m[0]); !errors.As(err, &failed) || !errors.Is(err, broken) || failed.After <= 0 {
					t.Errorf("%v: want why the load failed", err)
				}
			})
		}
		group.Wait()
		if st := m[0].Status(); !errors.Is(st.Err, broken) || st.State != pool.Absent {
			t.Errorf("status %+v", st)
		}
		s.breakDown(nil)
		began := time.Now()
		if err := ask(t.Context(), m[0]); !errors.Is(err, broken) || time.Since(began) != 0 {
			t.Errorf("at once: %v after %s, want the same error without another load", err, time.Since(began))
		}
		<-time.After(10 * time.Second)
		if err := ask(t.Context(), m[0]); err != nil {
			t.Errorf("later, with a whole file: %v", err)
		}
		if st := m[0].Status(); st.Err != nil || st.State != pool.Loaded {
			t.Errorf("status %+v", st)
		}
	})
}

// A worker that gives up while it serves costs its calls, and the next call loads the model again.
func TestAWorkerThatEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(time.Second)
		_, m, end := open(t, s, 10, "a")
		defer end()
		if err := ask(t.Context(), m[0]); err != nil {
			t.Fatal(err)
		}
		_, release, err := m[0].Hold(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		gone := errors.New("it died three times")
		s.kill <- gone
		synctest.Wait()
		if st := m[0].Status(); !errors.Is(st.Err, gone) {
			t.Errorf("status %+v: want why it is gone", st)
		}
		<-time.After(time.Minute)
		if err := ask(t.Context(), m[0]); err != nil {
			t.Error(err)
		}
		release() // of the worker that is gone
		if got := s.seen(); got != "+a -a +a" {
			t.Error(got)
		}
	})
}

// Who stops to wait takes nothing, and the load goes on for the next one.
func TestAWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(30 * time.Second)
		_, m, end := open(t, s, 10, "a", "b")
		defer end()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if u, err := m[0].Generate(ctx, &dgrid.Job{}, nil); !errors.Is(err, context.DeadlineExceeded) || u.Finish != dgrid.FinishCancelled {
			t.Errorf("%+v, %v: want cancelled at the deadline", u, err)
		}
		if d := m[0].Delay(); d <= 0 {
			t.Error("no delay while it loads")
		}
		<-time.After(time.Minute)
		if got := s.seen(); got != "+a" || m[0].Delay() != 0 {
			t.Errorf("%s: want that it is loaded, with no delay", got)
		}
		if err := ask(t.Context(), m[1]); err != nil { // a holds nothing
			t.Error(err)
		}
	})
}

// Who does not wait long enough finds the model loaded later, however long the load takes.
func TestABusyModelIsLoadedAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(3 * time.Minute)
		_, m, end := open(t, s, 10, "a", "b")
		defer end()
		var busy *pool.BusyError
		for i := range 2 { // in the second round it is known how long loads take
			for j := range m {
				if _, _, err := m[j].HoldWithin(t.Context(), 20*time.Second); !errors.As(err, &busy) {
					t.Fatalf("round %d, %s: %v, want busy", i, m[j].Name(), err)
				}
				<-time.After(10 * time.Minute)
				_, release, err := m[j].HoldWithin(t.Context(), 20*time.Second)
				if err != nil {
					t.Fatalf("round %d, %s, later: %v", i, m[j].Name(), err)
				}
				release()
			}
		}
		if got := s.seen(); got != "+a -a +b -b +a -a +b" {
			t.Error(got)
		}
	})
}

func TestTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(time.Second)
		_, m, end := open(t, s, 20, "a", "b", "c")
		_, release, err := m[0].Hold(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		_, release, err = m[1].Hold(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		waits := make(chan error, 1)
		go func() { waits <- ask(t.Context(), m[2]) }()
		synctest.Wait()
		end()
		if err := <-waits; !errors.Is(err, inference.ErrStopped) {
			t.Errorf("who waited: %v", err)
		}
		if err := ask(t.Context(), m[0]); !errors.Is(err, inference.ErrStopped) {
			t.Errorf("who comes later: %v", err)
		}
	})
}

func TestFill(t *testing.T) {
	tests := []struct {
		name  string
		loads []pool.Load
		want  string // events
		fails string
	}{
		{"all fit", []pool.Load{pool.LoadAuto, pool.LoadAuto}, "+a +b", ""},
		{"the last is looked at first", []pool.Load{pool.LoadAuto, pool.LoadAuto, pool.LoadAuto}, "+c -c +a +b", ""},
		{"start goes before auto", []pool.Load{pool.LoadAuto, pool.LoadAuto, pool.LoadStart}, "+b -b +a +c", ""},
		{"nothing at start", []pool.Load{pool.LoadDemand, pool.LoadDemand}, "+a -a +b -b", ""},
		{"too many at start", []pool.Load{pool.LoadStart, pool.LoadStart, pool.LoadStart}, "", `with [a b], which are to be loaded at start`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newShop(time.Second)
				dir := t.TempDir()
				for run, want := range []string{tt.want, ""} { // in the second one every class is known
					s.events = nil
					notebook, err := pool.OpenNotebook(dir)
					if err != nil {
						t.Fatal(err)
					}
					cfg := pool.Config{Budget: pool.Budget{Bytes: 20}, Resident: func(int) uint64 { return 10 }, Notebook: notebook}
					for i, l := range tt.loads {
						spec := s.spec(string(rune('a'+i)), 10)
						spec.Load = l
						cfg.Models = append(cfg.Models, spec)
					}
					p, stop := start(t, cfg)
					err = p.Fill(t.Context())
					got := s.seen()
					stop()
					switch {
					case tt.fails != "":
						if err == nil || !strings.Contains(err.Error(), tt.fails) {
							t.Errorf("%v: want %q", err, tt.fails)
						}
					case err != nil:
						t.Error(err)
					case run == 0 && got != want:
						t.Errorf("got %q, want %q", got, want)
					case run == 1 && strings.Contains(got, "-"):
						t.Errorf("in the second run %q: want that nothing is only looked at", got)
					}
					if tt.fails == "" {
						for _, m := range p.Models() {
							if m.Status().Class != "cpu/"+m.Name() {
								t.Errorf("run %d: the class of %s is %q", run, m.Name(), m.Status().Class)
							}
						}
					}
				}
			})
		})
	}
}

func TestFillFailsEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(time.Second)
		p, _, end := open(t, s, 20, "a", "b")
		defer end()
		s.breakDown(&inference.LoadError{Reason: "the file is damaged"})
		if err := p.Fill(t.Context()); err == nil || err.Error() != "load a: the file is damaged" {
			t.Errorf("%v: want the damaged file", err)
		}
	})
}

func TestNewRefuses(t *testing.T) {
	s := newShop(time.Second)
	large := pool.Config{Budget: pool.NewBudget(1<<30, pool.Memory{}), Models: []pool.Spec{s.spec("a", 1<<30), s.spec("b", 3<<30)}}
	var size *pool.SizeError
	if _, err := pool.New(large, quiet); !errors.As(err, &size) || size.Model != "b" {
		t.Errorf("%v: want that b is too large", err)
	} else {
		for _, word := range []string{"3.00 GiB", "1.00 GiB", "engine.memory", "quantisation", "context"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q does not say %q", err, word)
			}
		}
	}
	twice := pool.Config{Budget: pool.Budget{Bytes: 100}, Models: []pool.Spec{s.spec("a", 1), s.spec("a", 1)}}
	if _, err := pool.New(twice, quiet); err == nil {
		t.Error("one model twice was taken")
	}
}

// What was measured takes the estimate's place, and a model that turned out larger makes room.
func TestMeasured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(time.Second)
		sizes := map[int]uint64{0: 30}
		cfg := pool.Config{Budget: pool.Budget{Bytes: 50}, Resident: func(pid int) uint64 { return sizes[pid] }}
		for i := range 2 {
			cfg.Models = append(cfg.Models, s.spec(fmt.Sprint(i), 20))
		}
		p, stop := start(t, cfg)
		if err := p.Fill(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		<-time.After(time.Minute)
		var loaded []string
		for _, m := range p.Models() {
			if st := m.Status(); st.State == pool.Loaded {
				loaded = append(loaded, m.Name())
			} else if st.Need != 30 {
				t.Errorf("%s needs %d, measured were 30", m.Name(), st.Need)
			}
		}
		if !slices.Equal(loaded, []string{"1"}) {
			t.Errorf("loaded are %v: two of 30 do not fit 50", loaded)
		}
		stop()
	})
}

// TestModelsShareAGPU: what a GPU holds is learned from the first load, kept for the next start, and never given to more models than it
// has room for.
func TestModelsShareAGPU(t *testing.T) {
	const gib = 1 << 30
	notebook, err := pool.OpenNotebook(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, round := range []struct{ name, want string }{
		{"first", "+a +b -a +c -b +a -c +b"}, // the third shows that not all fit, and the first two come back
		{"second", "+a +b"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newShop(time.Second)
			s.gpu, s.takes = 24*gib, map[string]uint64{"a": 10 * gib, "b": 10 * gib, "c": 8 * gib}
			cfg := pool.Config{Budget: pool.Budget{Bytes: 1000, From: "the test"}, Notebook: notebook, Resident: func(int) uint64 { return 10 }}
			for _, name := range []string{"a", "b", "c"} {
				spec := s.spec(name, 10)
				spec.Estimate.GPU = s.takes[name]
				cfg.Models = append(cfg.Models, spec)
			}
			p, stop := start(t, cfg)
			if err := p.Fill(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := s.seen(); got != round.want {
				t.Errorf("%s start: %s, want %s", round.name, got, round.want)
			}
			if st := p.Models()[0].Status(); st.GPU != 10*gib+driver || st.Need != 10 {
				t.Errorf("a needs %d bytes, and %d of the GPU", st.Need, st.GPU)
			}
			<-time.After(time.Minute)
			if err := ask(t.Context(), p.Models()[2]); err != nil { // a, unused longest, goes for c
				t.Error(err)
			}
			if got, want := s.seen(), round.want+" -a +c"; got != want {
				t.Errorf("then %s, want %s", got, want)
			}
			stop()
			if len(s.short) > 0 {
				t.Errorf("there was no room on the GPU for %v", s.short)
			}
		})
	}
}
