package scheduler

import "cmp"

// What payers take turns in.
const (
	admission = iota
	chunks
	accounts
)

// payers remember who had how much of what is shared out in turns, so that whoever had least is next. Who had nothing for a
// while begins with what the others have, and neither catches up on its absence nor pays for it.
type payers struct {
	had [accounts]map[string]uint64
}

func (p *payers) charge(account int, payer string, n int) {
	if p.had[account] == nil {
		p.had[account] = make(map[string]uint64)
	}
	p.had[account][payer] += uint64(n)
}

func (p *payers) compare(account int, a, b string) int {
	return cmp.Compare(p.had[account][a], p.had[account][b])
}

// join raises payer to the least that the others have.
func (p *payers) join(payer string, others map[string]bool) {
	for account := range p.had {
		least, any := uint64(0), false
		for o := range others {
			if h := p.had[account][o]; !any || h < least {
				least, any = h, true
			}
		}
		if any && p.had[account][payer] < least {
			p.charge(account, payer, int(least-p.had[account][payer]))
		}
	}
}

// leave forgets all but the given payers, so that the books do not grow.
func (p *payers) leave(present map[string]bool) {
	for _, had := range p.had {
		for payer := range had {
			if !present[payer] {
				delete(had, payer)
			}
		}
	}
}
