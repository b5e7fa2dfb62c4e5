package main

import (
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// joined is an answer with the transcript of each of its parts, as the gateway's store has them: what nobody signed of a part
// that broke off is not in its transcript, but in the prefix of the next.
type joined struct {
	answer      *answer
	transcripts []*dgrid.Transcript
}

// check says what is wrong with an answer of which a client saw text: a token lost or doubled, a part that does not go on where
// the one before it ended, or more lost than one step of tokens and one prompt a part. spell is the model's vocabulary.
func (j *joined) check(text string, spell func([]dgrid.TokenID) string) error {
	a := j.answer
	if len(a.Parts) == 0 || len(a.Parts) != len(j.transcripts) {
		return fmt.Errorf("%d parts and %d transcripts", len(a.Parts), len(j.transcripts))
	}
	var errs []error
	ids := j.tokens()
	if len(ids) != int(a.Tokens) {
		errs = append(errs, fmt.Errorf("the parts hold %d tokens, the answer %d", len(ids), a.Tokens))
	}
	for i, t := range j.transcripts {
		p := &a.Parts[i]
		for _, err := range []error{j.goesOn(i, ids), bounded(p, t)} {
			if err != nil {
				errs = append(errs, fmt.Errorf("part %d: %w", i+1, err))
			}
		}
	}
	if said := spell(ids); said != text {
		errs = append(errs, fmt.Errorf("the client saw %d bytes, the tokens spell %d, equal up to byte %d", len(text), len(said), common(text, said)))
	}
	return errors.Join(errs...)
}

// tokens are those of the whole answer: what the last part was told of those before it, and its own.
func (j *joined) tokens() []dgrid.TokenID {
	t := j.transcripts[len(j.transcripts)-1]
	own, _ := t.Output(len(t.Leaves))
	return append(append([]dgrid.TokenID{}, t.Prefix...), own...)
}

// goesOn checks that part i begins behind the part before it, knows what came before, and gave the tokens that count as its own.
func (j *joined) goesOn(i int, ids []dgrid.TokenID) error {
	p, t := &j.answer.Parts[i], j.transcripts[i]
	var start uint32
	for _, before := range j.answer.Parts[:i] {
		start += before.Tokens
	}
	o := &t.Order.Object
	if p.Start != start || o.Start != start {
		return fmt.Errorf("it starts at token %d, its order says %d, %d came before", p.Start, o.Start, start)
	}
	if int(start) > len(ids) || int(start+p.Tokens) > len(ids) {
		return fmt.Errorf("it ends at token %d, the answer has %d", start+p.Tokens, len(ids))
	}
	if start > 0 && (!equal(t.Prefix, ids[:start]) || o.PrefixHash != dgrid.HashTokens(ids[:start])) {
		return fmt.Errorf("its %d tokens of prefix are not the %d that came before", len(t.Prefix), start)
	}
	if i > 0 && start > 0 && !j.follows(i) {
		return fmt.Errorf("its parent is job %s, which is none of the parts before it", o.Parent.Short())
	}
	own, _ := t.Output(len(t.Leaves))
	if held := own[:min(len(own), int(p.Tokens))]; !equal(held, ids[start:int(start)+len(held)]) {
		return errors.New("the tokens that it signed are not those of the answer")
	}
	return nil
}

// follows reports whether part i names one of the parts before it as what it resumes.
func (j *joined) follows(i int) bool {
	for _, before := range j.answer.Parts[:i] {
		if before.Job == j.transcripts[i].Order.Object.Parent {
			return true
		}
	}
	return false
}

func equal(a, b []dgrid.TokenID) bool { return dgrid.HashTokens(a) == dgrid.HashTokens(b) }

// bounded checks what a part cost: its signed tokens and its prompt once, at the order's price, and at most one step unsigned. At
// the next meeting a step may come to light that was signed and never arrived: it counts, too.
func bounded(p *router.Part, t *dgrid.Transcript) error {
	signed, _, fee := t.Settled()
	switch {
	case signed < p.Signed || signed > p.Signed+dgrid.LeafTokens:
		return fmt.Errorf("it says %d tokens signed, its transcript %d", p.Signed, signed)
	case p.Signed > p.Tokens || p.Tokens > p.Signed+dgrid.LeafTokens:
		return fmt.Errorf("%d of its %d tokens are signed: more than a step is lost", p.Signed, p.Tokens)
	case signed == p.Signed && fee != p.Fee:
		return fmt.Errorf("it says that %d tokens cost %s, its transcript %s", p.Signed, p.Fee, fee)
	}
	if most := t.Order.Object.Price.Fee(t.Acceptance.Object.PromptTokens, signed); fee.Cmp(most) > 0 {
		return fmt.Errorf("its fee is %s, %d tokens behind %d of prompt cost %s", fee, signed, t.Acceptance.Object.PromptTokens, most)
	}
	return nil
}

// common is how many bytes two texts begin with alike.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
