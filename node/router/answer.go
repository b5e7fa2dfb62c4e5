package router

import (
	"time"

	"github.com/dgrid-network/dgrid"
)

// Question is what a caller wants answered, by whoever is best.
type Question struct {
	Model      dgrid.ModelID
	ModelName  string // as the caller's catalogue calls it
	Request    dgrid.Request
	ClientSeed dgrid.Digest // zero draws one
	MaxPrompt  uint32       // tokens; 0 is as many as the provider holds
	MaxOutput  uint32       // tokens; 0 is as many as fit behind the prompt
	MaxFee     dgrid.Amount // the most that the whole answer may cost, over all its parts
	Privacy    dgrid.Privacy
	Unverified bool          // providers whose answers nobody can check may answer, too
	Provider   dgrid.PeerID  // only this one; "" is any
	Patience   time.Duration // for the whole answer
	User       string        // on whose behalf, kept with the answer; "" is nobody's
}

// Piece is some of an answer as it arrives.
type Piece struct {
	Job      dgrid.JobID // of the part that it belongs to
	Provider dgrid.Address
	Text     string // whole UTF-8 characters; may be empty
	Tokens   int
}

// Part is what one provider contributed to an answer.
type Part struct {
	Job      dgrid.JobID   `json:"job"`
	Provider dgrid.Address `json:"provider"`
	Peer     dgrid.PeerID  `json:"peer"`
	Start    uint32        `json:"start"`  // tokens of the answer before it
	Tokens   uint32        `json:"tokens"` // received
	Signed   uint32        `json:"signed"` // of them, covered by a step or the receipt and so paid
	Prompt   uint32        `json:"prompt"` // tokens read, the answer so far included
	Fee      dgrid.Amount  `json:"fee"`
	Finish   string        `json:"finish"`          // of the receipt, or "" where none came
	Error    string        `json:"error,omitempty"` // why it ended early
	Decision Decision      `json:"decision"`        // why this provider
}

// Answer is what became of a question.
type Answer struct {
	ID        dgrid.JobID   `json:"id"` // of its first part's job
	Model     dgrid.ModelID `json:"model"`
	ModelName string        `json:"modelName"`
	User      string        `json:"user,omitempty"`
	Created   dgrid.Time    `json:"created"`
	Ended     dgrid.Time    `json:"ended"` // 0 while it runs
	Parts     []Part        `json:"parts"`
	Prompt    uint32        `json:"prompt"` // tokens of the question itself
	Tokens    uint32        `json:"tokens"` // of the whole answer
	Finish    dgrid.Finish  `json:"finish"` // 0 where it broke off
	Fee       dgrid.Amount  `json:"fee"`    // over all parts
}

// Decision is one choice between candidates.
type Decision struct {
	Time       dgrid.Time   `json:"time"`
	Candidates []Candidate  `json:"candidates"` // the best first, then those excluded
	Chosen     dgrid.PeerID `json:"chosen"`     // "" where nobody could be chosen
}

// Candidate is a provider in a decision.
type Candidate struct {
	Peer     dgrid.PeerID  `json:"peer"`
	Owner    dgrid.Address `json:"owner"`
	Price    dgrid.Price   `json:"price"` // quoted, else advertised
	Class    string        `json:"class"`
	Verified bool          `json:"verified"`
	Quoted   bool          `json:"quoted"`
	Cost     float64       `json:"cost"`               // what it is ranked by, in base units of the network's token; less is better
	Reasons  []string      `json:"reasons"`            // how the cost came about, and what is noteworthy
	Excluded string        `json:"excluded,omitempty"` // why it was not ranked, or ""
}
