package evm

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
)

// RevertError says that a contract refused a call.
type RevertError struct {
	Name string // of the contract's error, "Error" or "Panic"; empty where it is not known
	Args []any  // of it
	Data []byte // as the contract returned it; the bindings' UnpackError reads it
	text string
}

func (e *RevertError) Error() string { return "the contract refuses: " + e.text }

// Errors translates what contracts revert with.
type Errors struct {
	known map[[4]byte]abi.Error
}

// standard are the errors of ERC-20 tokens (ERC-6093), which every contract here may pass on.
const standard = `[
{"type":"error","name":"ERC20InsufficientBalance","inputs":[{"name":"sender","type":"address"},{"name":"balance","type":"uint256"},{"name":"needed","type":"uint256"}]},
{"type":"error","name":"ERC20InsufficientAllowance","inputs":[{"name":"spender","type":"address"},{"name":"allowance","type":"uint256"},{"name":"needed","type":"uint256"}]}]`

// NewErrors knows the errors of the given contracts besides the standard ones.
func NewErrors(contracts ...*abi.ABI) *Errors {
	e := &Errors{known: map[[4]byte]abi.Error{}}
	if base, err := abi.JSON(strings.NewReader(standard)); err == nil { // a constant
		contracts = append(contracts, &base)
	}
	for _, c := range contracts {
		for _, x := range c.Errors {
			e.known[[4]byte(x.ID[:4])] = x
		}
	}
	return e
}

// Decode turns the data of a revert into an error: a TokensError where the token refused, which wraps a RevertError,
// else that alone.
func (e *Errors) Decode(data []byte) error {
	r := &RevertError{Data: bytes.Clone(data)}
	if len(data) < 4 {
		r.text = "it gives no reason"
		return r
	}
	if text, err := abi.UnpackRevert(data); err == nil {
		r.Name, r.Args, r.text = "Error", []any{text}, text
		return r
	}
	x, ok := e.known[[4]byte(data[:4])]
	if !ok {
		r.text = "unknown error 0x" + hex.EncodeToString(data[:min(len(data), 68)])
		return r
	}
	args, err := x.Inputs.Unpack(data[4:])
	if err != nil {
		r.text = fmt.Sprintf("%s with data that does not fit", x.Name)
		return r
	}
	r.Name, r.Args = x.Name, args
	r.text = describe(x, args)
	if t := tokens(r); t != nil {
		return t
	}
	return r
}

func describe(x abi.Error, args []any) string {
	parts := make([]string, len(args))
	for i, a := range args {
		if b, ok := a.([32]byte); ok {
			a = dgrid.Digest(b)
		}
		if parts[i] = fmt.Sprint(a); x.Inputs[i].Name != "" {
			parts[i] = x.Inputs[i].Name + " " + parts[i]
		}
	}
	if len(parts) == 0 {
		return x.Name
	}
	return x.Name + ": " + strings.Join(parts, ", ")
}

func tokens(r *RevertError) *TokensError {
	allowance := r.Name == "ERC20InsufficientAllowance"
	if r.Name != "ERC20InsufficientBalance" && !allowance || len(r.Args) != 3 {
		return nil
	}
	who, ok1 := r.Args[0].(common.Address)
	have, ok2 := r.Args[1].(*big.Int)
	need, ok3 := r.Args[2].(*big.Int)
	if !ok1 || !ok2 || !ok3 {
		return nil
	}
	return &TokensError{Account: who, Have: have, Need: need, Allowance: allowance, Revert: r}
}

// The codes with which JSON-RPC servers say that a call was reverted: go-ethereum's and its followers', and Nethermind's.
const (
	codeReverted   = 3
	codeNethermind = -32015
)

// fromRPC is nil unless err says that a contract refused. The code and the data decide; the words differ between servers.
func (e *Errors) fromRPC(err error) error {
	var coded rpc.Error
	if !errors.As(err, &coded) {
		return nil
	}
	var data []byte
	var withData rpc.DataError
	if errors.As(err, &withData) {
		if s, ok := withData.ErrorData().(string); ok {
			if b, err := hexutil.Decode(s[strings.LastIndexByte(s, ' ')+1:]); err == nil {
				data = b
			}
		}
	}
	if code := coded.ErrorCode(); code != codeReverted && code != codeNethermind && len(data) < 4 {
		return nil
	}
	return e.Decode(data)
}
