package router_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

func price(in, out uint64) dgrid.Price {
	return dgrid.Price{Input: dgrid.NewAmount(in), Output: dgrid.NewAmount(out)}
}

// plain is an offer that has nothing against it.
func plain(peer dgrid.PeerID, change func(*router.Offer)) router.Offer {
	o := router.Offer{Peer: peer, Price: price(1e6, 4e6), Context: 2048, Slots: 2, Verified: true, Weight: 0.8, Quoted: true, Free: 2, Prefill: 500, Decode: 50, RTT: time.Millisecond}
	if change != nil {
		change(&o)
	}
	return o
}

func TestRank(t *testing.T) {
	need := router.Need{Prompt: 100, Output: 200}
	tests := map[string]struct {
		worse func(*router.Offer) // of b, which is otherwise like a
		says  string
	}{
		"dearer":             {func(o *router.Offer) { o.Price = price(1e6, 5e6) }, "about 100 + 200 tokens cost 1100 base units"},
		"less reputation":    {func(o *router.Offer) { o.Weight = 0.5 }, "reputation 0.50: x 2.00"},
		"no slot free":       {func(o *router.Offer) { o.Free = 0 }, "no slot free, 2.1s in the queue"},
		"a longer queue":     {func(o *router.Offer) { o.Free, o.Waiting = 0, 3 }, "8.4s in the queue"},
		"own jobs there":     {func(o *router.Offer) { o.Free = -2 }, "6.3s in the queue"},
		"not loaded there":   {func(o *router.Offer) { o.Loading = 12 * time.Second }, "2 of 2 slots free, not loaded there for 12s"},
		"farther":            {func(o *router.Offer) { o.RTT = 200 * time.Millisecond }, "200ms there and back"},
		"reads slowly":       {func(o *router.Offer) { o.Prefill = 10 }, "10s to read"},
		"answers slowly":     {func(o *router.Offer) { o.Decode = 5 }, "10s of the answer's time"},
		"speed not known":    {func(o *router.Offer) { o.Prefill, o.Decode = 0, 0 }, "speed not measured"},
		"unverified":         {func(o *router.Offer) { o.Verified, o.Standing = false, "no cell" }, "unverified (no cell): x 1.50"},
		"no quote":           {func(o *router.Offer) { o.Quoted = false }, "gave no quote: x 1.25"},
		"the same, by id":    {func(o *router.Offer) {}, "cost"},
		"excluded, cheapest": {func(o *router.Offer) { o.Price, o.Excluded = dgrid.Price{}, "banned" }, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a, b := plain("a", nil), plain("b", test.worse)
			got := router.Rank(need, []router.Offer{b, a})
			if got[0].Peer != "a" || got[1].Peer != "b" {
				t.Fatalf("b is first: %+v", got)
			}
			if !strings.Contains(strings.Join(got[1].Reasons, "; "), test.says) {
				t.Errorf("reasons %q do not say %q", got[1].Reasons, test.says)
			}
		})
	}
	// Ten seconds of waiting count like twice the price.
	slow, dear := plain("a", func(o *router.Offer) { o.RTT = 10 * time.Second }), plain("b", func(o *router.Offer) { o.RTT, o.Price = 0, price(2e6, 8e6) })
	if got := router.Rank(need, []router.Offer{slow, dear}); math.Abs(got[0].Cost/got[1].Cost-1) > 0.01 {
		t.Errorf("costs %f and %f", got[0].Cost, got[1].Cost)
	}
	known := plain("b", func(o *router.Offer) { o.Shared = 1 })
	if got := router.Rank(need, []router.Offer{plain("a", nil), known}); got[0].Peer != "b" {
		t.Errorf("who has served the conversation is not first: %+v", got)
	}
}

