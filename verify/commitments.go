package verify

import "github.com/dgrid-network/dgrid"

func (s *signed) leaves() finding {
	want, _, _ := s.t.Settled()
	if want == 0 {
		return absent("nothing is settled; %d leaves are unsigned", len(s.t.Leaves))
	}
	n := s.t.SettledLeaves()
	if n > len(s.t.Leaves) {
		return fails(FaultTranscript, "%d settled tokens are %d leaves, the transcript has %d", want, n, len(s.t.Leaves))
	}
	have := 0
	for i := range n {
		leaf := &s.t.Leaves[i]
		if size := len(leaf.IDs); size > dgrid.LeafTokens || i < n-1 && size != dgrid.LeafTokens {
			return fails(s.bound(n), "leaf %d of %d has %d tokens, want %d", i+1, n, size, dgrid.LeafTokens)
		}
		for _, id := range leaf.IDs {
			if id < 0 {
				return fails(s.bound(n), "leaf %d of %d holds the token id %d", i+1, n, id)
			}
		}
		have += len(leaf.IDs)
	}
	if uint64(have) != uint64(want) {
		return fails(s.bound(n), "%d tokens are settled, their %d leaves hold %d", want, n, have)
	}
	if unsigned := len(s.t.Leaves) - n; unsigned > 0 {
		return holds("%d tokens in %d leaves; %d more leaves are unsigned and unpaid", have, n, unsigned)
	}
	return holds("%d tokens in %d leaves", have, n)
}

// bound says whose fault it is that the first n leaves are not as they should be: the provider's if its root commits to them.
func (s *signed) bound(n int) Fault {
	if _, root, _ := s.t.Settled(); dgrid.RootOf(s.hashes(n)) == root {
		return FaultProvider
	}
	return FaultTranscript
}

func (s *signed) hashes(n int) []dgrid.Digest {
	hashes := make([]dgrid.Digest, n)
	for i := range hashes {
		hashes[i] = s.t.Leaves[i].Hash()
	}
	return hashes
}

func (s *signed) roots() finding {
	n := s.t.SettledLeaves()
	var tree dgrid.Tree
	steps := 0
	for i, hash := range s.hashes(n) {
		tree.Append(hash)
		if i >= len(s.t.Steps) {
			continue
		}
		if step := &s.t.Steps[i].Object; step.Root != tree.Root() {
			return fails(FaultTranscript, "step %d commits to %s, the leaves have root %s", step.Number, step.Root, tree.Root())
		}
		steps++
	}
	if s.t.Receipt == nil {
		if steps == 0 {
			return absent("neither step nor receipt")
		}
		return holds("%d steps; last root %s", steps, tree.Root())
	}
	if r := &s.t.Receipt.Object; r.Root != tree.Root() {
		// The steps hold. If they cover all leaves, the provider signed two roots for the same ones.
		fault := FaultTranscript
		if steps == n && n > 0 || n == 0 {
			fault = FaultProvider
		}
		return fails(fault, "the receipt commits to %s, the leaves have root %s", r.Root, tree.Root())
	}
	return holds("%d steps and the receipt; last root %s", steps, tree.Root())
}

func (s *signed) output() finding {
	if s.t.Receipt == nil {
		return absent("no receipt")
	}
	ids, text := s.t.Output(s.t.SettledLeaves())
	if got := dgrid.OutputHash(ids, text); got != s.t.Receipt.Object.OutputHash {
		return fails(FaultProvider, "the receipt names %s, tokens and text have %s", s.t.Receipt.Object.OutputHash, got)
	}
	return holds("%d tokens, %d bytes of text", len(ids), len(text))
}

func (s *signed) fees() finding {
	prompt, price := s.t.Acceptance.Object.PromptTokens, s.order.Price
	for i := range s.t.Steps {
		step := &s.t.Steps[i].Object
		if want := price.Fee(prompt, step.OutputTokens); step.Fee != want {
			return fails(FaultProvider, "step %d claims %s, %d prompt and %d answer tokens cost %s", step.Number, step.Fee, prompt, step.OutputTokens, want)
		}
	}
	tokens, _, fee := s.t.Settled()
	if want := price.Fee(prompt, tokens); fee != want {
		return fails(FaultProvider, "the receipt claims %s, %d prompt and %d answer tokens cost %s", fee, prompt, tokens, want)
	}
	return holds("%d prompt and %d answer tokens cost %s", prompt, tokens, fee)
}

