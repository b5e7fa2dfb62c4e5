package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dgrid-network/dgrid/inference/models/gguf"
	"github.com/dgrid-network/dgrid/inference/models/gguf/corpus"
)

// base is a sound model and one copy of it, which is damaged and mended again and again: only what a damage touches is written.
type base struct {
	sound *os.File
	path  string // of the copy
	copy  *os.File
	model *corpus.Model
}

func openBase(sound, path string) (*base, error) {
	layout, err := gguf.Check(sound)
	if err != nil {
		return nil, err
	}
	b := &base{path: path}
	if b.sound, err = os.Open(sound); err != nil {
		return nil, err
	}
	if b.model, err = corpus.Map(b.sound, layout); err != nil {
		return nil, err
	}
	if b.copy, err = os.Create(path); err != nil {
		return nil, err
	}
	_, err = io.Copy(b.copy, b.sound)
	return b, err
}

func (b *base) close() error { return errors.Join(b.sound.Close(), b.copy.Close()) }

// apply makes the copy what d says.
func (b *base) apply(d corpus.Damaged) error {
	if len(d.Head) != len(b.model.Head) {
		if err := b.place(int64(len(d.Head)), int64(d.Data)); err != nil {
			return err
		}
	}
	_, err := b.copy.WriteAt(d.Head, 0)
	for _, j := range d.Junk {
		_, junk := b.copy.WriteAt(j.Bytes, int64(len(d.Head))+int64(j.At))
		err = errors.Join(err, junk)
	}
	return errors.Join(err, b.copy.Truncate(int64(len(d.Head))+int64(d.Data)))
}

// place writes size bytes of the data to where at says, from the sound model.
func (b *base) place(at, size int64) error {
	_, err := io.Copy(io.NewOffsetWriter(b.copy, at), io.NewSectionReader(b.sound, int64(b.model.Layout.Data), size))
	return err
}

// restore undoes apply.
func (b *base) restore(d corpus.Damaged) error {
	whole := int64(b.model.Layout.Size - b.model.Layout.Data)
	at := int64(b.model.Layout.Data)
	var err error
	switch {
	case len(d.Head) != len(b.model.Head):
		err = b.place(at, whole)
	case int64(d.Data) != whole:
		from := io.NewSectionReader(b.sound, at+int64(d.Data), whole-int64(d.Data))
		_, err = io.Copy(io.NewOffsetWriter(b.copy, at+int64(d.Data)), from)
	}
	for _, j := range d.Junk {
		part := io.NewSectionReader(b.sound, at+int64(j.At), int64(len(j.Bytes)))
		_, mended := io.Copy(io.NewOffsetWriter(b.copy, at+int64(j.At)), part)
		err = errors.Join(err, mended)
	}
	_, head := b.copy.WriteAt(b.model.Head, 0)
	return errors.Join(err, head, b.copy.Truncate(int64(b.model.Layout.Size)))
}

// children are the processes that this one has started and that are still there. It is empty where there is no /proc.
func children() []int {
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		return nil
	}
	var found []int
	for _, list := range lists {
		b, err := os.ReadFile(list)
		if err != nil {
			continue // the thread ended
		}
		for _, s := range strings.Fields(string(b)) {
			if pid, err := strconv.Atoi(s); err == nil {
				found = append(found, pid)
			}
		}
	}
	return found
}

// resident is how much memory this program has, in bytes.
func resident() int {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, pages int
	if _, err := fmt.Sscan(string(b), &size, &pages); err != nil {
		return 0
	}
	return pages * os.Getpagesize()
}
