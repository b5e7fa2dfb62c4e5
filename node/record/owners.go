package record

import (
	"context"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

// freshTickets is for how many blocks what is known of a model's validators counts.
const freshTickets = 8

// ownerBook is what was read of models' validators for whoever asks.
type ownerBook struct {
	wanted map[dgrid.ModelID]bool
	lists  map[dgrid.ModelID]ticketList
}

// Validators are the owners of live tickets of a model, as of some blocks ago. known is false as long as they were not read: asking makes
// Run read them.
func (p *Public) Validators(model dgrid.ModelID) (owners []dgrid.Address, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.owners.wanted[model] = true
	list, known := p.owners.lists[model]
	for i := range list.tickets {
		if t := &list.tickets[i]; t.Live(list.asOf) {
			owners = append(owners, t.Owner)
		}
	}
	return owners, known
}

// readOwners reads the tickets of the models that were asked for. A chain that does not answer is asked again the next time.
func (p *Public) readOwners(ctx context.Context) {
	var due, soon []dgrid.ModelID
	if p.cfg.Models != nil {
		soon = p.cfg.Models()
	}
	p.mu.Lock()
	for _, model := range soon {
		p.owners.wanted[model] = true
	}
	for model := range p.owners.wanted {
		if list, ok := p.owners.lists[model]; !ok || list.asOf+freshTickets <= p.final {
			due = append(due, model)
		}
	}
	p.mu.Unlock()
	for _, model := range due {
		tickets, err := p.chain.Tickets(ctx, model)
		if err != nil {
			p.log.Debug("the validators of a model are not read", "model", model.Short(), "err", err)
			return
		}
		p.mu.Lock()
		p.owners.lists[model] = ticketList{tickets: append([]verify.Ticket{}, tickets...), asOf: p.final}
		p.mu.Unlock()
	}
}
