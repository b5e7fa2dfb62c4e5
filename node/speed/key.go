package speed

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// Key says what figures hold for.
type Key struct {
	Model   dgrid.ModelID
	Class   string // runtime class, for example cpu-x86-avx2/haswell
	Threads int    // that compute
}

// String is the key as the file writes it: "<model id>/<runtime class>/<threads>". A class may hold slashes itself.
func (k Key) String() string { return fmt.Sprintf("%s/%s/%d", k.Model, k.Class, k.Threads) }

// ParseKey reads what String writes.
func ParseKey(text string) (Key, error) {
	model, rest, _ := strings.Cut(text, "/")
	last := strings.LastIndexByte(rest, '/')
	if last < 1 {
		return Key{}, fmt.Errorf("parse key %.120q: want <model id>/<runtime class>/<threads>", text)
	}
	k := Key{Class: rest[:last]}
	if err := k.Model.UnmarshalText([]byte(model)); err != nil {
		return Key{}, fmt.Errorf("parse key %.120q: %w", text, err)
	}
	var err error
	if k.Threads, err = strconv.Atoi(rest[last+1:]); err != nil {
		return Key{}, fmt.Errorf("parse key %.120q: threads: %w", text, err)
	}
	return k, k.check()
}

func (k Key) check() error {
	switch {
	case k.Model == dgrid.ModelID{}:
		return fmt.Errorf("key %s names no model", k)
	case k.Class == "":
		return fmt.Errorf("key %s names no runtime class: load the model once to learn it", k)
	case k.Threads < 1:
		return fmt.Errorf("key %s: want at least 1 thread", k)
	}
	return nil
}
