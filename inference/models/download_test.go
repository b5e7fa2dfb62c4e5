package models_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models"
)

// server serves one file. It notes the ranges that are asked for and can break off.
type server struct {
	*httptest.Server
	content []byte

	mu     sync.Mutex
	ranges []string
	cut    []int         // after how many bytes of an answer the connection breaks, one for each request; then never
	stall  chan struct{} // if it is not nil, a broken answer waits for it instead
}

func serve(t testing.TB, content []byte, cut ...int) *server {
	t.Helper()
	return (&server{content: content, cut: cut}).start(t)
}

// serveHalf serves cut bytes of the first answer, which then waits for stall.
func serveHalf(t testing.TB, content []byte, cut int) *server {
	t.Helper()
	return (&server{content: content, cut: []int{cut}, stall: make(chan struct{})}).start(t)
}

func (s *server) start(t testing.TB) *server {
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.ranges = append(s.ranges, r.Header.Get("Range"))
	body, cut := s.content, -1
	if len(s.cut) > 0 {
		cut, s.cut = s.cut[0], s.cut[1:]
	}
	s.mu.Unlock()
	from, ok := strings.CutPrefix(strings.TrimSuffix(r.Header.Get("Range"), "-"), "bytes=")
	if at, err := strconv.Atoi(from); ok && err == nil {
		if at >= len(body) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", len(body)))
			w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
			return
		}
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", at, len(body)-1, len(body)))
		body = body[at:]
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(http.StatusPartialContent)
	} else {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	if cut < 0 || cut > len(body) {
		_, _ = w.Write(body)
		return
	}
	_, _ = w.Write(body[:cut])
	_ = http.NewResponseController(w).Flush()
	if s.stall != nil {
		select {
		case <-s.stall:
		case <-r.Context().Done():
		}
	}
	panic(http.ErrAbortHandler)
}

func (s *server) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.ranges...)
}

func TestDownload(t *testing.T) {
	content := ggufFile(1 << 20)
	archive := zipOf(t, member{name: "a/toy.gguf", content: string(content)})
	for name, body := range map[string][]byte{"file": content, "archive": archive} {
		for _, cuts := range [][]int{nil, {300_000}, {0, 1, 700_000}} {
			t.Run(fmt.Sprint(name, cuts), func(t *testing.T) {
				srv := serve(t, body, cuts...)
				s, a := open(t), artifact(t, modelCatalogue(t, content, source{"kind": "url", "address": srv.URL}), "toy")
				pulled(t, s, a, models.PullOptions{}, content)
				if n := len(srv.asked()); n != len(cuts)+1 {
					t.Errorf("%d requests, want %d", n, len(cuts)+1)
				}
			})
		}
	}
}

// TestDownloadResumes: what a broken connection brought is not asked for again.
func TestDownloadResumes(t *testing.T) {
	content := ggufFile(1 << 20)
	srv := serve(t, content, 600_000)
	s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
	pulled(t, s, a, models.PullOptions{From: srv.URL + "/toy.gguf"}, content)
	ranges := srv.asked()
	if len(ranges) != 2 || ranges[0] != "" {
		t.Fatalf("ranges %q, want none and then the rest", ranges)
	}
	var at int
	if _, err := fmt.Sscanf(ranges[1], "bytes=%d-", &at); err != nil || at == 0 || at > 600_000 {
		t.Errorf("second range %q, want one from 1 to 600000 on", ranges[1])
	}
}

