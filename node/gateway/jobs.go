package gateway

import (
	"context"
	"errors"
	"net/http"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
)

// shown is an answer's record.
type shown struct {
	Object    string        `json:"object"`
	ID        dgrid.JobID   `json:"id"`
	State     string        `json:"state"` // running, done or broken off
	Model     dgrid.ModelID `json:"model"`
	ModelName string        `json:"modelName"`
	User      string        `json:"user,omitempty"`
	Created   dgrid.Time    `json:"created"` // milliseconds
	Ended     dgrid.Time    `json:"ended"`   // milliseconds, 0 while it runs
	Prompt    uint32        `json:"prompt"`  // tokens of the question
	Tokens    uint32        `json:"tokens"`  // of the whole answer
	Finish    string        `json:"finish"`  // OpenAI's word, or "" where it has not ended
	Fee       dgrid.Amount  `json:"fee"`     // base units, over all parts
	Parts     []shownPart   `json:"parts"`
}

// shownPart is a part with the whole decision: all candidates, their reasons, and why others were not ranked.
type shownPart struct {
	router.Part
	Receipt   string     `json:"receipt"`             // path of the transcript on this gateway
	Inclusion *inclusion `json:"inclusion,omitempty"` // where it is anchored; nil as long as that is not known
}

// inclusion is a leaf on the chain.
type inclusion struct {
	Node  dgrid.Address `json:"node"` // the provider's owner
	Epoch uint64        `json:"epoch"`
	Block uint64        `json:"block"` // of the anchor
	Index uint64        `json:"index"` // of the leaf
	Root  dgrid.Digest  `json:"root"`  // of the batch
}

func show(a *router.Answer) shown {
	s := shown{
		Object: "dgrid.answer", ID: a.ID, State: "broken off", Model: a.Model, ModelName: a.ModelName, User: a.User, Created: a.Created,
		Ended: a.Ended, Prompt: a.Prompt, Tokens: a.Tokens, Fee: a.Fee, Parts: []shownPart{},
	}
	var ended bool
	s.Finish, ended = finishReason(a.Finish)
	switch {
	case a.Ended == 0:
		s.State = "running"
	case ended:
		s.State = "done"
	}
	for _, p := range a.Parts {
		s.Parts = append(s.Parts, shownPart{Part: p, Receipt: "/v1/dgrid/jobs/" + p.Job.String() + "/receipt"})
	}
	return s
}

func (g *Gateway) showJob(w http.ResponseWriter, r *http.Request, c *caller) {
	ctx, cancel := record(r)
	defer cancel()
	id, a, e := g.findJob(ctx, w, r, c)
	if e != nil {
		fail(w, e, nil)
		return
	}
	s := show(a)
	for i := range s.Parts {
		at, err := g.Transcripts.Inclusion(ctx, s.Parts[i].Job)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			fail(w, g.unknownJob(ctx, w, id.String(), err), nil)
			return
		default:
			b := &at.Batch
			s.Parts[i].Inclusion = &inclusion{Node: b.Node, Epoch: b.Epoch, Block: b.Block, Index: at.Index, Root: b.Root}
		}
	}
	writeJSON(w, http.StatusOK, s)
}

// showReceipt is the transcript of one job: the file that `dgridd receipt verify` and `dgridd audit` take.
func (g *Gateway) showReceipt(w http.ResponseWriter, r *http.Request, c *caller) {
	ctx, cancel := record(r)
	defer cancel()
	id, _, e := g.findJob(ctx, w, r, c)
	if e != nil {
		fail(w, e, nil)
		return
	}
	t, err := g.Transcripts.Transcript(ctx, id)
	if err != nil {
		fail(w, g.unknownJob(ctx, w, id.String(), err), nil)
		return
	}
	w.Header().Set("Content-Disposition", `attachment; filename="dgrid-`+id.Short()+`.json"`)
	writeJSON(w, http.StatusOK, t)
}

// findJob is the answer that the job in the path is of, if the caller asked for it. Another user's is not told from none.
func (g *Gateway) findJob(ctx context.Context, w http.ResponseWriter, r *http.Request, c *caller) (dgrid.JobID, *router.Answer, *apiError) {
	var id dgrid.JobID
	text := r.PathValue("id")
	if err := id.UnmarshalText([]byte(text)); err != nil {
		return id, nil, bad("id", "%v, which is the X-Dgrid-Job header of an answer", err)
	}
	a, err := g.Router.Find(ctx, id)
	if err != nil {
		return id, nil, g.unknownJob(ctx, w, text, err)
	}
	if !c.may(a.User) {
		return id, nil, noSuchJob(text)
	}
	return id, a, nil
}
