package settlement_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
)

// MODEL_STEPS is how many actions TestModelLong takes in all; 10,000 or more before a release.
const modelSteps = "MODEL_STEPS"

// TestMain makes rapid's lives long enough for several jobs, crashes and meetings; the flag on the command line goes first.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.steps", "120"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

var allRoles = map[string]roles{
	"honest":                          {},
	"payer withholds":                 {payer: payerLies{withholds: true}},
	"payer forgets":                   {payer: payerLies{forgets: true}},
	"provider overcharges":            {provider: providerLies{overcharges: true}},
	"provider overcounts":             {provider: providerLies{overcounts: true}},
	"provider claims":                 {provider: providerLies{claims: true}},
	"provider hides":                  {provider: providerLies{hides: true}},
	"provider claims and overcharges": {provider: providerLies{claims: true, overcharges: true}},
}

type rapidDice struct{ t *rapid.T }

func (d rapidDice) Intn(label string, n int) int { return rapid.IntRange(0, n-1).Draw(d.t, label) }

type seededDice struct{ *rand.Rand }

func (d seededDice) Intn(_ string, n int) int { return d.IntN(n) }

func names[T any](m map[string]T) []string {
	var list []string
	for name := range m {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func TestModel(t *testing.T) {
	for _, name := range names(allRoles) {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				w := newWorld(rapidDice{t}, allRoles[name], faults{})
				repeat := map[string]func(*rapid.T){"": func(t *rapid.T) {
					w.check()
					if w.violation != "" {
						t.Fatal(w.violation)
					}
				}}
				for _, a := range actions {
					for i := range a.weight {
						repeat[fmt.Sprintf("%s %d", a.name, i)] = func(*rapid.T) { a.do(w) }
					}
				}
				t.Repeat(repeat)
				w.finale()
				if w.violation != "" {
					t.Fatalf("at the end: %s", w.violation)
				}
			})
		})
	}
}

// run takes steps by a seed and returns the world; its violation is empty if all went well.
func run(seed uint64, steps int, r roles, f faults) *world {
	w := newWorld(seededDice{rand.New(rand.NewPCG(seed, 0))}, r, f)
	total := 0
	for _, a := range actions {
		total += a.weight
	}
	for range steps {
		i := 0
		for n := w.dice.Intn("action", total); n >= actions[i].weight; i++ {
			n -= actions[i].weight
		}
		w.note("%s", actions[i].name)
		actions[i].do(w)
		w.check()
		if w.violation != "" {
			return w
		}
	}
	w.finale()
	return w
}

func TestModelLong(t *testing.T) {
	steps := 4_000
	if s := os.Getenv(modelSteps); s != "" {
		var err error
		if steps, err = strconv.Atoi(s); err != nil {
			t.Fatalf("%s=%q: want a number of steps", modelSteps, s)
		}
	}
	const life = 250
	list := names(allRoles)
	for seed := range steps / life {
		name := list[seed%len(list)]
		if w := run(uint64(seed), life, allRoles[name], faults{}); w.violation != "" {
			t.Fatalf("%s, seed %d: %s\n%s", name, seed, w.violation, w.tail())
		}
	}
}

func (w *world) tail() string {
	return strings.Join(w.trace[max(0, len(w.trace)-40):], "\n")
}

// finale: the faults end; honest parties start, meet, run a job each to its end, and are paid to the last unit.
func (w *world) finale() {
	if w.roles.payer.any() || w.roles.provider.any() || w.violation != "" {
		return
	}
	w.fuse = -1
	w.note("finale")
	if !w.payer.up {
		w.payer.start()
	}
	for _, p := range w.providers {
		p.crash()
		p.start()
		w.meet(w.payer, p)
		o := dgrid.Order{MaxPrompt: 50, MaxOutput: 200, Price: dgrid.Price{Input: dgrid.NewAmount(700_001), Output: dgrid.NewAmount(1_300_003)}, MaxFee: dgrid.NewAmount(1000)}
		w.payer.order(p.index, o)
		for range 100 {
			w.deliverAll(-1)
			for _, id := range sortedIDs(p.live) {
				p.work(id, dgrid.LeafTokens)
			}
		}
		w.finalChecks(p)
		w.check()
	}
}

func (w *world) finalChecks(p *providerActor) {
	if w.forgotten(p.pair) {
		return // a debt stays open, and with it the pair's jobs: its owner has to write it off
	}
	for id, r := range w.payer.disk.jobs {
		if r.provider == p.index && !r.final {
			w.fail("job %s never ended: %d tokens received, %d steps, provider allows %d, unpaid %s, held %s", id.Short(), len(w.payer.live[id].ids), len(r.steps), p.account.Allowed(id), p.unpaid(), p.held())
			return
		}
	}
	w.checkMeeting(w.payer, p)
	if w.ledger == nil {
		return
	}
	for _, id := range p.sortedJobs() {
		w.ledger.anchor(p, id, p.disk.jobs[id])
	}
	w.ledger.redeem(p)
	if paid, fees := w.ledger.paid[p.pair], w.ledger.pairFee[p.pair]; paid != fees && w.pairs[p.pair].restores == 0 {
		w.fail("%s was paid %s of %s", p, paid, fees)
	}
}

var seeded = map[string]struct {
	faults faults
	roles  roles
	rare   bool // takes hundreds of lives to find: searched for where MODEL_STEPS is set
}{
	"an order of another session is run":         {faults: faults{anySession: true}},
	"receipts for jobs of earlier sessions":      {faults: faults{receiptForAll: true}},
	"a restarted payer forgets its promises":     {faults: faults{voucherForgets: true}},
	"two steps ahead of vouchers":                {faults: faults{twoAhead: true}, roles: roles{payer: payerLies{withholds: true}}},
	"fees rounded up":                            {faults: faults{roundUp: true}},
	"a voucher is sent before it is stored":      {faults: faults{sendsFirst: true}, rare: true},
	"the payer believes any total":               {faults: faults{trustsClaims: true}, roles: roles{provider: providerLies{claims: true}}},
	"a settled job is counted again":             {faults: faults{countsTwice: true}},
	"a meeting leaves debts unpaid":              {faults: faults{leavesDebts: true}},
	"a closed job is shown once only":            {faults: faults{knowsEarly: true}, rare: true},
	"jobs of an adopted total are counted again": {faults: faults{countsAdopted: true}, roles: roles{provider: providerLies{claims: true}}, rare: true},
	"the payer promises one step more":           {faults: faults{paysAhead: true}},
	"admission without a limit of credit":        {faults: faults{ignoresCredit: true}, roles: roles{payer: payerLies{withholds: true}}},
}

// TestModelFindsFaults shows that the model can fail: it finds each of these bugs.
func TestModelFindsFaults(t *testing.T) {
	for _, name := range names(seeded) {
		if seeded[name].rare && os.Getenv(modelSteps) == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(2000) {
				if w := run(seed, 250, seeded[name].roles, seeded[name].faults); w.violation != "" {
					t.Logf("seed %d: %s", seed, w.violation)
					return
				}
			}
			t.Fatal("the model does not find it")
		})
	}
}