// TestDownloadInterrupted: a later pull takes up a download that was cancelled.
func TestDownloadInterrupted(t *testing.T) {
	content := ggufFile(1 << 20)
	srv := serveHalf(t, content, 600_000)
	defer close(srv.stall)
	s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
	ctx, cancel := context.WithCancel(context.Background())
	_, err := s.Pull(ctx, a, models.PullOptions{From: srv.URL, Progress: func(_ string, done, _ int64) {
		if done > 0 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want context.Canceled", err)
	}
	if _, ok := s.Path(a.SHA256); ok {
		t.Error("the store holds half a model")
	}
	leftovers(t, s, 1)
	pulled(t, s, a, models.PullOptions{From: srv.URL}, content)
	if ranges := srv.asked(); len(ranges) != 2 || ranges[1] == "" {
		t.Errorf("ranges %q, want the second to be the rest", ranges)
	}
}

// partOf writes what an earlier download of a has left.
func partOf(t *testing.T, s *models.Store, a models.Artifact, content []byte) {
	t.Helper()
	rewrite(t, filepath.Join(s.Dir(), "partial", strings.TrimPrefix(a.SHA256.String(), "0x")+".part"), content)
}

// TestDownloadOtherHalf: the half that is there stems from another file. The whole is fetched again.
func TestDownloadOtherHalf(t *testing.T) {
	content := ggufFile(100_000)
	for name, half := range map[string][]byte{"other": make([]byte, 50_000), "longer": make([]byte, 200_000), "whole": content} {
		t.Run(name, func(t *testing.T) {
			srv := serve(t, content)
			s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
			partOf(t, s, a, half)
			pulled(t, s, a, models.PullOptions{From: srv.URL}, content)
		})
	}
}

func TestDownloadRefuses(t *testing.T) {
	content := ggufFile(5000)
	other := ggufFile(6000)[:len(content)]
	other[len(other)-1] ^= 1
	refuse := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	}
	tests := []struct {
		name    string
		handler http.Handler
		want    error
		says    []string
	}{
		{"wrong file", &server{content: other}, models.ErrDigest, []string{sha(content), sha(other)}},
		{"short file", &server{content: content[:999]}, models.ErrDigest, []string{"999 bytes"}},
		{"endless", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for b := make([]byte, 1<<20); ; {
				if _, err := w.Write(b); err != nil {
					return
				}
			}
		}), models.ErrDigest, []string{"more than"}},
		{"huge", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99999999999")
			w.WriteHeader(http.StatusOK)
		}), models.ErrDigest, []string{"99999999999 bytes"}},
		{"not there", refuse(http.StatusNotFound), nil, []string{"404 Not Found"}},
		{"forbidden", refuse(http.StatusForbidden), nil, []string{"403 Forbidden"}},
		{"range of its own", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Range", "bytes 7-9/10")
			w.WriteHeader(http.StatusPartialContent)
		}), nil, []string{"bytes 7-9/10"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := httptest.NewServer(tt.handler)
			defer srv.Close()
			s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
			_, err := s.Pull(context.Background(), a, models.PullOptions{From: srv.URL})
			says(t, err, append(tt.says, srv.URL)...)
			if tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if _, ok := s.Path(a.SHA256); ok {
				t.Error("the store holds the model")
			}
			leftovers(t, s, 0)
		})
	}
}

// TestDownloadGivesUp: a server that never brings anything is tried a few times.
func TestDownloadGivesUp(t *testing.T) {
	content := ggufFile(10)
	srv := serve(t, content, 0, 0, 0, 0, 0, 0)
	_, err := open(t).Pull(context.Background(), artifact(t, modelCatalogue(t, content), "toy"), models.PullOptions{From: srv.URL})
	says(t, err, "5 attempts brought nothing")
	if n := len(srv.asked()); n != 5 {
		t.Errorf("%d requests, want 5", n)
	}
}

// TestDownloadNoSpace: the server says how much it will be before anything is written.
func TestDownloadNoSpace(t *testing.T) {
	content := ggufFile(1000)
	archive := zipOf(t, member{name: "toy.gguf", content: string(content)}, member{name: "noise", content: string(ggufFile(1 << 20))})
	srv := serve(t, archive)
	full := models.WithFree(func(string) (int64, error) { return 17 << 20, nil })
	s := open(t, full)
	_, err := s.Pull(context.Background(), artifact(t, modelCatalogue(t, content), "toy"), models.PullOptions{From: srv.URL})
	if !errors.Is(err, models.ErrNoSpace) {
		t.Fatalf("error %v, want ErrNoSpace", err)
	}
	leftovers(t, s, 0)
}

