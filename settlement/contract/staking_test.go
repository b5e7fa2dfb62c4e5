package contract_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/accessmanager"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
)

func (c *chain) unbonding(p *person) int64 {
	c.Helper()
	return ask(c, c.Staking.Address, stakingABI.PackUnbonding(p.Address), stakingABI.UnpackUnbonding).Amount.Int64()
}

func (c *chain) locked(p *person) int64 {
	c.Helper()
	return ask(c, c.Staking.Address, stakingABI.PackLockedOf(p.Address), stakingABI.UnpackLockedOf).Int64()
}

func TestStake(t *testing.T) {
	c := newChain(t)
	v, at := c.who("v0"), c.Staking.Address
	c.mint(v, 1_000, at)
	unbond := func(n int64) []byte { return stakingABI.PackUnbond(big.NewInt(n)) }
	c.refused("NothingMoved", v, at, stakingABI.PackStake(big.NewInt(0), dgrid.Address{}))
	r := c.send(v, at, stakingABI.PackStake(big.NewInt(600), c.who("signer").Address))
	equal(t, "the event's signer", event(c, r, stakingABI.UnpackStakedEvent).Signer, c.who("signer").Address)
	c.send(v, at, stakingABI.PackStake(big.NewInt(400), dgrid.Address{}))
	equal(t, "the stake", c.stakeOf(v), 1_000)
	equal(t, "the signer", ask(c, at, stakingABI.PackSignerOf(v.Address), stakingABI.UnpackSignerOf), c.who("signer").Address)

	c.refused("NothingMoved", v, at, unbond(0))
	c.refused("NotEnoughStake("+v.Hex()+", 1000, 1001)", v, at, unbond(1_001))
	c.refused("NothingUnbonds", v, at, stakingABI.PackClaimUnbonded())
	c.send(v, at, unbond(300))
	c.pass(9_000)
	c.send(v, at, unbond(100)) // all of it waits anew
	c.pass(2_000)
	c.refused("TooEarly", v, at, stakingABI.PackClaimUnbonded())
	equal(t, "the stake", c.stakeOf(v), 600)
	equal(t, "what unbonds", c.unbonding(v), 400)
	c.pass(8_000)
	r = c.send(v, at, stakingABI.PackClaimUnbonded())
	equal(t, "the event's amount", event(c, r, stakingABI.UnpackClaimedEvent).Amount.Int64(), 400)
	equal(t, "the owner's tokens", c.tokens(v.Address), 400)
	equal(t, "the contract's tokens", c.tokens(at), 600)
	c.refused("NothingUnbonds", v, at, stakingABI.PackClaimUnbonded())
}

func TestRegister(t *testing.T) {
	c := newChain(t)
	v, at := c.who("v0"), c.Staking.Address
	other := dgrid.Hash([]byte("another model"))
	c.refused("NotEnoughStake("+v.Hex()+", 0, 100)", v, at, stakingABI.PackRegister(model, class))
	c.refused("NotRegistered", v, at, stakingABI.PackUnregister(model))
	c.stake(v, 250)
	r := c.send(v, at, stakingABI.PackRegister(model, class))
	e := event(c, r, stakingABI.UnpackRegisteredEvent)
	equal(t, "the ticket's number", e.Index.Int64(), 0)
	equal(t, "the class", dgrid.Digest(e.Class), class)
	c.refused("AlreadyRegistered", v, at, stakingABI.PackRegister(model, class))
	c.send(v, at, stakingABI.PackRegister(other, class))
	c.refused("NotEnoughStake("+v.Hex()+", 50, 100)", v, at, stakingABI.PackRegister(class, class))
	equal(t, "what is locked", c.locked(v), 200)
	c.refused("NotEnoughStake("+v.Hex()+", 50, 51)", v, at, stakingABI.PackUnbond(big.NewInt(51)))
	c.send(v, at, stakingABI.PackUnbond(big.NewInt(50)))

	r = c.send(v, at, stakingABI.PackUnregister(model))
	ticket := ask(c, at, stakingABI.PackTickets(model, big.NewInt(0)), stakingABI.UnpackTickets)
	equal(t, "the ticket", ticket, staking.TicketsOutput{Owner: v.Address, From: ticket.From, To: r.BlockNumber.Uint64() + 1})
	equal(t, "what is locked", c.locked(v), 100)
	c.refused("NotRegistered", v, at, stakingABI.PackUnregister(model))
	c.refused("TooEarly", v, at, stakingABI.PackRegister(model, class)) // dead tickets cost time
	c.pass(10_000)
	c.send(v, at, stakingABI.PackRegister(model, class))
	equal(t, "tickets of the model", ask(c, at, stakingABI.PackTicketCount(model), stakingABI.UnpackTicketCount).Int64(), 2)
}

