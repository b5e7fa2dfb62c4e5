package store

import (
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

// Errors that callers branch on.
var (
	ErrNotFound     = errors.New("not found")
	ErrExists       = errors.New("exists already")
	ErrConflict     = errors.New("conflicts with what is stored")
	ErrLowerVoucher = errors.New("voucher is lower than the stored one")
	ErrExpired      = errors.New("content has expired")
	ErrLocked       = errors.New("another process has the store open")
	ErrNoSpace      = errors.New("not enough free disk space")
	ErrDamaged      = journal.ErrDamaged
	ErrWrongNetwork = journal.ErrWrongNetwork
	ErrFailed       = errors.New("store has failed and takes no more writes") // fatal: only a restart helps
)

// Role is the side of a job that this node stands on.
type Role = journal.Role

// The roles.
const (
	AsPayer    = journal.AsPayer
	AsProvider = journal.AsProvider
)

// Options are the settings of a Store. The zero value of each field means its default.
type Options struct {
	KeepTranscripts time.Duration                    // how long content outlives its job's end; 72 h
	MinFree         uint64                           // bytes free on the disk under which no job begins; 1 GiB
	Now             func() time.Time                 // time.Now
	Ballast         uint64                           // bytes held back for ending jobs on a full disk; 256 MiB
	Free            func(dir string) (uint64, error) // bytes free for this process on dir's disk; asks the system
}

// Ending is how a job ends.
type Ending struct {
	Receipt  *dgrid.Signed[dgrid.Receipt] // nil: the job is closed by its last step
	Tail     []dgrid.Leaf                 // leaves after the last step's
	Sketches []dgrid.Sketch               // of the tail's tokens
}

// Account is what is known between a payer and a provider about one model.
type Account struct {
	Pair     dgrid.Pair
	Voucher  *dgrid.Signed[dgrid.Voucher] // the highest, or nil
	Settled  dgrid.Amount                 // fees of all closed jobs
	Jobs     uint64                       // begun
	OpenJobs []dgrid.JobID
}

// JobInfo is one line of a list of jobs.
type JobInfo struct {
	ID           dgrid.JobID
	Role         Role
	Created      dgrid.Time
	Model        dgrid.ModelID
	ModelName    string // as the payer's catalogue called it; empty after expiry
	Payer        dgrid.Address
	Provider     dgrid.Address
	PromptTokens uint32 // 0 before acceptance
	OutputTokens uint32 // settled so far
	Fee          dgrid.Amount
	Finish       dgrid.Finish // 0 without a receipt
	Open         bool
}

// Record is every signed object of a job; it never expires.
type Record struct {
	Order      dgrid.Signed[dgrid.Order]
	Acceptance *dgrid.Signed[dgrid.Acceptance]
	Steps      []dgrid.Signed[dgrid.Step]
	Cancel     *dgrid.Signed[dgrid.Cancel]
	Receipt    *dgrid.Signed[dgrid.Receipt]
	Open       bool
}

// Note is one durable value that the layers above keep for themselves, under a kind and a key.
type Note struct {
	Kind  string
	Key   string
	Value []byte
}

// Store is a node's durable state. Its methods are safe for concurrent use.
type Store struct {
	domain  dgrid.Domain
	keep    time.Duration
	now     func() time.Time
	log     *slog.Logger
	boot    uint64
	db      *badger.DB
	journal *journal.Journal // the writing goroutine's
	disk    *disk
	lock    *lock

	ops     chan *op
	closing chan struct{} // closed by Close
	ended   chan struct{} // closed by the writing goroutine
	failed  chan struct{} // closed with the first failure
	failure atomic.Pointer[error]
	close   func() error
	fault   func(stage) error // nil outside of tests

	reading sync.RWMutex // held by whoever reads db: closing it unmaps its files under a reader's feet
}

// Boot is how many times this store has been opened, this time included.
func (s *Store) Boot() uint64 { return s.boot }

// Close waits for the group that is being written and for readers, refuses all others and releases the folder. Calling it again does
// nothing and returns the same.
func (s *Store) Close() error { return s.close() }

func (s *Store) closeOnce() error {
	close(s.closing)
	<-s.ended
	s.reading.Lock()
	defer s.reading.Unlock()
	return errors.Join(s.db.Close(), s.journal.Close(), s.lock.release())
}

func (s *Store) time() dgrid.Time { return dgrid.Time(max(0, s.now().UnixMilli())) }

// view reads the index as it is now, on a snapshot.
func (s *Store) view(f func(index) error) error {
	return s.reader(func() error {
		return s.db.View(func(txn *badger.Txn) error { return f(index{txn, s.domain}) })
	})
}

// reader runs f while the database is sure to be open.
func (s *Store) reader(f func() error) error {
	s.reading.RLock()
	defer s.reading.RUnlock()
	select {
	case <-s.closing:
		return ErrClosed
	default:
		return f()
	}
}
