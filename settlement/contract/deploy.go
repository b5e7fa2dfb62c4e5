package contract

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/accessmanager"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
)

// SlashRole is the AccessManager's role that may call Staking.slash. Disputes holds it.
const SlashRole = 1

// Params are the parameters of all contracts. They are immutable once deployed, so the hashes of the contracts' code speak for them. Times
// are in seconds, shares in basis points (1/10,000), amounts in the token's least unit.
type Params struct {
	Token dgrid.Address `json:"token"` // zero: a DevToken is deployed, which anybody may mint
	Admin dgrid.Address `json:"admin"` // who moves roles in the AccessManager; zero: the deployer

	TicketStake dgrid.Amount `json:"ticketStake"` // locked by a validator's ticket
	UnbondDelay uint64       `json:"unbondDelay"`

	Slots       uint32 `json:"slots"`       // batches of a node that the chain can look up
	MinInterval uint64 `json:"minInterval"` // between two anchors of a node
	PinDelay    uint64 `json:"pinDelay"`    // blocks from an anchor to the block that draws its jobs, 1 to 255

	WithdrawDelay uint64       `json:"withdrawDelay"`
	MatureDelay   uint64       `json:"matureDelay"` // until a provider with less than MinStake is paid
	BurnBps       uint16       `json:"burnBps"`     // of each payment
	MinStake      dgrid.Amount `json:"minStake"`

	SlashBps        uint16       `json:"slashBps"`    // of the stake, for a fault that needs no vote
	MismatchBps     uint16       `json:"mismatchBps"` // of the stake, for a conviction by a committee
	ReporterBps     uint16       `json:"reporterBps"` // of what is slashed
	AnswerWindow    uint64       `json:"answerWindow"`
	DisputeWindow   uint64       `json:"disputeWindow"` // from a conviction to its execution
	ChallengeBlocks uint64       `json:"challengeBlocks"`
	MinValidators   uint32       `json:"minValidators"`
	Seats           uint32       `json:"seats"`   // at most 21
	MinBond         dgrid.Amount `json:"minBond"` // wei
}

// Contract is a contract on the chain.
type Contract struct {
	Address dgrid.Address `json:"address"`
	Code    dgrid.Digest  `json:"code"`  // keccak256 of its runtime code, immutables included
	Block   uint64        `json:"block"` // in which it was deployed; 0 for a token that was there
}

// Deployment is where the contracts of a network are.
type Deployment struct {
	Token         Contract `json:"token"`
	AccessManager Contract `json:"accessManager"`
	Staking       Contract `json:"staking"`
	Anchors       Contract `json:"anchors"`
	Escrow        Contract `json:"escrow"`
	Disputes      Contract `json:"disputes"`
}

// Backend is a chain that transactions are sent to and waited for on.
type Backend interface {
	bind.ContractBackend
	bind.DeployBackend
}

// Deploy deploys all contracts one after the other, each when the one before is mined, and gives Disputes the right to slash. opts signs for
// the deployer; its nonce and value must be left to the backend. A call that fails half way leaves contracts behind that nobody uses.
func Deploy(ctx context.Context, backend Backend, opts *bind.TransactOpts, p Params) (*Deployment, error) {
	d := &deployer{ctx: ctx, backend: backend, opts: *opts}
	d.opts.Context = ctx
	var out Deployment
	if p.Token == (dgrid.Address{}) {
		out.Token = d.deploy(&devtoken.DevTokenMetaData, nil)
	} else {
		out.Token = Contract{Address: p.Token, Code: d.code(p.Token)}
	}
	out.AccessManager = d.deploy(&accessmanager.AccessManagerMetaData, accessmanager.NewAccessManager().PackConstructor(opts.From))
	out.Staking = d.deploy(&staking.StakingMetaData,
		staking.NewStaking().PackConstructor(out.Token.Address, out.AccessManager.Address, p.TicketStake.Big(), p.UnbondDelay))
	out.Anchors = d.deploy(&anchors.AnchorsMetaData,
		anchors.NewAnchors().PackConstructor(out.Staking.Address, p.Slots, p.MinInterval, p.PinDelay))
	out.Escrow = d.deploy(&escrow.EscrowMetaData, escrow.NewEscrow().PackConstructor(out.Token.Address, out.Anchors.Address, out.Staking.Address,
		p.WithdrawDelay, p.MatureDelay, p.BurnBps, p.MinStake.Big()))
	out.Disputes = d.deploy(&disputes.DisputesMetaData, disputes.NewDisputes().PackConstructor(out.Anchors.Address, out.Staking.Address, p.disputes()))
	d.grant(&out, p.Admin)
	if d.err != nil {
		return nil, d.err
	}
	return &out, nil
}

