package gateway

import (
	"maps"
	"slices"

	"github.com/dgrid-network/dgrid/node/router"
)

// Decoded is what the decoder makes of a request's body.
type Decoded struct {
	Model        string
	Question     router.Question
	Stream       bool
	IncludeUsage bool
}

// Decode is the decoder of chat completions.
func Decode(body []byte) (Decoded, error) {
	r, e := decode(body)
	if e != nil {
		return Decoded{}, e
	}
	return Decoded{r.model, r.question, r.stream, r.includeUsage}, nil
}

// KnownEmbedFields are the members of a request for embeddings.
func KnownEmbedFields() []string { return slices.Collect(maps.Keys(embedFields)) }

// KnownFields are the members that the decoder knows.
func KnownFields() (names []string) {
	for name := range fields {
		names = append(names, name)
	}
	return names
}
