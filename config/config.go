package config

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Config is everything that an operator can set. The comment of each field gives unit, default and an example; default.toml
// says the same to the operator.
type Config struct {
	// Home is the node's folder, absolute. It is no key of the file: it is where the file is.
	Home string `koanf:"-" json:"home"`
	// Network is the path of the network file, relative to Home. Default "network.json". Example "/etc/dgrid/main.json".
	Network string `koanf:"network" json:"network"`
	// Cache is the folder of runtimes and models. Default "", which is the user's cache folder + "/dgrid". Example "/srv/dgrid".
	Cache string `koanf:"cache" json:"cache"`
	// Runtime is the folder of llama.cpp's libraries. Default "", which is the one that `dgridd pull` fetched. Example "/opt/llama".
	Runtime string `koanf:"runtime" json:"runtime"`
	// Catalogue is the path of a file with further models, relative to Home. Default "", which is none. Example "models.json".
	Catalogue string `koanf:"catalogue" json:"catalogue"`

	P2P      P2P           `koanf:"p2p" json:"p2p"`
	Keys     Keys          `koanf:"keys" json:"keys"`
	Provider Provider      `koanf:"provider" json:"provider"`
	Payer    Payer         `koanf:"payer" json:"payer"`
	Store    Store         `koanf:"store" json:"store"`
	Log      Log           `koanf:"log" json:"log"`
	Models   []ModelConfig `koanf:"models" json:"models"`
}

// P2P is how the node meets others.
type P2P struct {
	// Listen is the multiaddresses to listen on. Default TCP and QUIC on all interfaces, port 4700.
	// Example ["/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/udp/0/quic-v1"].
	Listen []string `koanf:"listen" json:"listen"`
	// Peers is the multiaddresses, each with its peer id, that are dialled besides the network file's bootstrap peers. Default [].
	// Example ["/ip4/192.0.2.7/tcp/4700/p2p/12D3KooW..."].
	Peers []string `koanf:"peers" json:"peers"`
}

// Keys is how the node's keys are opened.
type Keys struct {
	// PasswordFile is the path, relative to Home, of the file that holds the password of owner.key. Default "keys/password".
	// Example "/run/secrets/dgrid".
	PasswordFile string `koanf:"password_file" json:"passwordFile"`
}

// Provider is how the node serves others.
type Provider struct {
	// Enabled says whether the node runs jobs for others. Default false. Example true.
	Enabled bool `koanf:"enabled" json:"enabled"`
	// CreditLimit is the unpaid work that one payer may have open, in base units. Default "1000000000000000".
	CreditLimit dgrid.Amount `koanf:"credit_limit" json:"creditLimit"`
}

// Payer is what the node spends.
type Payer struct {
	// MaxFee is the most that one job may cost, in base units. Default "10000000000000000". Example "5000".
	MaxFee dgrid.Amount `koanf:"max_fee" json:"maxFee"`
}

// Store is what the node keeps.
type Store struct {
	// KeepTranscripts is how long the text of a job is kept after it ended; receipts and vouchers are kept for ever.
	// A duration. Default "72h". Example "168h".
	KeepTranscripts time.Duration `koanf:"keep_transcripts" json:"keepTranscripts"`
	// MinFree is the free disk space below which the node takes no jobs. Bytes. Default "1 GiB". Example "500 MiB".
	MinFree Bytes `koanf:"min_free" json:"minFree"`
}

// Log is what the node says about itself.
type Log struct {
	// Level is the least level that is written: debug, info, warn or error. Default "info".
	Level string `koanf:"level" json:"level"`
	// Format is text or json. Default "text".
	Format string `koanf:"format" json:"format"`
}

// ModelConfig is one model that the node serves.
type ModelConfig struct {
	// Name is the model's name in the catalogue, or its ModelID. Example "smollm2-135m-instruct-q4_1".
	Name string `koanf:"name" json:"name"`
	// Path is the path of its GGUF file, relative to Home. Default "", which is the one that `dgridd pull` fetched.
	Path string `koanf:"path" json:"path"`
	// Context is the most tokens of one job, prompt and answer together. Default 2048. Example 8192.
	Context uint32 `koanf:"context" json:"context"`
	// Threads is how many CPU threads compute. Default 0, which is one less than the machine has, at least 1. Example 4.
	Threads int `koanf:"threads" json:"threads"`
	// Variant is the CPU variant of the runtime. Default "", which is the best that this CPU runs. Example "haswell".
	Variant string `koanf:"variant" json:"variant"`
	// PriceInput is base units per 1,000,000 tokens of prompt. Default "100000000000000000".
	PriceInput dgrid.Amount `koanf:"price_input" json:"priceInput"`
	// PriceOutput is base units per 1,000,000 tokens of answer. Default "400000000000000000".
	PriceOutput dgrid.Amount `koanf:"price_output" json:"priceOutput"`
	// Slots is how many jobs are admitted at a time. Default 1. Example 4.
	Slots int `koanf:"slots" json:"slots"`
}

// Price is what the model costs.
func (m *ModelConfig) Price() dgrid.Price {
	return dgrid.Price{Input: m.PriceInput, Output: m.PriceOutput}
}

// Paths of the home folder, in one place; docs/home.md draws them.
const (
	FileName    = "config.toml"
	NetworkName = "network.json"
	keysName    = "keys"
	storeName   = "store"
)

// File is the configuration file.
func (c *Config) File() string { return filepath.Join(c.Home, FileName) }

// KeysDir is the folder of the keys.
func (c *Config) KeysDir() string { return filepath.Join(c.Home, keysName) }

// StoreDir is the folder of journal and index.
func (c *Config) StoreDir() string { return filepath.Join(c.Home, storeName) }

// absolute makes a path of the configuration absolute; an empty one stays empty.
func (c *Config) absolute(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.Home, path)
}

// Bytes is a size. Its text is a whole number, alone or with a unit: B, kB, MB, GB, TB, KiB, MiB, GiB or TiB.
type Bytes uint64

var byteUnits = []struct {
	name string
	size uint64
}{
	{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1},
}

// String is the size in the largest binary unit that divides it.
func (b Bytes) String() string {
	for _, u := range byteUnits[:4] {
		if b != 0 && uint64(b)%u.size == 0 {
			return fmt.Sprintf("%d %s", uint64(b)/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d B", uint64(b))
}

// MarshalText is String.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads what MarshalText writes, and a number without a unit.
func (b *Bytes) UnmarshalText(text []byte) error {
	number, unit := strings.TrimSpace(string(text)), uint64(1)
	for _, u := range byteUnits {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(rest), u.size
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil || n > ^uint64(0)/unit {
		return fmt.Errorf("parse size %.40q: want a whole number of bytes, for example \"1 GiB\" or \"1073741824\"", text)
	}
	*b = Bytes(n * unit)
	return nil
}
