package store

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Errors that callers branch on.
var (
	ErrNotFound     = errors.New("not found")
	ErrExists       = errors.New("exists already")
	ErrConflict     = errors.New("conflicts with what is stored")
	ErrLowerVoucher = errors.New("voucher is lower than the stored one")
	ErrExpired      = errors.New("content has expired")
	ErrNoSpace      = errors.New("not enough free disk space")
	ErrDamaged      = errors.New("store is damaged")
	ErrFailed       = errors.New("store has failed and takes no more writes") // fatal: only a restart helps
)

// Role is the side of a job that this node stands on.
type Role uint8

// The roles. The numbers are stored.
const (
	AsPayer    Role = 1
	AsProvider Role = 2
)

func (r Role) String() string {
	switch r {
	case AsPayer:
		return "payer"
	case AsProvider:
		return "provider"
	}
	return "unknown role"
}

// Options are the settings of a Store. The zero value of each field means its default.
type Options struct {
	KeepTranscripts time.Duration                    // how long content outlives its job's end; 72 h
	MinFree         uint64                           // bytes free on the disk under which no job begins; 1 GiB
	Now             func() time.Time                 // time.Now
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

// Note is one durable value that the layers above keep for themselves.
type Note struct {
	Key   string
	Value []byte
}

// Store is a node's durable state. Its methods are safe for concurrent use.
type Store struct{}

var errUnfinished = errors.New("store is being built")

func Open(dir string, domain dgrid.Domain, opt Options, log *slog.Logger) (*Store, error) {
	return nil, errUnfinished
}
func (s *Store) Close() error                  { return errUnfinished }
func (s *Store) Run(ctx context.Context) error { return errUnfinished }
func (s *Store) Boot() uint64                  { return 0 }
func (s *Store) Space() error                  { return errUnfinished }
func (s *Store) Begin(ctx context.Context, role Role, t *dgrid.Transcript) error {
	return errUnfinished
}
func (s *Store) Accept(ctx context.Context, role Role, a dgrid.Signed[dgrid.Acceptance]) error {
	return errUnfinished
}
func (s *Store) AddStep(ctx context.Context, role Role, step dgrid.Signed[dgrid.Step], leaf dgrid.Leaf, sketches []dgrid.Sketch) error {
	return errUnfinished
}
func (s *Store) AdoptStep(ctx context.Context, role Role, step dgrid.Signed[dgrid.Step]) error {
	return errUnfinished
}
func (s *Store) SetCancel(ctx context.Context, role Role, c dgrid.Signed[dgrid.Cancel]) error {
	return errUnfinished
}
func (s *Store) Finish(ctx context.Context, role Role, job dgrid.JobID, e Ending) error {
	return errUnfinished
}
func (s *Store) PutVoucher(ctx context.Context, role Role, v dgrid.Signed[dgrid.Voucher]) error {
	return errUnfinished
}
func (s *Store) PutNote(ctx context.Context, kind, key string, value []byte) error {
	return errUnfinished
}
func (s *Store) Notes(kind string) ([]Note, error)                   { return nil, errUnfinished }
func (s *Store) Account(role Role, pair dgrid.Pair) (Account, error) { return Account{}, errUnfinished }
func (s *Store) Accounts(role Role) ([]Account, error)               { return nil, errUnfinished }
func (s *Store) Transcript(role Role, job dgrid.JobID) (*dgrid.Transcript, error) {
	return nil, errUnfinished
}
func (s *Store) Record(role Role, job dgrid.JobID) (*Record, error) { return nil, errUnfinished }
func (s *Store) Jobs(role Role, limit int) ([]JobInfo, error)       { return nil, errUnfinished }
func (s *Store) Find(prefix string) (Role, dgrid.JobID, error) {
	return 0, dgrid.JobID{}, errUnfinished
}
func (s *Store) OpenJobs(role Role) ([]dgrid.JobID, error) { return nil, errUnfinished }
