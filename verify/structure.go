package verify

import (
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// The rungs of Structure.
const (
	RungRecomputed = "re-computed"
	RungSketches   = "sketches"
	RungPrompt     = "prompt"
	RungText       = "text"
	RungGrammar    = "grammar"
	RungInside     = "no earlier end"
	RungEnd        = "end"
)

// Structure is the ladder of T0: what must be exactly so between a transcript's settled tokens and what the model's own tokenizer
// and template say of them. It takes for granted that Signatures holds.
func Structure(t *dgrid.Transcript, ev *Evidence) []Rung {
	s := structure{t: t, ev: ev}
	s.ids, s.text = t.Output(t.SettledLeaves())
	if t.Receipt != nil {
		s.finish = t.Receipt.Object.Finish
	}
	var l ladder
	l.add(RungRecomputed, "every settled token was checked", s.recomputed)
	l.broken[RungRecomputed] = l.rungs[0].State != Holds // what reads the evidence token by token must find it whole
	l.add(RungSketches, "these are the sketches that the provider committed to", s.sketches)
	l.add(RungPrompt, "the provider read the payer's messages, whole and unchanged", s.prompt)
	l.add(RungText, "the text is what the tokens say", s.pieces, RungRecomputed)
	l.add(RungGrammar, "the answer keeps to the request's grammar", s.grammar, RungRecomputed)
	l.add(RungInside, "nothing was added after the answer's end", s.inside, RungRecomputed)
	l.add(RungEnd, "the answer ended where it had to", s.end, RungRecomputed)
	return l.rungs
}

// structure holds what the rungs of Structure look at.
type structure struct {
	t      *dgrid.Transcript
	ev     *Evidence
	ids    []dgrid.TokenID // settled
	text   string          // theirs
	finish dgrid.Finish    // 0 without a receipt
}

// recomputed is never held against anybody: the evidence is the validator's own.
func (s *structure) recomputed() finding {
	n := len(s.ids)
	if settled, _, _ := s.t.Settled(); n == 0 || uint64(settled) != uint64(n) {
		return absent("%d tokens are settled, the transcript holds %d of them", settled, n)
	}
	if len(s.ev.Margins) != n || len(s.ev.Pieces) != n {
		return absent("%d tokens are settled, %d margins and %d texts were re-computed", n, len(s.ev.Margins), len(s.ev.Pieces))
	}
	for _, list := range [][]bool{s.ev.Forbidden, s.ev.Stops} {
		if list != nil && len(list) != n {
			return absent("%d tokens are settled, the re-computation marks %d", n, len(list))
		}
	}
	return holds("%d tokens", n)
}

func (s *structure) sketches() finding {
	have := s.t.Sketches
	if len(have) == 0 {
		return absent("the transcript has no sketches: only the provider keeps them")
	}
	for i := range min(s.t.SettledLeaves(), len(s.t.Leaves)) {
		leaf := &s.t.Leaves[i]
		if len(have) < len(leaf.IDs) {
			return fails(FaultTranscript, "leaf %d has %d tokens, %d sketches are left for it", i+1, len(leaf.IDs), len(have))
		}
		if dgrid.HashSketches(have[:len(leaf.IDs)]) != leaf.SketchHash {
			return fails(FaultTranscript, "the sketches of leaf %d are not those committed to", i+1)
		}
		have = have[len(leaf.IDs):]
	}
	return holds("%d sketches", len(s.t.Sketches)-len(have))
}

func (s *structure) prompt() finding {
	a := &s.t.Acceptance.Object
	if uint64(len(s.ev.Prompt)) != uint64(a.PromptTokens) {
		return fails(FaultProvider, "the messages render to %d tokens, the provider read %d", len(s.ev.Prompt), a.PromptTokens)
	}
	if got := dgrid.HashTokens(s.ev.Prompt); got != a.PromptHash {
		return fails(FaultProvider, "the messages render to %d tokens of hash %s, the provider read tokens of hash %s", len(s.ev.Prompt), got, a.PromptHash)
	}
	return holds("%d tokens", len(s.ev.Prompt))
}

func (s *structure) pieces() finding {
	pieces := s.ev.Pieces
	for i := range min(s.t.SettledLeaves(), len(s.t.Leaves)) {
		leaf := &s.t.Leaves[i]
		if got := strings.Join(pieces[:len(leaf.IDs)], ""); got != leaf.Text {
			return fails(FaultProvider, "the tokens of leaf %d say %.60q, its text is %.60q", i+1, got, leaf.Text)
		}
		pieces = pieces[len(leaf.IDs):]
	}
	return holds("%d bytes", len(s.text))
}

func (s *structure) grammar() finding {
	if s.t.Request.Params.Grammar == "" {
		return absent("the request has no grammar")
	}
	if s.ev.Forbidden == nil {
		return absent("the re-computation did not apply the request's grammar")
	}
	if i := slices.Index(s.ev.Forbidden, true); i >= 0 {
		return fails(FaultProvider, "the grammar forbids token %d of %d", i+1, len(s.ids))
	}
	return holds("all %d tokens are allowed", len(s.ids))
}

// inside looks for an end before the last token: padding is paid for like an answer.
func (s *structure) inside() finding {
	last := len(s.ids) - 1
	for i, id := range s.ids[:last] {
		if slices.Contains(s.ev.EndTokens, id) {
			return fails(FaultProvider, "token %d of %d is an end token", i+1, len(s.ids))
		}
		if s.ev.Stops != nil && s.ev.Stops[i] {
			return fails(FaultProvider, "a stop string came out with token %d of %d", i+1, len(s.ids))
		}
	}
	for _, stop := range s.t.Request.Params.Stop {
		if stop != "" && strings.Contains(s.text, stop) {
			return fails(FaultProvider, "the text contains the stop string %.40q", stop)
		}
	}
	return holds("no end token and no stop string before the last token")
}

// end holds the last token to the receipt's finish reason. An answer that ended early may have had its end in the last step: a
// payer can go away right then.
func (s *structure) end() finding {
	last := len(s.ids) - 1
	ended := slices.Contains(s.ev.EndTokens, s.ids[last])
	stopped := s.ev.Stops != nil && s.ev.Stops[last]
	switch {
	case len(s.ev.EndTokens) == 0:
		return absent("the re-computation names no end tokens")
	case s.finish == dgrid.FinishStop && !ended:
		return fails(FaultProvider, "the model is said to have ended the answer, but its last token %d is no end token", s.ids[last])
	case s.finish == dgrid.FinishStopString && s.ev.Stops == nil:
		return absent("the answer is said to have ended by a stop string, and the re-computation does not say whether one came out")
	case s.finish == dgrid.FinishStopString && !stopped:
		return fails(FaultProvider, "the answer is said to have ended by a stop string, but none came out with its last token")
	case s.finish == dgrid.FinishLength && (ended || stopped):
		return fails(FaultProvider, "the answer is said to have been cut at its maximum length, but it had ended")
	case s.finish == 0:
		return absent("no receipt says how the answer ended")
	}
	return holds("%s with token %d of %d", s.finish, last+1, len(s.ids))
}
