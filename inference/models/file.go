package models

import (
	"bytes"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// The limits of a catalogue file.
const (
	maxCatalogue = 4 << 20 // bytes
	maxFiles     = 256     // of an artifact
	maxSize      = 1 << 44 // bytes of a file: 16 TiB
)

//go:embed catalogue.json
var builtin []byte

// catalogueFile is the shape of a catalogue file; docs/models.md specifies it.
type catalogueFile struct {
	Version  int            `json:"version"`
	Runtimes []runtimeEntry `json:"runtimes"`
	Models   []modelEntry   `json:"models"`
}

type runtimeEntry struct {
	Name    string   `json:"name"`
	OS      string   `json:"os"`
	Arch    string   `json:"arch"`
	GPU     GPU      `json:"gpu"`
	Extends string   `json:"extends"`
	Licence string   `json:"licence"`
	Files   []File   `json:"files"`
	Sources []Source `json:"sources"`
}

type modelEntry struct {
	Name        string       `json:"name"`
	Aliases     []string     `json:"aliases"`
	Description string       `json:"description"`
	Licence     string       `json:"licence"`
	Context     uint32       `json:"context"`
	File        File         `json:"file"`
	Template    dgrid.Digest `json:"template"`
	KVCache     string       `json:"kvCache"`
	Sources     []Source     `json:"sources"`
}

// Load reads the built-in catalogue and, unless extra is empty, adds the catalogue file at that path.
func Load(extra string) (*Catalogue, error) {
	c := new(Catalogue)
	if err := c.read(bytes.NewReader(builtin)); err != nil {
		return nil, fmt.Errorf("load built-in catalogue: %w", err)
	}
	if extra == "" {
		return c, nil
	}
	f, err := os.Open(extra)
	if err != nil {
		return nil, fmt.Errorf("load catalogue: %w", err)
	}
	defer f.Close() // only read from
	if err := c.read(f); err != nil {
		return nil, fmt.Errorf("load catalogue %s: %w", extra, err)
	}
	return c, nil
}

// Parse reads one catalogue file without the built-in catalogue.
func Parse(r io.Reader) (*Catalogue, error) {
	c := new(Catalogue)
	if err := c.read(r); err != nil {
		return nil, fmt.Errorf("parse catalogue: %w", err)
	}
	return c, nil
}

func (c *Catalogue) read(r io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(r, maxCatalogue+1))
	if err != nil {
		return err
	}
	if len(b) > maxCatalogue {
		return fmt.Errorf("longer than %d bytes", maxCatalogue)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var f catalogueFile
	if err := d.Decode(&f); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more text after the catalogue")
	}
	if f.Version != dgrid.Version {
		return fmt.Errorf("version %d, this program knows version %d", f.Version, dgrid.Version)
	}
	for _, e := range f.Runtimes {
		a, err := e.artifact(c)
		if err != nil {
			return fmt.Errorf("runtime %.80q: %w", e.Name, err)
		}
		if err := c.addRuntime(a); err != nil {
			return err
		}
	}
	for _, e := range f.Models {
		m, err := e.model()
		if err != nil {
			return fmt.Errorf("model %.80q: %w", e.Name, err)
		}
		if err := c.Add(m); err != nil {
			return err
		}
	}
	return nil
}

func (e *runtimeEntry) artifact(c *Catalogue) (Artifact, error) {
	if e.OS == "" || e.Arch == "" {
		return Artifact{}, errors.New("os and arch must be given")
	}
	if e.GPU != GPUNone && !slices.Contains(gpus, e.GPU) {
		return Artifact{}, fmt.Errorf("gpu %.80q, want one of %s, or none of them for the CPU alone", e.GPU, join(gpus))
	}
	a := Artifact{Name: e.Name, Kind: KindRuntime, OS: e.OS, Arch: e.Arch, GPU: e.GPU, Licence: e.Licence, Files: e.Files, Sources: e.Sources}
	if e.Extends != "" {
		if err := a.extend(c, e.Extends); err != nil {
			return Artifact{}, err
		}
	}
	if err := a.check(); err != nil {
		return Artifact{}, err
	}
	a.SHA256 = manifestDigest(a.Files)
	return a, nil
}

// extend adds the files of the runtime called base that a does not have under the same name.
func (a *Artifact) extend(c *Catalogue, base string) error {
	i := slices.IndexFunc(c.runtimes, func(r Artifact) bool { return r.Name == base })
	if i < 0 {
		return fmt.Errorf("extends %.80q: no runtime of that name comes before it", base)
	}
	b := c.runtimes[i]
	if b.Base != nil || b.OS != a.OS || b.Arch != a.Arch {
		return fmt.Errorf("extends %s: want a whole runtime of the same os and arch", base)
	}
	a.Base, a.Files = &b, slices.Clone(a.Files)
	for _, f := range b.Files {
		if !slices.ContainsFunc(a.Files, func(own File) bool { return own.Name == f.Name }) {
			a.Files = append(a.Files, f)
		}
	}
	return nil
}