// TestPullTogether: of two pulls of one artifact, through two stores on one folder, one fetches and the other finds.
func TestPullTogether(t *testing.T) {
	content := ggufFile(1 << 20)
	srv := serve(t, content)
	a := artifact(t, modelCatalogue(t, content), "toy")
	s := open(t)
	twin, err := models.Open(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	fetching, waiting := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		var once sync.Once
		pulled(t, s, a, models.PullOptions{From: srv.URL, Progress: func(stage string, _, _ int64) {
			if stage == models.StageDownload {
				once.Do(func() { close(fetching); <-waiting }) // the other one has come to wait
			}
		}}, content)
	})
	all.Go(func() {
		<-fetching
		pulled(t, twin, a, models.PullOptions{From: srv.URL, Progress: func(stage string, _, _ int64) {
			if stage == models.StageWait {
				close(waiting)
			}
		}}, content)
	})
	all.Wait()
	if n := len(srv.asked()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// TestWaitCancelled: who waits for another pull can be cancelled.
func TestWaitCancelled(t *testing.T) {
	content := ggufFile(1 << 20)
	srv := serveHalf(t, content, 1000)
	s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
	fetching := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		var once sync.Once
		pulled(t, s, a, models.PullOptions{From: srv.URL, Progress: func(stage string, _, _ int64) {
			if stage == models.StageDownload {
				once.Do(func() { close(fetching) })
			}
		}}, content)
	})
	<-fetching
	ctx, cancel := context.WithCancel(context.Background())
	_, err := s.Pull(ctx, a, models.PullOptions{From: srv.URL, Progress: func(string, int64, int64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	close(srv.stall)
	all.Wait()
}

// TestKilled kills a process in the middle of a pull. The next pull takes over its lock and its half.
func TestKilled(t *testing.T) {
	content := ggufFile(1 << 20)
	srv := serveHalf(t, content, 600_000)
	defer close(srv.stall)
	s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
	child := exec.Command(os.Args[0], "-test.run=^TestPullForParent$")
	child.Env = append(os.Environ(), "DGRID_TEST_STORE="+s.Dir(), "DGRID_TEST_FROM="+srv.URL)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var word string
	_, scanErr := fmt.Fscan(out, &word)
	killErr := child.Process.Kill()
	_ = child.Wait() // its end is by signal
	if scanErr != nil || killErr != nil || word != "half" {
		t.Fatalf("child said %q, %v; kill: %v", word, scanErr, killErr)
	}
	if _, ok := s.Path(a.SHA256); ok {
		t.Error("the store holds half a model")
	}
	pulled(t, s, a, models.PullOptions{From: srv.URL}, content)
	if ranges := srv.asked(); len(ranges) != 2 || ranges[1] == "" {
		t.Errorf("ranges %q, want the second to be the rest", ranges)
	}
}

// TestPullForParent is the child of TestKilled: it pulls and says when some of it is there.
func TestPullForParent(t *testing.T) {
	dir := os.Getenv("DGRID_TEST_STORE")
	if dir == "" {
		return // run on its own there is no parent to pull for
	}
	s, err := models.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	said := false
	_, err = s.Pull(context.Background(), artifact(t, modelCatalogue(t, ggufFile(1<<20)), "toy"), models.PullOptions{
		From: os.Getenv("DGRID_TEST_FROM"),
		Progress: func(_ string, done, _ int64) {
			// The first bytes that this tells of are on disk when it tells of the next.
			if done > 500_000 && !said {
				said = true
				fmt.Println("half")
			}
		},
	})
	t.Fatalf("the parent let this pull end: %v", err)
}
