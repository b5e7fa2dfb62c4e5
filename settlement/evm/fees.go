package evm

import "math/big"

func bigUint(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// fees are what a transaction offers per gas, in wei.
type fees struct {
	tip *big.Int // to whoever mines it
	cap *big.Int // at most, with the base fee
}

// firstFees offers the suggested tip, and twice the base fee, which covers six full blocks in a row. It says how much more than max is wanted
// where the next block would already ask more than that.
func firstFees(base uint64, tip, most *big.Int) (fees, error) {
	need := new(big.Int).Add(bigUint(base), tip)
	if need.Cmp(most) > 0 {
		return fees{}, &FeesError{Want: need, Max: most}
	}
	offer := new(big.Int).Add(need, bigUint(base))
	if offer.Cmp(most) > 0 {
		offer.Set(most)
	}
	return fees{tip: new(big.Int).Set(tip), cap: offer}, nil
}

// raised is what a replacement of a transaction must offer: an eighth (12.5 %) more of both, rounded up, or pools refuse it; and what a
// new transaction would offer, where that is more.
func raised(old fees, base uint64, tip, most *big.Int) (fees, error) {
	f := fees{tip: eighthMore(old.tip), cap: eighthMore(old.cap)}
	if tip.Cmp(f.tip) > 0 {
		f.tip.Set(tip)
	}
	if want := new(big.Int).Add(new(big.Int).Lsh(bigUint(base), 1), f.tip); want.Cmp(f.cap) > 0 && want.Cmp(most) <= 0 {
		f.cap = want
	}
	if f.cap.Cmp(most) > 0 {
		return fees{}, &FeesError{Want: f.cap, Max: most}
	}
	if f.tip.Cmp(f.cap) > 0 {
		f.cap.Set(f.tip)
	}
	return f, nil
}

func eighthMore(v *big.Int) *big.Int {
	more := new(big.Int).Add(v, big.NewInt(7))
	more.Rsh(more, 3)
	if more.Sign() == 0 {
		more.SetInt64(1)
	}
	return more.Add(more, v)
}
