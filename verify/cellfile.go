package verify

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// maxCellFile bounds a cell file: some 20,000 samples.
const maxCellFile = 8 << 20

//go:embed cells
var embedded embed.FS

// EmbeddedCells are the calibrations that the program carries.
func EmbeddedCells() (Cells, error) {
	dir, err := fs.Sub(embedded, "cells")
	if err != nil {
		return nil, fmt.Errorf("open embedded calibration cells: %w", err)
	}
	return LoadCells(dir)
}

// LoadCells reads every .json file at the top of dir.
func LoadCells(dir fs.FS) (Cells, error) {
	names, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list calibration cells: %w", err)
	}
	var cells Cells
	for _, name := range names {
		b, err := readBounded(dir, name)
		if err != nil {
			return nil, err
		}
		cell, err := ParseCell(b)
		if err != nil {
			return nil, fmt.Errorf("load calibration cell %s: %w", name, err)
		}
		if cell.Name+".json" != path.Base(name) {
			return nil, fmt.Errorf("load calibration cell %s: it is named %q inside: give the file that name", name, cell.Name)
		}
		cells = append(cells, *cell)
	}
	return cells, nil
}

func readBounded(dir fs.FS, name string) ([]byte, error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open calibration cell: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxCellFile+1))
	if err != nil {
		return nil, fmt.Errorf("read calibration cell %s: %w", name, err)
	}
	if len(b) > maxCellFile {
		return nil, fmt.Errorf("read calibration cell %s: larger than %d bytes", name, maxCellFile)
	}
	return b, nil
}

// ParseCell reads a cell file and checks that its figures follow from its samples, so that a threshold cannot be raised by
// hand.
func ParseCell(b []byte) (*Cell, error) {
	var version struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal(b, &version); err != nil {
		return nil, fmt.Errorf("parse calibration cell: %w", err)
	}
	if version.Version == nil || *version.Version != CellVersion {
		return nil, fmt.Errorf("parse calibration cell: no version, or another than %d, which this program knows", CellVersion)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var cell Cell
	if err := dec.Decode(&cell); err != nil {
		return nil, fmt.Errorf("parse calibration cell: %w", err)
	}
	want, err := BuildCell(cell.Samples, cell.Meta)
	if err != nil {
		return nil, fmt.Errorf("check calibration cell: %w", err)
	}
	if !reflect.DeepEqual(cell, want) {
		return nil, fmt.Errorf("check calibration cell: its samples give other figures than the file says: thresholds %v, %v, %v and %v, joint %v, control %v",
			want.S1.Threshold, want.S1Window.Threshold, want.S2.Threshold, want.S2Window.Threshold, want.Joint, want.Control)
	}
	return &cell, nil
}

// Encode is the cell's file: one line a sample.
func (c *Cell) Encode() ([]byte, error) {
	head := *c
	head.Samples = nil
	b, err := json.MarshalIndent(&head, "", " ")
	for i := range c.Samples {
		line, lineErr := json.Marshal(&c.Samples[i])
		err = errors.Join(err, lineErr)
		if i == 0 {
			b = bytes.TrimSuffix(b, []byte("null\n}")) // what no samples are written as, at the end
			b = append(b, '[')
		} else {
			b = append(b, ',')
		}
		b = append(append(b, "\n  "...), line...)
	}
	if err != nil {
		return nil, fmt.Errorf("encode calibration cell %s: %w", c.Name, err)
	}
	if len(c.Samples) > 0 {
		b = append(b, "\n ]\n}"...)
	}
	return append(b, '\n'), nil
}

// Find is the cells for a job of model at temperature with tokens of output that a machine of the runtime class validator re-computes: for
// each kind of machine that may have answered the one with the most samples. What a provider computes on is no part of what it
// signs, so the limits of all kinds count (see Judge).
//
// A cell speaks for the validators of the kinds that it was measured with, on which see kind. An answer that is longer than any that
// was measured is judged by a cell of the longest, else a cheat would only have to be long-winded: the longer an answer, the less
// noisy its mean, and its windows are as long as all others. Without a cell Find returns ErrNoCell.
func (c Cells) Find(model dgrid.ModelID, temperature dgrid.Micro, tokens int, validator string) ([]*Cell, error) {
	var found []*Cell
	var kinds []string
	for i := range c {
		for _, k := range c[i].providers(model, temperature, validator) {
			if slices.Contains(kinds, k) {
				continue
			}
			kinds = append(kinds, k)
			if best := c.best(model, temperature, tokens, validator, k); best != nil && !slices.Contains(found, best) {
				found = append(found, best)
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("find calibration for model %s, temperature %g, %d tokens, re-computed on %s: %w",
			model.Short(), float64(temperature)/float64(dgrid.One), tokens, validator, ErrNoCell)
	}
	return found, nil
}

// best is the cell with the most samples of providers of one kind, or the one of the longest answers, or nil.
func (c Cells) best(model dgrid.ModelID, temperature dgrid.Micro, tokens int, validator, provider string) *Cell {
	var best, longest *Cell
	for i := range c {
		cell := &c[i]
		if !slices.Contains(cell.providers(model, temperature, validator), provider) {
			continue
		}
		if cell.Tokens.Contains(int64(tokens)) && (best == nil || len(cell.Samples) > len(best.Samples)) {
			best = cell
		}
		if cell.Tokens.Max < int64(tokens) && (longest == nil || cell.Tokens.Max > longest.Tokens.Max) {
			longest = cell
		}
	}
	return cmp.Or(best, longest)
}

// providers are the kinds of machines whose answers to such a job the cell measured with validators like this one.
func (c *Cell) providers(model dgrid.ModelID, temperature dgrid.Micro, validator string) (kinds []string) {
	if c.Model != model || !c.Temperature.Contains(int64(temperature)) {
		return nil
	}
	for _, pair := range c.Classes {
		if k := kind(pair.Provider); kind(pair.Validator) == kind(validator) && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// kind is the part of a runtime class that says how far off its numbers may be: "cpu" of all CPUs, whose variants measure alike,
// "cuda" of all of NVIDIA's GPUs, "part-cuda" of a model that lies there in part.
func kind(class string) string {
	head, rest, _ := strings.Cut(class, "-")
	if head == "part" {
		next, _, _ := strings.Cut(rest, "-")
		return head + "-" + next
	}
	return head
}
