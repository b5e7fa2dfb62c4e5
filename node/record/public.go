package record

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// Config says how the record is read.
type Config struct {
	Domain dgrid.Domain
	Rules  verify.Rules
	From   uint64        // first block to read, best the one in which the contracts were deployed
	Poll   time.Duration // between looks at the chain; 2 s
	Window time.Duration // how long a job's committee may work, from the anchor of its batch
	// Patience is after how long a node that has not handed over a batch is let go without jobs; 0 is for ever.
	Patience time.Duration
	// Models are those whose validators somebody will ask for soon; nil is none.
	Models func() []dgrid.ModelID
	Now    func() time.Time
}

const (
	span       = 2000             // blocks that are read at once
	overlap    = 32               // blocks that are read again each time: an endpoint's index of events may lag behind its blocks
	fetchers   = 8                // batches that are fetched at once
	fetchTime  = 30 * time.Second // for one
	firstPause = time.Second      // behind the first failure; doubled behind each further one
	longPause  = 5 * time.Minute
)

// Public is the public record as this node knows it. It is safe for concurrent use.
type Public struct {
	cfg    Config
	chain  Chain
	source Source
	notes  Notes
	log    *slog.Logger

	// What follows belongs to Run.
	next     uint64 // block to read next
	final    uint64
	batches  []*batch // in the order of the chain
	at       map[place]*batch
	exhibits map[filing]*verify.Exhibit
	tickets  map[dgrid.ModelID]*ticketList
	fetching int
	fetched  chan fetch

	mu      sync.Mutex
	view    *View         // guarded by mu
	owners  ownerBook     // guarded by mu
	changed chan struct{} // closed when view is replaced; guarded by mu
}

// ticketList is a model's tickets as of a block.
type ticketList struct {
	tickets []verify.Ticket
	asOf    uint64
}

type fetch struct {
	batch   *batch
	entries []dgrid.BatchEntry
	err     error
}

// New loads what an earlier run has read. It starts nothing.
func New(cfg Config, chain Chain, source Source, notes Notes, log *slog.Logger) (*Public, error) {
	if cfg.Poll <= 0 {
		cfg.Poll = 2 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	p := &Public{cfg: cfg, chain: chain, source: source, notes: notes, log: log, next: cfg.From, at: map[place]*batch{},
		exhibits: map[filing]*verify.Exhibit{}, tickets: map[dgrid.ModelID]*ticketList{}, fetched: make(chan fetch), changed: make(chan struct{}),
		owners: ownerBook{map[dgrid.ModelID]bool{}, map[dgrid.ModelID]ticketList{}}}
	empty, err := verify.NewRecord(cfg.Rules)
	if err != nil {
		return nil, err
	}
	p.view = &View{Record: empty}
	return p, p.load()
}

// insert puts b in its place. One that is there is left as it is.
func (p *Public) insert(b *batch) bool {
	if p.at[b.place()] != nil {
		return false
	}
	i, _ := slices.BinarySearchFunc(p.batches, b, func(x, y *batch) int { return x.compare(&y.Anchored) })
	p.batches = slices.Insert(p.batches, i, b)
	p.at[b.place()] = b
	return true
}

// View is the record as it follows from what has been fetched.
func (p *Public) View() *View {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.view
}

// Changed is closed when the next view takes the place of this one.
func (p *Public) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// Run reads until ctx ends. A chain that is down is waited for. It returns early where the store fails.
func (p *Public) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer func() {
		cancel()
		running.Wait()
	}()
	tick := time.NewTicker(p.cfg.Poll)
	defer tick.Stop()
	stale := true
	for down := false; ; {
		read, err := p.read(ctx)
		stale = stale || read
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errStore):
			return err
		case err != nil && !down:
			p.log.Warn("the public record is not read: the chain does not answer", "err", err)
		}
		down = err != nil
		if stale {
			stale = p.fold(ctx) != nil
		}
		if !down {
			p.readOwners(ctx)
		}
		p.fetch(ctx, &running)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case f := <-p.fetched:
			if err := p.arrive(ctx, f); err != nil {
				return err
			}
			stale = stale || f.err == nil
		}
	}
}

var errStore = errors.New("the store does not take the public record")

