package models

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// Kind tells the artifacts apart.
type Kind string

// The kinds of artifact.
const (
	KindRuntime Kind = "runtime"
	KindModel   Kind = "model"
)

// File is one file of an artifact, pinned.
type File struct {
	Name   string       `json:"name"` // without a folder
	Size   int64        `json:"size"` // bytes
	SHA256 dgrid.Digest `json:"sha256"`
}

// Source is one way to get an artifact.
type Source struct {
	Kind    SourceKind `json:"kind"`
	Package string     `json:"package,omitempty"` // of npm or pip
	Version string     `json:"version,omitempty"` // of npm or pip, exact
	Folder  string     `json:"folder,omitempty"`  // where the files lie inside the package or archive
	Address string     `json:"address,omitempty"` // the path or the URL
	Size    int64      `json:"size,omitempty"`    // bytes of the package or archive; 0 if the file itself is there
}

// SourceKind says how a source is read.
type SourceKind string

// The kinds of source.
const (
	SourceNPM  SourceKind = "npm"
	SourcePip  SourceKind = "pip"
	SourceURL  SourceKind = "url"  // http or https: the file itself, or a zip or tar.gz that holds the files
	SourcePath SourceKind = "path" // a local file of the same kinds, or a folder that holds the files
)

// Artifact is one thing that is fetched and pinned by digest.
type Artifact struct {
	Name    string
	Kind    Kind
	OS      string       // of a runtime, as GOOS
	Arch    string       // of a runtime, as GOARCH
	GPU     GPU          // of a runtime: what it can compute on besides the CPU
	Licence string       // SPDX identifier
	Size    int64        // bytes of all files
	SHA256  dgrid.Digest // of the model's file, or of the runtime's manifest
	Files   []File       // in the order of their names
	Sources []Source     // in the order in which they are tried
	Base    *Artifact    // of a runtime: the one that it shares all its other files with, which its sources do not hold; or nil
}

// own are the files that a's sources hold: all that are not the base's.
func (a *Artifact) own() []File {
	if a.Base == nil {
		return a.Files
	}
	return slices.DeleteFunc(slices.Clone(a.Files), func(f File) bool { return slices.Contains(a.Base.Files, f) })
}

// Model is a model by name, as this node would run it.
type Model struct {
	Name        string
	Aliases     []string
	Description string
	Licence     string // SPDX identifier, as the maker states it
	Context     uint32 // tokens that the model was trained for
	ID          dgrid.ModelID
	Spec        dgrid.ModelSpec
	Artifact    Artifact // its weights
}

// Catalogue is what this node knows by name. It is not safe for use while Add runs.
type Catalogue struct {
	runtimes []Artifact
	models   []Model
}

// Models are all models, in the order in which the catalogue names them.
func (c *Catalogue) Models() []Model { return slices.Clone(c.models) }

// Artifacts are all runtimes and the weights of all models.
func (c *Catalogue) Artifacts() []Artifact {
	as := slices.Clone(c.runtimes)
	for _, m := range c.models {
		as = append(as, m.Artifact)
	}
	return as
}

// Runtime is the runtime for this platform that every machine of the platform can run. It is one without a GPU, but for Macs:
// each of them that is served has Metal.
func (c *Catalogue) Runtime() (Artifact, error) {
	if a, ok := c.runtimeFor(runtime.GOOS, runtime.GOARCH, GPUNone); ok {
		return a, nil
	}
	if a, ok := c.runtimeFor(runtime.GOOS, runtime.GOARCH, GPUMetal); ok {
		return a, nil
	}
	return Artifact{}, fmt.Errorf("find runtime: the catalogue has none for %s/%s; it has %s; add one with a catalogue file",
		runtime.GOOS, runtime.GOARCH, strings.Join(c.platforms(), ", "))
}

func (c *Catalogue) runtimeFor(system, arch string, gpu GPU) (Artifact, bool) {
	for _, a := range c.runtimes {
		if a.OS == system && a.Arch == arch && a.GPU == gpu {
			return a, true
		}
	}
	return Artifact{}, false
}

func (c *Catalogue) platforms() (ps []string) {
	for _, a := range c.runtimes {
		p := a.OS + "/" + a.Arch
		if a.GPU != GPUNone {
			p += " with " + string(a.GPU)
		}
		ps = append(ps, p)
	}
	return ps
}

// Artifact finds what a pull fetches: "runtime" is the runtime for this platform, any other name is a runtime's or a model's.
func (c *Catalogue) Artifact(name string) (Artifact, error) {
	if strings.EqualFold(name, string(KindRuntime)) {
		return c.Runtime()
	}
	for _, a := range c.runtimes {
		if strings.EqualFold(name, a.Name) {
			return a, nil
		}
	}
	m, err := c.Resolve(name)
	return m.Artifact, err
}

// Resolve finds a model by its name, one of its aliases, or its ModelID. Names do not mind upper and lower case. Its error
// wraps ErrUnknown and lists the names that are known.
func (c *Catalogue) Resolve(nameOrID string) (Model, error) {
	for _, m := range c.models {
		if slices.ContainsFunc(m.names(), func(n string) bool { return strings.EqualFold(n, nameOrID) }) {
			return m, nil
		}
	}
	if id, err := dgrid.ParseDigest(nameOrID); err == nil {
		for _, m := range c.models {
			if m.ID == dgrid.ModelID(id) {
				return m, nil
			}
		}
	}
	known := make([]string, len(c.models))
	for i, m := range c.models {
		known[i] = m.Name
		if len(m.Aliases) > 0 {
			known[i] += " (" + strings.Join(m.Aliases, ", ") + ")"
		}
	}
	slices.Sort(known)
	return Model{}, fmt.Errorf("%w %.200q: this node knows %s; a catalogue file adds others", ErrUnknown, nameOrID, strings.Join(known, ", "))
}

// Add puts m into the catalogue. It refuses a name that is taken, so that no file can pass itself off as another model.
func (c *Catalogue) Add(m Model) error {
	for _, n := range m.names() {
		if err := checkName(n); err != nil {
			return fmt.Errorf("add model: %w", err)
		}
		if other, err := c.Artifact(n); err == nil {
			return fmt.Errorf("add model %s: the name %q is taken by %s with SHA-256 %s", m.Name, n, other.Name, hexOf(other.SHA256))
		}
	}
	id, err := m.Spec.ID()
	if err != nil {
		return fmt.Errorf("add model %s: %w", m.Name, err)
	}
	m.ID = id
	c.models = append(c.models, m)
	return nil
}

func (c *Catalogue) addRuntime(a Artifact) error {
	if err := checkName(a.Name); err != nil {
		return fmt.Errorf("add runtime: %w", err)
	}
	if _, err := c.Artifact(a.Name); err == nil {
		return fmt.Errorf("add runtime %s: the name is taken", a.Name)
	}
	// The latest one wins for a platform, so that an operator's own build can replace the built-in runtime.
	c.runtimes = slices.Insert(c.runtimes, 0, a)
	return nil
}

func (m *Model) names() []string { return append([]string{m.Name}, m.Aliases...) }
