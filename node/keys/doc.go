// Package keys makes a node's keys and opens them.
//
// # Terms
//
//   - owner key: the secp256k1 key that signs orders, vouchers and receipts. owner.key holds it in go-ethereum's keystore
//     format, version 3: encrypted under a password through scrypt. Other Ethereum tools read and write the same file.
//   - peer key: the Ed25519 key that names the node in libp2p. peer.key holds libp2p's own encoding of it. It can be replaced
//     without losing money; the owner key cannot.
//   - password file: one line, the password of owner.key. It may lie outside the folder, on a medium of its own.
//
// Folder and files must belong to their owner alone: Load refuses a file that others could read and says what to run. No key
// and no password appears in an error. docs/home.md specifies names, modes and formats.
package keys
