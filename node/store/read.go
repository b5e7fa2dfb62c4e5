package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
)

// Transcript is everything that is stored of a job, with the pair's latest voucher. It is ErrNotFound for an unknown job and
// ErrExpired where only the signed objects are left, which Record returns. Leaves may be fewer than Steps where a step was
// adopted.
func (s *Store) Transcript(role Role, job dgrid.JobID) (*dgrid.Transcript, error) {
	ref := jobRef{role, job}
	t := &dgrid.Transcript{Domain: s.domain}
	err := s.view(func(x index) error {
		r, j, err := x.record(ref)
		if err != nil {
			return err
		}
		t.Order, t.Steps, t.Cancel, t.Receipt = r.Order, r.Steps, r.Cancel, r.Receipt
		if r.Acceptance != nil {
			t.Acceptance = *r.Acceptance
		}
		a, err := x.account(pairRef{role, j.Pair})
		if err != nil {
			return err
		}
		t.Voucher = a.Voucher
		if t.Inclusion, err = x.shown(ref); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		return x.fill(ref, t)
	})
	if err != nil {
		return nil, fmt.Errorf("read transcript: %w", err)
	}
	return t, nil
}

// fill adds the content.
func (x index) fill(ref jobRef, t *dgrid.Transcript) error {
	h, err := x.head(ref)
	if err != nil {
		return err
	}
	t.Version, t.Network, t.ModelName = h.Version, h.Network, h.ModelName
	if err := x.chunked(ref, partRequest, h.RequestChunks, &t.Request); err != nil {
		return err
	}
	if h.PrefixChunks > 0 {
		if err := x.chunked(ref, partPrefix, h.PrefixChunks, &t.Prefix); err != nil {
			return err
		}
	}
	if t.Leaves, err = x.leaves(ref); err != nil {
		return err
	}
	t.Sketches, err = x.sketches(ref, len(t.Leaves))
	return err
}

// Record is every signed object of a job. It is ErrNotFound for an unknown job.
func (s *Store) Record(role Role, job dgrid.JobID) (*Record, error) {
	var r *Record
	err := s.view(func(x index) (err error) {
		r, _, err = x.record(jobRef{role, job})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read job: %w", err)
	}
	return r, nil
}

func (x index) record(ref jobRef) (*Record, *jobState, error) {
	j, err := x.job(ref)
	if err != nil {
		return nil, nil, err
	}
	r := &Record{Open: !j.Closed}
	err = x.scan(ref.under(keyObject), true, func(it *badger.Item) (bool, error) {
		return true, it.Value(func(v []byte) error { return r.add(v) })
	})
	if err != nil {
		return nil, nil, jobError(ref, err)
	}
	return r, j, nil
}

// add takes a signature and the object behind it.
func (r *Record) add(v []byte) error {
	const head = len(dgrid.Signature{})
	if len(v) < head+2 {
		return fmt.Errorf("%w: a signed object of %d bytes", ErrDamaged, len(v))
	}
	sig, object := dgrid.Signature(v[:head]), v[head:]
	var err error
	switch k := dgrid.Kind(object[1]); k {
	case dgrid.KindOrder:
		err = dgrid.Decode(object, &r.Order.Object)
		r.Order.Signature = sig
	case dgrid.KindAcceptance:
		r.Acceptance = &dgrid.Signed[dgrid.Acceptance]{Signature: sig}
		err = dgrid.Decode(object, &r.Acceptance.Object)
	case dgrid.KindStep:
		s := dgrid.Signed[dgrid.Step]{Signature: sig}
		err = dgrid.Decode(object, &s.Object)
		r.Steps = append(r.Steps, s)
	case dgrid.KindCancel:
		r.Cancel = &dgrid.Signed[dgrid.Cancel]{Signature: sig}
		err = dgrid.Decode(object, &r.Cancel.Object)
	case dgrid.KindReceipt:
		r.Receipt = &dgrid.Signed[dgrid.Receipt]{Signature: sig}
		err = dgrid.Decode(object, &r.Receipt.Object)
	default:
		err = fmt.Errorf("the index holds no %s of a job", k)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

// Jobs lists the jobs of a role, those stored last first; limit 0 is all.
func (s *Store) Jobs(role Role, limit int) ([]JobInfo, error) {
	var out []JobInfo
	err := s.view(func(x index) error {
		return x.scan([]byte{keyRecent, byte(role)}, true, func(it *badger.Item) (bool, error) {
			ref := jobRef{role: role}
			err := it.Value(func(v []byte) error {
				if copy(ref.job[:], v) != len(ref.job) {
					return fmt.Errorf("%w: a job id of %d bytes", ErrDamaged, len(v))
				}
				return nil
			})
			if err != nil {
				return false, err
			}
			info, err := x.info(ref)
			out = append(out, info)
			return limit <= 0 || len(out) < limit, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	return out, nil
}

func (x index) info(ref jobRef) (JobInfo, error) {
	j, err := x.job(ref)
	if err != nil {
		return JobInfo{}, err
	}
	h, err := x.head(ref)
	if err != nil && !errors.Is(err, ErrExpired) {
		return JobInfo{}, err
	}
	return JobInfo{
		ID: ref.job, Role: ref.role, Created: j.Created, Model: j.Pair.Model, ModelName: h.ModelName, Payer: j.Pair.Payer, Provider: j.Pair.Provider,
		PromptTokens: j.PromptTokens, OutputTokens: j.Tokens, Fee: j.Fee, Finish: j.Finish, Open: !j.Closed,
	}, nil
}

// Find is the one job whose id begins with prefix, in hex with or without 0x. Where this node is both sides of it, the
// provider's is meant, which knows more.
func (s *Store) Find(prefix string) (Role, dgrid.JobID, error) {
	digits := strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(prefix, "0x"), "0X"))
	if digits == "" || len(digits) > 64 || strings.Trim(digits, "0123456789abcdef") != "" {
		return 0, dgrid.JobID{}, fmt.Errorf("find job %.80q: want 1 to 64 hexadecimal digits", prefix)
	}
	whole, err := hex.DecodeString(digits[:len(digits)&^1])
	if err != nil {
		return 0, dgrid.JobID{}, fmt.Errorf("find job %.80q: %w", prefix, err)
	}
	var found []jobRef
	err = s.view(func(x index) error {
		for _, role := range []Role{AsProvider, AsPayer} {
			err := x.scan(append([]byte{keyJob, byte(role)}, whole...), false, func(it *badger.Item) (bool, error) {
				ref, ok := refAt(it.Key(), 1)
				if ok && strings.HasPrefix(hex.EncodeToString(ref.job[:]), digits) && (len(found) == 0 || found[0].job != ref.job) {
					found = append(found, ref)
				}
				return len(found) < 2, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return 0, dgrid.JobID{}, fmt.Errorf("find job %s: %w", prefix, err)
	case len(found) == 0:
		return 0, dgrid.JobID{}, fmt.Errorf("find job %s: %w", prefix, ErrNotFound)
	case len(found) > 1:
		return 0, dgrid.JobID{}, fmt.Errorf("find job %s: %s and %s begin with it: give more digits", prefix, found[0].job, found[1].job)
	}
	return found[0].role, found[0].job, nil
}
