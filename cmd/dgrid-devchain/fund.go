package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/spf13/cobra"
)

// funding are the flags of fund.
type funding struct {
	rpc, token, ether, tokens string
	timeout                   time.Duration
	json                      bool
}

// funded is what fund prints of one address.
type funded struct {
	Address common.Address `json:"address"`
	Ether   string         `json:"ether"`  // wei that it has now
	Tokens  string         `json:"tokens"` // base units that it has now; empty where there is no --token
}

func newFund(stdout io.Writer) *cobra.Command {
	var f funding
	cmd := &cobra.Command{
		Use:   "fund --rpc URL ADDRESS ...",
		Short: "Give addresses coins for gas, and tokens of the development token",
		Long: `Send coins from the development key, and mint tokens of a token that anybody may mint. It returns when all of it is in a block.
It works on a development chain only: elsewhere the key owns nothing.`,
		Example: `  dgrid-devchain fund --rpc http://127.0.0.1:8545 --ether 10 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
  dgrid-devchain fund --rpc http://127.0.0.1:8545 --token 0x5FbDB2315678afecb367f032d93F642f64180aa3 --tokens 1000 0x7099...`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cobra.MinimumNArgs(1)(cmd, args); err != nil {
				return usageError{err}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), f.timeout)
			defer cancel()
			return f.run(ctx, stdout, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.rpc, "rpc", "http://127.0.0.1:8545", "endpoint of the chain")
	flags.StringVar(&f.token, "token", "", "address of the development token")
	flags.StringVar(&f.ether, "ether", "10", "coins for each address")
	flags.StringVar(&f.tokens, "tokens", "1000", "whole tokens for each address, where --token is given")
	flags.DurationVar(&f.timeout, "timeout", time.Minute, "how long to wait for the transactions")
	flags.BoolVar(&f.json, "json", false, "print one JSON array for programs to read")
	return cmd
}

func (f *funding) run(ctx context.Context, stdout io.Writer, args []string) error {
	coins, err := parseUnits(f.ether, 18)
	if err != nil {
		return usageError{fmt.Errorf("--ether: %w", err)}
	}
	var addresses []common.Address
	for _, a := range args {
		if !common.IsHexAddress(a) {
			return usageError{fmt.Errorf("%.80q is no address", a)}
		}
		addresses = append(addresses, common.HexToAddress(a))
	}
	if f.token != "" && !common.IsHexAddress(f.token) {
		return usageError{fmt.Errorf("--token %.80q is no address", f.token)}
	}
	client, err := ethclient.DialContext(ctx, f.rpc)
	if err != nil {
		return fmt.Errorf("reach the chain: %w", err)
	}
	defer client.Close()
	b := &bank{client: client}
	if err := b.open(ctx); err != nil {
		return err
	}
	var t *token
	tokens := new(big.Int)
	if f.token != "" {
		if t, err = openToken(ctx, client, common.HexToAddress(f.token)); err != nil {
			return err
		}
		if tokens, err = parseUnits(f.tokens, t.decimals); err != nil {
			return usageError{fmt.Errorf("--tokens: %w", err)}
		}
	}
	for _, a := range addresses {
		if coins.Sign() > 0 {
			err = b.send(ctx, a, coins, nil)
		}
		if err == nil && t != nil && tokens.Sign() > 0 {
			err = b.send(ctx, t.address, new(big.Int), call("mint(address,uint256)", a.Bytes(), tokens.Bytes()))
		}
		if err != nil {
			return fmt.Errorf("fund %s: %w", a, err)
		}
	}
	if err := b.wait(ctx); err != nil {
		return err
	}
	return f.print(ctx, stdout, client, t, addresses)
}

func (f *funding) print(ctx context.Context, stdout io.Writer, client *ethclient.Client, t *token, addresses []common.Address) error {
	var list []funded
	for _, a := range addresses {
		wei, err := client.BalanceAt(ctx, a, nil)
		if err != nil {
			return fmt.Errorf("read the balance of %s: %w", a, err)
		}
		entry := funded{Address: a, Ether: wei.String()}
		if t != nil {
			units, err := t.balance(ctx, a)
			if err != nil {
				return err
			}
			entry.Tokens = units.String()
		}
		list = append(list, entry)
		if !f.json {
			fmt.Fprintf(stdout, "%s  %s wei", a, entry.Ether)
			if t != nil {
				fmt.Fprintf(stdout, "  %s base units", entry.Tokens)
			}
			fmt.Fprintln(stdout)
		}
	}
	if f.json {
		return json.NewEncoder(stdout).Encode(list)
	}
	return nil
}

