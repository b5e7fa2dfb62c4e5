package main_test

import (
	"context"
	"errors"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	devchain "github.com/dgrid-network/dgrid/cmd/dgrid-devchain"
)

const (
	killSeed     = 1
	transactions = 200
	kills        = 6
)

// seen is what a chain told before it was killed.
type seen struct {
	mu       sync.Mutex
	blocks   map[uint64]common.Hash
	receipts map[common.Hash]uint64 // block of a transaction
	balances map[common.Address]*big.Int
}

func (s *seen) block(number uint64, hash common.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks[number] = hash
}

// Nothing that the chain told is lost when it is killed: no block, no receipt, no balance.
func TestKilled(t *testing.T) {
	random := rand.New(rand.NewPCG(killSeed, 0))
	dir, told := t.TempDir(), &seen{blocks: map[uint64]common.Hash{}, receipts: map[common.Hash]uint64{}, balances: map[common.Address]*big.Int{}}
	killAt := map[int]time.Duration{} // after so long a wait in the transaction of that number
	for len(killAt) < kills {
		killAt[random.IntN(transactions)] = time.Duration(random.IntN(12_000)) * time.Microsecond
	}
	p := start(t, dir, "--period", "0")
	genesis := p.Genesis
	watch(t, p, told)
	for i := 0; i < transactions; {
		tx := transfer(t, p, random)
		if delay, ok := killAt[i]; ok {
			delete(killAt, i)
			killer := time.AfterFunc(delay, func() { _ = p.cmd.Process.Kill() })
			_ = send(t, p, tx, told)
			<-time.After(delay) // the answer may have been quicker
			killer.Stop()
			p.kill()
			p = start(t, dir, "--period", "0")
			if p.Genesis != genesis {
				t.Fatalf("genesis is %s, it was %s", p.Genesis, genesis)
			}
			check(t, p, told)
			watch(t, p, told)
			continue
		}
		if err := send(t, p, tx, told); err != nil {
			t.Fatalf("transaction %d: %v", i, err)
		}
		i++
	}
	check(t, p, told)
	t.Logf("%d blocks and %d receipts were seen, none was lost", len(told.blocks), len(told.receipts))
}

// watch keeps what the chain tells by itself.
func watch(t *testing.T, p *process, told *seen) {
	t.Helper()
	heads := make(chan *types.Header, 1024)
	subscription, err := p.rpc.EthSubscribe(t.Context(), heads, "newHeads")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			select {
			case h := <-heads:
				told.block(h.Number.Uint64(), h.Hash())
			case <-subscription.Err():
				return
			}
		}
	}()
}

func transfer(t *testing.T, p *process, random *rand.Rand) *types.Transaction {
	t.Helper()
	key, err := crypto.HexToECDSA(devchain.DevKey[2:])
	if err != nil {
		t.Fatal(err)
	}
	nonce, err := p.client.NonceAt(t.Context(), devchain.DevAddress, nil)
	if err != nil {
		t.Fatal(err)
	}
	to := common.BigToAddress(big.NewInt(0x1000 + random.Int64N(8)))
	return types.MustSignNewTx(key, types.LatestSignerForChainID(new(big.Int).SetUint64(p.ChainID)), &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(p.ChainID), Nonce: nonce, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(10e9), Gas: 21_000,
		To: &to, Value: big.NewInt(1 + random.Int64N(1e18)),
	})
}

// send waits for the receipt and keeps it, and the balance of who was paid.
func send(t *testing.T, p *process, tx *types.Transaction, told *seen) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := p.client.SendTransaction(ctx, tx); err != nil {
		return err
	}
	for {
		r, err := p.client.TransactionReceipt(ctx, tx.Hash())
		if errors.Is(err, ethereum.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		told.block(r.BlockNumber.Uint64(), r.BlockHash)
		told.receipts[tx.Hash()] = r.BlockNumber.Uint64()
		balance, err := p.client.BalanceAt(ctx, *tx.To(), nil)
		if err != nil {
			return err
		}
		told.balances[*tx.To()] = balance
		return nil
	}
}

// check holds the chain against all that was ever seen of it.
func check(t *testing.T, p *process, told *seen) {
	t.Helper()
	told.mu.Lock()
	defer told.mu.Unlock()
	for number, hash := range told.blocks {
		h, err := p.client.HeaderByNumber(t.Context(), new(big.Int).SetUint64(number))
		if err != nil || h.Hash() != hash {
			t.Errorf("block %d was %s: %v, %v", number, hash, h, err)
		}
	}
	for hash, number := range told.receipts {
		r, err := p.client.TransactionReceipt(t.Context(), hash)
		if err != nil || r.BlockNumber.Uint64() != number || r.Status != types.ReceiptStatusSuccessful {
			t.Errorf("transaction %s was in block %d: %v, %v", hash, number, r, err)
		}
	}
	for address, balance := range told.balances {
		// A transfer that was sent but not seen may have come into a block.
		got, err := p.client.BalanceAt(t.Context(), address, nil)
		if err != nil || got.Cmp(balance) < 0 {
			t.Errorf("balance of %s was %s: %s, %v", address, balance, got, err)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}
