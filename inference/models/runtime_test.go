package models_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models"
)

// manifest is the digest that `sha256sum * | sha256sum` gives for the libraries that keep accepts.
func manifest(keep func(name string) bool) dgrid.Digest {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(libraries)) {
		if keep(name) {
			fmt.Fprintf(h, "%s  %s\n", sha([]byte(libraries[name])), name)
		}
	}
	return dgrid.Digest(h.Sum(nil))
}

// installed is a store with the toy runtime.
func installed(t *testing.T) (*models.Store, models.Artifact) {
	t.Helper()
	from := write(t, "runtime.tgz", tarOf(t, runtimeMembers("package/bins/here/")...))
	c := runtimeCatalogue(t, source{"kind": "path", "address": from, "folder": "package/bins/here"})
	s, a := open(t, models.WithCatalogue(c)), artifact(t, c, "runtime")
	if _, err := s.Pull(context.Background(), a, models.PullOptions{}); err != nil {
		t.Fatal(err)
	}
	return s, a
}

func TestRuntime(t *testing.T) {
	ctx := context.Background()
	s, a := installed(t)
	dir, err := s.Runtime()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.VerifyRuntime(ctx); err != nil {
		t.Fatal(err)
	}
	want := manifest(func(string) bool { return true })
	if got, err := models.RuntimeDigest(ctx, dir); err != nil || got != want || a.SHA256 != want {
		t.Errorf("digests %s (folder) and %s (catalogue), %v, want %s", got, a.SHA256, err, want)
	}
	for link, target := range map[string]string{"libllama.so": "the engine", "libggml.so": "the tensors"} {
		if b, err := os.ReadFile(filepath.Join(dir, link)); err != nil || string(b) != target {
			t.Errorf("%s leads to %q, %v, want %q", link, b, err, target)
		}
	}
	leftovers(t, s, 0)
}

func TestRuntimeMissing(t *testing.T) {
	s := open(t, models.WithCatalogue(runtimeCatalogue(t)))
	_, err := s.Runtime()
	if !errors.Is(err, models.ErrMissing) {
		t.Errorf("error %v, want ErrMissing", err)
	}
	says(t, err, "run `dgridd pull runtime`")
}

// TestRuntimeDamaged: a changed library is seen by its digest, a missing one at once, and a pull mends both.
func TestRuntimeDamaged(t *testing.T) {
	ctx := context.Background()
	s, a := installed(t)
	dir, err := s.Variant(ctx, "haswell")
	if err != nil {
		t.Fatal(err)
	}
	full, err := s.Runtime()
	if err != nil {
		t.Fatal(err)
	}
	rewrite(t, filepath.Join(full, "libggml-cpu-haswell.so"), []byte("WIDE")) // hard links: the variant's changes as well
	err = s.VerifyRuntime(ctx)
	if !errors.Is(err, models.ErrDamaged) {
		t.Fatalf("error %v, want ErrDamaged", err)
	}
	says(t, err, "run `dgridd pull runtime`", filepath.Base(full))
	if err := os.Remove(filepath.Join(full, "libggml-base.so")); err != nil {
		t.Fatal(err)
	}
	_, err = s.Runtime()
	if !errors.Is(err, models.ErrDamaged) {
		t.Fatalf("error %v, want ErrDamaged", err)
	}
	if _, err := s.Pull(ctx, a, models.PullOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := s.VerifyRuntime(ctx); err != nil {
		t.Error(err)
	}
	if again, err := s.Variant(ctx, "haswell"); err != nil || again != dir {
		t.Fatalf("variant in %s, %v, want %s", again, err, dir)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "libggml-cpu-haswell.so")); err != nil || string(b) != "wide" {
		t.Errorf("the variant's library is %q, %v, want the mended one", b, err)
	}
}

func TestVariant(t *testing.T) {
	ctx := context.Background()
	s, _ := installed(t)
	if vs, err := s.Variants(); err != nil || !slices.Equal(vs, []string{"haswell", "x64"}) {
		t.Errorf("variants %v, %v", vs, err)
	}
	dir, err := s.Variant(ctx, "x64")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := []string{"LICENSE", "libggml-base.so", "libggml-cpu-x64.so", "libggml.so", "libggml.v1.2.0.so", "libllama.so", "libllama.v1.2.0.so"}
	if !slices.Equal(names, want) {
		t.Errorf("the folder holds %v, want %v", names, want)
	}
	digest := manifest(func(name string) bool { return name != "libggml-cpu-haswell.so" })
	if got, err := models.RuntimeDigest(ctx, dir); err != nil || got != digest {
		t.Errorf("digest %s, %v, want %s", got, err, digest)
	}
	if again, err := s.Variant(ctx, "x64"); err != nil || again != dir {
		t.Errorf("asked again: %s, %v, want %s", again, err, dir)
	}
	_, err = s.Variant(ctx, "../x64")
	says(t, err, "haswell, x64")
	leftovers(t, s, 0)
}

func TestRuntimeDigestOfNothing(t *testing.T) {
	_, err := models.RuntimeDigest(context.Background(), t.TempDir())
	says(t, err, "holds no libraries")
}
