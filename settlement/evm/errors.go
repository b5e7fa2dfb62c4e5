package evm

import (
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// Errors on which callers branch.
var (
	// ErrDown is behind every error that says that too few endpoints answer. Trying again later is right.
	ErrDown = errors.New("the chain cannot be reached")
	// ErrMismatch is behind every MismatchError. Trying again is useless.
	ErrMismatch = errors.New("the chain is not the one of the network file")
	// ErrConflict: an intent's key is taken by another intent.
	ErrConflict = errors.New("another intent has this key")
	// ErrUnknownItem: the outbox has no item of this key.
	ErrUnknownItem = errors.New("the outbox has no such item")
	// ErrNotFound: the chain has no such block, transaction or receipt.
	ErrNotFound = errors.New("not found on the chain")
	// ErrRange: a range of logs was refused, most often because it is too long.
	ErrRange = errors.New("the range of logs was refused")
)

// Endpoint is a URL as it may be shown: user, path and query are where providers put their keys.
func Endpoint(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return "endpoint (its URL cannot be parsed)"
	}
	return u.Scheme + "://" + u.Host
}

// EndpointError is what went wrong at one endpoint.
type EndpointError struct {
	Endpoint string
	Err      error
}

// DownError says which endpoints failed and how.
type DownError struct {
	Doing     string // what was attempted
	Want      int    // how many endpoints must answer
	Endpoints []EndpointError
}

func (e *DownError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: the chain cannot be reached: ", e.Doing)
	for i, x := range e.Endpoints {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s: %s", x.Endpoint, x.Err)
	}
	if e.Want > 1 {
		fmt.Fprintf(&b, " (%d endpoints must give the same answer)", e.Want)
	}
	b.WriteString(": check that the chain's node runs and that the configured URLs are right")
	return b.String()
}

// Is makes every DownError an ErrDown.
func (e *DownError) Is(target error) bool { return target == ErrDown }

// SplitError says that endpoints contradict each other about something that decides about money.
type SplitError struct {
	Doing     string
	Endpoints []EndpointError // with what each said, shortened, or its error
}

func (e *SplitError) Error() string {
	parts := make([]string, len(e.Endpoints))
	for i, x := range e.Endpoints {
		parts[i] = fmt.Sprintf("%s: %s", x.Endpoint, x.Err)
	}
	return fmt.Sprintf("%s: no two endpoints give the same answer (%s): one of them lags or lies; waiting may help, else replace it", e.Doing, strings.Join(parts, "; "))
}

// Is makes a SplitError an ErrDown: what can be done about it is the same.
func (e *SplitError) Is(target error) bool { return target == ErrDown }

// MismatchError says that an endpoint serves something else than the network file names.
type MismatchError struct {
	What     string // "chain id", "genesis" or "code of contract 0x..."
	Endpoint string
	Want     string // by the network file
	Have     string // at the endpoint
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("%s of %s is %s, the network file says %s: use that network's endpoint, or the network file that belongs to this chain", e.What, e.Endpoint, e.Have, e.Want)
}

// Is makes every MismatchError an ErrMismatch.
func (e *MismatchError) Is(target error) bool { return target == ErrMismatch }

// FundsError says that an account has not enough ether for a transaction.
type FundsError struct {
	Account dgrid.Address
	Need    *big.Int // wei, at most
	Have    *big.Int // wei
}

func (e *FundsError) Error() string {
	return fmt.Sprintf("account %s has %s ether, the transaction may cost %s: send it at least %s ether", e.Account, Ether(e.Have), Ether(e.Need), Ether(new(big.Int).Sub(e.Need, e.Have)))
}

// TokensError says that an account has not enough tokens, or has not allowed a contract to take enough.
type TokensError struct {
	Account   dgrid.Address // who has too little, or the spender who is allowed too little
	Need      *big.Int      // base units
	Have      *big.Int      // base units
	Allowance bool
	Revert    *RevertError
}

// Unwrap is the revert that said so.
func (e *TokensError) Unwrap() error { return e.Revert }

func (e *TokensError) Error() string {
	if e.Allowance {
		return fmt.Sprintf("contract %s may take %s base units of the token, %s are wanted: approve that much first", e.Account, e.Have, e.Need)
	}
	return fmt.Sprintf("account %s has %s base units of the token, %s are wanted: get more, or take a smaller amount", e.Account, e.Have, e.Need)
}

// FeesError says that the chain's fees are above the configured bound, so that a transaction waits.
type FeesError struct {
	Want *big.Int // wei per gas
	Max  *big.Int // wei per gas
}

func (e *FeesError) Error() string {
	return fmt.Sprintf("the chain asks %s gwei per gas, the configured bound is %s: it waits until fees fall, or raise the bound", Gwei(e.Want), Gwei(e.Max))
}

// FailedError says that an item was closed without effect.
type FailedError struct {
	Item Item
}

func (e *FailedError) Error() string {
	return fmt.Sprintf("transaction %s (%s) %s: %s", e.Item.ID, e.Item.Hash, e.Item.State, e.Item.Error)
}

// Ether writes wei as ether with as many decimals as it needs.
func Ether(wei *big.Int) string { return decimals(wei, 18) }

// Gwei writes wei as gwei with as many decimals as it needs.
func Gwei(wei *big.Int) string { return decimals(wei, 9) }

func decimals(v *big.Int, n int) string {
	if v == nil {
		return "0"
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	whole, rest := new(big.Int).QuoRem(new(big.Int).Abs(v), unit, new(big.Int))
	s := whole.String()
	if rest.Sign() != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%0*s", n, rest), "0")
	}
	if v.Sign() < 0 {
		s = "-" + s
	}
	return s
}
