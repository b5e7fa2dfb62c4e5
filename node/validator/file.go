package validator

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// fileNote is the kind of note that holds files; the key is object and epoch, the value a File in JSON.
const fileNote = "seat file"

// File is what this node knows of a case in which it has a seat.
type File struct {
	Job      dgrid.JobID   `json:"job"`
	Object   dgrid.Digest  `json:"object"`
	Epoch    uint64        `json:"epoch"`
	Provider dgrid.Address `json:"provider"`
	Model    dgrid.ModelID `json:"model"`
	Seat     uint32        `json:"seat"`
	Begun    dgrid.Time    `json:"begun"`
	Until    dgrid.Time    `json:"until"` // the committee may work
	Done     dgrid.Time    `json:"done"`  // the verdict was handed over; 0 before

	// Salt, commit and reveal are on the disk before the commit is sent, so that there is never a second one.
	Commit  *dgrid.Signed[dgrid.Commit]  `json:"commit,omitempty"`
	Reveal  *dgrid.Signed[dgrid.Reveal]  `json:"reveal,omitempty"`
	Opening *dgrid.Signed[dgrid.Opening] `json:"opening,omitempty"`
	Verdict *dgrid.Signed[dgrid.Verdict] `json:"verdict,omitempty"`
	Figures *verify.Verdict              `json:"figures,omitempty"` // behind the verdict; nil where nothing was computed
	Reason  string                       `json:"reason"`            // of the finding, for people
	Others  []Other                      `json:"others,omitempty"`
	Spent   Spent                        `json:"spent"`
}

// Other is what another seat revealed.
type Other struct {
	Seat      uint32        `json:"seat"`
	Validator dgrid.Address `json:"validator"`
	Kept      bool          `json:"kept"` // the reveal is what its commit was to
	S1        int32         `json:"s1"`   // millionths of nats
}

// Spent is what an audit cost this node.
type Spent struct {
	Recompute float64 `json:"recompute"` // seconds of the engine, to read the answer
	Control   float64 `json:"control"`   // seconds of the engine, to decode it once more where it was suspected
	Took      float64 `json:"took"`      // seconds from the first question to the verdict, waiting included
	Sent      int     `json:"sent"`      // bytes of requests, without what the transport adds
	Received  int     `json:"received"`  // bytes of answers
	Asked     int     `json:"asked"`     // requests
}

func (s *Spent) add(o *Spent) {
	s.Recompute += o.Recompute
	s.Control += o.Control
	s.Took += o.Took
	s.Sent += o.Sent
	s.Received += o.Received
	s.Asked += o.Asked
}

func fileKey(object dgrid.Digest, epoch uint64) string { return fmt.Sprintf("%s/%d", object, epoch) }

func (f *File) key() string { return fileKey(f.Object, f.Epoch) }

// put stores f.
func (v *Validator) put(ctx context.Context, f *File) error {
	b, err := json.Marshal(f)
	if err == nil {
		err = v.deps.Notes.PutNotes(context.WithoutCancel(ctx), store.Note{Kind: fileNote, Key: f.key(), Value: b})
	}
	if err != nil {
		return fmt.Errorf("store what is known of job %s: %w", f.Job.Short(), err)
	}
	return nil
}

// Files are all files that are kept, in the order of their objects.
func Files(notes Notes) ([]File, error) {
	list, err := notes.Notes(fileNote)
	if err != nil {
		return nil, fmt.Errorf("read files of seats: %w", err)
	}
	out := make([]File, 0, len(list))
	for _, n := range list {
		var f File
		if err := json.Unmarshal(n.Value, &f); err != nil {
			return nil, fmt.Errorf("read file of seat %s: %w", n.Key, err)
		}
		out = append(out, f)
	}
	return out, nil
}

// expire removes files of cases that are long over.
func (v *Validator) expire(ctx context.Context, files map[string]*File, now time.Time) error {
	for key, f := range files {
		over := time.UnixMilli(int64(f.Until)).Add(v.cfg.Keep)
		if _, runs := v.running[key]; runs || now.Before(over) || f.Verdict != nil && f.Done == 0 {
			continue
		}
		if err := v.deps.Notes.PutNotes(ctx, store.Note{Kind: fileNote, Key: key}); err != nil {
			return fmt.Errorf("remove an old file of a seat: %w", err)
		}
		delete(files, key)
	}
	return nil
}
