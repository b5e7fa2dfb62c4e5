package gateway

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"time"

	"github.com/dgrid-network/dgrid"
)

// maxTexts is how many texts a request may bring, as OpenAI has it.
const maxTexts = 2048

// embedRequest is a request for embeddings as it was asked for. The model is still a name.
type embedRequest struct {
	model  string
	texts  []Text
	base64 bool
}

// embedFields are its members; docs/api.md has the same table.
var embedFields = map[string]func(*embedRequest, string, json.RawMessage) *apiError{
	"model": func(r *embedRequest, name string, raw json.RawMessage) (e *apiError) {
		r.model, e = read[string](name, raw, "a string")
		return e
	},
	"input": readInput,
	"encoding_format": func(r *embedRequest, name string, raw json.RawMessage) *apiError {
		format, e := read[string](name, raw, `"float" or "base64"`)
		if e == nil && format != "float" && format != "base64" {
			return refusedValue(name, shorten(raw), `want "float" or "base64"`)
		}
		r.base64 = format == "base64"
		return e
	},
	"dimensions": func(_ *embedRequest, name string, _ json.RawMessage) *apiError {
		return refused(name, "a vector has as many numbers as the model's hidden state, and a part of it means little")
	},
	"user": func(*embedRequest, string, json.RawMessage) *apiError { return nil },
}

// readInput takes a text, texts, the tokens of one, or those of several.
func readInput(r *embedRequest, name string, raw json.RawMessage) *apiError {
	var text string
	var texts []string
	var tokens []dgrid.TokenID
	var lists [][]dgrid.TokenID
	switch {
	case json.Unmarshal(raw, &text) == nil:
		r.texts = []Text{{Text: text}}
	case json.Unmarshal(raw, &texts) == nil:
		for _, t := range texts {
			r.texts = append(r.texts, Text{Text: t})
		}
	case json.Unmarshal(raw, &tokens) == nil:
		r.texts = []Text{{Tokens: tokens}}
	case json.Unmarshal(raw, &lists) == nil:
		for _, t := range lists {
			r.texts = append(r.texts, Text{Tokens: t})
		}
	default:
		return bad(name, "%s: want a text, a list of texts, a list of token ids, or a list of such lists", name)
	}
	if n := len(r.texts); n == 0 || n > maxTexts {
		return bad(name, "%s has %d texts: want 1 to %d", name, n, maxTexts)
	}
	for i, t := range r.texts {
		if t.Text == "" && len(t.Tokens) == 0 {
			return bad(name, "text %d of %s is empty: leave it out", i, name)
		}
	}
	return nil
}

// embeddings answers POST /v1/embeddings.
func (g *Gateway) embeddings(w http.ResponseWriter, r *http.Request, c *caller) {
	body, e := readBody(w, r)
	if e != nil {
		fail(w, e, nil)
		return
	}
	req := &embedRequest{}
	e = object(req, body, embedFields)
	switch {
	case e != nil:
	case req.model == "":
		e = errNoModel()
	case len(req.texts) == 0:
		e = bad("input", "input is missing: want a text, or a list of texts")
	case g.draining.Load():
		e = errDraining()
	}
	if e != nil {
		fail(w, e, nil)
		return
	}
	ctx, stop := context.WithTimeout(r.Context(), g.cfg.Patience)
	defer stop()
	model, name, err := g.Catalogue.Resolve(req.model)
	if err != nil {
		fail(w, g.unknownModel(ctx, w, err), nil)
		return
	}
	started := time.Now()
	made, err := g.Embedder.Embed(ctx, model, req.texts)
	if err != nil {
		fail(w, g.notEmbedded(ctx, w, name, err), nil)
		return
	}
	g.Log.Info("embeddings made", "model", name, "user", c.key, "texts", len(req.texts), "tokens", made.Tokens, "took", time.Since(started).Round(time.Millisecond))
	writeJSON(w, http.StatusOK, embeddingsOf(made, name, model, req.base64))
}

// notEmbedded is err as the user shall see it.
func (g *Gateway) notEmbedded(ctx context.Context, w http.ResponseWriter, name string, err error) *apiError {
	if errors.Is(err, ErrNotHere) {
		e := badCode("model_not_found", "model", "this node does not run %.200s, and embeddings are made by the node that is asked: add the model to its configuration (docs/operating.md), or ask a node that runs it", name)
		e.status = http.StatusNotFound
		return e
	}
	e := g.told(ctx, w, "making embeddings", err)
	if e.Param != nil && *e.Param == "messages" {
		e.Param = new("input")
	}
	return e
}

// embeddingList is OpenAI's shape of embeddings.
type embeddingList struct {
	Object string      `json:"object"`
	Data   []embedding `json:"data"`
	Model  string      `json:"model"`
	Usage  embedUsage  `json:"usage"`
	Dgrid  embedDgrid  `json:"dgrid"`
}

type embedding struct {
	Object    string `json:"object"`
	Index     int    `json:"index"`
	Embedding any    `json:"embedding"` // numbers, or text: base64 of 32-bit floats, little endian
}

type embedUsage struct {
	PromptTokens uint32 `json:"prompt_tokens"`
	TotalTokens  uint32 `json:"total_tokens"`
}

// embedDgrid says who made them. There is no job and no fee.
type embedDgrid struct {
	Model dgrid.ModelID `json:"model"`
	Peer  dgrid.PeerID  `json:"peer"`
}

func embeddingsOf(made *Embedded, name string, model dgrid.ModelID, text bool) embeddingList {
	l := embeddingList{Object: "list", Model: name, Usage: embedUsage{made.Tokens, made.Tokens}, Dgrid: embedDgrid{model, made.Peer}}
	for i, v := range made.Vectors {
		unit(v)
		e := embedding{Object: "embedding", Index: i, Embedding: v}
		if text {
			e.Embedding = encodeVector(v)
		}
		l.Data = append(l.Data, e)
	}
	return l
}

// unit scales v to length 1.
func unit(v []float32) {
	var squares float64
	for _, x := range v {
		squares += float64(x) * float64(x)
	}
	if squares == 0 {
		return
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(squares))
	}
}

func encodeVector(v []float32) string {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return base64.StdEncoding.EncodeToString(b)
}
