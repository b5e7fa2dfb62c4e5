package settlement_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

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
	steps := 600
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
		sum.add(c)
	}
	writeFigures(t, "%d actions in lives of %d, seeds 0 to %d: %s", steps, life, (steps-1)/life, &sum)
}

// chainFaults are bugs put in on purpose, at least one for each invariant. Where the contract alone holds the invariant, a contract is
// another one: its code is patched, or it is deployed on a false neighbour.
var chainFaults = map[string]struct {
	faults faults
	roles  roles
	found  string // part of what the observer says
	rare   bool   // takes dozens of lives to find: searched for where CHAIN_STEPS is set
}{
	"loss: two steps ahead of vouchers":                                  {faults: faults{twoAhead: true}, roles: roles{payer: payerLies{withholds: true}}, found: "voucher"},
	"loss: an anchor that a reorganisation took back is not sent again":  {faults: faults{forgetsReorg: true}, found: "unpaid", rare: true},
	"slashable: receipts for jobs of earlier sessions":                   {faults: faults{receiptForAll: true}, found: "slashable"},
	"anchored: an Escrow that does not look, and a redemption too early": {faults: faults{redeemsEarly: true}, found: "anchored"},
	"anchored: a job is charged a second time after a restore":           {faults: faults{secondCharge: true}, found: "anchored"},
	"twice: a deposit is sent again under another nonce":                 {faults: faults{sendsAnew: true}, found: "twice"},
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
				writeFigures(t, "%s: found after %d actions (seed %d): %s", name, int(seed)*life+steps, seed, c.violation)
				return
			}
			t.Fatal("the model does not find it")
		})
	}
}

// TestModelChainRepeats shows that a seed gives the same life every time: what the model finds can be looked at again.
func TestModelChainRepeats(t *testing.T) {
	quiet()
	var lives [2]string
	for i := range lives {
		c, _ := runChain(2, 80, roles{}, faults{})
		c.sim.close()
		lives[i] = strings.Join(c.trace, "\n")
	}
	if lives[0] != lives[1] {
		t.Errorf("two lives of one seed:\n%s\n\n%s", lives[0], lives[1])
	}
}

// chainOut is a file to which the figures are appended.
const chainOut = "CHAIN_OUT"

func writeFigures(t *testing.T, format string, args ...any) {
	t.Helper()
	line := fmt.Sprintf(format, args...)
	t.Log(line)
	name := os.Getenv(chainOut)
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintln(f, line); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
