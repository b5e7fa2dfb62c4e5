package contract_test

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/contract/internal/oddtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
)

var (
	tokenABI    = devtoken.NewDevToken()
	stakingABI  = staking.NewStaking()
	anchorsABI  = anchors.NewAnchors()
	escrowABI   = escrow.NewEscrow()
	disputesABI = disputes.NewDisputes()

	model = dgrid.ModelID(dgrid.Hash([]byte("a model")))
	class = dgrid.Hash([]byte("a class"))
	burnt = dgrid.Address{18: 0xde, 19: 0xad}
)

func testParams() contract.Params {
	return contract.Params{
		TicketStake: dgrid.NewAmount(100), UnbondDelay: 10_000,
		Slots: 8, MinInterval: 10, PinDelay: 2,
		WithdrawDelay: 1_000, MatureDelay: 3_200, BurnBps: 1_000, MinStake: dgrid.NewAmount(500),
		SlashBps: 2_000, MismatchBps: 5_000, ReporterBps: 3_000, AnswerWindow: 600, DisputeWindow: 1_200, ChallengeBlocks: 40,
		MinValidators: 3, Seats: 5, MinBond: dgrid.NewAmount(1_000),
	}
}

// person is somebody who sends transactions and signs objects.
type person struct {
	dgrid.Address
	key   *ecdsa.PrivateKey
	nonce uint64
}

// chain is a simulated chain on which the contracts are deployed.
type chain struct {
	*testing.T
	*contract.Deployment
	sim    *simulated.Backend
	domain dgrid.Domain
	people map[string]*person
}

// committing mines each transaction at once.
type committing struct {
	simulated.Client
	sim *simulated.Backend
}

func (c *committing) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if err := c.Client.SendTransaction(ctx, tx); err != nil {
		return err
	}
	c.sim.Commit()
	return nil
}

// osaka is the chain with the rules of today's main network; the backend's default goes on to Bogota.
func osaka(_ *node.Config, eth *ethconfig.Config) {
	config := *params.AllDevChainProtocolChanges
	config.BogotaTime = nil
	eth.Genesis.Config = &config
}

func bogota(*node.Config, *ethconfig.Config) {}

func newPerson(name string) *person {
	h := dgrid.Hash([]byte(name))
	key, err := crypto.ToECDSA(h[:])
	if err != nil {
		panic(err)
	}
	return &person{Address: crypto.PubkeyToAddress(key.PublicKey), key: key}
}

func newChain(t *testing.T, edit ...func(*contract.Params)) *chain {
	p := testParams()
	for _, e := range edit {
		e(&p)
	}
	return newChainWith(t, p, osaka)
}

func newChainWith(t *testing.T, p contract.Params, rules func(*node.Config, *ethconfig.Config)) *chain {
	t.Helper()
	c := &chain{T: t, people: map[string]*person{}}
	alloc := types.GenesisAlloc{}
	for _, name := range strings.Fields("deployer payer payer2 provider provider2 signer watcher v0 v1 v2 v3 v4 v5 v6 v7") {
		q := newPerson(name)
		c.people[name] = q
		alloc[q.Address] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1_000_000), big.NewInt(params.Ether))}
	}
	c.sim = simulated.NewBackend(alloc, rules, simulated.WithBlockGasLimit(60_000_000))
	t.Cleanup(func() {
		if err := c.sim.Close(); err != nil {
			t.Error(err)
		}
	})
	deployer := c.who("deployer")
	opts := bind.NewKeyedTransactor(deployer.key, big.NewInt(1337))
	if p.Token == oddToken {
		p.Token, deployer.nonce = c.deploy(deployer, oddtoken.OddTokenMetaData.Bin, nil), 0
	}
	d, err := contract.Deploy(t.Context(), &committing{c.sim.Client(), c.sim}, opts, p)
	if err != nil {
		t.Fatal(err)
	}
	deployer.nonce, err = c.sim.Client().PendingNonceAt(t.Context(), deployer.Address)
	if err != nil {
		t.Fatal(err)
	}
	c.Deployment = d
	c.domain = dgrid.Domain{ChainID: 1337, Anchors: d.Anchors.Address, Escrow: d.Escrow.Address}
	return c
}

