package dgrid

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/holiman/uint256"
)

// Amount is a sum in base units of the network's token, 0 to 2^128-1. Its zero value is 0. Amounts are comparable with ==.
type Amount struct{ hi, lo uint64 }

// Price is base units per 1,000,000 tokens.
type Price struct {
	Input  Amount `json:"input"`
	Output Amount `json:"output"`
}

// NewAmount is n base units.
func NewAmount(n uint64) Amount { return Amount{lo: n} }

// MaxAmount is 2^128-1 base units.
var MaxAmount = Amount{hi: ^uint64(0), lo: ^uint64(0)}

func (a Amount) wide() *uint256.Int { return &uint256.Int{a.lo, a.hi, 0, 0} }

// narrow saturates at MaxAmount and says whether it had to.
func narrow(w *uint256.Int) (Amount, bool) {
	if w[2] != 0 || w[3] != 0 {
		return MaxAmount, false
	}
	return Amount{hi: w[1], lo: w[0]}, true
}

// Add is a+b, or MaxAmount where that does not fit: a sum that large is refused wherever it is compared with a limit.
func (a Amount) Add(b Amount) Amount {
	sum, _ := narrow(new(uint256.Int).Add(a.wide(), b.wide()))
	return sum
}

// Sub is a-b, or 0 where b is larger.
func (a Amount) Sub(b Amount) Amount {
	if a.Cmp(b) <= 0 {
		return Amount{}
	}
	d, _ := narrow(new(uint256.Int).Sub(a.wide(), b.wide()))
	return d
}

// Div is a/n, rounded down. n must not be 0.
func (a Amount) Div(n uint64) Amount {
	q, _ := narrow(new(uint256.Int).Div(a.wide(), uint256.NewInt(n)))
	return q
}

// Cmp is -1, 0 or 1 as a is less than, equal to or greater than b.
func (a Amount) Cmp(b Amount) int { return a.wide().Cmp(b.wide()) }

// IsZero reports whether a is 0.
func (a Amount) IsZero() bool { return a == Amount{} }

// Big is a as a new big integer.
func (a Amount) Big() *big.Int { return a.wide().ToBig() }

func (a Amount) String() string { return a.wide().Dec() }

// ParseAmount reads a decimal integer of base units.
func ParseAmount(s string) (Amount, error) {
	if s == "" || strings.Trim(s, "0123456789") != "" || (len(s) > 1 && s[0] == '0') {
		return Amount{}, fmt.Errorf("parse amount %.60q: want a decimal integer of base units", s)
	}
	w, err := uint256.FromDecimal(s)
	if err == nil {
		if a, ok := narrow(w); ok {
			return a, nil
		}
	}
	return Amount{}, fmt.Errorf("parse amount %.60q: larger than 2^128-1", s)
}

// MarshalText writes a decimal integer; JSON carries it as a string, because numbers there lose digits above 2^53.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText is ParseAmount.
func (a *Amount) UnmarshalText(b []byte) (err error) {
	*a, err = ParseAmount(string(b))
	return err
}

// Fee is floor((input x price.Input + output x price.Output) / 1,000,000) over a job's totals so far, and 0 while no token
// came out. It saturates at MaxAmount.
func (p Price) Fee(input, output uint32) Amount {
	if output == 0 {
		return Amount{}
	}
	in := new(uint256.Int).Mul(p.Input.wide(), uint256.NewInt(uint64(input)))
	out := new(uint256.Int).Mul(p.Output.wide(), uint256.NewInt(uint64(output)))
	fee, _ := narrow(in.Div(in.Add(in, out), uint256.NewInt(1_000_000)))
	return fee
}
