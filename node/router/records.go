package router

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// The kinds of notes; docs/store.md lists them.
const (
	noteAnswer = "answer"        // id -> the answer
	notePart   = "part"          // job -> id of its answer
	noteOpen   = "answer open"   // id of an answer that runs
	noteHour   = "answer hour "  // with the hour since 1970 behind it: id of an answer of that hour
	noteExpiry = "answer expiry" // keyFrom -> the first hour that may hold answers
	keyFrom    = "from"

	recordTime = 5 * time.Second // that one write may take
)

func noteKey(id dgrid.JobID) string { return hex.EncodeToString(id[:]) }

func hourOf(t dgrid.Time) uint64 { return t / uint64(time.Hour.Milliseconds()) }

// noteOrder is what has to be durable before the order of a part is.
func (r *Router) noteOrder(a *Answer, job dgrid.JobID, first bool) []store.Note {
	id := noteKey(a.ID)
	notes := []store.Note{{Kind: noteAnswer, Key: id, Value: encode(a)}, {Kind: notePart, Key: noteKey(job), Value: []byte(id)}}
	if first {
		notes = append(notes, store.Note{Kind: noteOpen, Key: id, Value: []byte("1")},
			store.Note{Kind: noteHour + strconv.FormatUint(hourOf(a.Created), 10), Key: id, Value: []byte("1")})
	}
	return notes
}

// maxRecord is how many bytes of an answer are kept: a note holds 256 KiB.
const maxRecord = 200 << 10

// encode is the answer as it is kept. Of one that is too large, with many parts, only the last decision keeps its candidates.
func encode(a *Answer) []byte {
	v := marshal(a)
	if len(v) <= maxRecord {
		return v
	}
	small := *a
	small.Parts = slices.Clone(a.Parts)
	for i := range len(small.Parts) - 1 {
		small.Parts[i].Decision.Candidates = nil
	}
	return marshal(&small)
}

// marshal never fails: an answer holds nothing that JSON cannot.
func marshal(a *Answer) []byte {
	v, err := json.Marshal(a)
	if err != nil {
		panic("router: " + err.Error())
	}
	return v
}

// noteEnd keeps the answer as it is now. Its tokens are with the caller already, so a failure is only told.
func (r *Router) noteEnd(a *Answer, over bool) {
	a.sum()
	ctx, cancel := context.WithTimeout(context.Background(), recordTime)
	defer cancel()
	notes := []store.Note{{Kind: noteAnswer, Key: noteKey(a.ID), Value: encode(a)}}
	if over {
		notes = append(notes, store.Note{Kind: noteOpen, Key: noteKey(a.ID)})
	}
	if err := r.deps.Notes.PutNotes(ctx, notes...); err != nil {
		r.log.Warn("the record of an answer is not written", "answer", a.ID.Short(), "err", err)
	}
}

// end adds the answer up and keeps it.
func (x *run) end() {
	x.answer.Ended = dgrid.Time(time.Now().UnixMilli())
	x.r.noteEnd(x.answer, true)
}

// sum computes the totals from the parts.
func (a *Answer) sum() {
	a.Prompt, a.Tokens, a.Fee = 0, 0, dgrid.Amount{}
	for _, p := range a.Parts {
		if a.Prompt == 0 {
			a.Prompt = p.Prompt - min(p.Prompt, p.Start)
		}
		a.Tokens += p.Tokens
		a.Fee = a.Fee.Add(p.Fee)
	}
}

// Find is the answer that id names, or of which id is a part's job. It is store.ErrNotFound where there is none. A part that broke
// off shows what it has come to cost since: its provider may have been met again.
func (r *Router) Find(_ context.Context, id dgrid.JobID) (*Answer, error) {
	key := noteKey(id)
	if of, err := r.deps.Notes.Note(notePart, key); err == nil {
		key = string(of)
	} else if !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("find answer %s: %w", id, err)
	}
	a, err := r.read(key)
	if err != nil {
		return nil, fmt.Errorf("find answer %s: %w", id, err)
	}
	if a.Ended != 0 {
		if err := r.refresh(a); err != nil {
			return nil, fmt.Errorf("find answer %s: %w", id, err)
		}
	}
	return a, nil
}

func (r *Router) read(key string) (*Answer, error) {
	v, err := r.deps.Notes.Note(noteAnswer, key)
	if err != nil {
		return nil, err
	}
	a := new(Answer)
	if err := json.Unmarshal(v, a); err != nil {
		return nil, fmt.Errorf("read the record of an answer: %w", err)
	}
	return a, nil
}

// refresh takes over what the store knows of the parts.
func (r *Router) refresh(a *Answer) error {
	for i := range a.Parts {
		rec, err := r.deps.Jobs.Record(store.AsPayer, a.Parts[i].Job)
		if errors.Is(err, store.ErrNotFound) {
			continue // a crash came between the note and the order: nothing was sent
		}
		if err != nil {
			return err
		}
		a.Parts[i].take(rec)
	}
	a.sum()
	return nil
}