// read takes in the final blocks that were not read yet, and reports whether there was anything in them.
func (p *Public) read(ctx context.Context) (news bool, err error) {
	final, err := p.chain.Final(ctx)
	if err != nil {
		return false, err
	}
	for p.next <= final {
		to := min(final, p.next+span-1)
		anchored, pinned, err := p.chain.Events(ctx, max(p.cfg.From, p.next-min(p.next, overlap)), to)
		if err != nil {
			return news, err
		}
		changed := p.take(anchored, pinned)
		news = news || len(changed) > 0
		if len(changed) > 0 || to-p.next >= span-1 {
			// Blocks without anything in them are read once more after a crash, which costs less than a write each.
			if err := p.save(ctx, changed, to+1); err != nil {
				return news, errors.Join(errStore, err)
			}
		}
		p.next = to + 1
	}
	// Blocks alone close cases, and make a pin or a batch overdue.
	v := p.View()
	news = news || final != p.final && len(v.Open)+len(v.Pins)+len(v.Missing) > 0
	p.final = final
	return news, nil
}

// take notes anchors and pins, and returns what is new.
func (p *Public) take(anchored []Anchored, pinned []Pinned) (changed []*batch) {
	for _, a := range anchored {
		if b := (&batch{Anchored: a}); p.insert(b) {
			changed = append(changed, b)
		}
	}
	for _, pin := range pinned {
		if b := p.at[place{pin.Node, pin.Epoch}]; b != nil && b.randomness.IsZero() {
			b.randomness = dgrid.Randomness(pin.BlockHash, b.Batch.Root)
			changed = append(changed, b)
		}
	}
	return changed
}

// fetch begins to fetch what is missing and due, the newest first: what an old batch adds can wait.
func (p *Public) fetch(ctx context.Context, running *sync.WaitGroup) {
	now := p.cfg.Now()
	for i := len(p.batches) - 1; i >= 0 && p.fetching < fetchers; i-- {
		b := p.batches[i]
		if b.fetched || b.fetching || now.Before(b.due) {
			continue
		}
		b.fetching = true
		p.fetching++
		running.Add(1)
		go func(want dgrid.Batch) {
			defer running.Done()
			f := fetch{batch: b}
			fetchCtx, cancel := context.WithTimeout(ctx, fetchTime)
			defer cancel()
			if f.entries, f.err = p.source.Fetch(fetchCtx, want); f.err == nil {
				f.err = checkEntries(p.cfg.Domain, &want, f.entries)
			}
			select {
			case p.fetched <- f:
			case <-ctx.Done():
			}
		}(b.Batch)
	}
}

// arrive takes in what was fetched.
func (p *Public) arrive(ctx context.Context, f fetch) error {
	b := f.batch
	b.fetching = false
	p.fetching--
	if f.err != nil {
		b.pause = min(max(2*b.pause, firstPause), longPause)
		b.due = p.cfg.Now().Add(b.pause)
		p.log.Debug("a batch is missing", "node", b.Batch.Node, "epoch", b.Batch.Epoch, "again", b.pause, "err", f.err)
		return nil
	}
	if err := p.saveEntries(ctx, b, f.entries); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return errors.Join(errStore, err)
	}
	b.take(f.entries)
	return nil
}

// Batch is the entries of a batch that this node has fetched, for whoever does not get it from its own node. It is store.ErrNotFound where
// it has none of that root.
func (p *Public) Batch(node dgrid.Address, epoch uint64, root dgrid.Digest) ([]dgrid.BatchEntry, error) {
	for _, b := range p.View().batches {
		if b.Batch.Node == node && b.Batch.Epoch == epoch && b.Batch.Root == root && b.fetched {
			return p.entries(b)
		}
	}
	return nil, fmt.Errorf("read batch %d of %s: %w", epoch, node, store.ErrNotFound)
}

// Proof is the inclusion of an anchored job, and the entry behind its leaf.
func (p *Public) Proof(x *verify.Exhibit) (dgrid.Inclusion, *dgrid.BatchEntry, error) {
	var i dgrid.Inclusion
	where, ok := p.View().filed[filing{x.Object, x.Epoch}]
	if !ok || where.node != x.Provider {
		return i, nil, fmt.Errorf("prove object %s of epoch %d: it is not known here", x.Object.Short(), x.Epoch)
	}
	i, e, err := p.prove(where.batch, where.index)
	if err != nil {
		return i, nil, fmt.Errorf("prove object %s: %w", x.Object.Short(), err)
	}
	return i, e, nil
}
