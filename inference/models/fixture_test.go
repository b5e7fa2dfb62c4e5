package models_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models"
)

// chatTemplate is that of ggufFile.
const chatTemplate = "{{ messages[0].content }}"

// ggufFile is a small sound GGUF file without tensors, padded with noise.
func ggufFile(padding int) []byte {
	var b bytes.Buffer
	u32 := func(v uint32) { b.Write(binary.LittleEndian.AppendUint32(nil, v)) }
	u64 := func(v uint64) { b.Write(binary.LittleEndian.AppendUint64(nil, v)) }
	text := func(s string) { u64(uint64(len(s))); b.WriteString(s) }
	b.WriteString("GGUF")
	u32(3)
	u64(0)
	u64(4)
	for _, kv := range [][2]string{{"general.architecture", "toy"}, {"general.name", "Toy Model"}, {"tokenizer.chat_template", chatTemplate}} {
		text(kv[0])
		u32(8)
		text(kv[1])
	}
	text("toy.context_length")
	u32(4)
	u32(512)
	x := uint32(1)
	for range padding {
		x = x*1664525 + 1013904223
		b.WriteByte(byte(x >> 24))
	}
	return b.Bytes()
}

func sha(b []byte) string {
	d := sha256.Sum256(b)
	return hex.EncodeToString(d[:])
}

// source is the JSON of a source in a catalogue file.
type source map[string]any

// modelCatalogue is a catalogue of one model, "toy", that consists of content.
func modelCatalogue(t testing.TB, content []byte, sources ...source) *models.Catalogue {
	t.Helper()
	return parse(t, map[string]any{"version": 0, "models": []any{map[string]any{
		"name": "toy", "aliases": []string{"small"}, "description": "d", "licence": "MIT", "context": 512, "kvCache": "f16",
		"file":     map[string]any{"name": "toy.gguf", "size": len(content), "sha256": sha(content)},
		"template": sha([]byte(chatTemplate)), "sources": sources,
	}}})
}

// libraries are the files of runtimeCatalogue.
var libraries = map[string]string{
	"libllama.v1.2.0.so": "the engine", "libggml.v1.2.0.so": "the tensors", "libggml-base.so": "the base",
	"libggml-cpu-x64.so": "plain", "libggml-cpu-haswell.so": "wide", "LICENSE": "MIT",
}

// runtimeCatalogue is a catalogue of one runtime, for this platform, that consists of libraries.
func runtimeCatalogue(t testing.TB, sources ...source) *models.Catalogue {
	t.Helper()
	var files []any
	for name, content := range libraries {
		files = append(files, map[string]any{"name": name, "size": len(content), "sha256": sha([]byte(content))})
	}
	return parse(t, map[string]any{"version": 0, "runtimes": []any{map[string]any{
		"name": "toy-runtime", "os": runtime.GOOS, "arch": runtime.GOARCH, "licence": "MIT", "files": files, "sources": sources,
	}}})
}

func parse(t testing.TB, file map[string]any) *models.Catalogue {
	t.Helper()
	b, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := models.Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func resolve(t testing.TB, c *models.Catalogue, name string) models.Model {
	t.Helper()
	m, err := c.Resolve(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func artifact(t testing.TB, c *models.Catalogue, name string) models.Artifact {
	t.Helper()
	a, err := c.Artifact(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func open(t testing.TB, options ...models.Option) *models.Store {
	t.Helper()
	s, err := models.Open(filepath.Join(t.TempDir(), "store"), options...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// pulled pulls and checks that the file at the path that comes back is content.
func pulled(t testing.TB, s *models.Store, a models.Artifact, opt models.PullOptions, content []byte) {
	t.Helper()
	path, err := s.Pull(context.Background(), a, opt)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, content) {
		t.Fatalf("%s has %d bytes with SHA-256 %s, want %d with %s", path, len(got), sha(got), len(content), sha(content))
	}
	leftovers(t, s, 0)
}

// leftovers fails unless the store holds n unfinished things.
func leftovers(t testing.TB, s *models.Store, n int) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(s.Dir(), "partial"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if len(names) != n {
		t.Errorf("unfinished things in the store: %v, want %d", names, n)
	}
}

// says fails unless err holds all words.
func says(t testing.TB, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error, want one")
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

// member is a file in an archive.
type member struct {
	name, content string
	link          string // of a symbolic link
}

func zipOf(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarOf(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	g := gzip.NewWriter(&b)
	w := tar.NewWriter(g)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Size: int64(len(m.content)), Mode: 0o644, Typeflag: tar.TypeReg}
		if m.link != "" {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, m.link, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if m.link == "" {
			fmt.Fprint(w, m.content)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// runtimeMembers are libraries in folder.
func runtimeMembers(folder string) (ms []member) {
	for name, content := range libraries {
		ms = append(ms, member{name: folder + name, content: content})
	}
	return ms
}
