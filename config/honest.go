//go:build !dishonest

package config

// otherVariables are names with the prefix that belong to no key.
var otherVariables = []string{homeVariable}