func (s *signed) limits() finding {
	o, prompt := s.order, s.t.Acceptance.Object.PromptTokens
	tokens, _, fee := s.t.Settled()
	switch {
	case prompt > o.MaxPrompt:
		return fails(FaultProvider, "%d prompt tokens, the order allows %d", prompt, o.MaxPrompt)
	case tokens > o.MaxOutput:
		return fails(FaultProvider, "%d answer tokens, the order allows %d", tokens, o.MaxOutput)
	case fee.Cmp(o.MaxFee) > 0:
		return fails(FaultProvider, "a fee of %s, the order allows %s", fee, o.MaxFee)
	}
	return holds("%d of %d prompt tokens, %d of %d answer tokens, %s of %s", prompt, o.MaxPrompt, tokens, o.MaxOutput, fee, o.MaxFee)
}

func (s *signed) cancel() finding {
	c := s.t.Cancel
	if c == nil {
		return absent("the payer did not cancel")
	}
	if err := s.d.Verify(&c.Object, c.Signature, s.order.Payer); err != nil {
		return fails(FaultTranscript, "%v", err)
	}
	if c.Object.Job != s.job {
		return fails(FaultTranscript, "it is for job %s", c.Object.Job)
	}
	if c.Object.OutputTokens > s.order.MaxOutput {
		return fails(FaultPayer, "the payer says that it received %d tokens, its order allows %d", c.Object.OutputTokens, s.order.MaxOutput)
	}
	return holds("after %d tokens, signed by payer %s", c.Object.OutputTokens, s.order.Payer)
}

func (s *signed) ending() finding {
	if s.t.Receipt == nil {
		return absent("no receipt says how the answer ended")
	}
	r := &s.t.Receipt.Object
	steps := uint64(len(s.t.Steps))
	signed := steps * dgrid.LeafTokens
	switch {
	case r.Finish < dgrid.FinishStop || r.Finish > dgrid.FinishInterrupted:
		return fails(FaultProvider, "finish reason %d is none of the protocol's", r.Finish)
	case uint64(r.OutputTokens) < signed:
		return fails(FaultProvider, "the receipt settles %d tokens, the last step already %d", r.OutputTokens, signed)
	case r.Finish.Early() && uint64(r.OutputTokens) > signed && r.OutputTokens%dgrid.LeafTokens == 0:
		return fails(FaultTranscript, "an answer that ended early is settled by its last step: the receipt settles %d tokens, the transcript's steps %d", r.OutputTokens, signed)
	case r.Finish.Early() && uint64(r.OutputTokens) > signed:
		return fails(FaultProvider, "an answer that ended early is settled by its last step, which cannot be at %d tokens", r.OutputTokens)
	case !r.Finish.Early() && uint64(r.OutputTokens) > signed+dgrid.LeafTokens:
		return fails(FaultTranscript, "the receipt settles %d tokens, of which the transcript's steps cover only %d", r.OutputTokens, signed)
	case !r.Finish.Early() && r.OutputTokens == 0:
		return fails(FaultProvider, "the answer is said to have ended by %s before its first token", r.Finish)
	case r.Finish == dgrid.FinishCancelled && s.t.Cancel == nil:
		return fails(FaultTranscript, "the receipt says that the payer cancelled; the transcript has no signed cancel")
	case r.Finish == dgrid.FinishLength && !s.atMaximum(r):
		return fails(FaultProvider, "the answer is said to have reached its maximum of %d tokens, or of %s in fees, at %d", s.order.MaxOutput, s.order.MaxFee, r.OutputTokens)
	case r.Finish == dgrid.FinishStopString && len(s.t.Request.Params.Stop) == 0:
		return fails(FaultProvider, "the answer is said to have ended by a stop string; the request has none")
	}
	return holds("%s after %d tokens, %d of them in steps", r.Finish, r.OutputTokens, signed)
}

// atMaximum reports whether the order pays for no further token: by their number, or because the next one's fee passes the
// largest that it allows.
func (s *signed) atMaximum(r *dgrid.Receipt) bool {
	return r.OutputTokens >= s.order.MaxOutput || s.order.Price.Fee(r.PromptTokens, r.OutputTokens+1).Cmp(s.order.MaxFee) > 0
}

func (s *signed) voucher() finding {
	v := s.t.Voucher
	if v == nil {
		return absent("the transcript has no voucher")
	}
	if v.Object.Pair() != s.order.Pair() {
		return fails(FaultTranscript, "it is of payer %s for provider %s and model %s", v.Object.Payer, v.Object.Provider, v.Object.Model.Short())
	}
	if err := s.d.Verify(&v.Object, v.Signature, s.order.Payer); err != nil {
		return fails(FaultTranscript, "%v", err)
	}
	return holds("%s in all, signed by payer %s", v.Object.Amount, s.order.Payer)
}

func (s *signed) payment() finding {
	_, _, fee := s.t.Settled()
	if s.t.Voucher == nil {
		return absent("no voucher; the job costs %s", fee)
	}
	if v := s.t.Voucher.Object.Amount; v.Cmp(fee) < 0 {
		return fails(FaultPayer, "the payer promised %s, the job alone costs %s", v, fee)
	}
	return holds("the job costs %s", fee)
}
