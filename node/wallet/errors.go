package wallet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Code is why something with money did not work. Commands choose what to advise by it.
type Code string

// The codes.
const (
	Wrong        Code = "wrong_request"      // it cannot be meant so
	NoChain      Code = "no_chain"           // this network has none, or no endpoint is configured
	Down         Code = "chain_down"         // no endpoint answers
	WrongChain   Code = "wrong_chain"        // an endpoint serves another chain or other contracts
	NoEther      Code = "no_ether"           // the account cannot pay the gas
	NoTokens     Code = "no_tokens"          // the account has too few tokens
	NoDeposit    Code = "not_enough_deposit" // the escrow holds too little
	NoStake      Code = "not_enough_stake"   // too little is bonded, or too much of it is locked
	NotDue       Code = "not_due"            // it can be taken later
	Nothing      Code = "nothing_to_take"    // nothing was asked back
	Pending      Code = "pending"            // an earlier command is not through
	Refused      Code = "refused"            // a contract refuses
	Failed       Code = "failed"             // a transaction took no effect
	Waiting      Code = "not_final"          // it was sent and is not final yet
	UnknownItem  Code = "unknown_item"       // no transaction has that id
	UnknownPlan  Code = "unknown_plan"       // it was not planned by this process
	Interrupted  Code = "interrupted"        // the command was broken off
	Unclassified Code = "failed_otherwise"
)

// Error is an error with its code. It goes through the control socket as it is.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	err     error
}

func (e *Error) Error() string { return e.Message }
func (e *Error) Unwrap() error { return e.err }

func fail(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Classify gives an error of the chain its code. An *Error stays what it is.
func Classify(doing string, err error) *Error {
	var own *Error
	if err == nil {
		return nil
	}
	if errors.As(err, &own) {
		return own
	}
	code := Unclassified
	var funds *evm.FundsError
	var tokens *evm.TokensError
	var revert *evm.RevertError
	var failed *evm.FailedError
	switch {
	case errors.Is(err, evm.ErrDown):
		code = Down
	case errors.Is(err, evm.ErrMismatch):
		code = WrongChain
	case errors.As(err, &funds):
		code = NoEther
	case errors.As(err, &tokens):
		code = NoTokens
	case errors.As(err, &revert):
		code = Refused
	case errors.As(err, &failed):
		code = Failed
	case errors.Is(err, evm.ErrUnknownItem):
		code = UnknownItem
	case errors.Is(err, context.Canceled):
		code = Interrupted
	case errors.Is(err, context.DeadlineExceeded):
		code = Waiting
	}
	return &Error{Code: code, Message: doing + ": " + err.Error(), err: err}
}

// moment is a time of the chain as people read it.
func moment(seconds uint64) string {
	return time.Unix(int64(min(seconds, 1<<40)), 0).UTC().Format("2006-01-02 15:04:05 UTC")
}

// notDue says from when on something can be taken, by the clock of the chain's newest block.
func notDue(what string, until, now uint64) *Error {
	return fail(NotDue, "%s can be taken from %s, that is in %s", what, moment(until), span(until-min(until, now)))
}

// span is seconds as people read them.
func span(seconds uint64) string {
	d := time.Duration(min(seconds, 1<<32)) * time.Second
	if d >= 48*time.Hour && d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	}
	return d.String()
}

func spanOf(m config.Millis) string { return span(uint64(m) / 1000) }
