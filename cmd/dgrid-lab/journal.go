package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// journal is the results of an experiment, one JSON object a line. The first line says which experiment, from which seed: one
// that was stopped goes on behind its last whole line.
type journal struct {
	mu sync.Mutex
	f  *os.File
}

// openJournal reads what is there, and calls each for every line behind the first.
func openJournal(path string, head any, each func(line []byte) error) (*journal, error) {
	first, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	b = b[:bytes.LastIndexByte(b, '\n')+1] // a line that was cut off is written again
	lines := bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n"))
	if len(b) == 0 {
		lines = nil
	}
	for i, line := range lines {
		switch {
		case i == 0 && !bytes.Equal(line, first):
			return nil, fmt.Errorf("%s holds results of %s, this is %s: take another --out, or remove it", path, line, first)
		case i == 0:
		default:
			if err := each(line); err != nil {
				return nil, fmt.Errorf("%s, line %d: %w", path, i+1, err)
			}
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	j := &journal{f: f}
	err = errors.Join(f.Truncate(int64(len(b))), seekEnd(f))
	if err == nil && len(b) == 0 {
		err = j.write(first)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return j, nil
}

func seekEnd(f *os.File) error {
	_, err := f.Seek(0, io.SeekEnd)
	return err
}

// add appends one result.
func (j *journal) add(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return j.write(b)
}

func (j *journal) write(line []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.f.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write a result: %w", err)
	}
	return nil
}

func (j *journal) close() error { return j.f.Close() }