func (e *modelEntry) model() (Model, error) {
	a := Artifact{Name: e.Name, Kind: KindModel, Licence: e.Licence, Files: []File{e.File}, SHA256: e.File.SHA256, Sources: e.Sources}
	if err := a.check(); err != nil {
		return Model{}, err
	}
	if e.Template.IsZero() {
		return Model{}, errors.New("template must be the SHA-256 of the model's chat template")
	}
	if !slices.Contains(kvCaches, e.KVCache) {
		return Model{}, fmt.Errorf("kvCache %.80q, want one of %s", e.KVCache, strings.Join(kvCaches, ", "))
	}
	if e.Context == 0 {
		return Model{}, errors.New("context must be a number of tokens")
	}
	spec := dgrid.ModelSpec{Files: []dgrid.Digest{a.SHA256}, Template: e.Template, KVCache: e.KVCache, Sampler: dgrid.SamplerVersion}
	return Model{Name: e.Name, Aliases: e.Aliases, Description: e.Description, Licence: e.Licence, Context: e.Context, Spec: spec, Artifact: a}, nil
}

// kvCaches are the types of KV cache that the engine runs.
var kvCaches = []string{"f16"}

// check refuses what would write outside the store or hand an option to a client.
func (a *Artifact) check() error {
	if len(a.Files) == 0 || len(a.Files) > maxFiles {
		return fmt.Errorf("%d files, want 1 to %d", len(a.Files), maxFiles)
	}
	slices.SortFunc(a.Files, func(x, y File) int { return strings.Compare(x.Name, y.Name) })
	a.Size = 0
	for i, f := range a.Files {
		switch {
		case !fileName.MatchString(f.Name):
			return fmt.Errorf("file %.80q: want a plain file name", f.Name)
		case i > 0 && f.Name == a.Files[i-1].Name:
			return fmt.Errorf("file %s stands twice", f.Name)
		case f.Size <= 0 || f.Size > maxSize || a.Size > math.MaxInt64-f.Size:
			return fmt.Errorf("file %s: size %d, want 1 to %d bytes", f.Name, f.Size, int64(maxSize))
		case f.SHA256.IsZero():
			return fmt.Errorf("file %s: no sha256", f.Name)
		}
		a.Size += f.Size
	}
	for _, s := range a.Sources {
		if err := s.check(); err != nil {
			return fmt.Errorf("source: %w", err)
		}
	}
	return nil
}

func (s *Source) check() error {
	if s.Folder != "" && (path.Clean(s.Folder) != s.Folder || path.IsAbs(s.Folder) || strings.HasPrefix(s.Folder, "..")) {
		return fmt.Errorf("folder %.80q: want a clean relative path", s.Folder)
	}
	if s.Size < 0 || s.Size > maxSize {
		return fmt.Errorf("size %d, want 0 to %d bytes", s.Size, int64(maxSize))
	}
	switch s.Kind {
	case SourceNPM, SourcePip:
		if !packageName.MatchString(s.Package) || !versionName.MatchString(s.Version) {
			return fmt.Errorf("package %.80q version %.80q: want a package name and an exact version", s.Package, s.Version)
		}
	case SourceURL:
		if u, err := url.Parse(s.Address); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return fmt.Errorf("address %.200q: want an http or https address with a host", s.Address)
		}
	case SourcePath:
		if s.Address == "" {
			return errors.New("path without an address")
		}
	default:
		return fmt.Errorf("kind %.80q, want npm, pip, url or path", s.Kind)
	}
	return nil
}

var (
	fileName    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}$`)
	packageName = regexp.MustCompile(`^(@[a-z0-9][a-z0-9._-]{0,99}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,199}$`)
	versionName = regexp.MustCompile(`^[0-9][0-9A-Za-z.+-]{0,99}$`)
	modelName   = regexp.MustCompile(`^[a-z0-9][a-z0-9._:-]{0,199}$`)
)

func checkName(n string) error {
	if !modelName.MatchString(n) {
		return fmt.Errorf("name %.80q: want 1 to 200 of a-z 0-9 . _ : - and a letter or digit first", n)
	}
	if n == string(KindRuntime) {
		return fmt.Errorf("name %q stands for this platform's runtime", n)
	}
	if _, err := dgrid.ParseDigest(n); err == nil {
		return fmt.Errorf("name %q looks like a digest", n)
	}
	return nil
}

// hexOf writes a SHA-256 as sha256sum does, so that people can compare the two.
func hexOf(d dgrid.Digest) string { return hex.EncodeToString(d[:]) }
