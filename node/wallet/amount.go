package wallet

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
)

// ParseAmount reads an amount as a person writes it. A plain integer is base units. A number with a decimal point or with the token's
// symbol behind it ("12.5", "12.5 DEV", "12 DEV") is tokens. Nothing is rounded, and nothing is guessed: another symbol, an exponent, a
// separator of thousands and more places than the token has are refused.
func ParseAmount(text string, t config.Token) (dgrid.Amount, error) {
	number, symbol, named := strings.Cut(strings.TrimSpace(text), " ")
	wrong := func(format string, args ...any) (dgrid.Amount, error) {
		return dgrid.Amount{}, fmt.Errorf("amount %.60q: %s: want base units as an integer, or tokens as \"12.5\" or \"12.5 %s\"", text, fmt.Sprintf(format, args...), t.Symbol)
	}
	if symbol = strings.TrimSpace(symbol); named && symbol != t.Symbol {
		return wrong("the network's token is %s, not %.20q", t.Symbol, symbol)
	}
	whole, places, point := strings.Cut(number, ".")
	switch {
	case whole == "" || point && places == "" || strings.Trim(whole+places, "0123456789") != "":
		return wrong("it is no number")
	case len(whole) > 1 && whole[0] == '0':
		return wrong("it begins with 0")
	case !named && !point:
		return dgrid.ParseAmount(whole)
	case len(places) > int(t.Decimals):
		return wrong("it has %d places, %s has %d", len(places), t.Symbol, t.Decimals)
	}
	digits := strings.TrimLeft(whole+places+strings.Repeat("0", int(t.Decimals)-len(places)), "0")
	if digits == "" {
		return dgrid.Amount{}, nil
	}
	a, err := dgrid.ParseAmount(digits)
	if err != nil {
		return wrong("it is more than any account holds")
	}
	return a, nil
}

// Tokens writes an amount in tokens with the symbol, with as many places as it needs.
func Tokens(a dgrid.Amount, t config.Token) string { return units(a, int(t.Decimals)) + " " + t.Symbol }

// Ether writes wei as ether.
func Ether(wei dgrid.Amount) string { return units(wei, 18) }

func units(a dgrid.Amount, decimals int) string {
	digits := a.String()
	if pad := decimals + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, places := digits[:len(digits)-decimals], strings.TrimRight(digits[len(digits)-decimals:], "0")
	if places == "" {
		return whole
	}
	return whole + "." + places
}

// amountOf is a big integer as an amount; what is larger than any amount is the largest.
func amountOf(n *big.Int) dgrid.Amount {
	switch {
	case n == nil || n.Sign() < 0:
		return dgrid.Amount{}
	case n.BitLen() > 128:
		return dgrid.MaxAmount
	}
	a, _ := dgrid.ParseAmount(n.String()) // it fits
	return a
}

// less is a - b, or zero where b is more.
func less(a, b dgrid.Amount) dgrid.Amount {
	if a.Cmp(b) <= 0 {
		return dgrid.Amount{}
	}
	return a.Sub(b)
}
