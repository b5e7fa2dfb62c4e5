package verify

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// Committee is the rule by which a job's seats decide. It is the same for everybody: it is a parameter of the network.
type Committee struct {
	First         int `json:"first"`         // seats that are asked first
	Most          int `json:"most"`          // seats that decide where one of the first ones says fail
	Spare         int `json:"spare"`         // further seats, which replace those that can say nothing
	Silent        int `json:"silent"`        // seats that must have met silence before it counts against the provider
	MinValidators int `json:"minValidators"` // with fewer who could be seated nothing is decided
}

// DefaultCommittee is three seats, 21 where one of them fails the job, and five that meet silence.
func DefaultCommittee(minValidators int) Committee {
	return Committee{First: 3, Most: 21, Spare: 21, Silent: 5, MinValidators: minValidators}
}

// Draw is how many seats are drawn for a job. Which of them are asked is for Decide to say.
func (c Committee) Draw() int { return c.Most + c.Spare }

// Outcome is what a committee's findings say together.
type Outcome uint8

// The outcomes.
const (
	Undecided  Outcome = iota // seats are still to be heard
	Passed                    // nothing is held against the provider
	Convicted                 // X = 1 in the provider's process
	Unverified                // too few can say anything; nothing counts
)

var outcomeNames = [...]string{Undecided: "undecided", Passed: "passed", Convicted: "failed", Unverified: "unverified"}

func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return fmt.Sprintf("outcome %d", uint8(o))
}

// MarshalText writes the outcome's name.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Decision is what follows from what seats have said so far.
type Decision struct {
	Outcome   Outcome `json:"outcome"`
	Escalated bool    `json:"escalated"` // a seat said fail, or enough met silence: the larger committee decides
	Seats     []int   `json:"seats"`     // that are asked; each may speak, and those who have not yet are waited for
	Members   int     `json:"members"`   // of these, those that count: the others abstained
	Passes    int     `json:"passes"`
	Fails     int     `json:"fails"` // silence included, once enough have met it
	Silents   int     `json:"silents"`
	Reason    string  `json:"reason"`
}

// Decide says what follows from the findings of a job's seats. seats are the owners drawn (Seats), findings what they said, by the
// number of the seat; seats that are empty, and findings of seats that are not asked, do not count. An empty seat, and one that
// abstains, suspects without a control, or meets silence that few others have met, is replaced by the next one.
func (c Committee) Decide(seats []dgrid.Address, eligible int, findings map[int]dgrid.Finding) Decision {
	if eligible < c.MinValidators {
		return Decision{Outcome: Unverified, Reason: fmt.Sprintf("%d validators could be seated, %d are needed", eligible, c.MinValidators)}
	}
	d := c.count(seats, c.First, false, findings)
	need := max(min(c.Silent, eligible), min(c.MinValidators, eligible), 1)
	silence := d.Silents >= need
	if d.Fails > 0 || silence {
		d = c.count(seats, c.Most, silence, findings)
		if !silence && d.Silents >= need { // met by those of the larger committee
			d = c.count(seats, c.Most, true, findings)
		}
		d.Escalated = true
	}
	d.conclude(c)
	return d
}

// count asks seats in their order until want of them count, and counts what they said.
func (c Committee) count(seats []dgrid.Address, want int, silence bool, findings map[int]dgrid.Finding) Decision {
	var d Decision
	for seat, owner := range seats[:min(len(seats), c.Draw())] {
		if d.Members == want {
			break
		}
		if owner == (dgrid.Address{}) {
			continue
		}
		d.Seats = append(d.Seats, seat)
		finding, spoke := findings[seat]
		counts := true
		switch {
		case !spoke:
		case finding == dgrid.FindingPass:
			d.Passes++
		case finding == dgrid.FindingFail:
			d.Fails++
		case finding == dgrid.FindingSilent:
			d.Silents++
			if counts = silence; silence {
				d.Fails++
			}
		default:
			counts = false
		}
		if counts {
			d.Members++
		}
	}
	return d
}

// conclude is the rule itself: the first seats pass a job only if all of them do; the larger committee fails it by two thirds, and passes
// it as soon as two thirds are out of reach.
func (d *Decision) conclude(c Committee) {
	what, need := "the first seats", min(c.First, c.MinValidators)
	if d.Escalated {
		what, need = "the larger committee", c.MinValidators
	}
	said := fmt.Sprintf("of %d seats in %s %d passed and %d failed it", d.Members, what, d.Passes, d.Fails)
	waiting := d.Members - d.Passes - d.Fails
	switch {
	case d.Members < need && waiting == 0: // the others abstained, and there are no further ones
		d.Outcome, d.Reason = Unverified, fmt.Sprintf("%d seats could say anything, %d are needed", d.Members, need)
	case d.Members < need:
		d.Reason = fmt.Sprintf("%s, %d are waited for", said, waiting)
	case d.Escalated && 3*d.Fails >= 2*d.Members:
		d.Outcome, d.Reason = Convicted, said+", two thirds convict"
	case d.Escalated && 3*d.Passes > d.Members:
		d.Outcome, d.Reason = Passed, said+", two thirds are out of reach"
	case !d.Escalated && d.Passes == d.Members:
		d.Outcome, d.Reason = Passed, said
	default:
		d.Reason = fmt.Sprintf("%s, %d are waited for", said, waiting)
	}
}
