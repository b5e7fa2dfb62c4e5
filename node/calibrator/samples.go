package calibrator

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Samples is the file in which a calibration's jobs are kept, one JSON object a line, in the order of their numbers.
type Samples struct {
	file *os.File
	jobs []Job
}

// OpenSamples opens or creates the file at path. A last line that a crash cut off is dropped; its job is measured again.
func OpenSamples(path string) (*Samples, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open samples: %w", err)
	}
	s := &Samples{file: f}
	if err := s.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("open samples %s: %w", path, err), f.Close())
	}
	return s, nil
}

func (s *Samples) read() error {
	var whole int64
	in := bufio.NewReader(s.file)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		var j Job
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&j); err != nil {
			return fmt.Errorf("line %d: %w", len(s.jobs)+1, err)
		}
		if j.Number != len(s.jobs) {
			return fmt.Errorf("line %d is job %d", len(s.jobs)+1, j.Number)
		}
		s.jobs = append(s.jobs, j)
		whole += int64(len(line))
	}
	if err := s.file.Truncate(whole); err != nil {
		return err
	}
	_, err := s.file.Seek(whole, io.SeekStart)
	return err
}

// Jobs are the jobs measured so far.
func (s *Samples) Jobs() []Job { return s.jobs }

// Close closes the file.
func (s *Samples) Close() error { return s.file.Close() }

// Fill measures jobs of p until there are n, and calls done with each new one.
func (s *Samples) Fill(ctx context.Context, p *Plan, n int, done func(*Job)) error {
	for len(s.jobs) < n {
		j, err := p.Measure(ctx, len(s.jobs))
		if err != nil {
			return err
		}
		line, err := json.Marshal(j)
		if err != nil {
			return err
		}
		if _, err := s.file.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("write samples: %w", err)
		}
		s.jobs = append(s.jobs, *j)
		done(j)
	}
	return s.file.Sync()
}
