package settlement_test

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	gethlog "github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/accessmanager"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
)

// Parameters of the model's contracts: seconds, blocks, base units.
const (
	modelSlots           = 256
	modelMinInterval     = 4
	modelPinDelay        = 1
	modelUnbondDelay     = 2000
	modelWithdrawDelay   = 400
	modelMatureDelay     = 200
	modelAnswerWindow    = 300
	modelChallengeBlocks = 60
	modelBurnBps         = 100
	modelMinStake        = 500
	modelConfirmations   = 3
	modelStart           = 3_000_000_000 // time of the first block: later than any clock, so that a seed gives the same times every time
)

var (
	tokenABI    = devtoken.NewDevToken()
	managerABI  = accessmanager.NewAccessManager()
	stakingABI  = staking.NewStaking()
	anchorsABI  = anchors.NewAnchors()
	escrowABI   = escrow.NewEscrow()
	disputesABI = disputes.NewDisputes()

	burned     = dgrid.Address{18: 0xde, 19: 0xad}
	chainKeys  = append(modelKeys[:3:3], seedKey("deployer"), seedKey("watcher"))
	chainID    = big.NewInt(1337)
	chainModel = dgrid.ModelID{7}
)

func seedKey(name string) *ecdsa.PrivateKey {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		panic(err)
	}
	return key
}

func addressOf(key *ecdsa.PrivateKey) dgrid.Address { return crypto.PubkeyToAddress(key.PublicKey) }

// simChain is go-ethereum's simulated chain with the contracts on it. The same key deploys them in the same order in each world, so
// they always have the same addresses, and signatures can be remembered over all worlds.
type simChain struct {
	backend *simulated.Backend
	client  simulated.Client
	nonce   uint64 // of the deployer

	token, manager, staking, anchors, escrow, disputes dgrid.Address
}

// quiet keeps go-ethereum from writing about each reorganisation.
func quiet() { gethlog.SetDefault(gethlog.NewLogger(slog.DiscardHandler)) }

func newSimChain(f faults) *simChain {
	alloc := types.GenesisAlloc{}
	for _, key := range chainKeys {
		alloc[addressOf(key)] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1_000_000), big.NewInt(params.Ether))}
	}
	rules := func(_ *node.Config, eth *ethconfig.Config) {
		config := *params.AllDevChainProtocolChanges
		config.BogotaTime = nil // the rules of the main network
		eth.Genesis.Config = &config
	}
	c := &simChain{backend: simulated.NewBackend(alloc, rules, simulated.WithBlockGasLimit(60_000_000))}
	c.client = c.backend.Client()
	if err := c.backend.AdjustTime(modelStart * time.Second); err != nil {
		panic(err)
	}
	c.deploy(f)
	return c
}

func (c *simChain) close() {
	if err := c.backend.Close(); err != nil {
		panic(err)
	}
}

// deploy sends all of it at once: the addresses follow from the deployer's nonces.
func (c *simChain) deploy(f faults) {
	at := func(nonce uint64) dgrid.Address { return crypto.CreateAddress(addressOf(chainKeys[3]), nonce) }
	c.token, c.manager, c.staking, c.anchors, c.escrow, c.disputes = at(0), at(1), at(2), at(3), at(4), at(5)
	looksAt := c.anchors
	if f.redeemsEarly {
		looksAt = at(6)
	}
	code := func(meta *bind.MetaData, constructor []byte) []byte {
		return append(common.FromHex(meta.Bin), constructor...)
	}
	escrowCode := code(&escrow.EscrowMetaData, escrowABI.PackConstructor(c.token, looksAt, c.staking, modelWithdrawDelay, modelMatureDelay, modelBurnBps, big.NewInt(modelMinStake)))
	if f.burnsElsewhere {
		escrowCode = burnElsewhere(escrowCode)
	}
	txs := []common.Hash{
		c.deployerSends(nil, code(&devtoken.DevTokenMetaData, nil)),
		c.deployerSends(nil, code(&accessmanager.AccessManagerMetaData, managerABI.PackConstructor(addressOf(chainKeys[3])))),
		c.deployerSends(nil, code(&staking.StakingMetaData, stakingABI.PackConstructor(c.token, c.manager, big.NewInt(100), modelUnbondDelay))),
		c.deployerSends(nil, code(&anchors.AnchorsMetaData, anchorsABI.PackConstructor(c.staking, modelSlots, modelMinInterval, modelPinDelay))),
		c.deployerSends(nil, escrowCode),
		c.deployerSends(nil, code(&disputes.DisputesMetaData, disputesABI.PackConstructor(c.anchors, c.staking, disputes.DisputeParams{
			SlashBps: 2000, MismatchBps: 5000, ReporterBps: 3000, AnswerWindow: modelAnswerWindow, Window: 300, ChallengeBlocks: modelChallengeBlocks,
			MinValidators: 3, Seats: 5, MinBond: big.NewInt(1000),
		}))),
		c.deployerSends(nil, saysYes),
	}
	var slash [4]byte
	parsed := stakingABI.GetABI()
	copy(slash[:], parsed.Methods["slash"].ID)
	txs = append(txs,
		c.deployerSends(&c.manager, managerABI.PackSetTargetFunctionRole(c.staking, [][4]byte{slash}, 1)),
		c.deployerSends(&c.manager, managerABI.PackGrantRole(1, c.disputes, 0)),
	)
	for range 2 { // not all of it fits one block
		c.backend.Commit()
	}
	for i, h := range txs {
		r, err := c.client.TransactionReceipt(context.Background(), h)
		if err != nil || r.Status != types.ReceiptStatusSuccessful {
			panic(fmt.Sprintf("deploy: transaction %d: %v, %v", i, r, err))
		}
	}
}

