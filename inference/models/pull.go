package models

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// PullOptions are the choices of one pull.
type PullOptions struct {
	// From is a local path or a download address. If it is set, it is the only source: who names a source wants to know when it
	// does not do.
	From string
	// Progress is told what goes on: a stage in words, and bytes done of a total that is 0 where it is not known. It is called
	// often and by one goroutine at a time. It may be nil.
	Progress func(stage string, done, total int64)
}

// The stages of a pull that Progress is told, besides those that name a client.
const (
	StageWait     = "waiting for another pull"
	StageCheck    = "checking"
	StageDownload = "downloading"
	StageUnpack   = "unpacking"
)

// Pull makes sure that the store holds a, and returns its path: a model's file or a runtime's folder. What is there already is
// hashed, and fetched again if it is damaged. Else the first source that has the right bytes gives it. The error wraps
// ErrDigest if a source had wrong bytes, and ErrNoSpace if the disk is too full.
//
// A pull that dies leaves nothing under a final name: files are written elsewhere, hashed on the way, synced and then renamed.
func (s *Store) Pull(ctx context.Context, a Artifact, opt PullOptions) (string, error) {
	p := &pull{store: s, artifact: a, progress: opt.Progress}
	if p.progress == nil {
		p.progress = func(string, int64, int64) {}
	}
	sources := a.Sources
	if opt.From != "" {
		from, err := sourceAt(opt.From)
		if err != nil {
			return "", fmt.Errorf("pull %s: %w", a.Name, err)
		}
		sources = []Source{from}
	}
	if a.Base != nil {
		// What lies there already is hashed too: the files that are shared are links to it.
		if _, err := s.Pull(ctx, *a.Base, PullOptions{Progress: opt.Progress}); err != nil {
			return "", fmt.Errorf("pull %s: %w", a.Name, err)
		}
	}
	unlock, err := s.lock(ctx, a.SHA256, func() { p.progress(StageWait, 0, 0) })
	if err != nil {
		return "", fmt.Errorf("pull %s: %w", a.Name, err)
	}
	defer unlock()
	final := s.place(a.Kind, a.SHA256)
	sound, err := p.sound(ctx, final)
	if err != nil {
		return "", fmt.Errorf("pull %s: %w", a.Name, err)
	}
	if sound {
		return final, nil
	}
	if err := p.first(ctx, sources, final); err != nil {
		return "", fmt.Errorf("pull %s: %w", a.Name, err)
	}
	return final, nil
}

// sourceAt is the source that a user names: a download address or a path.
func sourceAt(from string) (Source, error) {
	s := Source{Kind: SourcePath, Address: from}
	if strings.HasPrefix(from, "http://") || strings.HasPrefix(from, "https://") {
		s.Kind = SourceURL
	}
	return s, s.check()
}

// pull is one pull, under the artifact's lock.
type pull struct {
	store    *Store
	artifact Artifact
	progress func(stage string, done, total int64)
}

// sound reports whether final holds the artifact; it clears away one that is damaged.
func (p *pull) sound(ctx context.Context, final string) (bool, error) {
	if _, err := os.Stat(final); errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	var got dgrid.Digest
	var err error
	if p.artifact.Kind == KindRuntime {
		p.progress(StageCheck, 0, p.artifact.Size)
		got, err = RuntimeDigest(ctx, final)
	} else {
		got, err = hashFile(ctx, final, func(done int64) { p.progress(StageCheck, done, p.artifact.Size) })
	}
	if ctx.Err() != nil {
		return false, fmt.Errorf("check %s: %w", final, context.Cause(ctx))
	}
	if err == nil && got == p.artifact.SHA256 {
		return true, nil
	}
	if errors.Is(err, os.ErrPermission) {
		return false, err // not ours to clear away
	}
	// A runtime's variants are links to its files, so they are as damaged as it is.
	variants, globErr := filepath.Glob(final + "-*")
	err = globErr
	for _, old := range append(variants, final) {
		err = errors.Join(err, os.RemoveAll(old))
	}
	return false, err
}

