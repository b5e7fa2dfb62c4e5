package config

import (
	"github.com/ethereum/go-ethereum/accounts/abi"

	"github.com/dgrid-network/dgrid"
)

// computeID is keccak256(encode()).
func (n *Network) computeID() dgrid.Digest { return dgrid.Hash(n.encode()) }

// encode is abi.encode("dgrid/network/0", ...) over everything but the id and the bootstrap peers: whom to dial
// first is advice, and a network must be able to change it without becoming another one.
func (n *Network) encode() []byte {
	p := &n.Params
	b, err := networkArguments.Pack("dgrid/network/0", n.Name, n.Domain.ChainID, [32]byte(n.Genesis),
		n.Domain.Anchors, n.Domain.Escrow, [32]byte(n.Code.Anchors), [32]byte(n.Code.Escrow),
		n.Token.Address, n.Token.Decimals, n.Token.Symbol,
		uint64(p.Accept), uint64(p.Anchor), uint64(p.Dispute), uint64(p.Keep),
		uint32(p.Sampling), p.Seats, p.MinValidators, p.Slots)
	if err != nil {
		// The arguments' Go types are fixed by this function, so no value of a field leads here.
		panic("config: encode network: " + err.Error())
	}
	return b
}

var networkArguments = func() (args abi.Arguments) {
	for _, t := range []string{"string", "string", "uint64", "bytes32",
		"address", "address", "bytes32", "bytes32",
		"address", "uint8", "string",
		"uint64", "uint64", "uint64", "uint64",
		"uint32", "uint32", "uint32", "uint32"} {
		typ, err := abi.NewType(t, "", nil)
		if err != nil {
			panic("config: impossible ABI type " + t + ": " + err.Error())
		}
		args = append(args, abi.Argument{Type: typ})
	}
	return args
}()
