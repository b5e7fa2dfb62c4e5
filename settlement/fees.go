package settlement

import (
	"fmt"

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

// OutputLimit is how many output tokens an order pays for after a prompt of promptTokens: MaxOutput, or fewer where MaxFee is
// reached first. A provider ends the answer there with FinishLength.
func OutputLimit(o *dgrid.Order, promptTokens uint32) uint32 {
	return mostTokens(o.MaxOutput, func(n uint32) bool { return o.Price.Fee(promptTokens, n).Cmp(o.MaxFee) <= 0 })
}

// mostTokens is the largest n up to most that fits, by bisection: whatever is below a number that fits, fits too.
func mostTokens(most uint32, fits func(n uint32) bool) uint32 {
	low, high := uint64(0), uint64(most) // low fits, what is above high does not or is not asked for
	for low < high {
		mid := (low + high + 1) / 2
		if fits(uint32(mid)) {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return uint32(low)
}
