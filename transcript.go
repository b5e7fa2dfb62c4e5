package dgrid

import "strings"

// Job is what an engine is asked to generate: an order after admission, template and tokenizer.
type Job struct {
	ID        JobID
	Prompt    []TokenID // as the model reads it; its last Start tokens are the answer so far
	Params    Params
	Seed      Digest  // JobSeed
	Start     uint32  // position of the first output token in the whole answer
	MaxOutput uint32  // tokens
	Payer     Address // whose it is: an engine that cannot run all jobs at once goes round between payers
}

// Chunk is a run of tokens as an engine emits them.
type Chunk struct {
	IDs      []TokenID
	Text     string   // whole UTF-8 characters only; may be empty
	Sketches []Sketch // one a token
}

// Emit takes chunks in order. When it returns an error the engine stops.
type Emit func(Chunk) error

// Usage is what a job took.
type Usage struct {
	PromptTokens uint32
	OutputTokens uint32
	Finish       Finish
}

// Signed is an object with its signature.
type Signed[T any] struct {
	Object    T         `json:"object"`
	Signature Signature `json:"signature"`
}

// Transcript is everything needed to check an answer. The payer keeps one without sketches, the provider one with.
type Transcript struct {
	Version    int                `json:"version"`
	Network    string             `json:"network"`
	Domain     Domain             `json:"domain"`
	ModelName  string             `json:"modelName"` // as the payer's catalogue called it; Order.Model decides
	Request    Request            `json:"request"`
	Prefix     []TokenID          `json:"prefix,omitempty"` // the answer before Order.Start when resuming
	Order      Signed[Order]      `json:"order"`
	Acceptance Signed[Acceptance] `json:"acceptance"`
	Leaves     []Leaf             `json:"leaves"` // the signed ones and then any unsigned ones
	Steps      []Signed[Step]     `json:"steps"`
	Cancel     *Signed[Cancel]    `json:"cancel,omitempty"`
	Receipt    *Signed[Receipt]   `json:"receipt,omitempty"` // none where the provider's session ended first
	Voucher    *Signed[Voucher]   `json:"voucher,omitempty"` // the payer's latest, as far as this job knew
	Sketches   []Sketch           `json:"sketches,omitempty"`
	Inclusion  *Inclusion         `json:"inclusion,omitempty"` // where the job is anchored, as the provider showed it; it does not travel in a p2p transcript
}

// Settled is what both sides account for: the receipt's totals, else the last step's, else nothing.
func (t *Transcript) Settled() (outputTokens uint32, root Digest, fee Amount) {
	if t.Receipt != nil {
		r := &t.Receipt.Object
		return r.OutputTokens, r.Root, r.Fee
	}
	if n := len(t.Steps); n > 0 {
		s := &t.Steps[n-1].Object
		return s.OutputTokens, s.Root, s.Fee
	}
	return 0, Hash(), Amount{}
}

// Output is the tokens and the text of the first n leaves.
func (t *Transcript) Output(n int) (ids []TokenID, text string) {
	var b strings.Builder
	for _, l := range t.Leaves[:min(n, len(t.Leaves))] {
		ids = append(ids, l.IDs...)
		b.WriteString(l.Text)
	}
	return ids, b.String()
}

// SettledLeaves is how many leaves hold the settled output tokens.
func (t *Transcript) SettledLeaves() int {
	n, _, _ := t.Settled()
	return int((uint64(n) + LeafTokens - 1) / LeafTokens) // wider than the count, which a forged receipt may set to its maximum
}
