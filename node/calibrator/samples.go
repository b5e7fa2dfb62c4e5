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
	"strconv"
	"strings"
)

// Samples is the file in which a calibration's jobs are kept, one JSON object a line, in any order. The files of several parts make the whole
// when they are put together.
type Samples struct {
	file *os.File
	jobs map[int]Job // by number
}

// Part is the jobs that one of several processes or machines measures: every Of-th, from the Index-th on. The zero value is all.
type Part struct{ Index, Of int }

// ParsePart reads "0/4", the first of four parts.
func ParsePart(s string) (Part, error) {
	index, parts, _ := strings.Cut(s, "/")
	i, err1 := strconv.Atoi(index)
	n, err2 := strconv.Atoi(parts)
	if err1 != nil || err2 != nil || i < 0 || i >= n {
		return Part{}, fmt.Errorf("part %.20q: want INDEX/PARTS, for example 0/4 to 3/4", s)
	}
	return Part{Index: i, Of: n}, nil
}

func (p Part) has(n int) bool { return p.Of == 0 || n%p.Of == p.Index }

// OpenSamples opens or creates the file at path. A last line that a crash cut off is dropped; its job is measured again.
func OpenSamples(path string) (*Samples, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open samples: %w", err)
	}
	s := &Samples{file: f, jobs: make(map[int]Job)}
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
		if _, ok := s.jobs[j.Number]; ok || j.Number < 0 {
			return fmt.Errorf("line %d: job %d, which stands there already or cannot be", len(s.jobs)+1, j.Number)
		}
		s.jobs[j.Number] = j
		whole += int64(len(line))
	}
	if err := s.file.Truncate(whole); err != nil {
		return err
	}
	_, err := s.file.Seek(whole, io.SeekStart)
	return err
}

// Jobs are the jobs from 0 to n-1, or an error that says how many of them are not there.
func (s *Samples) Jobs(n int) ([]Job, error) {
	if missing := len(s.Missing(Part{}, n)); missing > 0 {
		return nil, fmt.Errorf("%d of %d jobs are not measured yet: measure them, or put the files of all parts together", missing, n)
	}
	jobs := make([]Job, n)
	for i := range jobs {
		jobs[i] = s.jobs[i]
	}
	return jobs, nil
}

// Missing are the numbers from 0 to n-1 of a part's jobs that are not there.
func (s *Samples) Missing(part Part, n int) (numbers []int) {
	for i := range n {
		if _, ok := s.jobs[i]; !ok && part.has(i) {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// Close closes the file.
func (s *Samples) Close() error { return s.file.Close() }

// Fill measures the jobs of p from 0 to n-1 that belong to a part and are not there, and calls done with each new one.
func (s *Samples) Fill(ctx context.Context, p *Plan, part Part, n int, done func(*Job)) error {
	for _, i := range s.Missing(part, n) {
		j, err := p.Measure(ctx, i)
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
		s.jobs[i] = *j
		done(j)
	}
	return s.file.Sync()
}