// oddToken stands for a new OddToken as the contracts' token.
var oddToken = dgrid.Address{0: 0xff}

// deploy deploys one more contract.
func (c *chain) deploy(by *person, code string, constructor []byte) dgrid.Address {
	c.Helper()
	opts := bind.NewKeyedTransactor(by.key, big.NewInt(1337))
	addr, _, err := bind.DeployContract(opts, common.FromHex(code), &committing{c.sim.Client(), c.sim}, constructor)
	if err != nil {
		c.Fatal(err)
	}
	by.nonce++
	return addr
}

func (c *chain) who(name string) *person {
	c.Helper()
	p := c.people[name]
	if p == nil {
		c.Fatalf("nobody is called %s", name)
	}
	return p
}

// post sends a transaction without mining it.
func (c *chain) post(from *person, to dgrid.Address, value int64, data []byte) *types.Transaction {
	c.Helper()
	tx, err := types.SignNewTx(from.key, types.NewPragueSigner(big.NewInt(1337)), &types.DynamicFeeTx{
		ChainID: big.NewInt(1337), Nonce: from.nonce, GasTipCap: big.NewInt(params.GWei), GasFeeCap: big.NewInt(params.GWei * 10),
		Gas: 15_000_000, To: &to, Value: big.NewInt(value), Data: data,
	})
	if err != nil {
		c.Fatal(err)
	}
	if err := c.sim.Client().SendTransaction(c.Context(), tx); err != nil {
		c.Fatal(err)
	}
	from.nonce++
	return tx
}

// send sends a transaction and mines it; it has to succeed.
func (c *chain) send(from *person, to dgrid.Address, data []byte) *types.Receipt {
	c.Helper()
	return c.pay(from, to, 0, data)
}

func (c *chain) pay(from *person, to dgrid.Address, value int64, data []byte) *types.Receipt {
	c.Helper()
	tx := c.post(from, to, value, data)
	c.sim.Commit()
	receipt, err := c.sim.Client().TransactionReceipt(c.Context(), tx.Hash())
	if err != nil {
		c.Fatal(err)
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		_, err := c.sim.Client().CallContract(c.Context(), ethereum.CallMsg{From: from.Address, To: &to, Value: big.NewInt(value), Data: data}, nil)
		c.Fatalf("the transaction was reverted: %s", reason(err))
	}
	return receipt
}

// refused fails unless the call is reverted with this error: its name, or its name and values.
func (c *chain) refused(want string, from *person, to dgrid.Address, data []byte) {
	c.Helper()
	c.refusedPaying(want, from, to, 0, data)
}

func (c *chain) refusedPaying(want string, from *person, to dgrid.Address, value int64, data []byte) {
	c.Helper()
	_, err := c.sim.Client().CallContract(c.Context(), ethereum.CallMsg{From: from.Address, To: &to, Value: big.NewInt(value), Data: data}, nil)
	if err == nil {
		c.Errorf("the call succeeded, want %s", want)
	} else if got := reason(err); got != want && !strings.HasPrefix(got, want+"(") {
		c.Errorf("the call was refused by %s, want %s", got, want)
	}
}

