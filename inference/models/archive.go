package models

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
)

// maxAround is how many bytes an archive may hold besides the artifact's own files.
const maxAround = 1 << 30

// unpacking is the extraction of an artifact's files into root. Only members that the artifact names are written, under their
// plain names, with their pinned sizes as limits: what else an archive holds, and where its names point, does not matter.
type unpacking struct {
	root     *os.Root
	artifact Artifact
	folder   string // where the members lie; "" is anywhere
	progress func(done, total int64)
	done     int64
	found    map[string]bool
}

func (s *Store) unpack(ctx context.Context, from, into string, a Artifact, folder string, progress func(done, total int64)) (err error) {
	root, err := os.OpenRoot(into)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	u := &unpacking{root: root, artifact: a, folder: folder, progress: progress, found: make(map[string]bool)}
	shape, err := shapeOf(from)
	if err != nil {
		return err
	}
	switch shape {
	case shapeFolder:
		err = u.fromFolder(ctx, from)
	case shapeZip:
		err = u.fromZip(ctx, from)
	case shapeGzip:
		err = u.fromTar(ctx, from)
	default:
		err = u.fromFile(ctx, from)
	}
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	for _, f := range a.Files {
		if !u.found[f.Name] {
			return fmt.Errorf("unpack: it does not hold %s", path.Join(folder, f.Name))
		}
	}
	return nil
}

type shape int

const (
	shapeFile shape = iota
	shapeFolder
	shapeZip
	shapeGzip
)

// shapeOf tells by its first bytes what lies at path.
func shapeOf(path string) (shape, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close() // only read from
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return shapeFolder, err
	}
	var b [4]byte
	if _, err := io.ReadFull(f, b[:]); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, err
	}
	switch {
	case string(b[:]) == "PK\x03\x04":
		return shapeZip, nil
	case b[0] == 0x1f && b[1] == 0x8b:
		return shapeGzip, nil
	}
	return shapeFile, nil
}

// wanted is the file of the artifact that a member called name is.
func (u *unpacking) wanted(name string) (File, bool) {
	dir, base := path.Split(name)
	if u.folder != "" && path.Clean(dir) != u.folder {
		return File{}, false
	}
	for _, f := range u.artifact.Files {
		if f.Name == base {
			return f, true
		}
	}
	return File{}, false
}

func (u *unpacking) write(ctx context.Context, f File, in io.Reader) error {
	if u.found[f.Name] {
		return fmt.Errorf("it holds %s twice", f.Name)
	}
	before := u.done
	err := writePinned(ctx, u.root, f.Name, f, in, func(done int64) {
		u.progress(min(before+done, u.artifact.Size), u.artifact.Size)
	})
	u.done += f.Size
	u.found[f.Name] = err == nil
	return err
}

func (u *unpacking) fromZip(ctx context.Context, from string) error {
	z, err := zip.OpenReader(from)
	if err != nil {
		return err
	}
	defer z.Close() // only read from
	for _, m := range z.File {
		f, ok := u.wanted(m.Name)
		if !ok || !m.Mode().IsRegular() {
			continue
		}
		in, err := m.Open()
		if err != nil {
			return err
		}
		if err := errors.Join(u.write(ctx, f, in), in.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacking) fromTar(ctx context.Context, from string) error {
	file, err := os.Open(from)
	if err != nil {
		return err
	}
	defer file.Close() // only read from
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	limited := &io.LimitedReader{R: unzipped, N: u.artifact.Size + maxAround}
	t := tar.NewReader(&meter{ctx: ctx, in: limited})
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if limited.N <= 0 {
			return fmt.Errorf("it unpacks to more than %s", size(u.artifact.Size+maxAround))
		}
		if err != nil {
			return err
		}
		if f, ok := u.wanted(h.Name); ok && h.Typeflag == tar.TypeReg {
			if err := u.write(ctx, f, t); err != nil {
				return err
			}
		}
	}
}

func (u *unpacking) fromFolder(ctx context.Context, from string) error {
	for _, f := range u.artifact.Files {
		if err := u.copyFile(ctx, f, filepath.Join(from, f.Name)); err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacking) fromFile(ctx context.Context, from string) error {
	if len(u.artifact.Files) != 1 {
		return fmt.Errorf("want a zip, a tar.gz or a folder that holds the %d files of %s", len(u.artifact.Files), u.artifact.Name)
	}
	return u.copyFile(ctx, u.artifact.Files[0], from)
}

func (u *unpacking) copyFile(ctx context.Context, f File, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() // only read from
	return u.write(ctx, f, in)
}