// first fetches from the first source that has the artifact.
func (p *pull) first(ctx context.Context, sources []Source, final string) error {
	if len(sources) == 0 {
		return errors.New("it has no source: give the path or the address of a file")
	}
	work, err := p.store.freshWork(p.artifact.SHA256)
	if err != nil {
		return err
	}
	var failed []error
	for _, s := range sources {
		err := p.fetch(ctx, s, work)
		if err == nil {
			err = p.finish(work, final)
			return errors.Join(err, os.RemoveAll(work))
		}
		failed = append(failed, fmt.Errorf("from %s: %w", s, err))
		if ctx.Err() != nil || errors.Is(err, ErrNoSpace) {
			break
		}
		if work, err = p.store.freshWork(p.artifact.SHA256); err != nil {
			return errors.Join(append(failed, err)...)
		}
	}
	return errors.Join(append(failed, os.RemoveAll(work))...)
}

// unpackedDir and fetchedDir are the folders of a work folder: the artifact's files, and what a client brought.
const (
	unpackedDir = "unpacked"
	fetchedDir  = "fetched"
)

// freshWork makes the artifact's work folder anew: a pull that died may have left one.
func (s *Store) freshWork(digest dgrid.Digest) (string, error) {
	work := filepath.Join(s.dir, partialDir, hexOf(digest))
	if err := os.RemoveAll(work); err != nil {
		return "", err
	}
	for _, d := range []string{unpackedDir, fetchedDir} {
		if err := os.MkdirAll(filepath.Join(work, d), 0o755); err != nil {
			return "", err
		}
	}
	return work, nil
}

// fetch brings the artifact's files into work/unpacked.
func (p *pull) fetch(ctx context.Context, s Source, work string) error {
	from, err := p.obtain(ctx, s, filepath.Join(work, fetchedDir))
	if err != nil {
		return err
	}
	into := filepath.Join(work, unpackedDir)
	if shape, err := shapeOf(from); err != nil {
		return err
	} else if s.Kind == SourceURL && shape == shapeFile && len(p.artifact.Files) == 1 {
		return os.Rename(from, filepath.Join(into, p.artifact.Files[0].Name)) // hashed by download
	}
	p.progress(StageUnpack, 0, p.artifact.Size)
	if err := p.share(into); err != nil {
		return err
	}
	own := p.artifact
	own.Files = own.own()
	return p.store.unpack(ctx, from, into, own, s.Folder, func(done, total int64) {
		p.progress(StageUnpack, done, total)
	})
}

// share links the files that the artifact has in common with its base. They take no space.
func (p *pull) share(into string) error {
	if p.artifact.Base == nil {
		return nil
	}
	base := p.store.place(KindRuntime, p.artifact.Base.SHA256)
	for _, f := range p.artifact.Files {
		if !slices.Contains(p.artifact.Base.Files, f) {
			continue
		}
		if err := os.Link(filepath.Join(base, f.Name), filepath.Join(into, f.Name)); err != nil {
			return fmt.Errorf("share the files of %s: %w", p.artifact.Base.Name, err)
		}
	}
	return nil
}

// obtain asks for room and gets what the source has: a file, an archive or a folder.
func (p *pull) obtain(ctx context.Context, s Source, dir string) (string, error) {
	// A client keeps the package while it copies it to where it is wanted.
	need := p.artifact.Size + 2*s.Size
	if s.Kind == SourcePath {
		need = p.artifact.Size
	}
	if err := p.store.room(need); err != nil {
		return "", err
	}
	switch s.Kind {
	case SourcePath:
		_, err := os.Stat(s.Address)
		return s.Address, err
	case SourceURL:
		return p.download(ctx, s, dir)
	case SourceNPM:
		return p.client(ctx, npm(s, dir))
	case SourcePip:
		return p.client(ctx, pip(s, dir))
	}
	return "", fmt.Errorf("source of kind %q", s.Kind)
}

// finish links a runtime's libraries and publishes the artifact.
func (p *pull) finish(work, final string) error {
	unpacked := filepath.Join(work, unpackedDir)
	if p.artifact.Kind == KindRuntime {
		if err := linkVersioned(unpacked, p.artifact.Files); err != nil {
			return err
		}
		return publish(unpacked, final)
	}
	return publish(filepath.Join(unpacked, p.artifact.Files[0].Name), final)
}

// publish gives what is complete its final name, for good.
func publish(from, final string) error {
	if info, err := os.Stat(from); err != nil {
		return err
	} else if info.IsDir() {
		if err := syncDir(from); err != nil {
			return err
		}
	}
	if err := os.Rename(from, final); err != nil {
		return err
	}
	return syncDir(filepath.Dir(final))
}

func (s Source) String() string {
	switch s.Kind {
	case SourceNPM:
		return "npm package " + s.Package + "@" + s.Version
	case SourcePip:
		return "pip package " + s.Package + "==" + s.Version
	}
	return s.Address
}
