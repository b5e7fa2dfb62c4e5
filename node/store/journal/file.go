package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dgrid-network/dgrid"
)

// ErrBroken is behind the error of an Append after which the file's state on the disk is unknown: nothing may be appended
// before the journal was opened again.
var ErrBroken = errors.New("journal is in an unknown state")

// ErrWrongNetwork is behind the error of opening another network's journal.
var ErrWrongNetwork = errors.New("journal belongs to another network")

// Journal is an open journal. Its methods are for one goroutine.
type Journal struct {
	f      *os.File
	end    Position
	buf    []byte
	broken bool
}

// Create makes an empty journal of domain at path, whole or not at all.
func Create(path string, domain dgrid.Domain) error {
	tmp := path + ".new"
	if err := writeSynced(tmp, Header(domain)); err != nil {
		return fmt.Errorf("create journal: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("create journal: %w", err)
	}
	if err := SyncDir(filepath.Dir(path)); err != nil {
		return fmt.Errorf("create journal: %w", err)
	}
	return nil
}

func writeSynced(path string, b []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(b); err != nil {
		return err
	}
	return f.Sync()
}

// SyncDir makes the names in dir durable: a file that was synced under a name that was not may be gone after a power cut.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open reads and checks the journal at path and leaves it ready for Append. It does not change the file: a torn tail is
// reported in end, and it is the caller who knows whether anything of it was ever acknowledged and calls CutTail.
func Open(path string, domain dgrid.Domain, visit Visit) (j *Journal, end End, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, End{}, fmt.Errorf("open journal: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	if err := checkDomain(f, domain); err != nil {
		return nil, End{}, err
	}
	if _, end, err = Read(f, visit); err != nil {
		return nil, end, fmt.Errorf("open journal: %w", err)
	}
	return &Journal{f: f, end: end.Position}, end, nil
}

// checkDomain comes before any record is looked at, so that another network's folder changes nothing here.
func checkDomain(f *os.File, want dgrid.Domain) error {
	head := make([]byte, headerSize)
	n, err := f.ReadAt(head, 0)
	if err != nil && !isShort(err) {
		return fmt.Errorf("read journal header: %w", err)
	}
	have, _, err := DecodeHeader(head[:n])
	if err != nil {
		return fmt.Errorf("open journal: %w", err)
	}
	if have != want {
		return fmt.Errorf("%w: the folder is of chain %d, anchors %s, escrow %s; this node runs on chain %d, anchors %s, escrow %s: use another folder, or that network's file",
			ErrWrongNetwork, have.ChainID, have.Anchors, have.Escrow, want.ChainID, want.Anchors, want.Escrow)
	}
	return nil
}

// CutTail removes everything behind the last whole record.
func (j *Journal) CutTail() error {
	if err := j.f.Truncate(j.end.Offset); err != nil {
		return fmt.Errorf("cut the torn tail off the journal: %w", err)
	}
	if err := j.f.Sync(); err != nil {
		return fmt.Errorf("cut the torn tail off the journal: %w", err)
	}
	return nil
}

// Position is behind the last record.
func (j *Journal) Position() Position { return j.end }

// Append writes all entries and returns after they are on the disk, with one fsync for all. After an error that is not
// ErrBroken none of them is in the journal.
func (j *Journal) Append(entries ...Entry) error {
	if j.broken {
		return fmt.Errorf("append to journal: %w", ErrBroken)
	}
	next := j.end
	j.buf = j.buf[:0]
	for _, e := range entries {
		next.Seq++
		j.buf, next.Link = AppendRecord(j.buf, next.Link, next.Seq, e)
	}
	next.Offset += int64(len(j.buf))
	if _, err := j.f.WriteAt(j.buf, j.end.Offset); err != nil {
		return j.undo(err)
	}
	if err := j.f.Sync(); err != nil {
		// The kernel may have dropped the pages and forgotten the error: a second fsync would lie (fsyncgate).
		j.broken = true
		return fmt.Errorf("append to journal: %w: %w", ErrBroken, err)
	}
	j.end = next
	return nil
}

// undo takes back a write that failed, for example on a full disk, so that what was written of it is not read again.
func (j *Journal) undo(cause error) error {
	if err := j.CutTail(); err != nil {
		j.broken = true
		return fmt.Errorf("append to journal: %w: %w", ErrBroken, errors.Join(cause, err))
	}
	return fmt.Errorf("append to journal: %w", cause)
}

// Close closes the file.
func (j *Journal) Close() error {
	if err := j.f.Close(); err != nil {
		return fmt.Errorf("close journal: %w", err)
	}
	return nil
}

// Exists reports whether there is a journal at path.
func Exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
