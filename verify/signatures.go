package verify

import "github.com/dgrid-network/dgrid"

// The rungs of Signatures, from the ground up.
const (
	RungVersion      = "version"
	RungNetwork      = "network"
	RungOrder        = "order"
	RungRequest      = "request"
	RungPrefix       = "prefix"
	RungAcceptance   = "acceptance"
	RungSteps        = "steps"
	RungNumbers      = "step numbers"
	RungReceipt      = "receipt"
	RungReceiptOrder = "receipt's order"
	RungLeaves       = "leaves"
	RungRoots        = "roots"
	RungOutput       = "output hash"
	RungFees         = "fees"
	RungLimits       = "limits"
	RungCancel       = "cancel"
	RungEnding       = "ending"
	RungVoucher      = "voucher"
	RungPayment      = "payment"
)

// Signatures is the ladder of what a transcript proves without a model, on the network with domain d.
func Signatures(t *dgrid.Transcript, d dgrid.Domain) []Rung {
	s := signed{t: t, d: d, order: &t.Order.Object, job: dgrid.JobID(d.HashObject(&t.Order.Object))}
	var l ladder
	l.add(RungVersion, "this program knows how to read it", s.version)
	l.add(RungNetwork, "its signatures count here", s.network, RungVersion)
	l.add(RungOrder, "the payer wanted this job, from this provider, model and price", s.signedOrder, RungNetwork)
	l.add(RungRequest, "these are the messages and parameters that the payer ordered an answer to", s.request, RungOrder)
	l.add(RungPrefix, "this is the answer so far that the payer ordered to go on from", s.prefix, RungOrder)
	l.add(RungAcceptance, "the provider took the job, and which prompt it read", s.acceptance, RungOrder)
	l.add(RungSteps, "the provider signed every step of this job", s.steps, RungOrder)
	l.add(RungNumbers, "no step is missing, and each covers 32 tokens more", s.numbers, RungSteps)
	l.add(RungReceipt, "the provider signed how this job ended", s.receipt, RungOrder)
	l.add(RungReceiptOrder, "the receipt is for what was ordered and accepted", s.receiptOrder, RungReceipt, RungAcceptance)
	l.add(RungLeaves, "the transcript holds every token that was settled", s.leaves, RungNumbers, RungReceipt)
	l.add(RungRoots, "the provider committed to exactly these tokens, texts and sketches", s.roots, RungLeaves)
	l.add(RungOutput, "the receipt alone identifies tokens and text", s.output, RungRoots)
	l.add(RungFees, "the fees follow from the counts and the order's price", s.fees, RungAcceptance, RungNumbers, RungReceipt)
	l.add(RungLimits, "prompt, answer and fee are within what the payer allowed", s.limits, RungAcceptance, RungNumbers, RungReceipt)
	l.add(RungCancel, "the payer stopped the job", s.cancel, RungOrder)
	l.add(RungEnding, "the counts fit the way in which the answer is said to have ended", s.ending, RungRequest, RungNumbers, RungReceipt, RungCancel)
	l.add(RungVoucher, "the payer promised this provider that much for this model, over all jobs together", s.voucher, RungOrder)
	l.add(RungPayment, "the promise is large enough for this job, if it is for no other", s.payment, RungVoucher, RungFees)
	return l.rungs
}

// signed holds what the rungs of Signatures look at.
type signed struct {
	t     *dgrid.Transcript
	d     dgrid.Domain
	order *dgrid.Order
	job   dgrid.JobID
}

func (s *signed) version() finding {
	if s.t.Version != dgrid.Version {
		return fails(FaultTranscript, "the transcript has version %d, this program knows version %d", s.t.Version, dgrid.Version)
	}
	return holds("version %d", s.t.Version)
}

func (s *signed) network() finding {
	if s.t.Domain != s.d {
		return fails(FaultTranscript, "the transcript is of network %.40q, chain %d, contracts %s and %s; this network has chain %d, contracts %s and %s",
			s.t.Network, s.t.Domain.ChainID, s.t.Domain.Anchors, s.t.Domain.Escrow, s.d.ChainID, s.d.Anchors, s.d.Escrow)
	}
	return holds("network %s, chain %d", s.t.Network, s.d.ChainID)
}

func (s *signed) signedOrder() finding {
	if err := s.d.Verify(s.order, s.t.Order.Signature, s.order.Payer); err != nil {
		return fails(FaultTranscript, "%v", err)
	}
	return holds("job %s, signed by payer %s", s.job, s.order.Payer)
}

