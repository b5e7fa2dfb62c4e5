package settlement

import (
	"fmt"
	"sort"

	"github.com/dgrid-network/dgrid"
)

// checkOrder refuses an order that cannot be accounted for on pair.
func checkOrder(pair dgrid.Pair, o *dgrid.Order) error {
	switch {
	case o.Pair() != pair:
		return fmt.Errorf("order is for payer %s, provider %s, model %s: this account is for payer %s, provider %s, model %s",
			o.Payer, o.Provider, o.Model, pair.Payer, pair.Provider, pair.Model)
	case o.MaxOutput == 0:
		return fmt.Errorf("order allows no output token: set maxOutput to 1 or more")
	case o.MaxFee == dgrid.MaxAmount:
		// Fees saturate at MaxAmount, so a limit of MaxAmount would not be one.
		return fmt.Errorf("order's maxFee is 2^128-1 base units: set a lower one")
	}
	return nil
}

// checkPrompt refuses a prompt that the order does not allow, or that leaves no fee for a single token of output.
func checkPrompt(o *dgrid.Order, promptTokens uint32) error {
	if promptTokens > o.MaxPrompt {
		return fmt.Errorf("prompt has %d tokens, the order allows %d", promptTokens, o.MaxPrompt)
	}
	if fee := o.Price.Fee(promptTokens, 1); fee.Cmp(o.MaxFee) > 0 {
		return fmt.Errorf("prompt of %d tokens and one token of output cost %s base units, the order allows %s", promptTokens, fee, o.MaxFee)
	}
	return nil
}

// mostTokens is the largest n up to most that fits; fits must hold for all numbers below one for which it holds.
func mostTokens(most uint32, fits func(n uint32) bool) uint32 {
	return uint32(sort.Search(int(most), func(i int) bool { return !fits(uint32(i) + 1) }))
}

// outputLimit is how many tokens the order pays for after a prompt: MaxOutput, or fewer where MaxFee is reached first.
func outputLimit(o *dgrid.Order, promptTokens uint32) uint32 {
	return mostTokens(o.MaxOutput, func(n uint32) bool { return o.Price.Fee(promptTokens, n).Cmp(o.MaxFee) <= 0 })
}

// OutputLimit is how many output tokens an order pays for after a prompt of promptTokens: MaxOutput, or fewer where MaxFee is
// reached first. A provider ends the answer there with FinishLength.
func OutputLimit(o *dgrid.Order, promptTokens uint32) uint32 { return outputLimit(o, promptTokens) }