func anOffer(t *rapid.T, i int) router.Offer {
	o := router.Offer{
		Peer: dgrid.PeerID(fmt.Sprintf("peer%03d", i)), Price: price(rapid.Uint64Max(1e18).Draw(t, "in"), rapid.Uint64Max(1e18).Draw(t, "out")),
		Slots: rapid.Uint32Max(8).Draw(t, "slots"), Verified: rapid.Bool().Draw(t, "verified"), Weight: rapid.Float64Range(0.01, 1).Draw(t, "weight"),
		Shared: rapid.Float64Range(0, 1).Draw(t, "shared"), Quoted: rapid.Bool().Draw(t, "quoted"), Free: rapid.IntRange(-20, 8).Draw(t, "free"),
		Waiting: rapid.IntRange(0, 50).Draw(t, "waiting"), Prefill: rapid.Uint32Max(5000).Draw(t, "prefill"), Decode: rapid.Uint32Max(200).Draw(t, "decode"),
		RTT: time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "rtt")),
	}
	if rapid.IntRange(0, 3).Draw(t, "excluded") == 0 {
		o.Excluded = "because"
	}
	return o
}

func offers(t *rapid.T) (router.Need, []router.Offer) {
	need := router.Need{Prompt: rapid.Uint32Max(100_000).Draw(t, "prompt"), Output: rapid.Uint32Max(10_000).Draw(t, "output")}
	var out []router.Offer
	for i := range rapid.IntRange(1, 6).Draw(t, "n") {
		out = append(out, anOffer(t, i))
	}
	return need, out
}

func position(cs []router.Candidate, p dgrid.PeerID) int {
	return slices.IndexFunc(cs, func(c router.Candidate) bool { return c.Peer == p })
}

// The order does not depend on the order of the input, nobody is lost, and nobody excluded stands before one who is not.
func TestRankIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		need, in := offers(t)
		first := router.Rank(need, in)
		again := router.Rank(need, rapid.Permutation(in).Draw(t, "shuffled"))
		excluded := false
		for i := range first {
			if first[i].Peer != again[i].Peer || first[i].Cost != again[i].Cost || len(first) != len(in) {
				t.Fatalf("%+v and %+v", first, again)
			}
			if excluded && first[i].Excluded == "" {
				t.Fatalf("%s stands behind one that is excluded", first[i].Peer)
			}
			excluded = first[i].Excluded != ""
			if c := first[i].Cost; !excluded && (math.IsNaN(c) || math.IsInf(c, 0) || c <= 0 || len(first[i].Reasons) == 0) {
				t.Fatalf("%s costs %f because of %q", first[i].Peer, c, first[i].Reasons)
			}
		}
	})
}

// Whoever becomes better in one respect, all else being equal, never falls behind where it stood.
func TestRankIsMonotone(t *testing.T) {
	better := map[string]func(*rapid.T, *router.Offer){
		"cheaper": func(t *rapid.T, o *router.Offer) {
			n := rapid.Uint64Range(1, 10).Draw(t, "by")
			o.Price = dgrid.Price{Input: o.Price.Input.Div(n), Output: o.Price.Output.Div(n)}
		},
		"more trusted": func(t *rapid.T, o *router.Offer) { o.Weight = rapid.Float64Range(o.Weight, 1).Draw(t, "better") },
		"freer":        func(t *rapid.T, o *router.Offer) { o.Free += rapid.IntRange(1, 5).Draw(t, "more") },
		"less queue":   func(t *rapid.T, o *router.Offer) { o.Waiting = rapid.IntRange(0, o.Waiting).Draw(t, "less") },
		"nearer": func(t *rapid.T, o *router.Offer) {
			o.RTT = time.Duration(rapid.Int64Range(0, int64(o.RTT)).Draw(t, "near"))
		},
		"verified":      func(_ *rapid.T, o *router.Offer) { o.Verified = true },
		"quoted":        func(_ *rapid.T, o *router.Offer) { o.Quoted = true },
		"more familiar": func(t *rapid.T, o *router.Offer) { o.Shared = rapid.Float64Range(o.Shared, 1).Draw(t, "more") },
		"reads faster": func(t *rapid.T, o *router.Offer) {
			if o.Prefill > 0 {
				o.Prefill += rapid.Uint32Range(1, 1000).Draw(t, "more")
			}
		},
	}
	for name, improve := range better {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				need, in := offers(t)
				i := rapid.IntRange(0, len(in)-1).Draw(t, "who")
				before := position(router.Rank(need, in), in[i].Peer)
				improve(t, &in[i])
				if after := position(router.Rank(need, in), in[i].Peer); after > before {
					t.Fatalf("%s went from place %d to %d", in[i].Peer, before, after)
				}
			})
		})
	}
}
