package gateway

import (
	"net/http"

	"github.com/dgrid-network/dgrid"
)

// listed is a model in OpenAI's shape.
type listed struct {
	ID      string  `json:"id"`
	Object  string  `json:"object"`
	Created int64   `json:"created"` // seconds
	OwnedBy string  `json:"owned_by"`
	Dgrid   offered `json:"dgrid"`
}

// offered is what the network offers of a model.
type offered struct {
	Model     dgrid.ModelID `json:"model"`
	Providers int           `json:"providers"` // now
	Price     *priceRange   `json:"price"`     // null without providers
	Context   uint32        `json:"context"`   // tokens, prompt and answer together
	Verified  bool          `json:"verified"`
	Why       string        `json:"why"`
}

// priceRange is in base units per 1,000,000 tokens.
type priceRange struct {
	Input  amountRange `json:"input"`
	Output amountRange `json:"output"`
}

type amountRange struct {
	Lowest  dgrid.Amount `json:"lowest"`
	Highest dgrid.Amount `json:"highest"`
}

func list(m *Model) listed {
	l := listed{ID: m.Name, Object: "model", Created: int64(m.Created / 1000), OwnedBy: m.OwnedBy, Dgrid: offered{
		Model: m.ID, Providers: m.Providers, Context: m.Context, Verified: m.Verified, Why: m.Why,
	}}
	if m.Providers > 0 {
		l.Dgrid.Price = &priceRange{amountRange{m.Lowest.Input, m.Highest.Input}, amountRange{m.Lowest.Output, m.Highest.Output}}
	}
	return l
}

func (g *Gateway) listModels(w http.ResponseWriter, r *http.Request, _ *caller) {
	ctx, cancel := record(r)
	defer cancel()
	all, err := g.Catalogue.Models(ctx)
	if err != nil {
		fail(w, g.told(ctx, w, "listing the models", err), nil)
		return
	}
	body := struct {
		Object string   `json:"object"`
		Data   []listed `json:"data"`
	}{"list", []listed{}}
	for i := range all {
		body.Data = append(body.Data, list(&all[i]))
	}
	writeJSON(w, http.StatusOK, body)
}

// showModel finds a model by name, alias or id.
func (g *Gateway) showModel(w http.ResponseWriter, r *http.Request, _ *caller) {
	ctx, cancel := record(r)
	defer cancel()
	id, name, err := g.Catalogue.Resolve(r.PathValue("id"))
	if err != nil {
		fail(w, g.unknownModel(ctx, w, err), nil)
		return
	}
	all, err := g.Catalogue.Models(ctx)
	if err != nil {
		fail(w, g.told(ctx, w, "listing the models", err), nil)
		return
	}
	for i := range all {
		if all[i].ID == id {
			writeJSON(w, http.StatusOK, list(&all[i]))
			return
		}
	}
	e := badCode("model_not_found", "model", "model %.200s is known here, and nobody on the network offers it now", name)
	e.status = http.StatusNotFound
	fail(w, e, nil)
}