// saysYes deploys a contract that answers every call with 1.
var saysYes = common.FromHex("600a600c600039600a6000f3" + "600160005260206000f3")

// burnElsewhere is the Escrow whose BURNED is another address.
func burnElsewhere(code []byte) []byte {
	before := "61dead" // PUSH2 0xdead
	hex := common.Bytes2Hex(code)
	if !strings.Contains(hex, before) {
		panic("the Escrow does not push the burn address as it did: look at its code again")
	}
	return common.FromHex(strings.ReplaceAll(hex, before, "61beef"))
}

func (c *simChain) deployerSends(to *dgrid.Address, data []byte) common.Hash {
	tx := signTx(chainKeys[3], c.nonce, to, nil, data, 12_000_000)
	if err := c.client.SendTransaction(context.Background(), tx); err != nil {
		panic(err)
	}
	c.nonce++
	return tx.Hash()
}

func signTx(key *ecdsa.PrivateKey, nonce uint64, to *dgrid.Address, value *big.Int, data []byte, gas uint64) *types.Transaction {
	tx, err := types.SignNewTx(key, types.NewPragueSigner(chainID), &types.DynamicFeeTx{
		ChainID: chainID, Nonce: nonce, GasTipCap: big.NewInt(params.GWei), GasFeeCap: big.NewInt(10 * params.GWei), Gas: gas, To: to, Value: value, Data: data,
	})
	if err != nil {
		panic(err)
	}
	return tx
}

// send hands a transaction to the pool. One that is known, replaced or mined already is no error, as for any sender.
func (c *simChain) send(tx *types.Transaction) error {
	err := c.client.SendTransaction(context.Background(), tx)
	if err == nil {
		return nil
	}
	for _, fine := range []string{"already known", "nonce too low", "replacement transaction underpriced"} {
		if strings.Contains(err.Error(), fine) {
			return nil
		}
	}
	return err
}

// call asks a contract at a block, the latest where at is 0.
func (c *simChain) call(at uint64, from, to dgrid.Address, value *big.Int, data []byte) ([]byte, error) {
	var number *big.Int
	if at != 0 {
		number = new(big.Int).SetUint64(at)
	}
	return c.client.CallContract(context.Background(), ethereum.CallMsg{From: from, To: &to, Value: value, Data: data}, number)
}

// read calls a view at a block, the latest where at is 0.
func read[T any](c *simChain, at uint64, to dgrid.Address, data []byte, unpack func([]byte) (T, error)) T {
	out, err := c.call(at, dgrid.Address{}, to, nil, data)
	if err != nil {
		panic(fmt.Sprintf("read: %s", refusal(err)))
	}
	v, err := unpack(out)
	if err != nil {
		panic(err)
	}
	return v
}

// refusal is the name of a contract's error.
func refusal(err error) string {
	var data rpc.DataError
	if !errors.As(err, &data) {
		return fmt.Sprint(err)
	}
	hex, _ := data.ErrorData().(string)
	raw, decodeErr := hexutil.Decode(hex)
	if decodeErr != nil || len(raw) < 4 {
		return err.Error()
	}
	for _, parsed := range []abi.ABI{tokenABI.GetABI(), stakingABI.GetABI(), anchorsABI.GetABI(), escrowABI.GetABI(), disputesABI.GetABI()} {
		for _, e := range parsed.Errors {
			if string(raw[:4]) == string(e.ID[:4]) {
				return e.Name
			}
		}
	}
	return err.Error() + " " + hex
}

// narrowAmount is a contract's uint128.
func narrowAmount(b *big.Int) dgrid.Amount {
	a, err := dgrid.ParseAmount(b.String())
	if err != nil {
		panic(err)
	}
	return a
}

func bindProof(in *dgrid.Inclusion) anchors.Proof {
	l, b := &in.Leaf, &in.Batch
	p := anchors.Proof{
		Batch: anchors.Batch{Node: b.Node, Epoch: b.Epoch, Root: b.Root, Count: b.Count, BlockNumber: b.Block}, Index: in.Index, Path: make([][32]byte, len(in.Path)),
		Leaf: anchors.Leaf{Kind: uint8(l.Kind), Seq: l.Seq, Object: l.Object, Payer: l.Payer, Model: l.Model, PairFee: l.PairFee.Big(), Previous: l.Previous},
	}
	for i, h := range in.Path {
		p.Path[i] = h
	}
	return p
}

// as turns a binding's struct into the same one of another package.
func as[T any](v any) T { return *abi.ConvertType(v, new(T)).(*T) }

func disputeReceipt(r *dgrid.Receipt) disputes.Receipt {
	return disputes.Receipt{
		Job: r.Job, Payer: r.Payer, Provider: r.Provider, Model: r.Model, RequestHash: r.RequestHash, PromptTokens: r.PromptTokens, OutputTokens: r.OutputTokens,
		Root: r.Root, OutputHash: r.OutputHash, Fee: r.Fee.Big(), Started: r.Started, Ended: r.Ended, Finish: uint8(r.Finish),
	}
}

func disputeStep(s *dgrid.Step) disputes.Step {
	return disputes.Step{Job: s.Job, Number: s.Number, Root: s.Root, OutputTokens: s.OutputTokens, Fee: s.Fee.Big()}
}

func disputeAcceptance(a *dgrid.Acceptance) disputes.Acceptance {
	return disputes.Acceptance{Job: a.Job, PromptHash: a.PromptHash, PromptTokens: a.PromptTokens, AnchorBy: a.AnchorBy}
}
