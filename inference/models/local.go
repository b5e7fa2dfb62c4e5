package models

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

// Import takes the GGUF file at path into the store and returns its SHA-256. On one disk the store shares the file's bytes and
// takes no space; whoever then writes into the original damages the store's, which Verify sees.
func (s *Store) Import(ctx context.Context, path string) (dgrid.Digest, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return dgrid.Digest{}, fmt.Errorf("import model: %w", err)
	}
	m, err := Describe(ctx, path)
	if err != nil {
		return dgrid.Digest{}, fmt.Errorf("import model: %w", err)
	}
	digest := m.Artifact.SHA256
	unlock, err := s.lock(ctx, digest, nil)
	if err != nil {
		return dgrid.Digest{}, fmt.Errorf("import model %s: %w", path, err)
	}
	final := s.place(KindModel, digest)
	err = os.Link(path, final)
	unlock()
	if err == nil {
		return digest, syncDir(filepath.Dir(final))
	}
	// There already, or on another disk, or the file system has no hard links: a pull checks the one and copies for the others.
	if _, err := s.Pull(ctx, m.Artifact, PullOptions{From: path}); err != nil {
		return dgrid.Digest{}, fmt.Errorf("import model: %w", err)
	}
	return digest, nil
}

// Describe makes a model of the GGUF file at path, which no catalogue needs to name: it hashes the file and takes context
// length and chat template from its header. Its name is made from the file's.
func Describe(ctx context.Context, path string) (Model, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Model{}, fmt.Errorf("describe model: %w", err)
	}
	if !info.Mode().IsRegular() {
		return Model{}, fmt.Errorf("describe model: %s is not a file", path)
	}
	h, err := gguf.ReadFile(path)
	if err != nil {
		return Model{}, fmt.Errorf("describe model: %w", err)
	}
	digest, err := hashFile(ctx, path, nil)
	if err != nil {
		return Model{}, fmt.Errorf("describe model: %w", err)
	}
	return describe(h, filepath.Base(path), info.Size(), digest)
}

// Models are the models that the store holds: those of the catalogue by their names there, others by the name in their header
// and the first bytes of their digest. Files are not hashed again, so one may be damaged.
func (s *Store) Models(c *Catalogue) ([]Model, error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, modelsDir))
	if err != nil {
		return nil, fmt.Errorf("list models: %w", err)
	}
	known := make(map[dgrid.Digest]bool)
	var ms []Model
	for _, m := range c.Models() {
		if _, err := os.Stat(s.place(KindModel, m.Artifact.SHA256)); err == nil {
			known[m.Artifact.SHA256] = true
			ms = append(ms, m)
		}
	}
	for _, e := range entries {
		digest, err := dgrid.ParseDigest(strings.TrimSuffix(e.Name(), ".gguf"))
		if err != nil || known[digest] {
			continue
		}
		path := s.place(KindModel, digest)
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("list models: %w", err)
		}
		h, err := gguf.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("list models: %w", err)
		}
		m, err := describe(h, h.Name+"-"+digest.Short()+".gguf", info.Size(), digest)
		if err != nil {
			return nil, fmt.Errorf("list models: %w", err)
		}
		ms = append(ms, m)
	}
	return ms, nil
}

// unnameable is what a model's name may not hold.
var unnameable = regexp.MustCompile(`[^a-z0-9._-]+`)

func describe(h gguf.Header, file string, size int64, digest dgrid.Digest) (Model, error) {
	if h.Context == 0 || h.Context > math.MaxUint32 {
		return Model{}, fmt.Errorf("describe model %s: its header gives a context of %d tokens", file, h.Context)
	}
	if h.Template == "" {
		return Model{}, fmt.Errorf("describe model %s: its header holds no chat template (tokenizer.chat_template)", file)
	}
	spec := dgrid.ModelSpec{Files: []dgrid.Digest{digest}, Template: TemplateDigest(h.Template), KVCache: "f16", Sampler: dgrid.SamplerVersion}
	id, err := spec.ID()
	if err != nil {
		return Model{}, fmt.Errorf("describe model %s: %w", file, err)
	}
	name := strings.Trim(unnameable.ReplaceAllString(strings.ToLower(strings.TrimSuffix(file, ".gguf")), "-"), "-._")
	if checkName(name) != nil {
		name = "model-" + digest.Short()
	}
	a := Artifact{Name: name, Kind: KindModel, Licence: h.Licence, Size: size, SHA256: digest, Files: []File{{Name: "model.gguf", Size: size, SHA256: digest}}}
	return Model{Name: name, Description: h.Name, Licence: h.Licence, Context: uint32(h.Context), ID: id, Spec: spec, Artifact: a}, nil
}
