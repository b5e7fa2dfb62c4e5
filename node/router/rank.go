package router

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
)

// What the rank is made of; docs/routing.md explains each.
const (
	doubling     = 10 * time.Second // of waiting counts like twice the price
	mostWaiting  = 10 * time.Minute // longer counts like this
	answerShare  = 0.25             // of the time that the answer itself takes counts as waiting: one reads it as it comes
	unverified   = 1.5
	unquoted     = 1.25
	familiar     = 0.1 // taken off where the peer served the whole conversation so far
	guessPrefill = 200 // tokens a second of who has not measured it
	guessDecode  = 25
)

// Need is what is asked for, as far as it decides who is best.
type Need struct {
	Prompt uint32 // tokens to read, the answer so far included
	Output uint32 // tokens expected
}

// Offer is what is known of a provider when candidates are ranked.
type Offer struct {
	Peer     dgrid.PeerID
	Owner    dgrid.Address
	Price    dgrid.Price // quoted, else advertised
	Class    string
	Context  uint32 // tokens
	Slots    uint32
	Verified bool
	Standing string  // why it is verified, or why not
	Weight   float64 // of its reputation, in (0, 1]
	Shared   float64 // of the conversation so far, the share that it served lately
	Quoted   bool
	Free     int           // slots, less the jobs that this node sent there since
	Waiting  int           // jobs that wait for a slot
	Loading  time.Duration // until the model could answer: it is not loaded there
	Prefill  uint32
	Decode   uint32
	RTT      time.Duration
	Excluded string // why it is not to be ranked, or ""
}

// Rank orders offers, the best first and then those excluded, and says of each why. The same input gives the same output. The cost
// of a candidate rises with its price and with every reason to wait, and falls with its reputation.
func Rank(need Need, offers []Offer) []Candidate {
	out := make([]Candidate, len(offers))
	for i := range offers {
		o := &offers[i]
		out[i] = Candidate{Peer: o.Peer, Owner: o.Owner, Price: o.Price, Class: o.Class, Verified: o.Verified, Quoted: o.Quoted, Excluded: o.Excluded}
		if o.Excluded == "" {
			out[i].Cost, out[i].Reasons = cost(need, o)
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		if (a.Excluded == "") != (b.Excluded == "") {
			if a.Excluded == "" {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.Peer, b.Peer))
	})
	return out
}

// cost is (fee + 1) / weight x 2^(waiting/10s) x factors. The one base unit makes what is free comparable.
func cost(need Need, o *Offer) (float64, []string) {
	fee := o.Price.Fee(need.Prompt, max(need.Output, 1))
	total := toFloat(fee) + 1
	why := []string{fmt.Sprintf("about %d + %d tokens cost %s base units", need.Prompt, max(need.Output, 1), fee)}
	weight := min(max(o.Weight, 1e-6), 1)
	total /= weight
	why = append(why, fmt.Sprintf("reputation %.2f: x %.2f", weight, 1/weight))
	waiting, waits := waitingTime(need, o)
	factor := math.Exp2(min(waiting, mostWaiting).Seconds() / doubling.Seconds())
	total *= factor
	why = append(why, fmt.Sprintf("%s: x %.2f", waits, factor))
	if o.Verified && o.Standing != "" {
		why = append(why, "verified: "+o.Standing)
	}
	if !o.Verified {
		total *= unverified
		why = append(why, fmt.Sprintf("unverified (%s): x %.2f", o.Standing, unverified))
	}
	if !o.Quoted {
		total *= unquoted
		why = append(why, fmt.Sprintf("gave no quote: x %.2f", unquoted))
	}
	if shared := min(max(o.Shared, 0), 1); shared > 0 {
		total *= 1 - familiar*shared
		why = append(why, fmt.Sprintf("served %.0f %% of this conversation lately: x %.2f", 100*shared, 1-familiar*shared))
	}
	return total, why
}

// waitingTime is what a caller would wait for, with its parts in words.
func waitingTime(need Need, o *Offer) (time.Duration, string) {
	prefill, decode := float64(o.Prefill), float64(o.Decode)
	measured := ""
	if prefill == 0 || decode == 0 {
		measured = ", speed not measured"
	}
	if prefill == 0 {
		prefill = guessPrefill
	}
	if decode == 0 {
		decode = guessDecode
	}
	unread := float64(need.Prompt) * (1 - min(max(o.Shared, 0), 1))
	reading := seconds(unread / prefill)
	answering := seconds(answerShare * float64(need.Output) / decode)
	var queue time.Duration
	if o.Free <= 0 {
		ahead := float64(max(o.Waiting, 0) - o.Free + 1) // jobs that have to end first
		queue = seconds(ahead * (float64(need.Output)/decode + float64(need.Prompt)/prefill) / float64(max(o.Slots, 1)))
	}
	words := fmt.Sprintf("%d of %d slots free", max(o.Free, 0), o.Slots)
	if queue > 0 {
		words = fmt.Sprintf("no slot free, %s in the queue", short(queue))
	}
	loading := max(o.Loading, 0)
	if loading > 0 {
		words += fmt.Sprintf(", not loaded there for %s", short(loading))
	}
	words += fmt.Sprintf(", %s there and back, %s to read, %s of the answer's time%s", short(o.RTT), short(reading), short(answering), measured)
	return queue + loading + max(o.RTT, 0) + reading + answering, words
}

func seconds(s float64) time.Duration {
	return time.Duration(min(max(s, 0), 1e6) * float64(time.Second))
}

func short(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}

func toFloat(a dgrid.Amount) float64 {
	f, _ := new(big.Float).SetInt(a.Big()).Float64()
	return f
}
