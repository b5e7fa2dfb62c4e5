package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

const (
	devChainID = 1337
	gasLimit   = 60_000_000 // of a block, as on mainnet
	devEther   = 1_000_000_000

	// devKeyHex is the first key of the mnemonic "test test test test test test test test test test test junk", which development tools
	// have shared for years. Everybody has it.
	devKeyHex = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

	genesisName = "genesis.json"
)

// devAddress is the address of devKeyHex.
var devAddress = common.HexToAddress("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")

// osaka are the rules of mainnet, which a development chain of go-ethereum itself is ahead of.
func osaka(chainID uint64) *params.ChainConfig {
	zero, now := func() *big.Int { return new(big.Int) }, func() *uint64 { return new(uint64) }
	return &params.ChainConfig{
		ChainID:        new(big.Int).SetUint64(chainID),
		HomesteadBlock: zero(), EIP150Block: zero(), EIP155Block: zero(), EIP158Block: zero(),
		ByzantiumBlock: zero(), ConstantinopleBlock: zero(), PetersburgBlock: zero(), IstanbulBlock: zero(), MuirGlacierBlock: zero(),
		BerlinBlock: zero(), LondonBlock: zero(), ArrowGlacierBlock: zero(), GrayGlacierBlock: zero(),
		TerminalTotalDifficulty: zero(),
		ShanghaiTime:            now(), CancunTime: now(), PragueTime: now(), OsakaTime: now(),
		BlobScheduleConfig: &params.BlobScheduleConfig{Cancun: params.DefaultCancunBlobConfig, Prague: params.DefaultPragueBlobConfig},
	}
}

// openGenesis is the genesis of the chain in dir. The first call makes it and keeps it in a file; a later one whose options would make
// another is refused, because a chain cannot change its first block.
func openGenesis(dir string, chainID uint64, alloc types.GenesisAlloc) (*core.Genesis, error) {
	path := filepath.Join(dir, genesisName)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeGenesis(path, chainID, alloc)
	}
	if err != nil {
		return nil, fmt.Errorf("read genesis: %w", err)
	}
	var g core.Genesis
	if err := json.Unmarshal(b, &g); err != nil {
		return nil, fmt.Errorf("read genesis %s: %w: remove the folder and make another chain", path, err)
	}
	if g.Config == nil || g.Config.ChainID == nil || g.Config.ChainID.Uint64() != chainID {
		return nil, usageError{fmt.Errorf("the chain in %s has chain id %v, --chain-id says %d: leave the flag as it was, or take another folder", dir, g.Config.ChainID, chainID)}
	}
	for a, account := range alloc {
		if have, ok := g.Alloc[a]; !ok || have.Balance.Cmp(account.Balance) != 0 {
			return nil, usageError{fmt.Errorf("the chain in %s began with other coins of %s than --alloc says: leave the flag as it was, or take another folder", dir, a)}
		}
	}
	return &g, nil
}

// makeGenesis draws 32 random bytes into the first block: a chain that was thrown away and made again must be another chain to those who
// knew the first one, although its contracts will have the same addresses.
func makeGenesis(path string, chainID uint64, alloc types.GenesisAlloc) (*core.Genesis, error) {
	g := &core.Genesis{
		Config: osaka(chainID), GasLimit: gasLimit, BaseFee: big.NewInt(params.InitialBaseFee), Difficulty: new(big.Int),
		ExtraData: make([]byte, 32), Alloc: core.SystemContractAllocs(),
	}
	_, _ = rand.Read(g.ExtraData) // it never fails
	g.Alloc[devAddress] = types.Account{Balance: ether(devEther)}
	for a, account := range alloc {
		g.Alloc[a] = account
	}
	b, err := json.MarshalIndent(g, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode genesis: %w", err)
	}
	if err := writeSynced(path, append(b, '\n')); err != nil {
		return nil, fmt.Errorf("write genesis: %w", err)
	}
	// What was read is used from the first start on, so that no later start can differ from it.
	var again core.Genesis
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&again); err != nil {
		return nil, fmt.Errorf("read genesis: %w", err)
	}
	return &again, nil
}

// writeSynced writes a whole file or none.
func writeSynced(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails where it was renamed
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// parseAlloc reads "address=ether" of --alloc.
func parseAlloc(items []string) (types.GenesisAlloc, error) {
	alloc := types.GenesisAlloc{}
	for _, item := range items {
		name, amount, ok := strings.Cut(item, "=")
		if !ok || !common.IsHexAddress(name) {
			return nil, usageError{fmt.Errorf("--alloc %.80q: want address=ether, for example %s=100", item, devAddress)}
		}
		balance, err := parseUnits(amount, 18)
		if err != nil {
			return nil, usageError{fmt.Errorf("--alloc %.80q: %w", item, err)}
		}
		a := common.HexToAddress(name)
		if _, twice := alloc[a]; twice || a == devAddress {
			return nil, usageError{fmt.Errorf("--alloc %.80q: the address has its coins already", item)}
		}
		alloc[a] = types.Account{Balance: balance}
	}
	return alloc, nil
}

// ether is n coins in wei.
func ether(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(params.Ether)) }

// parseUnits reads a decimal number of whole coins or tokens, as units of which one has 10^decimals.
func parseUnits(text string, decimals int) (*big.Int, error) {
	whole, part, _ := strings.Cut(text, ".")
	digits := whole + part
	if whole == "" || len(part) > decimals || strings.Trim(digits, "0123456789") != "" || strings.HasSuffix(text, ".") || len(digits) > 60 {
		return nil, fmt.Errorf("parse amount %.80q: want a number with at most %d places, for example \"10\" or \"0.5\"", text, decimals)
	}
	n, ok := new(big.Int).SetString(digits+strings.Repeat("0", decimals-len(part)), 10)
	if !ok {
		return nil, fmt.Errorf("parse amount %.80q: want a number, for example \"10\" or \"0.5\"", text)
	}
	return n, nil
}
