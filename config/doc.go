// Package config says what an operator can set, where a value came from, and which network a node belongs to.
//
// # Terms
//
//   - home: the folder of one node: configuration, network file, keys and store. docs/home.md draws it.
//   - key: the name of a setting as the configuration file writes it, for example "store.min_free".
//   - layer: one place a value can come from. A later layer wins: default, file, environment, flag.
//   - origin: the layer that decided a key, with the file's path, the variable's or the flag's name.
//   - network: the parameters that all nodes must agree on. Their hash is the network's id.
//
// # Names
//
// Key "store.min_free" is variable DGRID_STORE_MIN_FREE and flag --store-min-free. default.toml is at the same time the list
// of defaults, the documentation of every key and the file that `dgridd init` writes; nothing else states a default. A key
// that is in no such list is an error, in the file and in the environment, and the error names the nearest key.
//
// The package reads files and the environment, and starts nothing. Only cmd and node's wiring import it; packages below get
// the values that they need.
package config