// take takes over what the store knows of a part's job.
func (p *Part) take(r *store.Record) {
	if r.Acceptance != nil {
		p.Prompt = r.Acceptance.Object.PromptTokens
	}
	switch n := len(r.Steps); {
	case r.Receipt != nil:
		o := &r.Receipt.Object
		p.Signed, p.Fee, p.Finish = o.OutputTokens, o.Fee, o.Finish.String()
	case n > 0:
		o := &r.Steps[n-1].Object
		p.Signed, p.Fee = o.OutputTokens, o.Fee
	}
}

// Recover completes the records of the answers that a crash left open, by what the store knows of their jobs. Call it before the
// first Answer.
func (r *Router) Recover(ctx context.Context) error {
	open, err := r.deps.Notes.Notes(noteOpen)
	if err != nil {
		return fmt.Errorf("recover answers: %w", err)
	}
	if _, err := r.deps.Notes.Note(noteExpiry, keyFrom); errors.Is(err, store.ErrNotFound) {
		if err := r.noteFrom(ctx, hourOf(dgrid.Time(max(0, time.Now().UnixMilli())))); err != nil {
			return fmt.Errorf("recover answers: %w", err)
		}
	}
	for _, n := range open {
		if err := r.recoverAnswer(ctx, n.Key); err != nil {
			return fmt.Errorf("recover answer %.8s: %w", n.Key, err)
		}
	}
	return nil
}

// broke is what a part says that ran when this node ended.
const broke = "this node ended while the part ran"

func (r *Router) recoverAnswer(ctx context.Context, key string) error {
	closed := store.Note{Kind: noteOpen, Key: key}
	a, err := r.read(key)
	if errors.Is(err, store.ErrNotFound) {
		return r.deps.Notes.PutNotes(ctx, closed)
	}
	if err != nil {
		return err
	}
	if err := r.refresh(a); err != nil {
		return err
	}
	for i := range a.Parts {
		p := &a.Parts[i]
		p.Tokens = max(p.Tokens, p.Signed) // how many came behind them is not known any more
		if p.Finish == "" && p.Error == "" {
			p.Error = broke
		}
	}
	if n := len(a.Parts); n > 0 {
		rec, err := r.deps.Jobs.Record(store.AsPayer, a.Parts[n-1].Job)
		if err == nil && rec.Receipt != nil && rec.Receipt.Object.Finish != dgrid.FinishInterrupted {
			a.Finish = rec.Receipt.Object.Finish
		}
	}
	a.sum()
	a.Ended = dgrid.Time(time.Now().UnixMilli())
	r.log.Info("completed the record of an answer that was under way when this node ended", "answer", a.ID.Short(), "tokens", a.Tokens)
	return r.deps.Notes.PutNotes(ctx, store.Note{Kind: noteAnswer, Key: key, Value: encode(a)}, closed)
}

// Expire removes the records of answers that were begun longer than Keep ago. It returns how many went.
func (r *Router) Expire(ctx context.Context) (int, error) {
	limit := time.Now().Add(-r.cfg.Keep).UnixMilli()
	if limit < 0 {
		return 0, nil
	}
	v, err := r.deps.Notes.Note(noteExpiry, keyFrom)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil // Recover sets it
	}
	if err != nil {
		return 0, fmt.Errorf("expire answers: %w", err)
	}
	from, err := strconv.ParseUint(string(v), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("expire answers: %w", err)
	}
	n, until := 0, hourOf(dgrid.Time(limit))
	if from >= until {
		return 0, nil
	}
	for ; from < until; from++ {
		gone, err := r.expireHour(ctx, from)
		n += gone
		if err != nil {
			return n, fmt.Errorf("expire answers: %w", err)
		}
	}
	return n, r.noteFrom(ctx, from)
}

// noteFrom keeps the first hour that may hold answers.
func (r *Router) noteFrom(ctx context.Context, hour uint64) error {
	return r.deps.Notes.PutNotes(ctx, store.Note{Kind: noteExpiry, Key: keyFrom, Value: strconv.AppendUint(nil, hour, 10)})
}

func (r *Router) expireHour(ctx context.Context, hour uint64) (int, error) {
	kind := noteHour + strconv.FormatUint(hour, 10)
	notes, err := r.deps.Notes.Notes(kind)
	if err != nil {
		return 0, err
	}
	for i, n := range notes {
		gone := []store.Note{{Kind: noteAnswer, Key: n.Key}, {Kind: noteOpen, Key: n.Key}, {Kind: kind, Key: n.Key}}
		a, err := r.read(n.Key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			r.log.Warn("a damaged record of an answer is removed", "answer", n.Key, "err", err)
		}
		if a != nil {
			for _, p := range a.Parts {
				gone = append(gone, store.Note{Kind: notePart, Key: noteKey(p.Job)})
			}
		}
		if err := r.deps.Notes.PutNotes(ctx, gone...); err != nil {
			return i, err
		}
	}
	return len(notes), nil
}
