package spotcheck

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// recordNote is the kind of note that holds audits. The key is the job's id in hex, the value a Record in JSON.
const recordNote = "audit"

// State is how far an audit has come.
type State string

// The states.
const (
	Pending State = "pending"
	Done    State = "done"
	GivenUp State = "given up" // nobody could or would re-compute it in time
)

// Record is one audit.
type Record struct {
	Job      dgrid.JobID    `json:"job"`
	Provider dgrid.Address  `json:"provider"`
	Peer     dgrid.PeerID   `json:"peer"` // where the provider was met
	Model    dgrid.ModelID  `json:"model"`
	State    State          `json:"state"`
	Tries    int            `json:"tries"`
	Drawn    dgrid.Time     `json:"drawn"`
	Ended    dgrid.Time     `json:"ended,omitempty"`
	Verdict  verify.Verdict `json:"verdict"`
	Opinions []Opinion      `json:"opinions,omitempty"`
	Reason   string         `json:"reason,omitempty"` // why it is pending still, or was given up
}

// Opinion is what one machine found.
type Opinion struct {
	Peer   dgrid.PeerID  `json:"peer"` // "" is this node
	Owner  dgrid.Address `json:"owner"`
	Device string        `json:"device"`
	Result verify.Result `json:"result"`
	Reason string        `json:"reason"`
}

func (c *Checker) put(ctx context.Context, r *Record) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("store audit of job %s: %w", r.Job.Short(), err)
	}
	return c.store.PutNote(context.WithoutCancel(ctx), recordNote, r.Job.String(), b)
}

// Records are all audits that are kept, in the order of their jobs' ids.
func Records(st *store.Store) ([]Record, error) {
	notes, err := st.Notes(recordNote)
	if err != nil {
		return nil, fmt.Errorf("read audits: %w", err)
	}
	out := make([]Record, 0, len(notes))
	for _, n := range notes {
		var r Record
		if err := json.Unmarshal(n.Value, &r); err != nil {
			return nil, fmt.Errorf("read audit of job %s: %w", n.Key, err)
		}
		out = append(out, r)
	}
	return out, nil
}
