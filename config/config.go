package config

import (
	"path/filepath"
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

	P2P       P2P           `koanf:"p2p" json:"p2p"`
	Keys      Keys          `koanf:"keys" json:"keys"`
	Chain     Chain         `koanf:"chain" json:"chain"`
	Gateway   Gateway       `koanf:"gateway" json:"gateway"`
	Engine    Engine        `koanf:"engine" json:"engine"`
	Provider  Provider      `koanf:"provider" json:"provider"`
	Auditor   Auditor       `koanf:"auditor" json:"auditor"`
	Validator Validator     `koanf:"validator" json:"validator"`
	Payer     Payer         `koanf:"payer" json:"payer"`
	Store     Store         `koanf:"store" json:"store"`
	Log       Log           `koanf:"log" json:"log"`
	Models    []ModelConfig `koanf:"models" json:"models"`
}

// P2P is how the node meets others.
type P2P struct {
	// Listen is the multiaddresses to listen on. Default TCP and QUIC on all interfaces, port 4700.
	// Example ["/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/udp/0/quic-v1"].
	Listen []string `koanf:"listen" json:"listen"`
	// Peers is the multiaddresses, each with its peer id, that are dialled besides the network file's bootstrap peers. Default [].
	// Example ["/ip4/192.0.2.7/tcp/4700/p2p/12D3KooW..."].
	Peers []string `koanf:"peers" json:"peers"`
	// MDNS says whether peers of the same local network are looked for. Default true. Example false.
	MDNS bool `koanf:"mdns" json:"mdns"`
	// DHT is the node's part in the Kademlia table: auto, server or client; see DHTMode. Default "auto". Example "server".
	DHT string `koanf:"dht" json:"dht"`
	// Relay says whether the node relays for peers that cannot be dialled. Default false. Example true.
	Relay bool `koanf:"relay" json:"relay"`
	// AdvertInterval is how often the node repeats what it offers. A duration of 1 s to 1 h. Default "60s". Example "5s".
	AdvertInterval time.Duration `koanf:"advert_interval" json:"advertInterval"`
}

// The parts that a node can have in the Kademlia table.
const (
	DHTAuto   = "auto"   // a server where others can dial the node
	DHTServer = "server" // answers others
	DHTClient = "client" // only asks
)

// Keys is how the node's keys are opened.
type Keys struct {
	// PasswordFile is the path, relative to Home, of the file that holds the password of owner.key. Default "keys/password".
	// Example "/run/secrets/dgrid".
	PasswordFile string `koanf:"password_file" json:"passwordFile"`
}

// Chain is how the node reaches the chain of its network, if that has one.
type Chain struct {
	// RPC is the addresses of JSON-RPC endpoints, http, https, ws or wss, the preferred one first. Default [], which is no chain.
	// Example ["https://rpc.example.org", "https://rpc.example.net"].
	RPC []string `koanf:"rpc" json:"rpc"`
	// MaxFee is the most that the node pays for a unit of gas, in wei. Default "200 gwei". Example "5 gwei".
	MaxFee Wei `koanf:"max_fee" json:"maxFee"`
	// Timeout is how long one answer of an endpoint is waited for. A duration of 1 s to 5 m. Default "10s". Example "30s".
	Timeout time.Duration `koanf:"timeout" json:"timeout"`
}

// Gateway is the HTTP API for programs.
type Gateway struct {
	// Enabled says whether the node answers HTTP. Default true. Example false.
	Enabled bool `koanf:"enabled" json:"enabled"`
	// Listen is host and port; port 0 takes a free one. Default "127.0.0.1:8484". Example "[::1]:8080".
	Listen string `koanf:"listen" json:"listen"`
	// Hosts is the names, without port, that requests may be sent to besides localhost and the address itself. Default [].
	// Example ["gateway.example.org"].
	Hosts []string `koanf:"hosts" json:"hosts"`
	// Origins is the origins of web pages that may ask from a browser. Default []. Example ["https://chat.example.org"].
	Origins []string `koanf:"origins" json:"origins"`
	// MaxRequests is how many requests are answered at once. Default 64. Example 16.
	MaxRequests int `koanf:"max_requests" json:"maxRequests"`
}

