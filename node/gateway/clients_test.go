package gateway_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

const clients = "testdata/clients"

// toolFolder is a folder under the user's cache that install fills, once for each content of the files that pin what is in it.
func toolFolder(t *testing.T, name string, pins []string, install func(dir string) error) string {
	t.Helper()
	h := sha256.New()
	for _, p := range pins {
		b, err := os.ReadFile(filepath.Join(clients, p))
		if err != nil {
			t.Fatal(err)
		}
		h.Write(b)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	tools := filepath.Join(cache, "dgrid", "tools")
	dir := filepath.Join(tools, name+"-"+hex.EncodeToString(h.Sum(nil)[:6]))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	if err := os.MkdirAll(tools, 0o755); err != nil {
		t.Fatal(err)
	}
	partial, err := os.MkdirTemp(tools, name+"-partial-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(partial) })
	if err := install(partial); err != nil {
		t.Fatal(err)
	}
	// Another process may have been as fast: its folder holds the same.
	if err := os.Rename(partial, dir); err != nil && !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
	return dir
}

// program is the path of a program that must be there.
func program(t *testing.T, name, install string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v: %s", err, install)
	}
	return path
}

func runTool(t *testing.T, dir, name string, args ...string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Logf("%s %s:\n%s", name, strings.Join(args, " "), out)
	}
	return err
}

// theatre is a router that plays what the clients' scripts ask for.
type theatre struct {
	mu        sync.Mutex
	busyOnce  map[string]bool
	cancelled chan error
}

func (th *theatre) answer(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	messages := q.Request.Messages
	switch last := messages[len(messages)-1].Content; last {
	case "busy":
		return nil, &router.Error{Code: router.AllBusy, Message: "all providers are busy", Retry: time.Second}
	case "busy once":
		th.mu.Lock()
		again := th.busyOnce[q.User]
		th.busyOnce[q.User] = !again
		th.mu.Unlock()
		if !again {
			return nil, &router.Error{Code: router.AllBusy, Message: "all providers are busy", Retry: time.Second}
		}
	case "nobody":
		return nil, &router.Error{Code: router.NoProvider, Message: "nobody serves this model now"}
	case "dear":
		return nil, &router.Error{Code: router.OverBudget, Message: "the cheapest takes more"}
	case "long":
		return nil, &router.Error{Code: router.ContextTooLong, Message: "the longest context is 2048"}
	case "broken":
		_, err := says("A ", "lighthouse ")(ctx, q, emit)
		return broken(2), errors.Join(err, &router.Error{Code: router.BrokenOff, Message: "the answer broke off after 2 tokens"})
	case "endless":
		for emit(router.Piece{Job: firstJob, Text: "on ", Tokens: 1}) == nil && ctx.Err() == nil {
			select {
			case <-ctx.Done():
			case <-time.After(5 * time.Millisecond):
			}
		}
		th.cancelled <- context.Cause(ctx)
		return broken(1), &router.Error{Code: router.Cancelled, Message: "the caller cancelled"}
	}
	words := strings.SplitAfter("A lighthouse is a tower with a light that guides ships.", " ")
	finish := dgrid.FinishStop
	if n := int(q.MaxOutput); n > 0 && n < len(words) {
		words, finish = words[:n], dgrid.FinishLength
	}
	a, err := says(words...)(ctx, q, emit)
	a.Finish = finish
	return a, err
}

// conform runs a client's script against a gateway with a key and a theatre behind it.
func conform(t *testing.T, env []string, name string, args ...string) {
	t.Helper()
	th := &theatre{busyOnce: map[string]bool{}, cancelled: make(chan error, 1)}
	r := newRig(t, th.answer, nil)
	secret := addKey(t, r.keys, "client", 0)
	url := serve(t, r.Gateway)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), append(env, "OPENAI_BASE_URL="+url+"/v1", "OPENAI_API_KEY="+secret, "DGRID_MODEL="+modelName, "DGRID_SCRIPTED=1", "NO_PROXY=127.0.0.1")...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := <-th.cancelled; !errors.Is(err, context.Canceled) {
		t.Errorf("the answer that the client left ended with %v", err)
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	t.Logf("%s", lines[len(lines)-1])
	key := r.keys.List()[0]
	if key.Spent.IsZero() || !key.Reserved.IsZero() {
		t.Errorf("the key's account after all is %+v", key)
	}
}

// The official Python client, as pip installs it.
func TestOpenAIPython(t *testing.T) {
	python := program(t, "python3", "install Python 3.10 or newer with pip, with which this test runs the official openai client")
	dir := toolFolder(t, "openai-python", []string{"requirements.txt"}, func(dir string) error {
		requirements, err := filepath.Abs(filepath.Join(clients, "requirements.txt"))
		if err != nil {
			return err
		}
		err = runTool(t, dir, python, "-m", "pip", "install", "--target", dir, "--only-binary", ":all:", "--disable-pip-version-check", "--no-input", "--quiet", "-r", requirements)
		if err != nil {
			err = errors.Join(err, errors.New("the openai client was not installed: this test needs Python's pip (python3 -m pip)"))
		}
		return err
	})
	conform(t, []string{"PYTHONPATH=" + dir, "PYTHONDONTWRITEBYTECODE=1"}, python, filepath.Join(clients, "conformance.py"))
}

// The official Node client, as npm installs it.
func TestOpenAINode(t *testing.T) {
	node := program(t, "node", "install Node.js 20 or newer, with which this test runs the official openai client")
	npm := program(t, "npm", "install Node.js, which brings npm")
	dir := toolFolder(t, "openai-node", []string{"package.json", "package-lock.json"}, func(dir string) error {
		for _, name := range []string{"package.json", "package-lock.json"} {
			b, err := os.ReadFile(filepath.Join(clients, name))
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
				return err
			}
		}
		return runTool(t, dir, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error")
	})
	conform(t, []string{"NODE_PATH=" + filepath.Join(dir, "node_modules")}, node, filepath.Join(clients, "conformance.cjs"))
}