func (p *Params) disputes() disputes.DisputeParams {
	return disputes.DisputeParams{
		SlashBps: p.SlashBps, MismatchBps: p.MismatchBps, ReporterBps: p.ReporterBps,
		AnswerWindow: p.AnswerWindow, Window: p.DisputeWindow, ChallengeBlocks: p.ChallengeBlocks,
		MinValidators: p.MinValidators, Seats: p.Seats, MinBond: p.MinBond.Big(),
	}
}

// deployer does nothing more after its first error.
type deployer struct {
	ctx     context.Context
	backend Backend
	opts    bind.TransactOpts
	err     error
}

func (d *deployer) deploy(meta *bind.MetaData, constructor []byte) Contract {
	if d.err != nil {
		return Contract{}
	}
	addr, tx, err := bind.DeployContract(&d.opts, common.FromHex(meta.Bin), d.backend, constructor)
	if err != nil {
		d.err = fmt.Errorf("deploy %s: %w", meta.ID, err)
		return Contract{}
	}
	receipt := d.wait("deploy "+meta.ID, tx)
	if d.err != nil {
		return Contract{}
	}
	return Contract{Address: addr, Code: d.code(addr), Block: receipt.BlockNumber.Uint64()}
}

func (d *deployer) code(addr dgrid.Address) dgrid.Digest {
	if d.err != nil {
		return dgrid.Digest{}
	}
	h, err := CodeHash(d.ctx, d.backend, addr)
	if err != nil {
		d.err = err
	}
	return h
}

func (d *deployer) wait(what string, tx *types.Transaction) *types.Receipt {
	receipt, err := bind.WaitMined(d.ctx, d.backend, tx.Hash())
	if err != nil {
		d.err = fmt.Errorf("%s: wait for transaction %s: %w", what, tx.Hash(), err)
	} else if receipt.Status != types.ReceiptStatusSuccessful {
		d.err = fmt.Errorf("%s: transaction %s was reverted in block %d", what, tx.Hash(), receipt.BlockNumber)
	}
	return receipt
}

// grant gives Disputes the right to slash, and the AccessManager to admin where that is another than the deployer.
func (d *deployer) grant(out *Deployment, admin dgrid.Address) {
	m := accessmanager.NewAccessManager()
	instance := m.Instance(d.backend, out.AccessManager.Address)
	send := func(what string, data []byte) {
		if d.err != nil {
			return
		}
		tx, err := bind.Transact(instance, &d.opts, data)
		if err != nil {
			d.err = fmt.Errorf("%s: %w", what, err)
			return
		}
		d.wait(what, tx)
	}
	var slash [4]byte
	parsed := staking.NewStaking().GetABI()
	copy(slash[:], parsed.Methods["slash"].ID)
	send("allow the role to slash", m.PackSetTargetFunctionRole(out.Staking.Address, [][4]byte{slash}, SlashRole))
	send("grant Disputes the role", m.PackGrantRole(SlashRole, out.Disputes.Address, 0))
	if admin != (dgrid.Address{}) && admin != d.opts.From {
		send("grant the administrator its role", m.PackGrantRole(0, admin, 0))
		send("renounce the administrator's role", m.PackRenounceRole(0, d.opts.From))
	}
}

// CodeReader reads the code of contracts in the latest block.
type CodeReader interface {
	CodeAt(ctx context.Context, contract common.Address, block *big.Int) ([]byte, error)
}

// CodeHash is keccak256 of the runtime code at addr. It fails where there is none.
func CodeHash(ctx context.Context, chain CodeReader, addr dgrid.Address) (dgrid.Digest, error) {
	code, err := chain.CodeAt(ctx, addr, nil)
	if err != nil {
		return dgrid.Digest{}, fmt.Errorf("read the code of %s: %w", addr, err)
	}
	if len(code) == 0 {
		return dgrid.Digest{}, fmt.Errorf("read the code of %s: there is no contract at this address; check the chain and the network file", addr)
	}
	return dgrid.Hash(code), nil
}
