// Package contract deploys the network's contracts: where payers' money lies (Escrow), where nodes anchor their batches (Anchors),
// where they stake (Staking), and where proofs become slashes (Disputes). Their sources are in sol, their bindings in a
// package each, made by generate.sh; docs/contracts.md says what they hold and how to call them.
package contract
