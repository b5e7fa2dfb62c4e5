package main

import (
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// joined is an answer with the transcript of each of its parts.
type joined struct {
	answer      *router.Answer
	transcripts []*dgrid.Transcript
}

// check says what is wrong with an answer of which a client saw text: a token lost or doubled at a joint, a part that does not
// go on where the one before it ended, or more lost than one step of tokens and one prompt a part.
func (j *joined) check(text string) error {
	a := j.answer
	if len(a.Parts) == 0 || len(a.Parts) != len(j.transcripts) {
		return fmt.Errorf("%d parts and %d transcripts", len(a.Parts), len(j.transcripts))
	}
	var errs []error
	var ids []dgrid.TokenID
	var said string
	for i, t := range j.transcripts {
		p := &a.Parts[i]
		if err := goesOn(p, t, ids, i, a); err != nil {
			errs = append(errs, fmt.Errorf("part %d: %w", i+1, err))
		}
		if err := bounded(p, t); err != nil {
			errs = append(errs, fmt.Errorf("part %d: %w", i+1, err))
		}
		more, words := t.Output(len(t.Leaves))
		ids, said = append(ids, more...), said+words
	}
	if len(ids) != int(a.Tokens) {
		errs = append(errs, fmt.Errorf("the parts hold %d tokens, the answer %d", len(ids), a.Tokens))
	}
	if said != text {
		errs = append(errs, fmt.Errorf("the client saw %d bytes, the parts hold %d, equal up to byte %d", len(text), len(said), common(text, said)))
	}
	return errors.Join(errs...)
}

// goesOn checks the joint: part i begins behind the tokens so far, and knows them.
func goesOn(p *router.Part, t *dgrid.Transcript, before []dgrid.TokenID, i int, a *router.Answer) error {
	o := &t.Order.Object
	own, _ := t.Output(len(t.Leaves))
	switch {
	case int(p.Start) != len(before) || int(o.Start) != len(before):
		return fmt.Errorf("it starts at token %d, its order says %d, %d came before", p.Start, o.Start, len(before))
	case int(p.Tokens) != len(own):
		return fmt.Errorf("it counts %d tokens, its transcript holds %d", p.Tokens, len(own))
	case len(before) == 0:
		return nil
	case dgrid.HashTokens(t.Prefix) != dgrid.HashTokens(before) || o.PrefixHash != dgrid.HashTokens(before):
		return fmt.Errorf("its %d tokens of prefix are not those that came before", len(t.Prefix))
	case o.Parent != a.Parts[i-1].Job:
		return fmt.Errorf("its parent is job %s, the part before it is %s", o.Parent.Short(), a.Parts[i-1].Job.Short())
	}
	return nil
}

// bounded checks what a part cost: its signed tokens and its prompt once, at the order's price, and at most one step unsigned.
func bounded(p *router.Part, t *dgrid.Transcript) error {
	signed, _, fee := t.Settled()
	if signed > p.Tokens {
		return fmt.Errorf("%d tokens signed, %d came", signed, p.Tokens)
	}
	if p.Signed != signed || p.Fee != fee {
		return fmt.Errorf("it says %d tokens signed for %s, its transcript %d for %s", p.Signed, p.Fee, signed, fee)
	}
	if lost := p.Tokens - signed; lost > dgrid.LeafTokens {
		return fmt.Errorf("%d tokens are unsigned, more than a step", lost)
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
