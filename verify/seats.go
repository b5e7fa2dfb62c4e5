package verify

import (
	"github.com/holiman/uint256"

	"github.com/dgrid-network/dgrid"
)

// Ticket is an owner's registration as a validator of a model, as the Staking contract keeps it. An owner has at most one live ticket
// for a model.
type Ticket struct {
	Owner dgrid.Address `json:"owner"`
	From  uint64        `json:"from"` // block in which it was registered; it counts from the next one on
	To    uint64        `json:"to"`   // block in which it was given back, from which on it does not count; 0 while it lives
}

// Live reports whether t counts at a block.
func (t *Ticket) Live(block uint64) bool { return t.From < block && (t.To == 0 || t.To > block) }

// seatAttempts is how often a seat is drawn until it stays empty.
const seatAttempts = 64

// Seats draws the first n seats of a job from the tickets of its model, which stand in the order of their registration, as they were at
// a block. Every seat has an owner of its own, and neither the job's provider nor its payer has one; where 64 draws have not found an
// owner, the seat is empty and its owner zero. eligible is how many owners could have a seat. The contract draws by the same rule.
func Seats(tickets []Ticket, at uint64, randomness dgrid.Digest, job dgrid.JobID, provider, payer dgrid.Address, n int) (owners []dgrid.Address, eligible int) {
	taken := map[dgrid.Address]bool{provider: true, payer: true}
	prefix := 0
	for ; prefix < len(tickets) && tickets[prefix].From < at; prefix++ {
		if t := &tickets[prefix]; t.Live(at) && !taken[t.Owner] {
			eligible++
		}
	}
	owners = make([]dgrid.Address, max(n, 0))
	for seat, given := 0, 0; seat < n && given < eligible; seat++ {
		for attempt := range uint64(seatAttempts) {
			draw := dgrid.SeatDraw(randomness, job, uint64(seat), attempt)
			index := new(uint256.Int).SetBytes(draw[:])
			t := &tickets[index.Mod(index, uint256.NewInt(uint64(prefix))).Uint64()]
			if t.Live(at) && !taken[t.Owner] {
				owners[seat], taken[t.Owner] = t.Owner, true
				given++
				break
			}
		}
	}
	return owners, eligible
}
