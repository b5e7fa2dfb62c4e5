package validator

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

// Transcripts finds what this node answered as a provider. The store does.
type Transcripts interface {
	Transcript(role store.Role, job dgrid.JobID) (*dgrid.Transcript, error)
}

// DeskConfig is what a Desk needs to know.
type DeskConfig struct {
	Owner      dgrid.Address
	Key        *ecdsa.PrivateKey // of the owner, or of its signer
	Domain     dgrid.Domain
	Signer     dgrid.Signer  // who may sign for whom
	CommitWait time.Duration // a seat that has committed waits so long for the others at most
	Keep       time.Duration // commits and reveals are kept behind their coming
	Votes      bool          // this node is a validator, and signs ballots
	Now        func() time.Time
}

// Desk answers what seats of committees ask: as the provider of a job, and as another seat. It is safe for concurrent use.
type Desk struct {
	cfg         DeskConfig
	record      Record
	transcripts Transcripts
	notes       Notes
	log         *slog.Logger

	mu    sync.Mutex
	files map[string]*deskFile // by object and epoch; guarded by mu
}

// deskNote is the kind of note that holds what seats said; the key is object and epoch, the value a deskFile in JSON.
const deskNote = "seat desk"

// deskFile is what the seats of one job have said to this node.
type deskFile struct {
	Began   dgrid.Time                   `json:"began"`
	Commits []timed[dgrid.Commit]        `json:"commits"` // in the order of their seats
	Reveals []dgrid.Signed[dgrid.Reveal] `json:"reveals"`
}

type timed[T any] struct {
	dgrid.Signed[T]
	At dgrid.Time `json:"at"`
}

// NewDesk loads what an earlier run was told. It starts nothing.
func NewDesk(cfg DeskConfig, rec Record, transcripts Transcripts, notes Notes, log *slog.Logger) (*Desk, error) {
	if cfg.Key == nil || cfg.Signer == nil {
		return nil, errors.New("new desk: it has no key, or nobody who checks signatures")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	d := &Desk{cfg: cfg, record: rec, transcripts: transcripts, notes: notes, log: log, files: map[string]*deskFile{}}
	list, err := notes.Notes(deskNote)
	if err != nil {
		return nil, fmt.Errorf("read what seats said: %w", err)
	}
	for _, n := range list {
		f := new(deskFile)
		if err := json.Unmarshal(n.Value, f); err != nil {
			return nil, fmt.Errorf("read what seats said of %s: %w", n.Key, err)
		}
		d.files[n.Key] = f
	}
	return d, nil
}

// Serve answers a seat. Who the remote is was proved; whether it has the seat follows from the public record.
func (d *Desk) Serve(ctx context.Context, remote p2p.Hello, req *p2p.SeatRequest) (*p2p.SeatReply, error) {
	switch req.Ask {
	case p2p.AskBallot:
		return d.ballot(req)
	case p2p.AskBatch:
		return d.batch(req)
	}
	view := d.record.View()
	c := view.Case(req.Object, req.Epoch)
	if c == nil {
		if x := view.Exhibit(req.Object, req.Epoch); x != nil && view.Record.Decided(x.Job) {
			return nil, fmt.Errorf("the committee has decided: %w", p2p.ErrNoSeat)
		}
		return nil, fmt.Errorf("no such job is drawn, as far as the chain is read here up to block %d: %w", view.Final, p2p.ErrNotYet)
	}
	x, seat := c.Exhibit, int(req.Seat)
	if seat >= len(x.Seats) || x.Seats[seat] != remote.Owner {
		return nil, p2p.ErrNoSeat
	}
	if !slices.Contains(c.Decision.Seats, seat) {
		return nil, fmt.Errorf("this seat is not asked, as far as the chain is read here up to block %d: %w", view.Final, p2p.ErrNotYet)
	}
	if req.Ask == p2p.AskReveal {
		return nil, d.takeReveal(ctx, remote, req)
	}
	if x.Provider != d.cfg.Owner {
		return nil, p2p.ErrNoSeat
	}
	switch req.Ask {
	case p2p.AskTranscript:
		t, err := d.transcript(x.Job)
		if err != nil {
			return nil, err
		}
		t.Sketches = nil
		return &p2p.SeatReply{Transcript: t}, nil
	case p2p.AskCommit:
		return nil, d.takeCommit(ctx, remote, req)
	case p2p.AskOpening:
		return d.open(c, req)
	case p2p.AskReveals:
		return &p2p.SeatReply{Reveals: d.reveals(req)}, nil
	}
	return nil, fmt.Errorf("ask %d: %w", req.Ask, p2p.ErrNoSeat)
}

// batch hands out somebody else's batch, to anybody: whoever hides one from some, but not from all, hides it from nobody.
func (d *Desk) batch(req *p2p.SeatRequest) (*p2p.SeatReply, error) {
	entries, err := d.record.Batch(req.Node, req.Epoch, req.Object)
	if errors.Is(err, store.ErrNotFound) {
		return nil, p2p.ErrNoTranscript
	}
	return &p2p.SeatReply{Entries: entries}, err
}

func (d *Desk) transcript(job dgrid.JobID) (*dgrid.Transcript, error) {
	t, err := d.transcripts.Transcript(store.AsProvider, job)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrExpired) {
		return nil, p2p.ErrNoTranscript
	}
	return t, err
}

