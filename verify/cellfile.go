package verify

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
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