// Auditor is how the node checks others' answers.
type Auditor struct {
	// Enabled says whether the node computes answers of its models again for others. Default false. Example true.
	Enabled bool `koanf:"enabled" json:"enabled"`
	// Jobs is how many audits run at once. Default 1. Example 2.
	Jobs int `koanf:"jobs" json:"jobs"`
}

// Validator is how the node audits for the whole network, against a stake on the chain.
type Validator struct {
	// Enabled says whether the node draws seats for audits of its models, takes part in them and signs verdicts. It needs a stake.
	// Default false. Example true.
	Enabled bool `koanf:"enabled" json:"enabled"`
}

// Engine is what the node's models may use together.
type Engine struct {
	// Memory is what all loaded models may need together. Bytes. Default "0 B", which is what the machine has free when the node
	// starts, less a reserve. Example "12 GiB".
	Memory Bytes `koanf:"memory" json:"memory"`
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
	// AuditRate is the share of the node's own finished jobs that it has audited. A number from 0, which is none, to 1. Default 0.02.
	AuditRate Share `koanf:"audit_rate" json:"auditRate"`
	// Unverified says whether providers may be asked whose answers nobody can check. Default false. Example true.
	Unverified bool `koanf:"unverified" json:"unverified"`
	// Auditors is the ids of the peers that may audit for this node. Default [], which draws among those that offer it.
	// Example ["12D3KooW..."].
	Auditors []string `koanf:"auditors" json:"auditors"`
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

// ModelConfig is one model that the node serves, audits or validates.
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
	// Device is what the model runs on: auto, cpu, or names of devices with commas between them. Default "auto". Example "CUDA0,CUDA1".
	Device string `koanf:"device" json:"device"`
	// GPULayers is how many layers lie on GPUs. Default 0, which is as many as fit the free memory. Example 20.
	GPULayers int `koanf:"gpu_layers" json:"gpuLayers"`
	// PriceInput is base units per 1,000,000 tokens of prompt. Default "100000000000000000".
	PriceInput dgrid.Amount `koanf:"price_input" json:"priceInput"`
	// PriceOutput is base units per 1,000,000 tokens of answer. Default "400000000000000000".
	PriceOutput dgrid.Amount `koanf:"price_output" json:"priceOutput"`
	// Slots is how many jobs run beside each other, each up to Context tokens as long as the KV cache has room. Default 0, which is
	// 8, or what an eighth of the memory holds if that is less, at least 2. Example 4.
	Slots int `koanf:"slots" json:"slots"`
	// Load is when the model is loaded: auto, start or demand; see LoadAuto and the others. Default "auto". Example "demand".
	Load string `koanf:"load" json:"load"`
	// MemoryLimit is what the model's process may take beside the model's file; at more it ends. Bytes. Default 0, which is what the
	// file's header suggests, twice, and 2 GiB. Example "8 GiB".
	MemoryLimit Bytes `koanf:"memory_limit" json:"memoryLimit"`
}

// When a model is loaded. A loaded one may be evicted whenever another needs its memory.
const (
	LoadAuto   = "auto"   // when the node starts, if it fits beside those before it; else when it is first asked for
	LoadStart  = "start"  // when the node starts
	LoadDemand = "demand" // when it is first asked for
)

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

// DHTMode is the node's part in the Kademlia table of n. On a development network auto is server: its nodes lie on one machine, so
// none of them would ever learn that others can dial it.
func (c *Config) DHTMode(n *Network) string {
	if c.P2P.DHT == DHTAuto && n.Dev() {
		return DHTServer
	}
	return c.P2P.DHT
}
