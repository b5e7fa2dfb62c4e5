package keys_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid/node/keys"
)

func create(t *testing.T, opts ...keys.Option) (string, *keys.Keys) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	k, err := keys.Create(dir, true, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return dir, k
}

func TestCreateAndLoad(t *testing.T) {
	dir, made := create(t)
	loaded, err := keys.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !loaded.Owner.Equal(made.Owner) || !loaded.Peer.Equals(made.Peer) {
		t.Error("the keys that were loaded are not those that were created")
	}
	if id, err := loaded.PeerID(); err != nil || !strings.HasPrefix(string(id), "12D3KooW") {
		t.Errorf("peer id is %q, %v", id, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 3 {
		t.Errorf("the folder holds %v, want owner.key, password and peer.key", files)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s has mode %v, %v", f.Name(), info.Mode(), err)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, %v", info.Mode(), err)
	}
}

// Other Ethereum tools must be able to open owner.key.
func TestOwnerFileIsKeystoreV3(t *testing.T) {
	dir, made := create(t)
	b, err := os.ReadFile(filepath.Join(dir, keys.OwnerFile))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Version int
		Address string
		Crypto  struct {
			KDF       string
			KDFParams struct{ N int }
		}
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if file.Version != 3 || file.Crypto.KDF != "scrypt" || file.Crypto.KDFParams.N != keystore.LightScryptN ||
		!strings.EqualFold("0x"+file.Address, made.Address().Hex()) {
		t.Errorf("file is %+v", file)
	}
}

func TestCreateKeepsWhatExists(t *testing.T) {
	made, _ := create(t)
	for _, lost := range []string{"", keys.OwnerFile, keys.PeerFile} {
		dir := duplicate(t, made)
		if lost != "" {
			if err := os.Remove(filepath.Join(dir, lost)); err != nil {
				t.Fatal(err)
			}
		}
		before := snapshot(t, dir)
		if _, err := keys.Create(dir, true); !errors.Is(err, keys.ErrExist) {
			t.Errorf("without %q: error is %v, want ErrExist", lost, err)
		}
		if after := snapshot(t, dir); after != before {
			t.Errorf("without %q: Create changed the folder", lost)
		}
	}
}

func TestPasswordElsewhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir, made := create(t, keys.Password(path))
	if _, err := os.Stat(filepath.Join(dir, keys.PasswordFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a second password file was written")
	}
	if k, err := keys.Load(dir, keys.Password(path)); err != nil || !k.Owner.Equal(made.Owner) {
		t.Errorf("load with the password: %v", err)
	}
	if _, err := keys.Load(dir); !errors.Is(err, keys.ErrMissing) {
		t.Errorf("load without the password: error is %v, want ErrMissing", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	write := func(name, text string) func(string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600) }
	}
	mode := func(name string, mode fs.FileMode) func(string) error {
		return func(dir string) error { return os.Chmod(filepath.Join(dir, name), mode) }
	}
	remove := func(name string) func(string) error {
		return func(dir string) error { return os.Remove(filepath.Join(dir, name)) }
	}
	tests := []struct {
		name  string
		spoil func(dir string) error
		want  string
	}{
		{"open folder", mode(".", 0o755), "run: chmod 700 "},
		{"readable owner key", mode(keys.OwnerFile, 0o640), "run: chmod 600 "},
		{"readable peer key", mode(keys.PeerFile, 0o604), "run: chmod 600 "},
		{"readable password", mode(keys.PasswordFile, 0o644), "run: chmod 600 "},
		{"no owner key", remove(keys.OwnerFile), "no key: there is no file"},
		{"no peer key", remove(keys.PeerFile), "no key: there is no file"},
		{"wrong password", write(keys.PasswordFile, "guess"), "could not decrypt key with given password"},
		{"empty password", write(keys.PasswordFile, "\n"), "is empty"},
		{"two passwords", write(keys.PasswordFile, "a\nb\n"), "more than one line"},
		{"damaged owner key", write(keys.OwnerFile, "{"), "open "},
		{"damaged peer key", write(keys.PeerFile, "\x08\x01"), "open "},
		{"huge file", write(keys.PeerFile, strings.Repeat("x", 65<<10)), "is larger than"},
	}
	made, _ := create(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := duplicate(t, made)
			if err := test.spoil(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := keys.Load(dir); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
	if _, err := keys.Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, keys.ErrMissing) {
		t.Errorf("error for no folder is %v, want ErrMissing", err)
	}
}

func TestNeverPrinted(t *testing.T) {
	_, k := create(t)
	secret := new(big.Int).SetBytes(crypto.FromECDSA(k.Owner)).String()
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, k); strings.Contains(text, secret) || !strings.Contains(text, k.Address().Hex()) {
			t.Errorf("%s prints %s", format, text)
		}
	}
}

// duplicate copies a folder of keys; making keys is slow on purpose.
func duplicate(t *testing.T, from string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{keys.OwnerFile, keys.PeerFile, keys.PasswordFile} {
		b, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func snapshot(t *testing.T, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s\n%x\n", f.Name(), b)
	}
	return all.String()
}
