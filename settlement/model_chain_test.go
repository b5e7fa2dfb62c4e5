package settlement_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
)

type disputesProof = disputes.Proof

// CHAIN_STEPS is how many actions TestModelChain takes in all.
const chainSteps = "CHAIN_STEPS"

var chainRoles = map[string]roles{
	"honest":               {},
	"honest again":         {},
	"payer withholds":      {payer: payerLies{withholds: true}},
	"payer forgets":        {payer: payerLies{forgets: true}},
	"provider claims":      {provider: providerLies{claims: true}},
	"provider hides":       {provider: providerLies{hides: true}},
	"provider omits":       {provider: providerLies{omits: true}},
	"provider inflates":    {provider: providerLies{inflates: true}},
	"provider equivocates": {provider: providerLies{equivocates: true}},
}

// runChain takes steps by a seed; close the world that it returns.
func runChain(seed uint64, steps int, r roles, f faults) (*chainWorld, int) {
	c := newChainWorld(seededDice{rand.New(rand.NewPCG(seed, 1))}, r, f)
	list := allChainActions()
	total := 0
	for _, a := range list {
		total += a.weight
	}
	for step := range steps {
		i := 0
		for n := c.dice.Intn("action", total); n >= list[i].weight; i++ {
			n -= list[i].weight
		}
		c.note("%s", list[i].name)
		list[i].do(c)
		c.fuse = -1
		c.settleInTime()
		c.check()
		c.look()
		if c.violation != "" {
			return c, step + 1
		}
	}
	c.finale()
	return c, steps
}

func (c *chainWorld) tail() string { return strings.Join(c.trace[max(0, len(c.trace)-60):], "\n") }

func TestModelChain(t *testing.T) {
	quiet()
	steps := 800
	if s := os.Getenv(chainSteps); s != "" {
		var err error
		if steps, err = strconv.Atoi(s); err != nil {
			t.Fatalf("%s=%q: want a number of steps", chainSteps, s)
		}
	}
	const life = 200
	list := names(chainRoles)
	var sum observer
	for seed := range (steps + life - 1) / life {
		name := list[seed%len(list)]
		c, _ := runChain(uint64(seed), life, chainRoles[name], faults{})
		c.sim.close()
		if c.violation != "" {
			t.Fatalf("%s, seed %d: %s\n%s", name, seed, c.violation, c.tail())
		}
		sum.jobs += len(c.orders)
		sum.batches += len(c.anchored(c.head().number))
		sum.forks += c.forks
		sum.restores += c.restores
		sum.handed += c.handed
		sum.shownLeaves += c.shownLeaves
		sum.faultCalls += c.faultCalls
		sum.redemptions += c.redemptions
		sum.answered += c.answered
		sum.executed += c.executed
		sum.blocksMade += c.blocksMade
	}
	t.Logf("%d actions, %d jobs, %d blocks, %d batches anchored, %d reorganisations, %d restored providers found out, %d leaves handed over, %d shown back, %d redemptions, %d fault calls, %d challenges answered, %d executed",
		steps, sum.jobs, sum.blocksMade, sum.batches, sum.forks, sum.restores, sum.handed, sum.shownLeaves, sum.redemptions, sum.faultCalls, sum.answered, sum.executed)
}

var _ dgrid.Amount

// chainFaults are bugs put in on purpose, at least one for each invariant. Where the contract alone holds the invariant, a contract is
// another one: its code is patched, or it is deployed on a false neighbour.
var chainFaults = map[string]struct {
	faults faults
	roles  roles
	found  string // part of what the observer says
	rare   bool   // takes dozens of lives to find: searched for where CHAIN_STEPS is set
}{
	"loss: two steps ahead of vouchers":                                  {faults: faults{twoAhead: true}, roles: roles{payer: payerLies{withholds: true}}, found: "voucher"},
	"loss: an anchor that a reorganisation took back is not sent again":  {faults: faults{forgetsReorg: true}, found: "unpaid"},
	"slashable: receipts for jobs of earlier sessions":                   {faults: faults{receiptForAll: true}, found: "slashable"},
	"anchored: an Escrow that does not look, and a redemption too early": {faults: faults{redeemsEarly: true}, found: "anchored"},
	"anchored: a job is charged a second time after a restore":           {faults: faults{secondCharge: true}, found: "anchored", rare: true},
	"twice: a transaction is sent again under another nonce":             {faults: faults{sendsAnew: true}, found: "twice"},
	"balances: the burned share goes to another address":                 {faults: faults{burnsElsewhere: true}, found: "balances"},
}

// TestModelFindsChainFaults shows that the model with a chain can fail: it finds each of these bugs, and by the invariant that it breaks.
func TestModelFindsChainFaults(t *testing.T) {
	quiet()
	for _, name := range names(chainFaults) {
		f := chainFaults[name]
		if f.rare && os.Getenv(chainSteps) == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			const life = 200
			for seed := range uint64(300) {
				c, steps := runChain(seed, life, f.roles, f.faults)
				c.sim.close()
				if c.violation == "" {
					continue
				}
				if !strings.Contains(c.violation, f.found) {
					t.Fatalf("seed %d: found another violation: %s\n%s", seed, c.violation, c.tail())
				}
				t.Logf("seed %d, found after %d actions: %s", seed, int(seed)*life+steps, c.violation)
				return
			}
			t.Fatal("the model does not find it")
		})
	}
}
