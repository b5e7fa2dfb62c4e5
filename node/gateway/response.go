package gateway

import (
	"encoding/hex"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// completion is a whole answer in OpenAI's shape.
type completion struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"` // seconds
	Model   string   `json:"model"`
	Choices []choice `json:"choices"`
	Usage   usage    `json:"usage"`
	Dgrid   *account `json:"dgrid"`
}

type choice struct {
	Index        int       `json:"index"`
	Message      message   `json:"message"`
	Logprobs     *struct{} `json:"logprobs"` // always null
	FinishReason string    `json:"finish_reason"`
}

type message struct {
	Role    string  `json:"role"`
	Content string  `json:"content"`
	Refusal *string `json:"refusal"` // always null
}

// chunk is a piece of an answer in OpenAI's shape.
type chunk struct {
	ID      string        `json:"id"`
	Object  string        `json:"object"`
	Created int64         `json:"created"` // seconds
	Model   string        `json:"model"`
	Choices []chunkChoice `json:"choices"`
	Usage   any           `json:"usage,omitempty"` // null in all but the last where usage was asked for, and absent where not
	Dgrid   *account      `json:"dgrid,omitempty"`
}

type chunkChoice struct {
	Index        int       `json:"index"`
	Delta        delta     `json:"delta"`
	Logprobs     *struct{} `json:"logprobs"` // always null
	FinishReason *string   `json:"finish_reason"`
}

type delta struct {
	Role    string  `json:"role,omitempty"`
	Content *string `json:"content,omitempty"`
}

type usage struct {
	Prompt     uint32 `json:"prompt_tokens"`
	Completion uint32 `json:"completion_tokens"`
	Total      uint64 `json:"total_tokens"`
}

// account is what an answer cost and who gave it: the member dgrid.
type account struct {
	Answer dgrid.JobID   `json:"answer"`
	Model  dgrid.ModelID `json:"model"`
	Fee    dgrid.Amount  `json:"fee"` // base units, over all parts
	Parts  []contributed `json:"parts"`
}

// contributed is one part of an answer.
type contributed struct {
	Job      dgrid.JobID   `json:"job"`
	Provider dgrid.Address `json:"provider"`
	Peer     dgrid.PeerID  `json:"peer"`
	Start    uint32        `json:"start"`  // tokens of the answer before it
	Tokens   uint32        `json:"tokens"` // received
	Signed   uint32        `json:"signed"` // of them, and so paid
	Prompt   uint32        `json:"prompt"` // tokens read
	Fee      dgrid.Amount  `json:"fee"`
	Price    *dgrid.Price  `json:"price,omitempty"` // base units per 1,000,000 tokens
	Finish   string        `json:"finish"`
	Error    string        `json:"error,omitempty"`
	Verified bool          `json:"verified"`
	Reasons  []string      `json:"reasons"` // why this provider
	Receipt  string        `json:"receipt"` // path of the transcript on this gateway
}

func accountOf(a *router.Answer) *account {
	if a == nil {
		return nil
	}
	out := &account{Answer: a.ID, Model: a.Model, Fee: a.Fee, Parts: []contributed{}}
	for i := range a.Parts {
		p := &a.Parts[i]
		c := contributed{
			Job: p.Job, Provider: p.Provider, Peer: p.Peer, Start: p.Start, Tokens: p.Tokens, Signed: p.Signed, Prompt: p.Prompt,
			Fee: p.Fee, Finish: p.Finish, Error: p.Error, Reasons: []string{}, Receipt: "/v1/dgrid/jobs/" + p.Job.String() + "/receipt",
		}
		for j := range p.Decision.Candidates {
			if x := &p.Decision.Candidates[j]; x.Peer == p.Decision.Chosen {
				c.Price, c.Verified, c.Reasons = &x.Price, x.Verified, append(c.Reasons, x.Reasons...)
			}
		}
		out.Parts = append(out.Parts, c)
	}
	return out
}

func usageOf(a *router.Answer) usage {
	return usage{a.Prompt, a.Tokens, uint64(a.Prompt) + uint64(a.Tokens)}
}

// completionID is an answer's name in OpenAI's shape. The rest of it after the dash is the id of the first job.
func completionID(id dgrid.JobID) string { return "chatcmpl-" + hex.EncodeToString(id[:]) }

// finishReason is OpenAI's word for f; there is none for an answer that broke off.
func finishReason(f dgrid.Finish) (string, bool) {
	switch f {
	case dgrid.FinishStop, dgrid.FinishStopString:
		return "stop", true
	case dgrid.FinishLength:
		return "length", true
	}
	return "", false
}