// bank sends transactions of the development key, one nonce after the other.
type bank struct {
	client  *ethclient.Client
	chainID *big.Int
	nonce   uint64
	sent    []common.Hash
}

func (b *bank) open(ctx context.Context) (err error) {
	if b.chainID, err = b.client.ChainID(ctx); err != nil {
		return fmt.Errorf("ask for the chain id: %w", err)
	}
	if b.nonce, err = b.client.PendingNonceAt(ctx, devAddress); err != nil {
		return fmt.Errorf("ask for the development key's nonce: %w", err)
	}
	return nil
}

func (b *bank) send(ctx context.Context, to common.Address, value *big.Int, data []byte) error {
	key, err := crypto.HexToECDSA(devKeyHex[2:])
	if err != nil {
		return fmt.Errorf("read the development key: %w", err)
	}
	header, err := b.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("ask for the last block: %w", err)
	}
	gas, err := b.client.EstimateGas(ctx, ethereum.CallMsg{From: devAddress, To: &to, Value: value, Data: data})
	if err != nil {
		return fmt.Errorf("ask for the gas: %w", err)
	}
	tip := big.NewInt(1e9)
	fee := new(big.Int).Add(tip, new(big.Int).Mul(header.BaseFee, big.NewInt(2))) // enough for six full blocks before it
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(b.chainID), &types.DynamicFeeTx{
		ChainID: b.chainID, Nonce: b.nonce, GasTipCap: tip, GasFeeCap: fee, Gas: gas + gas/4, To: &to, Value: value, Data: data,
	})
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	if err := b.client.SendTransaction(ctx, tx); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	b.nonce++
	b.sent = append(b.sent, tx.Hash())
	return nil
}

// wait returns when all that was sent is in a block.
func (b *bank) wait(ctx context.Context) error {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for _, hash := range b.sent {
		for {
			r, err := b.client.TransactionReceipt(ctx, hash)
			if err == nil && r.Status != types.ReceiptStatusSuccessful {
				return fmt.Errorf("transaction %s was reverted", hash)
			}
			if err == nil {
				break
			}
			if !errors.Is(err, ethereum.NotFound) && ctx.Err() == nil {
				return fmt.Errorf("ask for the receipt of %s: %w", hash, err)
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("wait for transaction %s: %w", hash, ctx.Err())
			case <-ticker.C:
			}
		}
	}
	return nil
}

// token is an ERC-20 token that anybody may mint.
type token struct {
	client   *ethclient.Client
	address  common.Address
	decimals int
}

func openToken(ctx context.Context, client *ethclient.Client, address common.Address) (*token, error) {
	t := &token{client: client, address: address}
	n, err := t.read(ctx, "decimals()")
	if err != nil {
		return nil, err
	}
	if !n.IsInt64() || n.Int64() > 77 {
		return nil, fmt.Errorf("token %s says it has %s decimals", address, n)
	}
	t.decimals = int(n.Int64())
	return t, nil
}

func (t *token) balance(ctx context.Context, a common.Address) (*big.Int, error) {
	return t.read(ctx, "balanceOf(address)", a.Bytes())
}

// read calls a function that returns one number.
func (t *token) read(ctx context.Context, function string, args ...[]byte) (*big.Int, error) {
	b, err := t.client.CallContract(ctx, ethereum.CallMsg{To: &t.address, Data: call(function, args...)}, nil)
	if err != nil {
		return nil, fmt.Errorf("ask token %s for %s: %w", t.address, function, err)
	}
	if len(b) != 32 {
		return nil, fmt.Errorf("ask token %s for %s: %d bytes came back, want 32: is it a token?", t.address, function, len(b))
	}
	return new(big.Int).SetBytes(b), nil
}

// call is the data of a call whose arguments are words.
func call(function string, args ...[]byte) []byte {
	data := crypto.Keccak256([]byte(function))[:4]
	for _, a := range args {
		data = append(data, common.LeftPadBytes(a, 32)...)
	}
	return data
}