// takeCommit keeps a seat's commit. The first one stands.
func (d *Desk) takeCommit(ctx context.Context, remote p2p.Hello, req *p2p.SeatRequest) error {
	o := &req.Commit.Object
	if o.Validator != remote.Owner {
		return fmt.Errorf("the commit is of validator %s: %w", o.Validator, p2p.ErrNoSeat)
	}
	if err := d.cfg.Signer(o.Validator, o, req.Commit.Signature); err != nil {
		return fmt.Errorf("%w: %w", p2p.ErrNoSeat, err)
	}
	return d.change(ctx, req, func(f *deskFile) error {
		i, there := slices.BinarySearchFunc(f.Commits, o.Seat, func(c timed[dgrid.Commit], seat uint32) int { return cmp.Compare(c.Object.Seat, seat) })
		if there {
			if f.Commits[i].Signed != *req.Commit {
				return fmt.Errorf("seat %d has made another commit before: %w", o.Seat, p2p.ErrNoSeat)
			}
			return nil
		}
		f.Commits = slices.Insert(f.Commits, i, timed[dgrid.Commit]{*req.Commit, d.time()})
		return nil
	})
}

// takeReveal keeps a seat's reveal. Another than its commit was to is kept, too: it is what the other seats want to know.
func (d *Desk) takeReveal(ctx context.Context, remote p2p.Hello, req *p2p.SeatRequest) error {
	o := &req.Reveal.Object
	if o.Validator != remote.Owner {
		return fmt.Errorf("the reveal is of validator %s: %w", o.Validator, p2p.ErrNoSeat)
	}
	if err := d.cfg.Signer(o.Validator, o, req.Reveal.Signature); err != nil {
		return fmt.Errorf("%w: %w", p2p.ErrNoSeat, err)
	}
	return d.change(ctx, req, func(f *deskFile) error {
		if !slices.ContainsFunc(f.Reveals, func(r dgrid.Signed[dgrid.Reveal]) bool { return r.Object.Seat == o.Seat }) && len(f.Reveals) < p2p.MaxSeats {
			f.Reveals = append(f.Reveals, *req.Reveal)
		}
		return nil
	})
}

// change changes the file of a request and returns after it is durable.
func (d *Desk) change(ctx context.Context, req *p2p.SeatRequest, f func(*deskFile) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := fileKey(req.Object, req.Epoch)
	changed := deskFile{Began: d.time()}
	if old := d.files[key]; old != nil {
		changed = deskFile{old.Began, slices.Clone(old.Commits), slices.Clone(old.Reveals)}
	}
	if err := f(&changed); err != nil {
		return err
	}
	notes := d.expired()
	b, err := json.Marshal(&changed)
	if err == nil {
		err = d.notes.PutNotes(ctx, append(notes, store.Note{Kind: deskNote, Key: key, Value: b})...)
	}
	if err != nil {
		return fmt.Errorf("store what a seat said: %w", err)
	}
	for _, n := range notes {
		delete(d.files, n.Key)
	}
	d.files[key] = &changed
	return nil
}

// expired are the notes that remove what is too old. The caller holds the lock.
func (d *Desk) expired() (notes []store.Note) {
	for key, f := range d.files {
		if d.cfg.Now().Sub(time.UnixMilli(int64(f.Began))) > d.cfg.Keep {
			notes = append(notes, store.Note{Kind: deskNote, Key: key})
		}
	}
	return notes
}

// open hands over the sketches once all seats that are asked have committed, or the asker has waited long enough for them.
func (d *Desk) open(c *record.Case, req *p2p.SeatRequest) (*p2p.SeatReply, error) {
	d.mu.Lock()
	var commits []timed[dgrid.Commit]
	if f := d.files[fileKey(req.Object, req.Epoch)]; f != nil {
		commits = slices.Clone(f.Commits)
	}
	d.mu.Unlock()
	committed := func(seat int) int {
		return slices.IndexFunc(commits, func(x timed[dgrid.Commit]) bool { return int(x.Object.Seat) == seat })
	}
	own := committed(int(req.Seat))
	if own < 0 {
		return nil, fmt.Errorf("this seat has not committed: %w", p2p.ErrNoSeat)
	}
	var missing []int
	for _, seat := range c.Decision.Seats {
		if _, spoke := c.Findings[seat]; !spoke && committed(seat) < 0 {
			missing = append(missing, seat)
		}
	}
	waited := d.cfg.Now().Sub(time.UnixMilli(int64(commits[own].At)))
	if len(missing) > 0 && waited < d.cfg.CommitWait {
		return nil, fmt.Errorf("the commits of seats %v are missing: %w", missing, p2p.ErrNotYet)
	}
	t, err := d.transcript(c.Exhibit.Job)
	if err != nil {
		return nil, err
	}
	settled, _, _ := t.Settled()
	r := &p2p.SeatReply{Sketches: t.Sketches[:min(len(t.Sketches), int(settled))]}
	hashes := make([]dgrid.Digest, len(commits))
	for i := range commits {
		hashes[i] = d.cfg.Domain.HashObject(&commits[i].Object)
		r.Commits = append(r.Commits, commits[i].Signed)
	}
	o := dgrid.Opening{Job: c.Exhibit.Job, Object: req.Object, Commits: dgrid.HashCommits(hashes), Sketches: dgrid.HashSketches(r.Sketches)}
	sig, err := d.cfg.Domain.Sign(&o, d.cfg.Key)
	r.Opening = &dgrid.Signed[dgrid.Opening]{Object: o, Signature: sig}
	return r, err
}

func (d *Desk) reveals(req *p2p.SeatRequest) []dgrid.Signed[dgrid.Reveal] {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f := d.files[fileKey(req.Object, req.Epoch)]; f != nil {
		return slices.Clone(f.Reveals)
	}
	return nil
}

func (d *Desk) time() dgrid.Time { return dgrid.Time(max(0, d.cfg.Now().UnixMilli())) }
