package main

import (
	"errors"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/wallet"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// gweiToken writes prices of gas.
var gweiToken = config.Token{Symbol: "gwei", Decimals: 9}

// advice is the exit code and the remedies for each reason why money did not move.
var advice = map[wallet.Code]struct {
	exit  int
	hints []string
}{
	wallet.Wrong:       {exitUsage, nil},
	wallet.NoChain:     {exitUsage, nil},
	wallet.Down:        {exitLater, []string{"the same command again, when an endpoint of chain.rpc answers", "dgridd status, which shows how the chain stands"}},
	wallet.WrongChain:  {exitUsage, wrongChain},
	wallet.NoEther:     {exitFailed, []string{"the same command again, when the account has ether for gas"}},
	wallet.NoTokens:    {exitFailed, []string{"dgridd earnings, which shows what the account has"}},
	wallet.NoDeposit:   {exitFailed, []string{"dgridd earnings, which shows what is deposited"}},
	wallet.NoStake:     {exitFailed, []string{"dgridd earnings, which shows what is staked and locked"}},
	wallet.NotDue:      {exitLater, []string{"the same command again then"}},
	wallet.Nothing:     {exitFailed, nil},
	wallet.Pending:     {exitLater, []string{"dgridd tx list"}},
	wallet.Refused:     {exitFailed, nil},
	wallet.Failed:      {exitFailed, []string{"dgridd tx list"}},
	wallet.Waiting:     {exitLater, []string{"the same command again, which goes on waiting", "dgridd tx list"}},
	wallet.UnknownItem: {exitFailed, []string{"dgridd tx list"}},
	wallet.UnknownPlan: {exitLater, []string{"the same command again"}},
}

// wrongChain is what helps where the chain is not the network's.
var wrongChain = []string{"set chain.rpc in config.toml to an endpoint of the network's chain", "dgridd --home DIR init --network FILE, with the network file of that chain"}

// moneyError gives each reason why money did not move its exit code and its remedy.
func moneyError(err error) error {
	var why *wallet.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*failure)):
		return err
	case errors.As(err, &why):
	case errors.Is(err, evm.ErrMismatch), errors.Is(err, evm.ErrDown):
		why = wallet.Classify("open the chain", err)
	default:
		return err
	}
	a, ok := advice[why.Code]
	if !ok {
		return err
	}
	return withCode(a.exit, withHint(err, a.hints...))
}
