package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// evidence is everything signed or anchored that any store ever held, in any of a node's lives: what somebody could show to the contract.
type evidence struct {
	*ledger
	fees    map[dgrid.JobID]dgrid.Amount
	created map[dgrid.JobID]dgrid.Time
	leaves  map[dgrid.Digest]shownLeaf // by hash
	voucher map[store.Role]dgrid.Amount
}

// shownLeaf is a leaf that stands on the chain, with what proves it.
type shownLeaf struct {
	dgrid.Inclusion
	job     dgrid.JobID
	receipt *dgrid.Receipt
	step    *dgrid.Step
}

func newEvidence() *evidence {
	return &evidence{newLedger(), map[dgrid.JobID]dgrid.Amount{}, map[dgrid.JobID]dgrid.Time{}, map[dgrid.Digest]shownLeaf{}, map[store.Role]dgrid.Amount{}}
}

// take reads a store in a role. A voucher that is lower than one seen before is a problem: call it after the two have met.
func (v *evidence) take(s *store.Store, role store.Role) (wrong []string, err error) {
	jobs, err := s.Jobs(role, 0)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		r, err := s.Record(role, j.ID)
		if err != nil {
			return nil, err
		}
		if err := v.note(j.ID, &dgrid.Transcript{Steps: r.Steps, Receipt: r.Receipt}); err != nil {
			wrong = append(wrong, err.Error())
		}
		v.created[j.ID] = r.Order.Object.Created
		if fee, ok := settledBy(r); ok && fee.Cmp(v.fees[j.ID]) >= 0 {
			v.fees[j.ID] = fee
		}
	}
	accounts, err := s.Accounts(role)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Voucher == nil {
			continue
		}
		if have := a.Voucher.Object.Amount; have.Cmp(v.voucher[role]) < 0 {
			wrong = append(wrong, fmt.Sprintf("the %s holds a voucher of %s, before it was %s", role, have, v.voucher[role]))
		} else {
			v.voucher[role] = have
		}
	}
	return wrong, nil
}

// takeLeaves reads the batches of a provider's store that stand on the chain. Those that it has lost are passed over.
func (v *evidence) takeLeaves(s *store.Store, onChain []dgrid.Batch) (wrong []string, err error) {
	for _, b := range onChain {
		info, err := s.Batch(b.Epoch)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if info.Batch.Root != b.Root {
			wrong = append(wrong, fmt.Sprintf("epoch %d has root %s in the store and %s on the chain", b.Epoch, info.Batch.Root, b.Root))
			continue
		}
		hashes, err := s.LeafHashes(info.First, b.Count)
		if err != nil {
			return nil, err
		}
		p, err := settlement.NewProofs(hashes)
		if err != nil {
			return nil, err
		}
		index := uint64(0)
		err = s.Entries(info.First, b.Count, func(e dgrid.BatchEntry) error {
			job, err := jobOf(e)
			if err != nil {
				return err
			}
			l := shownLeaf{Inclusion: dgrid.Inclusion{Batch: b, Leaf: e.Leaf, Index: index}, job: job}
			if l.Path, err = p.Path(index); err != nil {
				return err
			}
			if e.Receipt != nil {
				l.receipt = &e.Receipt.Object
			} else {
				l.step = &e.Step.Object
			}
			v.leaves[e.Leaf.Hash()] = l
			index++
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return wrong, nil
}

// highest is the leaf that counts most, of all lives. The contract pays no more than it says.
func (v *evidence) highest() (l shownLeaf) {
	for _, other := range v.leaves {
		if other.Leaf.PairFee.Cmp(l.Leaf.PairFee) > 0 {
			l = other
		}
	}
	return l
}

// branch is what a leaf counts of each job, along the leaves that it follows.
func (v *evidence) branch(from shownLeaf) (of map[dgrid.JobID]*big.Int, err error) {
	of = map[dgrid.JobID]*big.Int{}
	for at := &from; ; {
		before, ok := v.leaves[at.Leaf.Previous]
		if !ok && !at.Leaf.Previous.IsZero() {
			return of, fmt.Errorf("leaf %d of epoch %d follows one that nobody has", at.Index, at.Batch.Epoch)
		}
		if of[at.job] == nil {
			of[at.job] = new(big.Int)
		}
		of[at.job].Add(of[at.job], at.Leaf.PairFee.Big())
		if !ok {
			return of, nil
		}
		of[at.job].Sub(of[at.job], before.Leaf.PairFee.Big())
		at = &before
	}
}

// noFault is the selector by which the contract says that what was shown is no fault.
var noFault = fmt.Sprintf("0x%x", crypto.Keccak256([]byte("NoFault()"))[:4])

// accuse calls everything by which the contract would slash, with all that was ever seen, without sending it. It must say each time that
// this is no fault.
func (v *evidence) accuse(ctx context.Context, s *sight) (calls int, wrong []string, err error) {
	c := disputes.NewDisputes()
	try := func(what string, data []byte) error {
		calls++
		_, err := s.client.Call(ctx, ethereum.CallMsg{From: burnt, To: &s.Disputes, Data: data}, s.at)
		var refused *evm.RevertError
		switch {
		case err == nil:
			wrong = append(wrong, what+" would be slashed")
		case !errors.As(err, &refused):
			return err
		case !strings.Contains(err.Error(), noFault) && !strings.Contains(err.Error(), "NoFault"):
			wrong = append(wrong, fmt.Sprintf("%s: %v, want no fault", what, err))
		}
		return nil
	}
	for job, r := range v.receipts {
		one := contract.DisputesReceipt(&r.Object)
		if err := try("job "+job.Short()+" by its receipts", c.PackSlashEquivocation(one, r.Signature[:], one, r.Signature[:])); err != nil {
			return calls, wrong, err
		}
	}
	for _, l := range v.leaves {
		before, ok := v.leaves[l.Leaf.Previous]
		if !ok {
			if before = l; !l.Leaf.Previous.IsZero() {
				continue // branch tells of it
			}
		}
		data := func() []byte {
			if l.receipt != nil {
				return c.PackSlashSumReceipt(contract.DisputesProof(&before.Inclusion), contract.DisputesProof(&l.Inclusion), contract.DisputesReceipt(l.receipt))
			}
			return c.PackSlashSumStep(contract.DisputesProof(&before.Inclusion), contract.DisputesProof(&l.Inclusion),
				disputes.Step{Job: l.step.Job, Number: l.step.Number, Root: l.step.Root, OutputTokens: l.step.OutputTokens, Fee: l.step.Fee.Big()})
		}()
		if err := try(fmt.Sprintf("leaf %d of epoch %d by its sum", l.Index, l.Batch.Epoch), data); err != nil {
			return calls, wrong, err
		}
	}
	return calls, wrong, nil
}
