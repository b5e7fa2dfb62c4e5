package control

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/dgrid-network/dgrid"
)

// ErrExists says that there is an API key of that name.
var ErrExists = errors.New("there is a key of this name")

// KeyRing is the API keys of the gateway.
type KeyRing interface {
	// AddKey makes a key and returns its secret, which nobody can show again. A nil budget is no limit. It fails with ErrExists.
	AddKey(ctx context.Context, name string, budget *dgrid.Amount) (secret string, err error)
	Keys(ctx context.Context) ([]Key, error)
	// RevokeKey fails with store.ErrNotFound where there is no key of that name.
	RevokeKey(ctx context.Context, name string) error
}

// Key is an API key without its secret.
type Key struct {
	Name     string        `json:"name"`
	Created  time.Time     `json:"created"`
	Budget   *dgrid.Amount `json:"budget,omitempty"` // base units that it may spend in all; nil is no limit
	Spent    dgrid.Amount  `json:"spent"`            // by answers that ended
	Reserved dgrid.Amount  `json:"reserved"`         // by answers that run
	Revoked  bool          `json:"revoked"`
}

var keyName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// CheckKeyName fails where name cannot be that of a key.
func CheckKeyName(name string) error {
	if !keyName.MatchString(name) {
		return fmt.Errorf("name of a key %.80q: want 1 to 64 letters, digits, \"_\" or \"-\", the first of them a letter or digit", name)
	}
	return nil
}

// AddKey fails where the node keeps no keys.
func (l *Local) AddKey(ctx context.Context, name string, budget *dgrid.Amount) (string, error) {
	if l.KeyRing == nil {
		return "", unavailable("add API key", "this node keeps no API keys")
	}
	if err := CheckKeyName(name); err != nil {
		return "", err
	}
	return l.KeyRing.AddKey(ctx, name, budget)
}

// Keys fails where the node keeps no keys.
func (l *Local) Keys(ctx context.Context) ([]Key, error) {
	if l.KeyRing == nil {
		return nil, unavailable("list API keys", "this node keeps no API keys")
	}
	return l.KeyRing.Keys(ctx)
}

// RevokeKey fails where the node keeps no keys.
func (l *Local) RevokeKey(ctx context.Context, name string) error {
	if l.KeyRing == nil {
		return unavailable("revoke API key", "this node keeps no API keys")
	}
	return l.KeyRing.RevokeKey(ctx, name)
}
