package gateway

import (
	"context"
	"errors"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// Router finds who answers. Its methods are safe for concurrent use.
//
// Answer calls emit in the order of the answer, one call at a time and none after it returned. A piece without tokens tells
// which job has begun. Where emit fails or ctx ends the job is cancelled, and Answer returns when that is done. It returns the
// answer beside the error wherever a job was begun, so that what was spent is known. A *router.Error is told to the user as the
// table in faults.go says.
//
// Find is an answer by the id of any of its jobs; its error wraps store.ErrNotFound where there is none.
type Router interface {
	Answer(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error)
	Find(ctx context.Context, id dgrid.JobID) (*router.Answer, error)
}

// Transcripts holds what is needed to check an answer. Its error wraps store.ErrNotFound where it knows no such job, and
// store.ErrExpired where only the signed objects are left.
type Transcripts interface {
	Transcript(ctx context.Context, id dgrid.JobID) (*dgrid.Transcript, error)
	// Inclusion is where a job is anchored, as its provider showed it and this node checked it. Its error wraps store.ErrNotFound
	// where the provider has not: on a network with a chain it does minutes later, on another never.
	Inclusion(ctx context.Context, id dgrid.JobID) (*dgrid.Inclusion, error)
}

// Embedder makes vectors of texts with this node's own models: embeddings are not bought from others. Its error wraps ErrNotHere where the
// node does not run the model; a *router.Error is told to the user as the table in faults.go says.
type Embedder interface {
	Embed(ctx context.Context, model dgrid.ModelID, texts []Text) (*Embedded, error)
}

// ErrNotHere says that this node does not run a model.
var ErrNotHere = errors.New("this node does not run the model")

// Text is what one vector is made of: a text, or its tokens.
type Text struct {
	Text   string
	Tokens []dgrid.TokenID // nil where Text is given
}

// Embedded is the vectors of texts, in their order.
type Embedded struct {
	Vectors [][]float32 // of any length but 0; all have as many numbers
	Tokens  uint32      // that were read
	Peer    dgrid.PeerID
}

// Catalogue is which models there are. Resolve finds one by name or by id; its error wraps models.ErrUnknown where it knows no
// such model.
type Catalogue interface {
	Resolve(name string) (id dgrid.ModelID, canonical string, err error)
	Models(ctx context.Context) ([]Model, error)
}

// Model is a model as the network offers it now.
type Model struct {
	ID        dgrid.ModelID
	Name      string
	Created   dgrid.Time
	OwnedBy   string
	Context   uint32      // tokens, the largest that a provider holds; without providers, what the model was made for
	Providers int         // that advertise it now
	Lowest    dgrid.Price // of the providers, each direction on its own
	Highest   dgrid.Price
	Verified  bool   // whether answers of this model can be checked
	Why       string // and why, or why not
}