func TestSlash(t *testing.T) {
	c := newChain(t)
	v, deployer, reporter, at := c.who("v0"), c.who("deployer"), c.who("watcher"), c.Staking.Address
	slash := func(amount int64, to dgrid.Address, bps uint16) []byte {
		return stakingABI.PackSlash(v.Address, big.NewInt(amount), to, bps)
	}
	c.refused("AccessManagedUnauthorized", deployer, at, slash(1, reporter.Address, 0))
	m := accessmanager.NewAccessManager()
	c.send(deployer, c.AccessManager.Address, m.PackGrantRole(contract.SlashRole, deployer.Address, 0))
	c.refused("BadShare(10001)", deployer, at, slash(1, reporter.Address, 10_001))

	c.stake(v, 1_000)
	c.send(v, at, stakingABI.PackRegister(model, class))
	c.send(v, at, stakingABI.PackRegister(dgrid.Digest{1}, class))
	c.send(v, at, stakingABI.PackUnbond(big.NewInt(300)))
	e := event(c, c.send(deployer, at, slash(101, reporter.Address, 3_000)), stakingABI.UnpackSlashedEvent)
	equal(t, "slashed", e.Amount.Int64(), 101)
	equal(t, "the reward, rounded down", e.Reward.Int64(), 30)
	equal(t, "the reporter's tokens", c.tokens(reporter.Address), 30)
	equal(t, "the burned tokens", c.tokens(burnt), 71)
	equal(t, "what unbonds, of which it is taken first", c.unbonding(v), 199)
	equal(t, "the stake", c.stakeOf(v), 700)

	c.send(deployer, at, slash(749, dgrid.Address{}, 3_000)) // nobody reported it
	equal(t, "what unbonds", c.unbonding(v), 0)
	equal(t, "the stake", c.stakeOf(v), 150)
	equal(t, "what is locked", c.locked(v), 150)
	c.refused("NotEnoughStake", v, at, stakingABI.PackUnbond(big.NewInt(1)))
	c.send(v, at, stakingABI.PackUnregister(model)) // one of two tickets is covered still
	c.refused("NotEnoughStake("+v.Hex()+", 50, 51)", v, at, stakingABI.PackUnbond(big.NewInt(51)))

	e = event(c, c.send(deployer, at, slash(5_000, reporter.Address, 10_000)), stakingABI.UnpackSlashedEvent)
	equal(t, "slashed at most what is there", e.Amount.Int64(), 150)
	e = event(c, c.send(deployer, at, slash(5_000, reporter.Address, 10_000)), stakingABI.UnpackSlashedEvent)
	equal(t, "slashed of nothing", e.Amount.Int64(), 0)
	c.refused("NothingUnbonds", v, at, stakingABI.PackClaimUnbonded())
	equal(t, "the contract's tokens", c.tokens(at), 0)
}

// ticket is one of the reference's tickets.
type ticket struct {
	owner    dgrid.Address
	from, to uint64
}

// drawSeats is the drawing of seats, written down a second time.
func drawSeats(tickets []ticket, at uint64, r dgrid.Digest, job dgrid.JobID, provider, payer dgrid.Address, n int) (owners []dgrid.Address, eligible int) {
	live := func(k ticket) bool { return k.from < at && (k.to == 0 || k.to > at) }
	size := 0
	for _, k := range tickets {
		if k.from < at {
			size++
		}
		if live(k) && k.owner != provider && k.owner != payer {
			eligible++
		}
	}
	owners = make([]dgrid.Address, n)
	taken := map[dgrid.Address]bool{provider: true, payer: true}
	for seat := range owners {
		for attempt := uint64(0); attempt < 64 && size > 0; attempt++ {
			d := dgrid.SeatDraw(r, job, uint64(seat), attempt)
			k := tickets[new(big.Int).Mod(new(big.Int).SetBytes(d[:]), big.NewInt(int64(size))).Int64()]
			if live(k) && !taken[k.owner] {
				owners[seat], taken[k.owner] = k.owner, true
				break
			}
		}
	}
	return owners, eligible
}

func TestSeats(t *testing.T) {
	c := newChain(t)
	at := c.Staking.Address
	var tickets []ticket
	var blocks []uint64
	validators := []string{"v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "provider", "payer"}
	for _, name := range validators {
		c.stake(c.who(name), 100)
	}
	do := func(name string, data []byte) uint64 {
		r := c.send(c.who(name), at, data)
		blocks = append(blocks, r.BlockNumber.Uint64())
		return r.BlockNumber.Uint64()
	}
	for _, name := range validators {
		tickets = append(tickets, ticket{c.who(name).Address, do(name, stakingABI.PackRegister(model, class)), 0})
	}
	for _, i := range []int{1, 4, 8} {
		tickets[i].to = do(validators[i], stakingABI.PackUnregister(model)) + 1
	}
	c.pass(10_000)
	for _, i := range []int{4, 8} {
		tickets = append(tickets, ticket{tickets[i].owner, do(validators[i], stakingABI.PackRegister(model, class)), 0})
	}
	var atBlocks []uint64
	for _, b := range blocks {
		atBlocks = append(atBlocks, b, b+1)
	}
	provider, payer := c.who("provider").Address, c.who("payer").Address
	empty := 0
	for i, block := range append(atBlocks, 1) {
		r, job := dgrid.Hash([]byte{1, byte(i)}), dgrid.JobID(dgrid.Hash([]byte{2, byte(i)}))
		for _, n := range []int{0, 1, 3, 21} {
			want, eligible := drawSeats(tickets, block, r, job, provider, payer, n)
			got := ask(c, at, stakingABI.PackSeats(model, block, r, job, provider, payer, big.NewInt(int64(n))), stakingABI.UnpackSeats)
			equal(t, fmt.Sprintf("who can be drawn at block %d", block), got.Eligible.Int64(), int64(eligible))
			equal(t, fmt.Sprintf("%d seats at block %d", n, block), fmt.Sprint(got.Owners), fmt.Sprint(want))
			if n == 21 && eligible == 0 {
				empty++
			}
		}
	}
	if empty == 0 {
		t.Error("no block without validators was tried")
	}
	c.refused("TooManySeats(22, 21)", c.who("v0"), at, stakingABI.PackSeats(model, 1, class, class, provider, payer, big.NewInt(22)))
}
