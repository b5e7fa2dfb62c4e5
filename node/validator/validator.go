package validator

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

// Record is the public record. record.Public is it.
type Record interface {
	View() *record.View
	Changed() <-chan struct{}
	Proof(x *verify.Exhibit) (dgrid.Inclusion, *dgrid.BatchEntry, error)
	Batch(node dgrid.Address, epoch uint64, root dgrid.Digest) ([]dgrid.BatchEntry, error)
}

// Network asks the node of an owner. sent is how many bytes the request took. Errors are as with p2p.Host.Seat.
type Network interface {
	Seat(ctx context.Context, owner dgrid.Address, req *p2p.SeatRequest) (reply *p2p.SeatReply, sent int, err error)
}

// Settler anchors verdicts in this node's batches. A verdict that it has taken before changes nothing.
type Settler interface {
	AddVerdict(ctx context.Context, v dgrid.Signed[dgrid.Verdict]) error
}

// Pinner sends the transaction that fixes a batch's randomness, once, however often it is called.
type Pinner interface {
	Pin(ctx context.Context, b dgrid.Batch) error
}

// Notes keeps values durably. The store does.
type Notes interface {
	PutNotes(ctx context.Context, notes ...store.Note) error
	Notes(kind string) ([]store.Note, error)
}

// Engines is this node's own engine for a model, if it has one.
type Engines func(dgrid.ModelID) (auditor.Engine, bool)

// Config is what a Validator needs to know.
type Config struct {
	Owner  dgrid.Address
	Key    *ecdsa.PrivateKey // of the owner, or of its signer
	Domain dgrid.Domain
	Cells  verify.Cells
	// AdviceCounts says that failures by cells with too few jobs count, as they do on development networks.
	AdviceCounts bool
	Silence      time.Duration // a provider that has not answered for so long is silent
	Reveals      time.Duration // other seats' reveals are waited for
	Keep         time.Duration // files are kept behind the end of their case
	PinDelay     uint64        // blocks from an anchor to the one whose hash its draws come from
	PinAfter     uint64        // further blocks after which this node pins what nobody has pinned
	Stagger      time.Duration // the seats of a job begin a dispute so much after one another
	Committee    int           // seats of a dispute
	Now          func() time.Time
}

// Deps are the parts of the node that a Validator works with. Court and Pinner may be nil: then nothing is disputed, or pinned.
type Deps struct {
	Record  Record
	Network Network
	Engines Engines
	Settler Settler
	Notes   Notes
	Pinner  Pinner
	Court   Court
	Meter   func(finding dgrid.Finding, spent Spent)
}

// Validator audits. Its methods are safe for concurrent use.
type Validator struct {
	cfg  Config
	deps Deps
	log  *slog.Logger
	turn chan struct{} // one answer is re-computed at a time: paid work goes first

	// What follows belongs to Run.
	running map[string]dgrid.JobID // jobs at work, by file
	again   map[string]time.Time   // when a file that failed is taken up again

	mu    sync.Mutex
	total map[dgrid.Finding]uint64 // verdicts; guarded by mu
	spent Spent                    // guarded by mu
}

const (
	maxCases   = 64 // at work at once
	firstPause = 250 * time.Millisecond
	longPause  = 5 * time.Second
	leastTries = 3               // before silence is held against a provider
	idle       = 2 * time.Second // between looks at the record where it does not change
	retry      = 5 * time.Second // before an audit that failed by this node's own fault is taken up again
)