func (s *signed) request() finding {
	if got := s.t.Request.Hash(); got != s.order.RequestHash {
		return fails(FaultTranscript, "the request has hash %s, the order names %s", got, s.order.RequestHash)
	}
	return holds("hash %s", s.order.RequestHash)
}

func (s *signed) prefix() finding {
	o := s.order
	if o.Parent.IsZero() && o.Start == 0 && o.PrefixHash.IsZero() && len(s.t.Prefix) == 0 {
		return absent("the job resumes no other")
	}
	if got := dgrid.HashTokens(s.t.Prefix); got != o.PrefixHash || uint64(len(s.t.Prefix)) != uint64(o.Start) {
		return fails(FaultTranscript, "the transcript has %d tokens of hash %s, the order names %d of hash %s", len(s.t.Prefix), got, o.Start, o.PrefixHash)
	}
	return holds("%d tokens of job %s", o.Start, o.Parent.Short())
}

func (s *signed) acceptance() finding {
	a := &s.t.Acceptance
	if a.Signature == (dgrid.Signature{}) && len(s.t.Steps) == 0 && s.t.Receipt == nil {
		return absent("no provider took the job")
	}
	if err := s.d.Verify(&a.Object, a.Signature, s.order.Provider); err != nil {
		return fails(FaultTranscript, "%v", err)
	}
	if a.Object.Job != s.job {
		return fails(FaultTranscript, "it is for job %s", a.Object.Job)
	}
	return holds("%d prompt tokens, signed by provider %s", a.Object.PromptTokens, s.order.Provider)
}

func (s *signed) steps() finding {
	for i := range s.t.Steps {
		step := &s.t.Steps[i]
		if err := s.d.Verify(&step.Object, step.Signature, s.order.Provider); err != nil {
			return fails(FaultTranscript, "step %d of %d: %v", i+1, len(s.t.Steps), err)
		}
		if step.Object.Job != s.job {
			return fails(FaultTranscript, "step %d of %d is for job %s", i+1, len(s.t.Steps), step.Object.Job)
		}
	}
	if len(s.t.Steps) == 0 {
		return absent("no step was signed")
	}
	return holds("%d signed by provider %s", len(s.t.Steps), s.order.Provider)
}

func (s *signed) numbers() finding {
	for i := range s.t.Steps {
		step := &s.t.Steps[i].Object
		if uint64(step.OutputTokens) != dgrid.LeafTokens*uint64(step.Number) {
			return fails(FaultProvider, "step %d covers %d tokens, want %d", step.Number, step.OutputTokens, dgrid.LeafTokens*uint64(step.Number))
		}
		if uint64(step.Number) != uint64(i)+1 {
			return fails(FaultTranscript, "step %d stands at place %d", step.Number, i+1)
		}
	}
	if len(s.t.Steps) == 0 {
		return absent("no step was signed")
	}
	return holds("1 to %d", len(s.t.Steps))
}

func (s *signed) receipt() finding {
	r := s.t.Receipt
	if r == nil {
		return absent("no receipt: the last step settles the job")
	}
	if err := s.d.Verify(&r.Object, r.Signature, s.order.Provider); err != nil {
		return fails(FaultTranscript, "%v", err)
	}
	if r.Object.Job != s.job {
		return fails(FaultTranscript, "it is for job %s", r.Object.Job)
	}
	return holds("%d tokens, ended by %s, signed by provider %s", r.Object.OutputTokens, r.Object.Finish, s.order.Provider)
}

func (s *signed) receiptOrder() finding {
	if s.t.Receipt == nil {
		return absent("no receipt")
	}
	r, o := &s.t.Receipt.Object, s.order
	switch {
	case r.Payer != o.Payer:
		return fails(FaultProvider, "the receipt is for payer %s, the order is of %s", r.Payer, o.Payer)
	case r.Provider != o.Provider:
		return fails(FaultProvider, "the receipt names provider %s, the order %s", r.Provider, o.Provider)
	case r.Model != o.Model:
		return fails(FaultProvider, "the receipt names model %s, the order %s", r.Model, o.Model)
	case r.RequestHash != o.RequestHash:
		return fails(FaultProvider, "the receipt names request %s, the order %s", r.RequestHash, o.RequestHash)
	case r.PromptTokens != s.t.Acceptance.Object.PromptTokens:
		return fails(FaultProvider, "the receipt counts %d prompt tokens, the acceptance %d", r.PromptTokens, s.t.Acceptance.Object.PromptTokens)
	case r.Ended < r.Started:
		return fails(FaultProvider, "the receipt says that the job ended %d ms before it began", r.Started-r.Ended)
	}
	return holds("payer, provider, model, request and prompt are the same")
}
