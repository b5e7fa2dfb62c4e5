package config

import "encoding/hex"

// EncodeNetwork is the encoding that a network's id is the hash of, in hexadecimal.
func EncodeNetwork(n *Network) string { return "0x" + hex.EncodeToString(n.encode()) }
