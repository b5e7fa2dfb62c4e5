package store

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

// The defaults of Options.
const (
	defaultKeep    = 72 * time.Hour
	defaultMinFree = 1 << 30
	defaultBallast = 256 << 20
)

func (o *Options) fill() error {
	if o.KeepTranscripts < 0 {
		return fmt.Errorf("open store: transcripts cannot be kept for %s: want a positive duration", o.KeepTranscripts)
	}
	if o.KeepTranscripts == 0 {
		o.KeepTranscripts = defaultKeep
	}
	if o.MinFree == 0 {
		o.MinFree = defaultMinFree
	}
	if o.Ballast == 0 {
		o.Ballast = defaultBallast
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Free == nil {
		o.Free = freeBytes
	}
	return nil
}

// Open opens the store in dir, or makes one where dir is missing or empty. It locks the folder, checks the whole journal,
// cuts off a torn tail, brings the index up to the journal, and starts the goroutine that writes. The error is ErrDamaged
// where journal or index do not add up in a way that a crash cannot explain, ErrWrongNetwork where the folder was written
// under another domain.
func Open(dir string, domain dgrid.Domain, opt Options, log *slog.Logger) (_ *Store, err error) {
	if err := opt.fill(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{
		domain: domain, keep: opt.KeepTranscripts, now: opt.Now, log: log,
		disk: &disk{dir: dir, free: opt.Free, minFree: opt.MinFree, ballast: opt.Ballast},
		ops:  make(chan *op), closing: make(chan struct{}), ended: make(chan struct{}), failed: make(chan struct{}),
	}
	if s.lock, err = acquire(filepath.Join(dir, "LOCK")); err != nil {
		return nil, err
	}
	if err := s.open(dir); err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", dir, err), s.abandon())
	}
	s.close = sync.OnceValue(s.closeOnce)
	go s.write()
	return s, nil
}

func (s *Store) open(dir string) error {
	path, indexDir := filepath.Join(dir, "journal"), filepath.Join(dir, "index")
	if err := s.disk.roomToOpen(); err != nil {
		return err
	}
	if err := s.prepare(path, indexDir); err != nil {
		return err
	}
	var err error
	if s.db, err = openIndex(indexDir, s.log); err != nil {
		return err
	}
	books, err := s.catchUp(path)
	if err != nil {
		return err
	}
	s.boot = books.boot + 1
	if err := s.journal.Append(&journal.Started{Boot: s.boot}); err != nil {
		return err
	}
	if err := s.update(func(x index) error { return x.setApplied(s.journal.Position()) }); err != nil {
		return err
	}
	return s.disk.restock()
}

// prepare makes an empty journal in a new folder. An index without a journal is a folder that lost it.
func (s *Store) prepare(path, indexDir string) error {
	have, err := journal.Exists(path)
	if err != nil || have {
		return err
	}
	if _, err := os.Lstat(filepath.Join(indexDir, "MANIFEST")); err == nil {
		return fmt.Errorf("%w: the file %s is missing, without it nobody knows what was paid: put it back from a backup, or begin with an empty folder", ErrDamaged, path)
	}
	return journal.Create(path, s.domain)
}

// openIndex tries twice: the first open after a kill can end with an error only because a file was found half made and has
// been made anew.
func openIndex(dir string, log *slog.Logger) (*badger.DB, error) {
	db, err := badger.Open(indexOptions(dir, log))
	if err != nil {
		log.Warn("opening the index failed, trying once more", "err", err)
		db, err = badger.Open(indexOptions(dir, log))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: open index: %w: move %s away and start again: it is rebuilt from the journal, without the texts of past answers", ErrDamaged, err, dir)
	}
	return db, nil
}

func indexOptions(dir string, log *slog.Logger) badger.Options {
	return badger.DefaultOptions(dir).
		WithSyncWrites(true).
		WithDetectConflicts(false). // one goroutine writes
		WithMetricsEnabled(false).
		WithMemTableSize(8 << 20).WithNumMemtables(2).
		WithCompression(options.None).WithBlockCacheSize(0).
		// Small and few tables keep what one compaction holds in memory, and writes before it deletes, small, too.
		WithBaseTableSize(1 << 20).WithNumLevelZeroTables(2).WithNumLevelZeroTablesStall(4).WithNumCompactors(2).
		WithValueLogFileSize(16 << 20).
		WithValueThreshold(32 << 10). // only chunks of long prompts are longer
		WithChecksumVerificationMode(options.OnTableAndBlockRead).
		WithLogger(badgerLog{log})
}

// catchUp reads the whole journal and puts into the index what it lacks.
func (s *Store) catchUp(path string) (*ledger, error) {
	var seq uint64
	var link dgrid.Digest
	if err := s.view(func(x index) (err error) { seq, link, err = x.applied(); return err }); err != nil {
		return nil, err
	}
	if seq == 0 {
		// Nothing, or a rebuild that a crash cut short: what is there would be counted twice.
		if err := s.dropDerived(); err != nil {
			return nil, err
		}
	}
	books, r := newLedger(s.domain), s.newReplay(seq)
	defer r.discard()
	j, end, err := journal.Open(path, s.domain, func(e journal.Entry, at journal.Position) error {
		if at.Seq == seq && at.Link != link {
			return fmt.Errorf("%w: record %d is not the one that the index took in: journal and index are of two different copies: restore both from one backup", ErrDamaged, seq)
		}
		books.take(e, at.Seq)
		r.take(e, at)
		return nil
	})
	if err != nil {
		return nil, advise(err)
	}
	s.journal = j
	if end.Seq < seq {
		return nil, fmt.Errorf("%w: the journal ends with record %d, but %d were acknowledged: restore the folder from a backup that was taken while the node was stopped", ErrDamaged, end.Seq, seq)
	}
	if end.Torn > 0 {
		s.log.Warn("cutting off a record that a crash left incomplete", "bytes", end.Torn, "after", end.Seq)
		if err := j.CutTail(); err != nil {
			return nil, err
		}
	}
	r.finish()
	return books, s.checkIndex(path, books, r.err)
}

func advise(err error) error {
	if errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w: restore the folder from a backup; what came after it is asked from the other parties when they meet again", err)
	}
	return err
}

// abandon releases what a failed Open holds.
func (s *Store) abandon() error {
	var errs []error
	if s.journal != nil {
		errs = append(errs, s.journal.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(append(errs, s.lock.release())...)
}

// badgerLog lets the database speak through the node's log. Its info is of interest to nobody but a debugger.
type badgerLog struct{ log *slog.Logger }

func (l badgerLog) Errorf(f string, a ...any)   { l.log.Error("index", "says", fmt.Sprintf(f, a...)) }
func (l badgerLog) Warningf(f string, a ...any) { l.log.Warn("index", "says", fmt.Sprintf(f, a...)) }
func (l badgerLog) Infof(f string, a ...any)    { l.log.Debug("index", "says", fmt.Sprintf(f, a...)) }
func (l badgerLog) Debugf(f string, a ...any)   { l.log.Debug("index", "says", fmt.Sprintf(f, a...)) }
