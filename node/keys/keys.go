package keys

import (
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"
	libp2pcrypto "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
)

// Names of the files in the folder of keys.
const (
	OwnerFile    = "owner.key"
	PeerFile     = "peer.key"
	PasswordFile = "password"
)

// ErrExist says that there is a key already. A key is never overwritten, because money may depend on it.
var ErrExist = errors.New("there is a key already")

// ErrMissing says that there is no key.
var ErrMissing = errors.New("no key")

// Keys are a node's keys, decrypted.
type Keys struct {
	Owner *ecdsa.PrivateKey
	Peer  libp2pcrypto.PrivKey
}

// Address is the owner's address.
func (k *Keys) Address() dgrid.Address { return crypto.PubkeyToAddress(k.Owner.PublicKey) }

// PeerID is the node's name in libp2p.
func (k *Keys) PeerID() (dgrid.PeerID, error) {
	id, err := peer.IDFromPublicKey(k.Peer.GetPublic())
	if err != nil {
		return "", fmt.Errorf("name of the peer key: %w", err)
	}
	return dgrid.PeerID(id.String()), nil
}

// String names the owner, so that no print of a Keys shows a key.
func (k *Keys) String() string { return "keys of " + k.Address().Hex() }

// GoString is String.
func (k *Keys) GoString() string { return k.String() }

// Option changes where Create and Load look.
type Option func(*options)

type options struct{ password string }

// Password names the password file, where it is not the one in the folder.
func Password(path string) Option { return func(o *options) { o.password = path } }

func gather(dir string, opts []Option) options {
	o := options{password: filepath.Join(dir, PasswordFile)}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// Create makes new keys in dir, which it creates. A password file that exists gives the password, else a random one is written
// there. light makes decryption cheap (4 MB and milliseconds instead of 256 MB and a second): for networks whose money is worth
// nothing. It fails with ErrExist, and changes nothing, where dir holds a key.
func Create(dir string, light bool, opts ...Option) (*Keys, error) {
	o := gather(dir, opts)
	for _, name := range []string{OwnerFile, PeerFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			if err != nil {
				return nil, fmt.Errorf("create keys: %w", err)
			}
			return nil, fmt.Errorf("create keys: %w: %s", ErrExist, filepath.Join(dir, name))
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create keys: %w", err)
	}
	if err := private(dir); err != nil {
		return nil, err
	}
	password, err := obtainPassword(o.password)
	if err != nil {
		return nil, err
	}
	k, err := generate()
	if err != nil {
		return nil, fmt.Errorf("create keys: %w", err)
	}
	return k, k.write(dir, password, light)
}

func generate() (*Keys, error) {
	owner, err := crypto.GenerateKey()
	if err != nil {
		return nil, err
	}
	peerKey, _, err := libp2pcrypto.GenerateEd25519Key(rand.Reader)
	if err != nil {
		return nil, err
	}
	return &Keys{Owner: owner, Peer: peerKey}, nil
}

func (k *Keys) write(dir, password string, light bool) error {
	n, p := keystore.StandardScryptN, keystore.StandardScryptP
	if light {
		n, p = keystore.LightScryptN, keystore.LightScryptP
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return fmt.Errorf("create owner key: %w", err)
	}
	owner, err := keystore.EncryptKey(&keystore.Key{Id: id, Address: k.Address(), PrivateKey: k.Owner}, password, n, p)
	if err != nil {
		return fmt.Errorf("encrypt owner key: %w", err)
	}
	peerKey, err := libp2pcrypto.MarshalPrivateKey(k.Peer)
	if err != nil {
		return fmt.Errorf("encode peer key: %w", err)
	}
	// The owner key comes last: where it exists, the other files do.
	if err := writeNew(filepath.Join(dir, PeerFile), peerKey); err != nil {
		return err
	}
	return writeNew(filepath.Join(dir, OwnerFile), owner)
}

// Open decrypts one keystore file with the password in another one. Both must belong to their owner alone, as in a node's folder.
func Open(path, passwordFile string) (*ecdsa.PrivateKey, error) {
	password, err := readPassword(passwordFile)
	if err != nil {
		return nil, err
	}
	encrypted, err := readPrivate(path)
	if err != nil {
		return nil, err
	}
	key, err := keystore.DecryptKey(encrypted, password)
	if err != nil {
		return nil, fmt.Errorf("open %s with the password in %s: %w", path, passwordFile, err)
	}
	return key.PrivateKey, nil
}

// Load opens the keys in dir.
func Load(dir string, opts ...Option) (*Keys, error) {
	o := gather(dir, opts)
	if err := private(dir); err != nil {
		return nil, err
	}
	owner, err := Open(filepath.Join(dir, OwnerFile), o.password)
	if err != nil {
		return nil, err
	}
	encoded, err := readPrivate(filepath.Join(dir, PeerFile))
	if err != nil {
		return nil, err
	}
	peerKey, err := libp2pcrypto.UnmarshalPrivateKey(encoded)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Join(dir, PeerFile), err)
	}
	if peerKey.Type() != libp2pcrypto.Ed25519 {
		return nil, fmt.Errorf("open %s: the key is of type %s, want Ed25519", filepath.Join(dir, PeerFile), peerKey.Type())
	}
	return &Keys{Owner: owner, Peer: peerKey}, nil
}