// reason is a contract's error as Name(values).
func reason(err error) string {
	var data rpc.DataError
	if !errors.As(err, &data) {
		return fmt.Sprint(err)
	}
	hex, _ := data.ErrorData().(string)
	raw := common.FromHex(hex)
	for _, parsed := range []abi.ABI{tokenABI.GetABI(), stakingABI.GetABI(), anchorsABI.GetABI(), escrowABI.GetABI(), disputesABI.GetABI()} {
		for _, e := range parsed.Errors {
			if len(raw) >= 4 && string(raw[:4]) == string(e.ID[:4]) {
				values, err := e.Inputs.Unpack(raw[4:])
				if err != nil {
					return err.Error()
				}
				s := make([]string, len(values))
				for i, v := range values {
					s[i] = fmt.Sprint(v)
				}
				return e.Name + "(" + strings.Join(s, ", ") + ")"
			}
		}
	}
	return fmt.Sprintf("%v, data %s", err, hex)
}

// ask calls a view.
func ask[T any](c *chain, to dgrid.Address, data []byte, unpack func([]byte) (T, error)) T {
	c.Helper()
	out, err := c.sim.Client().CallContract(c.Context(), ethereum.CallMsg{To: &to, Data: data}, nil)
	if err != nil {
		c.Fatal(reason(err))
	}
	v, err := unpack(out)
	if err != nil {
		c.Fatal(err)
	}
	return v
}

// event is the only event of its kind in the receipt.
func event[T any](c *chain, receipt *types.Receipt, unpack func(*types.Log) (*T, error)) *T {
	c.Helper()
	var found *T
	for _, log := range receipt.Logs {
		if e, err := unpack(log); err == nil {
			if found != nil {
				c.Fatalf("two events %T", *found)
			}
			found = e
		}
	}
	if found == nil {
		c.Fatalf("no event %T", *new(T))
	}
	return found
}

// pass lets seconds pass. The pool forgets the transactions of a block a moment after the block is there; until then the backend refuses.
func (c *chain) pass(seconds int64) {
	c.Helper()
	var err error
	for range 1000 {
		if err = c.sim.AdjustTime(time.Duration(seconds) * time.Second); err == nil {
			return
		}
		<-time.After(5 * time.Millisecond)
	}
	c.Fatal(err)
}

// mine adds empty blocks.
func (c *chain) mine(blocks int) {
	for range blocks {
		c.sim.Commit()
	}
}

func (c *chain) block() uint64 {
	c.Helper()
	n, err := c.sim.Client().BlockNumber(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	return n
}

// mint gives tokens to somebody, and the contract leave to take them.
func (c *chain) mint(to *person, amount int64, spender dgrid.Address) {
	c.Helper()
	c.send(to, c.Token.Address, tokenABI.PackMint(to.Address, big.NewInt(amount)))
	c.send(to, c.Token.Address, tokenABI.PackApprove(spender, abi.MaxUint256))
}

func (c *chain) tokens(of dgrid.Address) int64 {
	c.Helper()
	return ask(c, c.Token.Address, tokenABI.PackBalanceOf(of), tokenABI.UnpackBalanceOf).Int64()
}

// stake gives somebody stake.
func (c *chain) stake(p *person, amount int64) {
	c.Helper()
	c.mint(p, amount, c.Staking.Address)
	c.send(p, c.Staking.Address, stakingABI.PackStake(big.NewInt(amount), dgrid.Address{}))
}

func (c *chain) stakeOf(p *person) int64 {
	c.Helper()
	return ask(c, c.Staking.Address, stakingABI.PackStakeOf(p.Address), stakingABI.UnpackStakeOf).Int64()
}

// deposit gives a payer a balance.
func (c *chain) deposit(p *person, amount int64) {
	c.Helper()
	c.mint(p, amount, c.Escrow.Address)
	c.send(p, c.Escrow.Address, escrowABI.PackDeposit(big.NewInt(amount)))
}

func (c *chain) balanceOf(p *person) int64 {
	c.Helper()
	return ask(c, c.Escrow.Address, escrowABI.PackBalanceOf(p.Address), escrowABI.UnpackBalanceOf).Int64()
}

func (c *chain) sign(o dgrid.Object, p *person) []byte {
	c.Helper()
	sig, err := c.domain.Sign(o, p.key)
	if err != nil {
		c.Fatal(err)
	}
	return sig[:]
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
