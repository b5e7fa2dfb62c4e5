package verify_test

import (
	"encoding/json"
	"flag"
	"math/big"
	"os"
	"reflect"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write testdata/seats.json anew")

// seatsVector is one case of testdata/seats.json, which the contract's tests read, too.
type seatsVector struct {
	Case       string          `json:"case"`
	Tickets    []verify.Ticket `json:"tickets"`
	At         uint64          `json:"at"`
	Randomness dgrid.Digest    `json:"randomness"`
	Job        dgrid.JobID     `json:"job"`
	Provider   dgrid.Address   `json:"provider"`
	Payer      dgrid.Address   `json:"payer"`
	N          int             `json:"n"`
	Owners     []dgrid.Address `json:"owners"`
	Eligible   int             `json:"eligible"`
}

// ticketsOf are n tickets registered at blocks 10, 11, ...
func ticketsOf(n int) []verify.Ticket {
	list := make([]verify.Ticket, n)
	for i := range list {
		list[i] = verify.Ticket{Owner: ownerNo(i), From: uint64(10 + i)}
	}
	return list
}

func seatsVectors() []seatsVector {
	r, job := digest("randomness"), dgrid.JobID(digest("job"))
	base := seatsVector{At: 1000, Randomness: r, Job: job, Provider: digestAddress("provider"), Payer: digestAddress("payer"), N: 21}
	with := func(name string, tickets []verify.Ticket, change func(*seatsVector)) seatsVector {
		v := base
		v.Case, v.Tickets = name, tickets
		if change != nil {
			change(&v)
		}
		return v
	}
	retired := ticketsOf(30)
	for i := range retired {
		if i%3 != 0 {
			retired[i].To = uint64(900 + 10*i) // some before, some at, some behind block 1000
		}
	}
	retired[10].To, retired[11].To = 1000, 1001
	again := append(ticketsOf(6), verify.Ticket{Owner: ownerNo(2), From: 70})
	again[2].To = 50
	many := ticketsOf(400)
	for i := range many {
		if i >= 2 {
			many[i].To = 500 // two live ones among four hundred: seats stay empty
		}
	}
	return []seatsVector{
		with("nobody", []verify.Ticket{}, nil),
		with("one", ticketsOf(1), nil),
		with("three of three", ticketsOf(3), func(v *seatsVector) { v.N = 3 }),
		with("five, twenty-one wanted", ticketsOf(5), nil),
		with("forty", ticketsOf(40), nil),
		with("another randomness", ticketsOf(40), func(v *seatsVector) { v.Randomness = digest("other") }),
		with("provider and payer hold tickets", ticketsOf(6), func(v *seatsVector) { v.Provider, v.Payer = ownerNo(1), ownerNo(4) }),
		with("provider pays itself", ticketsOf(4), func(v *seatsVector) { v.Provider, v.Payer = ownerNo(1), ownerNo(1) }),
		with("registered at the block or later", ticketsOf(40), func(v *seatsVector) { v.At = 20 }),
		with("registered later all", ticketsOf(4), func(v *seatsVector) { v.At = 10 }),
		with("given back", retired, nil),
		with("given back and registered again", again, nil),
		with("few live among many", many, func(v *seatsVector) { v.N = 5 }),
		with("none wanted", ticketsOf(4), func(v *seatsVector) { v.N = 0 }),
	}
}

func digestAddress(name string) (a dgrid.Address) {
	d := digest(name)
	copy(a[:], d[:])
	return a
}

// TestSeatsGolden holds Seats to testdata/seats.json. The contract must draw the same.
func TestSeatsGolden(t *testing.T) {
	const file = "testdata/seats.json"
	vectors := seatsVectors()
	for i := range vectors {
		v := &vectors[i]
		v.Owners, v.Eligible = verify.Seats(v.Tickets, v.At, v.Randomness, v.Job, v.Provider, v.Payer, v.N)
	}
	if *update {
		b, err := json.MarshalIndent(vectors, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want []seatsVector
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if len(want) != len(vectors) {
		t.Fatalf("%s has %d cases, want %d", file, len(want), len(vectors))
	}
	for i := range want {
		if !reflect.DeepEqual(vectors[i], want[i]) {
			t.Errorf("%s:\n got %+v\nwant %+v", want[i].Case, vectors[i], want[i])
		}
	}
}

// naiveSeats is the rule, word for word.
func naiveSeats(v *seatsVector) (owners []dgrid.Address, eligible int) {
	var prefix []verify.Ticket
	for _, t := range v.Tickets {
		if t.From < v.At {
			prefix = append(prefix, t)
		}
	}
	live := func(t verify.Ticket) bool { return t.From < v.At && (t.To == 0 || t.To > v.At) }
	for _, t := range prefix {
		if live(t) && t.Owner != v.Provider && t.Owner != v.Payer {
			eligible++
		}
	}
	for seat := range v.N {
		var owner dgrid.Address
	attempts:
		for attempt := 0; attempt < 64 && len(prefix) > 0; attempt++ {
			d := dgrid.SeatDraw(v.Randomness, v.Job, uint64(seat), uint64(attempt))
			i := new(big.Int).Mod(new(big.Int).SetBytes(d[:]), big.NewInt(int64(len(prefix))))
			t := prefix[i.Int64()]
			if !live(t) || t.Owner == v.Provider || t.Owner == v.Payer {
				continue
			}
			for _, earlier := range owners {
				if earlier == t.Owner {
					continue attempts
				}
			}
			owner = t.Owner
			break
		}
		owners = append(owners, owner)
	}
	return owners, eligible
}

func TestSeatsAgainstTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := &seatsVector{At: rapid.Uint64Range(0, 60).Draw(t, "at"), Randomness: digest("r"), Job: dgrid.JobID(numbered("job", rapid.IntRange(0, 1000).Draw(t, "job"))),
			Provider: ownerNo(rapid.IntRange(0, 10).Draw(t, "provider")), Payer: ownerNo(rapid.IntRange(0, 10).Draw(t, "payer")), N: rapid.IntRange(0, 21).Draw(t, "n")}
		from := uint64(0)
		live := map[dgrid.Address]int{} // index of an owner's last ticket
		for range rapid.IntRange(0, 30).Draw(t, "tickets") {
			from += rapid.Uint64Range(0, 3).Draw(t, "blocks")
			o := ownerNo(rapid.IntRange(0, 10).Draw(t, "owner"))
			if i, ok := live[o]; ok {
				if v.Tickets[i].To == 0 {
					v.Tickets[i].To = from
				}
			}
			live[o] = len(v.Tickets)
			ticket := verify.Ticket{Owner: o, From: from}
			if rapid.Bool().Draw(t, "given back") {
				ticket.To = from + rapid.Uint64Range(0, 40).Draw(t, "lived")
			}
			v.Tickets = append(v.Tickets, ticket)
		}
		for i := range v.Tickets { // an owner gives one back before it registers another
			for j := i + 1; j < len(v.Tickets); j++ {
				if v.Tickets[i].Owner == v.Tickets[j].Owner && (v.Tickets[i].To == 0 || v.Tickets[i].To > v.Tickets[j].From) {
					v.Tickets[i].To = max(v.Tickets[j].From, 1)
				}
			}
		}
		owners, eligible := verify.Seats(v.Tickets, v.At, v.Randomness, v.Job, v.Provider, v.Payer, v.N)
		wantOwners, wantEligible := naiveSeats(v)
		if eligible != wantEligible || len(owners) != len(wantOwners) {
			t.Fatalf("%d seats of %d eligible, want %d of %d", len(owners), eligible, len(wantOwners), wantEligible)
		}
		for i := range owners {
			if owners[i] != wantOwners[i] {
				t.Fatalf("seat %d has %s, want %s", i, owners[i], wantOwners[i])
			}
		}
	})
}

// TestSeatsAreFair: all owners have about as many seats.
func TestSeatsAreFair(t *testing.T) {
	const owners, jobs = 10, 3000
	got := map[dgrid.Address]int{}
	for n := range jobs {
		seats, _ := verify.Seats(ticketsOf(owners), 1000, digest("r"), dgrid.JobID(numbered("job", n)), dgrid.Address{}, dgrid.Address{}, 3)
		for _, o := range seats {
			got[o]++
		}
	}
	for i := range owners {
		if n := got[ownerNo(i)]; n < jobs*3/owners*85/100 || n > jobs*3/owners*115/100 {
			t.Errorf("owner %d has %d of %d seats", i, n, jobs*3)
		}
	}
}
