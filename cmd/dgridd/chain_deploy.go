package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/keys"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// devKey is the key that owns all coins of a development chain; docs/devchain.md says why everybody may know it.
const devKey = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

const (
	deployGas  = 15_000_000 // what a deployment uses, with the development token; a test holds it against a chain
	finalPoll  = 200 * time.Millisecond
	deployWait = 10 * time.Minute
)

// deployFlags are the choices of one deployment.
type deployFlags struct {
	rpc, key, password string
	devKey             bool
	name, out          string
	token, admin       string
	set                []string
	maxFee             string
	timeout            time.Duration
	yes                bool
}

// deployed is what deploy prints.
type deployed struct {
	Network  string               `json:"network"`
	ID       dgrid.Digest         `json:"networkId"`
	File     string               `json:"file"`
	ChainID  uint64               `json:"chainId"`
	Genesis  dgrid.Digest         `json:"genesis"`
	Deployer dgrid.Address        `json:"deployer"`
	Paid     string               `json:"paid"` // wei
	Deployed *contract.Deployment `json:"deployed"`
}

func newChainDeploy(a *app) *cobra.Command {
	var f deployFlags
	cmd := &cobra.Command{
		Use:   "deploy --rpc URL --name NAME --out FILE (--key FILE | --dev-key)",
		Short: "Deploy the contracts of a new network and write its network file",
		Long: `Deploy the contracts of a new network, one after the other, and write the network file that its nodes take. It shows first what
that will cost and asks, unless --yes is given. It ends when the contracts are final.

On the development chain (chain id 1337) the parameters are windows of seconds, and without --token a token is deployed that anybody
may mint. Elsewhere they are windows of days, and --token names the token. --set changes a parameter; docs/network.md lists them, and
these that only the contracts hold: ticketStake, minStake (base units), burnBps, slashBps, mismatchBps, reporterBps (1/10,000), minBond
(wei). None of them can be changed later.`,
		Example: `  dgridd chain deploy --rpc http://127.0.0.1:8545 --dev-key --name dev-local --out network.json --yes
  dgridd chain deploy --rpc http://127.0.0.1:8545 --dev-key --name dev-local --out network.json --set samplingMicro=1000000
  dgridd chain deploy --rpc https://rpc.example.org --key ~/.dgrid/keys/owner.key --name example --token 0x... --out network.json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return usageError(cmd, fmt.Errorf("chain deploy: %w", err))
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			ctx, cancel := context.WithTimeout(ctx, f.timeout)
			defer cancel()
			return a.deploy(ctx, &f, cmd.InOrStdin())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.rpc, "rpc", "", "endpoint of the chain")
	flags.StringVar(&f.key, "key", "", "keystore file of the key that pays, for example keys/owner.key of a node")
	flags.StringVar(&f.password, "password-file", "", "file of its password (default the file password beside it)")
	flags.BoolVar(&f.devKey, "dev-key", false, "pay with the key of the development chain")
	flags.StringVar(&f.name, "name", "", "name of the network")
	flags.StringVar(&f.out, "out", "", "path of the network file; nothing is overwritten")
	flags.StringVar(&f.token, "token", "", "address of the ERC-20 token that is paid in")
	flags.StringVar(&f.admin, "admin", "", "address that may move roles (default the key that pays)")
	flags.StringArrayVar(&f.set, "set", nil, "name=value: a parameter that differs from the default")
	flags.StringVar(&f.maxFee, "max-fee", "200 gwei", "the most that is paid for a unit of gas")
	flags.DurationVar(&f.timeout, "timeout", deployWait, "how long all of it may take")
	flags.BoolVar(&f.yes, "yes", false, "do not ask")
	a.jsonFlag(cmd)
	return cmd
}

func (f *deployFlags) check() error {
	for _, required := range [][2]string{{"--rpc", f.rpc}, {"--name", f.name}, {"--out", f.out}} {
		if required[1] == "" {
			return fmt.Errorf("%s is missing", required[0])
		}
	}
	if (f.key == "") == !f.devKey {
		return errors.New("want one of --key and --dev-key")
	}
	for _, address := range [][2]string{{"--token", f.token}, {"--admin", f.admin}} {
		if address[1] != "" && !common.IsHexAddress(address[1]) {
			return fmt.Errorf("%s %.80q is no address", address[0], address[1])
		}
	}
	return new(config.Wei).UnmarshalText([]byte(f.maxFee))
}

// deployment is one deployment before its contracts are there.
type deployment struct {
	*deployFlags
	client  *ethclient.Client
	key     *ecdsa.PrivateKey
	from    dgrid.Address
	network *config.Network
	params  deployParams
}

func (a *app) deploy(ctx context.Context, f *deployFlags, stdin io.Reader) error {
	if _, err := os.Lstat(f.out); !errors.Is(err, fs.ErrNotExist) {
		return withCode(exitUsage, errors.Join(fmt.Errorf("chain deploy: %s is there already: name another file", f.out), err))
	}
	d := &deployment{deployFlags: f}
	defer d.close()
	if err := d.open(ctx); err != nil {
		return err
	}
	before, err := a.confirmCost(ctx, d, stdin)
	if err != nil {
		return err
	}
	opts := bind.NewKeyedTransactor(d.key, new(big.Int).SetUint64(d.network.Domain.ChainID))
	done, err := contract.Deploy(ctx, d.client, opts, d.params.contracts(common.HexToAddress(f.token), common.HexToAddress(f.admin)))
	if err != nil {
		return fmt.Errorf("chain deploy: %w", err)
	}
	if err := d.finish(ctx, done); err != nil {
		return err
	}
	if err := writeNetwork(f.out, d.network); err != nil {
		return err
	}
	after, err := d.client.BalanceAt(ctx, d.from, nil)
	if err != nil {
		return fmt.Errorf("chain deploy: read the balance: %w", err)
	}
	n := d.network
	return a.printDeployed(deployed{Network: n.Name, ID: n.ID, File: f.out, ChainID: n.Domain.ChainID, Genesis: n.Genesis, Deployer: d.from,
		Paid: new(big.Int).Sub(before, after).String(), Deployed: done})
}

// open reaches the chain and settles what is deployed there. Nothing is paid yet.
func (d *deployment) open(ctx context.Context) (err error) {
	if d.client, err = ethclient.DialContext(ctx, d.rpc); err != nil {
		return withCode(exitUsage, fmt.Errorf("chain deploy: %w", err))
	}
	id, err := d.client.ChainID(ctx)
	if err != nil {
		return withCode(exitLater, fmt.Errorf("chain deploy: ask %s for its chain id: %w", evm.Endpoint(d.rpc), err))
	}
	dev := id.IsUint64() && id.Uint64() == config.DevChainID
	if !id.IsUint64() {
		return withCode(exitUsage, fmt.Errorf("chain deploy: the chain id %s is too large", id))
	}
	if !dev && d.devKey {
		return withCode(exitUsage, fmt.Errorf("chain deploy: this is chain %s: everybody has the development key, it is for chain %d only", id, config.DevChainID))
	}
	if !dev && d.token == "" {
		return withCode(exitUsage, fmt.Errorf("chain deploy: --token is missing: a token that anybody may mint is for chain %d only, this is chain %s", config.DevChainID, id))
	}
	d.network = &config.Network{Version: dgrid.Version, Name: d.name, Domain: dgrid.Domain{ChainID: id.Uint64()}, Bootstrap: []string{}}
	d.params = defaultParams(id.Uint64())
	if err := d.params.set(d.set); err != nil {
		return withCode(exitUsage, fmt.Errorf("chain deploy: %w", err))
	}
	if err := d.params.check(d.network); err != nil {
		return withCode(exitUsage, fmt.Errorf("chain deploy: %w", err))
	}
	if d.key, err = d.openKey(); err != nil {
		return fmt.Errorf("chain deploy: %w", err)
	}
	d.from = crypto.PubkeyToAddress(d.key.PublicKey)
	return d.describe(ctx)
}

func (d *deployment) close() {
	if d.client != nil {
		d.client.Close()
	}
}

func (d *deployment) openKey() (*ecdsa.PrivateKey, error) {
	if d.devKey {
		return crypto.HexToECDSA(devKey)
	}
	password := d.password
	if password == "" {
		password = filepath.Join(filepath.Dir(d.deployFlags.key), "password")
	}
	return keys.Open(d.deployFlags.key, password)
}

// describe asks the chain for its first block and the token for its name.
func (d *deployment) describe(ctx context.Context) error {
	var genesis *struct {
		Hash dgrid.Digest `json:"hash"`
	}
	if err := d.client.Client().CallContext(ctx, &genesis, "eth_getBlockByNumber", "0x0", false); err != nil || genesis == nil {
		return withCode(exitLater, fmt.Errorf("chain deploy: ask %s for its first block: %w", evm.Endpoint(d.rpc), err))
	}
	d.network.Genesis, d.network.Params = genesis.Hash, d.params.NetworkParams
	d.network.Token = config.Token{Decimals: 18, Symbol: "DEV"}
	if d.token == "" {
		return nil
	}
	token := common.HexToAddress(d.token)
	binding := devtoken.NewDevToken()
	ask := func(data []byte) ([]byte, error) {
		return d.client.CallContract(ctx, ethereum.CallMsg{To: &token, Data: data}, nil)
	}
	decimals, err := ask(binding.PackDecimals())
	if err == nil {
		d.network.Token.Decimals, err = binding.UnpackDecimals(decimals)
	}
	if err != nil {
		return withCode(exitUsage, fmt.Errorf("chain deploy: ask token %s for its decimals: %w", token, err))
	}
	symbol, err := ask(binding.PackSymbol())
	if err == nil {
		d.network.Token.Symbol, err = binding.UnpackSymbol(symbol)
	}
	if err != nil {
		return withCode(exitUsage, fmt.Errorf("chain deploy: ask token %s for its symbol: %w", token, err))
	}
	return nil
}

// confirmCost shows what the deployment will cost and asks. It returns the balance before it.
func (a *app) confirmCost(ctx context.Context, d *deployment, stdin io.Reader) (*big.Int, error) {
	header, err := d.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, withCode(exitLater, fmt.Errorf("chain deploy: read the last block: %w", err))
	}
	price, err := d.client.SuggestGasTipCap(ctx)
	if err != nil {
		return nil, withCode(exitLater, fmt.Errorf("chain deploy: ask for the tip: %w", err))
	}
	if header.BaseFee != nil {
		price = new(big.Int).Add(price, header.BaseFee)
	}
	var limit config.Wei
	if err := limit.UnmarshalText([]byte(d.maxFee)); err != nil {
		return nil, withCode(exitUsage, fmt.Errorf("chain deploy: --max-fee: %w", err))
	}
	if most := new(big.Int).SetUint64(uint64(limit)); price.Cmp(most) > 0 {
		return nil, withCode(exitLater, &evm.FeesError{Want: price, Max: most})
	}
	cost := new(big.Int).Mul(price, big.NewInt(deployGas))
	balance, err := d.client.BalanceAt(ctx, d.from, nil)
	if err != nil {
		return nil, withCode(exitLater, fmt.Errorf("chain deploy: read the balance: %w", err))
	}
	if balance.Cmp(cost) < 0 {
		return nil, fmt.Errorf("chain deploy: %w", &evm.FundsError{Account: d.from, Need: cost, Have: balance})
	}
	fmt.Fprintf(a.stderr, "deploys network %s on chain %d, paid by %s: about %d gas, %s ether at %s gwei; it has %s ether\n",
		d.name, d.network.Domain.ChainID, d.from, deployGas, evm.Ether(cost), evm.Gwei(price), evm.Ether(balance))
	if d.yes {
		return balance, nil
	}
	fmt.Fprint(a.stderr, "deploy? [y/N] ")
	answer, err := bufio.NewReader(stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("chain deploy: read the answer: %w", err)
	}
	if yes := strings.ToLower(strings.TrimSpace(answer)); yes != "y" && yes != "yes" {
		return nil, withCode(exitUsage, withHint(errors.New("chain deploy: nothing was deployed"), "the same command with --yes"))
	}
	return balance, nil
}

// finish makes the network file's content and waits until the contracts are final.
func (d *deployment) finish(ctx context.Context, done *contract.Deployment) error {
	n := d.network
	n.Token.Address = done.Token.Address
	n.Domain.Anchors, n.Domain.Escrow = done.Anchors.Address, done.Escrow.Address
	n.Contracts = config.Contracts{Staking: done.Staking.Address, Disputes: done.Disputes.Address, Access: done.AccessManager.Address}
	n.Code = config.Code{
		Anchors: done.Anchors.Code, Escrow: done.Escrow.Code, Staking: done.Staking.Code,
		Disputes: done.Disputes.Code, Access: done.AccessManager.Code, Token: done.Token.Code,
	}
	if err := n.Seal().Validate(); err != nil {
		return fmt.Errorf("chain deploy: the contracts are deployed, but no network file can be made: %w", err)
	}
	ticker := time.NewTicker(finalPoll)
	defer ticker.Stop()
	for {
		head, err := d.client.BlockNumber(ctx)
		if err == nil && head >= done.Disputes.Block+n.Params.Confirmations {
			return nil
		}
		select {
		case <-ctx.Done():
			return withCode(exitLater, fmt.Errorf("chain deploy: the contracts are deployed, but not final: %w: does the chain make blocks?", ctx.Err()))
		case <-ticker.C:
		}
	}
}

// writeNetwork writes a network file for others to read. It overwrites nothing.
func writeNetwork(path string, n *config.Network) error {
	b, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return fmt.Errorf("encode network: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err == nil {
		_, err = f.Write(append(b, '\n'))
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		return fmt.Errorf("write the network file: %w; it was to hold\n%s", err, b)
	}
	return nil
}

func (a *app) printDeployed(d deployed) error {
	if a.asJSON {
		return a.printJSON(d)
	}
	a.printf("network   %s (%s)\n", d.Network, d.ID)
	a.printf("chain     %d, genesis %s\n", d.ChainID, d.Genesis)
	c := d.Deployed
	for _, x := range []struct {
		name string
		contract.Contract
	}{{"token", c.Token}, {"access", c.AccessManager}, {"staking", c.Staking}, {"anchors", c.Anchors}, {"escrow", c.Escrow}, {"disputes", c.Disputes}} {
		a.printf("%-9s %s  code %s\n", x.name, x.Address, x.Code)
	}
	paid, _ := new(big.Int).SetString(d.Paid, 10)
	a.printf("paid      %s ether by %s\n", evm.Ether(paid), d.Deployer)
	a.printf("\nWrote %s.\nNext: dgridd init --network %s --rpc URL\n", d.File, d.File)
	return nil
}
