package models

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// selectedName is the file, beside the runtimes, that holds the name of the one that this machine uses.
const selectedName = "selected"

// Selected is the name of the runtime that Select was last given, or "".
func (s *Store) Selected() (string, error) {
	b, err := os.ReadFile(filepath.Join(s.dir, runtimesDir, selectedName))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find the selected runtime: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// Select makes a the runtime that this machine uses from now on. Engines that run keep theirs.
func (s *Store) Select(a Artifact) error {
	if a.Kind != KindRuntime || a.OS != runtime.GOOS || a.Arch != runtime.GOARCH {
		return fmt.Errorf("select runtime %s: it is for %s/%s, this machine is %s/%s", a.Name, a.OS, a.Arch, runtime.GOOS, runtime.GOARCH)
	}
	work, err := os.CreateTemp(filepath.Join(s.dir, partialDir), selectedName+"-*")
	if err != nil {
		return fmt.Errorf("select runtime %s: %w", a.Name, err)
	}
	_, err = work.WriteString(a.Name + "\n")
	if err = errors.Join(err, work.Chmod(0o644), work.Sync(), work.Close()); err == nil {
		err = publish(work.Name(), filepath.Join(s.dir, runtimesDir, selectedName))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("select runtime %s: %w", a.Name, err), os.Remove(work.Name()))
	}
	return nil
}

// SelectedRuntime is the runtime that this machine uses: the one that was selected, or else the catalogue's for this platform.
func (s *Store) SelectedRuntime() (Artifact, error) {
	name, err := s.Selected()
	if err != nil {
		return Artifact{}, err
	}
	if name == "" {
		return s.catalogue.Runtime()
	}
	for _, a := range s.catalogue.runtimes {
		if a.Name == name && a.OS == runtime.GOOS && a.Arch == runtime.GOARCH {
			return a, nil
		}
	}
	return Artifact{}, fmt.Errorf("find runtime: %w: the selected one, %.80q, is not in the catalogue: run `dgridd pull runtime --gpu auto` to select another", ErrMissing, name)
}
