package control

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
)

// PublicRecord is the public record of audits. docs/audits.md defines it.
type PublicRecord interface {
	// Audits are the drawn jobs, and what this node knows of cases in which it has a seat.
	Audits(ctx context.Context, q AuditQuery) (*Audits, error)
	// Recompute folds the record anew, from the chain and from batches that peers hand over, and compares it with what the node holds. The
	// standings are those of owners whose address begins with prefix.
	Recompute(ctx context.Context, prefix string) (*Recomputed, error)
	// Filed is what the record knows of one anchored job, with what proves it.
	Filed(ctx context.Context, q FiledQuery) (*record.Filed, error)
}

// FiledQuery names an anchored job.
type FiledQuery struct {
	Provider dgrid.Address `json:"provider"`
	Epoch    uint64        `json:"epoch"`  // of the provider, in which it is anchored
	Object   dgrid.Digest  `json:"object"` // hash of its receipt or last step
}

// AuditQuery says which audits are of interest.
type AuditQuery struct {
	Provider string // beginning of its address, "" is any
	Job      string // beginning of its id, "" is any
	Open     bool   // only those whose committees are at work
	Limit    int    // jobs and files at most
}

// Audits is what the node knows of audits.
type Audits struct {
	Final   uint64       `json:"final"`   // newest final block that the record follows from
	Jobs    []AuditedJob `json:"jobs"`    // that were drawn, the last that were anchored first
	Files   []SeatFile   `json:"files"`   // of this node's own seats, the newest first
	Missing int          `json:"missing"` // batches that nobody has handed over yet
	Waiting int          `json:"waiting"` // verdicts on jobs in batches that are missing or have no randomness yet
}

// AuditedJob is a job that was drawn.
type AuditedJob struct {
	Job       dgrid.JobID   `json:"job"`
	Object    dgrid.Digest  `json:"object"` // hash of its receipt or last step
	Provider  dgrid.Address `json:"provider"`
	Payer     dgrid.Address `json:"payer"`
	Model     dgrid.ModelID `json:"model"`
	Epoch     uint64        `json:"epoch"` // of the provider, in which it is anchored
	Block     uint64        `json:"block"` // of the anchor
	Tx        dgrid.Digest  `json:"tx,omitzero"`
	Index     uint64        `json:"index"` // of its leaf
	Fee       dgrid.Amount  `json:"fee"`
	Rate      float64       `json:"rate"`     // share of the provider's jobs of average fee that was audited then
	Chance    float64       `json:"chance"`   // of this job, by its fee
	Draw      float64       `json:"draw"`     // below chance, so it was drawn
	Eligible  *int          `json:"eligible"` // owners who could have a seat; null where it is not known
	Open      bool          `json:"open"`     // its committee is at work
	Seats     []AuditSeat   `json:"seats"`    // that are asked
	Outcome   string        `json:"outcome"`  // undecided, passed, failed or unverified
	Escalated bool          `json:"escalated"`
	Reason    string        `json:"reason"`
	Value     *float64      `json:"value"`    // evidence against the provider afterwards; null where it is not decided
	Standing  string        `json:"standing"` // of the provider afterwards, "" where it is not decided
}

// AuditSeat is one seat of a job's committee.
type AuditSeat struct {
	Seat    int           `json:"seat"`
	Owner   dgrid.Address `json:"owner"`
	Asked   bool          `json:"asked"`   // by the rules; one that was asked before others and is not needed any more is not
	Finding string        `json:"finding"` // pass, suspect, fail, silent or abstain, "" where it has said nothing
	S1      *float64      `json:"s1"`      // nats, of the verdict; null where there is none
	S2      *float64      `json:"s2"`      // logarithm of a distance
}

// SeatFile is what this node knows of a case in which it has a seat. Hashes are of signed objects, zero where there is none yet.
type SeatFile struct {
	Job      dgrid.JobID   `json:"job"`
	Object   dgrid.Digest  `json:"object"`
	Provider dgrid.Address `json:"provider"`
	Model    dgrid.ModelID `json:"model"`
	Epoch    uint64        `json:"epoch"`
	Seat     uint32        `json:"seat"`
	Begun    dgrid.Time    `json:"begun"` // milliseconds
	Done     dgrid.Time    `json:"done"`  // milliseconds; the verdict was handed over; 0 before
	Until    dgrid.Time    `json:"until"` // milliseconds; its committee may work
	Commit   dgrid.Digest  `json:"commit,omitzero"`
	Opening  dgrid.Digest  `json:"opening,omitzero"`
	Reveal   dgrid.Digest  `json:"reveal,omitzero"`
	Verdict  dgrid.Digest  `json:"verdict,omitzero"`
	Finding  string        `json:"finding"` // "" before the verdict
	S1       *float64      `json:"s1"`
	S1Window *float64      `json:"s1Window"`
	S2       *float64      `json:"s2"`
	S2Window *float64      `json:"s2Window"`
	Reason   string        `json:"reason"`
	Others   int           `json:"others"` // other seats whose reveals were seen
	Broken   int           `json:"broken"` // of them, those that are not what was committed to

	RecomputeSeconds float64 `json:"recomputeSeconds"` // of the engine, to read the answer
	ControlSeconds   float64 `json:"controlSeconds"`   // of the engine, to decode it once more where it was suspected
	TookSeconds      float64 `json:"tookSeconds"`      // from the first question to the verdict, waiting included
	SentBytes        int     `json:"sentBytes"`        // of requests
	ReceivedBytes    int     `json:"receivedBytes"`    // of answers
	Requests         int     `json:"requests"`
}