// New checks cfg. It starts nothing.
func New(cfg Config, deps Deps, log *slog.Logger) (*Validator, error) {
	switch {
	case cfg.Key == nil || cfg.Owner == (dgrid.Address{}):
		return nil, errors.New("new validator: it has no key or no owner")
	case cfg.Silence <= 0 || cfg.Keep < 0 || cfg.Reveals < 0:
		return nil, fmt.Errorf("new validator: silence of %s, want more than 0", cfg.Silence)
	case deps.Record == nil || deps.Network == nil || deps.Engines == nil || deps.Settler == nil || deps.Notes == nil:
		return nil, errors.New("new validator: record, network, engines, settler and notes are needed")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if deps.Meter == nil {
		deps.Meter = func(dgrid.Finding, Spent) {}
	}
	return &Validator{cfg: cfg, deps: deps, log: log, turn: make(chan struct{}, 1), running: map[string]dgrid.JobID{}, again: map[string]time.Time{},
		total: map[dgrid.Finding]uint64{}}, nil
}

// Run audits what this node holds seats in, until ctx ends. It returns early where the store fails.
func (v *Validator) Run(ctx context.Context) error {
	known, err := v.files()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	ended := make(chan outcome)
	defer func() {
		cancel()
		group.Wait()
	}()
	group.Add(1)
	go func() {
		defer group.Done()
		v.attend(ctx)
	}()
	tick := time.NewTicker(idle)
	defer tick.Stop()
	for {
		changed := v.deps.Record.Changed()
		for _, f := range v.due(v.deps.Record.View(), known) {
			v.running[f.key()] = f.Job
			group.Add(1)
			go func(f File) { // a copy: known is read meanwhile
				defer group.Done()
				err := v.work(ctx, &f)
				select {
				case ended <- outcome{&f, err}:
				case <-ctx.Done():
				}
			}(*f)
		}
		if err := v.expire(ctx, known, v.cfg.Now()); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case <-tick.C:
		case o := <-ended:
			v.ended(ctx, o, known)
		}
	}
}

// ended takes in how work on a file ended.
func (v *Validator) ended(ctx context.Context, o outcome, known map[string]*File) {
	key := o.file.key()
	delete(v.running, key)
	delete(v.again, key)
	known[key] = o.file
	switch {
	case errors.Is(o.err, errMoot):
		v.log.Debug("the committee needs this seat no more", "job", o.file.Job.Short(), "seat", o.file.Seat)
	case o.err != nil && ctx.Err() == nil:
		v.again[key] = v.cfg.Now().Add(retry)
		v.log.Warn("an audit is interrupted and will be taken up again", "job", o.file.Job.Short(), "err", o.err)
	}
}

type outcome struct {
	file *File
	err  error
}

// files is what an earlier run left, by key.
func (v *Validator) files() (map[string]*File, error) {
	list, err := Files(v.deps.Notes)
	if err != nil {
		return nil, err
	}
	known := map[string]*File{}
	for i := range list {
		known[list[i].key()] = &list[i]
	}
	return known, nil
}

// due are the files to work on now: those with a verdict that is not handed over, and cases in which this node's seat is asked.
func (v *Validator) due(view *record.View, known map[string]*File) (out []*File) {
	begin := func(f *File) {
		_, runs := v.running[f.key()]
		if !runs && f.Done == 0 && !v.cfg.Now().Before(v.again[f.key()]) && len(v.running)+len(out) < maxCases {
			out = append(out, f)
		}
	}
	for _, f := range known {
		if f.Verdict != nil {
			begin(f)
		}
	}
	for i := range view.Open {
		c := &view.Open[i]
		seat, ok := v.asked(c)
		x := c.Exhibit
		key := fileKey(x.Object, x.Epoch)
		if !ok || v.taken(known, x.Job, key) {
			continue
		}
		f := known[key]
		if f == nil {
			f = &File{Job: x.Job, Object: x.Object, Epoch: x.Epoch, Provider: x.Provider, Model: x.Model, Seat: uint32(seat),
				Begun: v.time(), Until: dgrid.Time(c.Until.UnixMilli())}
			known[key] = f
		}
		begin(f)
	}
	return out
}

// taken reports whether this node has signed a verdict on a job, or is about to, by whatever file: a job that is anchored twice has two.
func (v *Validator) taken(known map[string]*File, job dgrid.JobID, but string) bool {
	for key, f := range known {
		if f.Job == job && (f.Verdict != nil || key != but && v.running[key] == job) {
			return true
		}
	}
	return false
}

// asked is this node's seat in a case, if it is asked and has not spoken.
func (v *Validator) asked(c *record.Case) (seat int, ok bool) {
	seat = slices.Index(c.Exhibit.Seats, v.cfg.Owner)
	if seat < 0 || !slices.Contains(c.Decision.Seats, seat) {
		return 0, false
	}
	_, spoke := c.Findings[seat]
	return seat, !spoke
}

func (v *Validator) time() dgrid.Time { return dgrid.Time(max(0, v.cfg.Now().UnixMilli())) }

// Totals is how many verdicts of each finding were signed since this process began, and what they cost together.
func (v *Validator) Totals() (verdicts map[dgrid.Finding]uint64, spent Spent) {
	v.mu.Lock()
	defer v.mu.Unlock()
	verdicts = make(map[dgrid.Finding]uint64, len(v.total))
	for f, n := range v.total {
		verdicts[f] = n
	}
	return verdicts, v.spent
}
