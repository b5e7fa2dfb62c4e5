package dgrid

import (
	"errors"
	"fmt"
)

// BatchEntry is a leaf with the signed objects that it stands for, so that anybody can follow a batch from its root to the orders.
// Which objects a leaf needs follows from its kind; the others are nil.
type BatchEntry struct {
	Leaf       BatchLeaf           `json:"leaf"`
	Order      *Signed[Order]      `json:"order,omitempty"`      // of a receipt and of a step
	Acceptance *Signed[Acceptance] `json:"acceptance,omitempty"` // of a step
	Receipt    *Signed[Receipt]    `json:"receipt,omitempty"`
	Step       *Signed[Step]       `json:"step,omitempty"`
	Verdict    *Signed[Verdict]    `json:"verdict,omitempty"`
}

// Job is the job that the entry speaks of.
func (e *BatchEntry) Job() JobID {
	switch {
	case e.Receipt != nil:
		return e.Receipt.Object.Job
	case e.Step != nil:
		return e.Step.Object.Job
	case e.Verdict != nil:
		return e.Verdict.Object.Job
	}
	return JobID{}
}

// Fee is what the job costs by the entry's object; 0 for a verdict.
func (e *BatchEntry) Fee() Amount {
	switch {
	case e.Receipt != nil:
		return e.Receipt.Object.Fee
	case e.Step != nil:
		return e.Step.Object.Fee
	}
	return Amount{}
}

// Signer says who may sign what an owner's name stands under: the owner, or the signer that it has set on the chain.
type Signer func(owner Address, o Object, sig Signature) error

// Owners is the Signer of a network without a chain: owner and signer are one.
func (d Domain) Owners(owner Address, o Object, sig Signature) error { return d.Verify(o, sig, owner) }

// Check fails unless the objects are those that the leaf needs, belong together and to node, and every signature holds. Whether
// pairFee and previous are right is seen only beside the leaves before.
func (e *BatchEntry) Check(d Domain, node Address, signer Signer) error {
	if err := e.check(d, node, signer); err != nil {
		return fmt.Errorf("leaf %d: %w", e.Leaf.Seq, err)
	}
	return nil
}

func (e *BatchEntry) check(d Domain, node Address, signer Signer) error {
	job := e.Order != nil && e.Verdict == nil
	switch k := e.Leaf.Kind; {
	case k == LeafReceipt && job && e.Receipt != nil && e.Step == nil && e.Acceptance == nil:
		return e.checkReceipt(d, node, signer)
	case k == LeafStep && job && e.Step != nil && e.Acceptance != nil && e.Receipt == nil:
		return e.checkStep(d, node, signer)
	case k == LeafVerdict && e.Order == nil && e.Acceptance == nil && e.Receipt == nil && e.Step == nil && e.Verdict != nil:
		return e.checkVerdict(d, node, signer)
	default:
		return fmt.Errorf("it is of kind %d, and the objects beside it are not those of that kind", k)
	}
}

func (e *BatchEntry) checkReceipt(d Domain, node Address, signer Signer) error {
	r, o := &e.Receipt.Object, &e.Order.Object
	if r.Payer != o.Payer || r.Provider != o.Provider || r.Model != o.Model || r.RequestHash != o.RequestHash {
		return errors.New("the receipt names another payer, provider, model or request than the order")
	}
	if want := o.Price.Fee(r.PromptTokens, r.OutputTokens); r.Fee != want || r.Fee.Cmp(o.MaxFee) > 0 {
		return fmt.Errorf("the receipt's fee is %s, the order's prices make %s, and it allows %s", r.Fee, want, o.MaxFee)
	}
	return e.checkJob(d, node, signer, r, e.Receipt.Signature)
}

func (e *BatchEntry) checkStep(d Domain, node Address, signer Signer) error {
	s, a, o := &e.Step.Object, &e.Acceptance.Object, &e.Order.Object
	if a.Job != s.Job {
		return fmt.Errorf("the acceptance is of job %s, the step of %s", a.Job, s.Job)
	}
	if want := o.Price.Fee(a.PromptTokens, s.OutputTokens); s.Fee != want || s.Fee.Cmp(o.MaxFee) > 0 {
		return fmt.Errorf("the step's fee is %s, the order's prices make %s, and it allows %s", s.Fee, want, o.MaxFee)
	}
	if err := signer(node, a, e.Acceptance.Signature); err != nil {
		return err
	}
	return e.checkJob(d, node, signer, s, e.Step.Signature)
}

// checkJob is what receipt and step have in common.
func (e *BatchEntry) checkJob(d Domain, node Address, signer Signer, object Object, sig Signature) error {
	o, l := &e.Order.Object, &e.Leaf
	if h := JobID(d.HashObject(o)); h != e.Job() {
		return fmt.Errorf("the order is that of job %s, the leaf's is %s", h, e.Job())
	}
	if o.Provider != node || o.Payer != l.Payer || o.Model != l.Model {
		return errors.New("the order names another payer, provider or model than the batch and its leaf")
	}
	if h := d.HashObject(object); h != l.Object {
		return fmt.Errorf("the leaf stands for %s, the %s beside it is %s", l.Object, object.Kind(), h)
	}
	if err := signer(o.Payer, o, e.Order.Signature); err != nil {
		return err
	}
	return signer(node, object, sig)
}

func (e *BatchEntry) checkVerdict(d Domain, node Address, signer Signer) error {
	v, l := &e.Verdict.Object, &e.Leaf
	if v.Validator != node || v.Model != l.Model {
		return errors.New("the verdict names another validator or model than the batch and its leaf")
	}
	if (l.Payer != Address{}) || !l.PairFee.IsZero() {
		return errors.New("a verdict's leaf names a payer or a fee")
	}
	if h := d.HashObject(v); h != l.Object {
		return fmt.Errorf("the leaf stands for %s, the verdict beside it is %s", l.Object, h)
	}
	return signer(node, v, e.Verdict.Signature)
}