// Figure is what a record says of a provider and model.
type Figure struct {
	Provider dgrid.Address `json:"provider"`
	Model    dgrid.ModelID `json:"model"`
	Audits   uint64        `json:"audits"`
	Failures uint64        `json:"failures"`
	Value    float64       `json:"value"`    // evidence against it
	Standing string        `json:"standing"` // ok, watched, suspended or slashed
}

// Recomputed compares a record that was folded anew with the one that the node holds.
type Recomputed struct {
	Final     uint64       `json:"final"`     // block up to which both are compared
	Agrees    bool         `json:"agrees"`    // in all standings of all providers
	Batches   int          `json:"batches"`   // that were fetched anew
	Missing   int          `json:"missing"`   // batches that nobody handed over now
	Waiting   int          `json:"waiting"`   // verdicts that could not be counted now
	Held      HeldRecord   `json:"held"`      // what the node holds
	Standings []Comparison `json:"standings"` // of those that were asked for
}

// HeldRecord is how far the node's own record goes.
type HeldRecord struct {
	Final   uint64 `json:"final"` // newest final block
	Batches int    `json:"batches"`
	Missing int    `json:"missing"`
	Waiting int    `json:"waiting"`
}

// Comparison is a standing as it was folded anew, and as the node holds it.
type Comparison struct {
	Figure
	Agrees bool   `json:"agrees"`
	Held   Figure `json:"held"`
}

const noRecord = "the node does not run, or its network has no public record: dgridd up"

// Audits fails where the node follows no public record.
func (l *Local) Audits(ctx context.Context, q AuditQuery) (*Audits, error) {
	if l.Public == nil {
		return nil, unavailable("audits", noRecord)
	}
	return l.Public.Audits(ctx, q)
}

// Recompute fails where the node follows no public record.
func (l *Local) Recompute(ctx context.Context, prefix string) (*Recomputed, error) {
	if l.Public == nil {
		return nil, unavailable("recompute", noRecord)
	}
	return l.Public.Recompute(ctx, prefix)
}

// Filed fails where the node follows no public record.
func (l *Local) Filed(ctx context.Context, q FiledQuery) (*record.Filed, error) {
	if l.Public == nil {
		return nil, unavailable("audit of a job", noRecord)
	}
	return l.Public.Filed(ctx, q)
}

func handlePublic(mux *http.ServeMux, v View) {
	mux.HandleFunc("GET /audits", func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		limit, err := strconv.Atoi(query.Get("limit"))
		if err != nil || limit < 1 || limit > maxJobs {
			http.Error(w, fmt.Sprintf("limit must be 1 to %d", maxJobs), http.StatusBadRequest)
			return
		}
		a, err := v.Audits(r.Context(), AuditQuery{Provider: query.Get("provider"), Job: query.Get("job"), Open: query.Get("open") == "true", Limit: limit})
		answer(w, a, err)
	})
	mux.HandleFunc("POST /filed", func(w http.ResponseWriter, r *http.Request) {
		var q FiledQuery
		if !read(w, r, &q) {
			return
		}
		f, err := v.Filed(r.Context(), q)
		answer(w, f, err)
	})
	mux.HandleFunc("POST /recompute", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := slowly(w, r)
		defer cancel()
		c, err := v.Recompute(ctx, r.URL.Query().Get("provider"))
		answer(w, c, err)
	})
}

// Audits asks the daemon.
func (c *Client) Audits(ctx context.Context, q AuditQuery) (*Audits, error) {
	var a Audits
	query := url.Values{"provider": {q.Provider}, "job": {q.Job}, "open": {strconv.FormatBool(q.Open)}, "limit": {strconv.Itoa(q.Limit)}}
	return &a, c.get(ctx, "/audits", query, &a)
}

// Recompute asks the daemon.
func (c *Client) Recompute(ctx context.Context, prefix string) (*Recomputed, error) {
	var r Recomputed
	return &r, c.unhurried().do(ctx, http.MethodPost, "/recompute", url.Values{"provider": {prefix}}, nil, &r)
}

// Filed asks the daemon.
func (c *Client) Filed(ctx context.Context, q FiledQuery) (*record.Filed, error) {
	var f record.Filed
	return &f, c.do(ctx, http.MethodPost, "/filed", nil, q, &f)
}
