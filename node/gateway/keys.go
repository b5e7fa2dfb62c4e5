package gateway

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/store"
)

// The kinds of notes; docs/api.md specifies their values.
const (
	noteKey   = "gateway/key"
	noteSpent = "gateway/spent"
)

const (
	keyPrefix  = "dgk_"
	keyBytes   = 32 // random
	keyVersion = 0  // of the notes
)

// Notes keeps what must survive a crash. PutNote returns after the value is on the disk; a value takes the place of the one
// under the same kind and key. store.Store is one.
type Notes interface {
	PutNote(ctx context.Context, kind, key string, value []byte) error
	Notes(kind string) ([]store.Note, error)
}

// Key is an API key as its operator sees it. The key itself is shown once, when it is made.
type Key struct {
	ID       string       `json:"id"` // the name and the beginning of the key's digest: what an answer's User is
	Name     string       `json:"name"`
	Created  dgrid.Time   `json:"created"`
	Revoked  dgrid.Time   `json:"revoked"`  // 0 if it is good
	Budget   dgrid.Amount `json:"budget"`   // base units; 0 is no limit
	Spent    dgrid.Amount `json:"spent"`    // by answers that ended
	Reserved dgrid.Amount `json:"reserved"` // by answers that run
}

// keyNote is a key as it is stored.
type keyNote struct {
	Version int          `json:"version"`
	Name    string       `json:"name"`
	SHA256  string       `json:"sha256"` // of the whole key, hex
	Created dgrid.Time   `json:"created"`
	Revoked dgrid.Time   `json:"revoked"`
	Budget  dgrid.Amount `json:"budget"`
}

// entry is a key with its digest.
type entry struct {
	Key
	digest [sha256.Size]byte
}

// Keys are a node's API keys. Their methods are safe for concurrent use.
type Keys struct {
	notes Notes
	now   func() time.Time

	recovering sync.RWMutex // held to write while sums are made anew, to read while one answer is added to them
	changing   sync.Mutex   // held while a key is made or revoked
	mu         sync.Mutex   // guards keys
	keys       []*entry
}

// OpenKeys reads the keys and what each has spent.
func OpenKeys(notes Notes, now func() time.Time) (*Keys, error) {
	k := &Keys{notes: notes, now: now}
	stored, err := notes.Notes(noteKey)
	if err != nil {
		return nil, fmt.Errorf("read API keys: %w", err)
	}
	for _, n := range stored {
		var v keyNote
		if err := json.Unmarshal(n.Value, &v); err != nil {
			return nil, fmt.Errorf("read API key %q: %w", n.Key, err)
		}
		if v.Version != keyVersion {
			return nil, fmt.Errorf("read API key %q: version %d, this program knows version %d", n.Key, v.Version, keyVersion)
		}
		digest, err := hex.DecodeString(v.SHA256)
		if err != nil || len(digest) != sha256.Size {
			return nil, fmt.Errorf("read API key %q: its digest is damaged", n.Key)
		}
		k.keys = append(k.keys, &entry{Key{ID: n.Key, Name: v.Name, Created: v.Created, Revoked: v.Revoked, Budget: v.Budget}, [sha256.Size]byte(digest)})
	}
	spent, err := k.spentNotes()
	if err != nil {
		return nil, err
	}
	k.sum(spent)
	return k, nil
}

// find is the key with that id, or nil. The caller holds mu, or is OpenKeys.
func (k *Keys) find(id string) *entry {
	for _, e := range k.keys {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// Any reports whether a key was ever made. From then on nobody is answered without one, after the last was revoked, too: an
// operator who takes a key away does not mean to let everybody in.
func (k *Keys) Any() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.keys) > 0
}

// Add makes a key that may spend budget in all; 0 is no limit. The key is returned once and stored nowhere.
func (k *Keys) Add(ctx context.Context, name string, budget dgrid.Amount) (secret string, err error) {
	if err := control.CheckKeyName(name); err != nil {
		return "", fmt.Errorf("add API key: %w", err)
	}
	k.changing.Lock()
	defer k.changing.Unlock()
	if k.named(name) != nil {
		return "", fmt.Errorf("add API key %s: %w: revoke it first, or choose another name", name, control.ErrExists)
	}
	var b [keyBytes]byte
	_, _ = rand.Read(b[:]) // it never fails
	secret = keyPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	digest := sha256.Sum256([]byte(secret))
	e := &entry{Key{ID: name + "." + hex.EncodeToString(digest[:4]), Name: name, Created: dgrid.Time(k.now().UnixMilli()), Budget: budget}, digest}
	if err := k.put(ctx, e); err != nil {
		return "", fmt.Errorf("add API key %s: %w", name, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys = append(k.keys, e)
	return secret, nil
}

// Revoke ends the good key of that name. Answers that run go on.
func (k *Keys) Revoke(ctx context.Context, name string) error {
	k.changing.Lock()
	defer k.changing.Unlock()
	e := k.named(name)
	if e == nil {
		return fmt.Errorf("revoke API key %.80s: %w: no good key has that name: `dgridd apikey list` shows all", name, store.ErrNotFound)
	}
	revoked := *e
	revoked.Revoked = dgrid.Time(k.now().UnixMilli())
	if err := k.put(ctx, &revoked); err != nil {
		return fmt.Errorf("revoke API key %s: %w", name, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.find(e.ID).Revoked = revoked.Revoked
	return nil
}

// named is a copy of the good key of that name, or nil.
func (k *Keys) named(name string) *entry {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, e := range k.keys {
		if e.Name == name && e.Revoked == 0 {
			found := *e
			return &found
		}
	}
	return nil
}

func (k *Keys) put(ctx context.Context, e *entry) error {
	b, err := json.Marshal(keyNote{Version: keyVersion, Name: e.Name, SHA256: hex.EncodeToString(e.digest[:]), Created: e.Created, Revoked: e.Revoked, Budget: e.Budget})
	if err != nil {
		return err
	}
	return k.notes.PutNote(ctx, noteKey, e.ID, b)
}

// List is all keys, those that were revoked too, by name and then by time.
func (k *Keys) List() []Key {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := make([]Key, len(k.keys))
	for i, e := range k.keys {
		out[i] = e.Key
	}
	slices.SortFunc(out, func(a, b Key) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Created, b.Created), strings.Compare(a.ID, b.ID))
	})
	return out
}

// Authenticate is the id of the good key that secret is. The time that it takes does not depend on how much of a key was
// guessed: digests are compared, each with all, and all bytes of them.
func (k *Keys) Authenticate(secret string) (id string, ok bool) {
	digest := sha256.Sum256([]byte(secret))
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, e := range k.keys {
		if subtle.ConstantTimeCompare(e.digest[:], digest[:]) == 1 && e.Revoked == 0 {
			id, ok = e.ID, true
		}
	}
	return id, ok
}

var errUnknownKey = errors.New("no such API key")
