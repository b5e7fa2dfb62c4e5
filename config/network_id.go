package config

import (
	"github.com/ethereum/go-ethereum/accounts/abi"

	"github.com/dgrid-network/dgrid"
)

// computeID is keccak256(encode()).
func (n *Network) computeID() dgrid.Digest { return dgrid.Hash(n.encode()) }

// The first word of an encoding says whether the network has a chain, so that none of one kind equals one of the other.
const (
	networkTag      = "dgrid/network/0"
	networkChainTag = "dgrid/network/chain/0"
)

// encode is abi.encode over everything but the id and the bootstrap peers: whom to dial first is advice, and a network must be able to
// change it without becoming another one. What only a chain gives meaning is encoded where there is one, and else refused by Validate.
func (n *Network) encode() []byte {
	p := &n.Params
	tag, arguments := networkTag, networkArguments
	if n.HasChain() {
		tag, arguments = networkChainTag, networkChainArguments
	}
	values := []any{
		tag, n.Name, n.Domain.ChainID, [32]byte(n.Genesis),
		n.Domain.Anchors, n.Domain.Escrow, [32]byte(n.Code.Anchors), [32]byte(n.Code.Escrow),
		n.Token.Address, n.Token.Decimals, n.Token.Symbol,
		uint64(p.Accept), uint64(p.Anchor), uint64(p.Dispute), uint64(p.Keep),
		uint32(p.Sampling), p.Seats, p.MinValidators, p.Slots,
	}
	if n.HasChain() {
		values = append(values,
			n.Contracts.Staking, n.Contracts.Disputes, n.Contracts.Access,
			[32]byte(n.Code.Staking), [32]byte(n.Code.Disputes), [32]byte(n.Code.Access), [32]byte(n.Code.Token),
			p.Committee, uint64(p.Block), p.Confirmations, p.PinDelay,
			uint64(p.Unbond), uint64(p.Withdraw), uint64(p.Answer), uint64(p.Appeal),
			uint64(p.Batch), p.BatchCount, p.BatchValue.Big(), p.WatchAt, p.SuspendAt, p.SlashAt)
	}
	b, err := arguments.Pack(values...)
	if err != nil {
		// The arguments' Go types are fixed by this function, so no value of a field leads here.
		panic("config: encode network: " + err.Error())
	}
	return b
}

var (
	networkTypes = []string{
		"string", "string", "uint64", "bytes32",
		"address", "address", "bytes32", "bytes32",
		"address", "uint8", "string",
		"uint64", "uint64", "uint64", "uint64",
		"uint32", "uint32", "uint32", "uint32",
	}
	chainTypes = []string{
		"address", "address", "address",
		"bytes32", "bytes32", "bytes32", "bytes32",
		"uint32", "uint64", "uint64", "uint64",
		"uint64", "uint64", "uint64", "uint64",
		"uint64", "uint32", "uint128", "uint64", "uint64", "uint64",
	}

	networkArguments      = argumentsOf(networkTypes)
	networkChainArguments = argumentsOf(append(networkTypes[:len(networkTypes):len(networkTypes)], chainTypes...))
)

func argumentsOf(types []string) (args abi.Arguments) {
	for _, t := range types {
		typ, err := abi.NewType(t, "", nil)
		if err != nil {
			panic("config: impossible ABI type " + t + ": " + err.Error())
		}
		args = append(args, abi.Argument{Type: typ})
	}
	return args
}
