package store

import (
	"context"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

// PutVoucher stores a voucher that is higher than the pair's stored one. An equal one is no change, a lower one is
// ErrLowerVoucher.
func (s *Store) PutVoucher(ctx context.Context, role Role, v dgrid.Signed[dgrid.Voucher]) error {
	if !role.Valid() {
		return fmt.Errorf("store voucher: unknown %s", role)
	}
	ref := pairRef{role, v.Object.Pair()}
	return s.do(ctx, func(g *group) error {
		a, err := g.account(ref)
		if err != nil {
			return fmt.Errorf("store voucher: %w", err)
		}
		if a.Voucher != nil {
			switch have := a.Voucher.Object.Amount; v.Object.Amount.Cmp(have) {
			case -1:
				return fmt.Errorf("store voucher: %w: %s, stored is %s", ErrLowerVoucher, v.Object.Amount, have)
			case 0:
				return nil
			}
		}
		g.record(&journal.Signed{Role: role, Signature: v.Signature, Object: &v.Object})
		return nil
	})
}

// Account is what is known of a pair; a pair that nothing is known of has a zero account.
func (s *Store) Account(role Role, pair dgrid.Pair) (Account, error) {
	out := Account{Pair: pair}
	err := s.view(func(x index) error {
		a, err := x.account(pairRef{role, pair})
		if err != nil {
			return err
		}
		out.Voucher, out.Settled, out.Jobs = a.Voucher, a.Settled, a.Jobs
		open, err := x.openJobs(role)
		out.OpenJobs = open[pair]
		return err
	})
	if err != nil {
		return Account{}, fmt.Errorf("read account: %w", err)
	}
	return out, nil
}

// Accounts is every pair of a role, in the order of payer, provider and model.
func (s *Store) Accounts(role Role) ([]Account, error) {
	var out []Account
	err := s.view(func(x index) error {
		open, err := x.openJobs(role)
		if err != nil {
			return err
		}
		return x.scan([]byte{keyAccount, byte(role)}, true, func(it *badger.Item) (bool, error) {
			pair, ok := decodePair(it.Key()[2:])
			if !ok {
				return false, fmt.Errorf("%w: an account's key has %d bytes", ErrDamaged, len(it.Key()))
			}
			a, err := x.account(pairRef{role, pair})
			if err != nil {
				return false, err
			}
			out = append(out, Account{Pair: pair, Voucher: a.Voucher, Settled: a.Settled, Jobs: a.Jobs, OpenJobs: open[pair]})
			return true, nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	return out, nil
}

// OpenJobs is every job of a role that is neither finished nor closed.
func (s *Store) OpenJobs(role Role) ([]dgrid.JobID, error) {
	var out []dgrid.JobID
	err := s.view(func(x index) error {
		return x.eachOpen(role, func(job dgrid.JobID, _ dgrid.Pair) { out = append(out, job) })
	})
	if err != nil {
		return nil, fmt.Errorf("read open jobs: %w", err)
	}
	return out, nil
}

func (x index) openJobs(role Role) (map[dgrid.Pair][]dgrid.JobID, error) {
	open := map[dgrid.Pair][]dgrid.JobID{}
	err := x.eachOpen(role, func(job dgrid.JobID, pair dgrid.Pair) { open[pair] = append(open[pair], job) })
	return open, err
}

func (x index) eachOpen(role Role, f func(dgrid.JobID, dgrid.Pair)) error {
	return x.scan([]byte{keyOpen, byte(role)}, true, func(it *badger.Item) (bool, error) {
		ref, ok := refAt(it.Key(), 1)
		if !ok {
			return false, fmt.Errorf("%w: an open job's key has %d bytes", ErrDamaged, len(it.Key()))
		}
		return true, it.Value(func(v []byte) error {
			pair, ok := decodePair(v)
			if !ok {
				return fmt.Errorf("%w: open job %s has no pair", ErrDamaged, ref.job)
			}
			f(ref.job, pair)
			return nil
		})
	})
}
