package onchain_test

import (
	"context"
	"crypto/ecdsa"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
	"github.com/dgrid-network/dgrid/verify"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// mining mines each transaction at once.
type mining struct {
	simulated.Client
	sim *simulated.Backend
}

func (m mining) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if err := m.Client.SendTransaction(ctx, tx); err != nil {
		return err
	}
	m.sim.Commit()
	return nil
}

// Call makes it a contract.Caller.
func (m mining) Call(ctx context.Context, msg ethereum.CallMsg, at uint64) ([]byte, error) {
	return m.CallContract(ctx, msg, new(big.Int).SetUint64(at))
}

// TestSeatsAreTheContracts: the seats that this program draws from the tickets on the chain are those that the contract draws, at every
// block, for whatever randomness and job, whoever provides and pays, while owners come and go.
func TestSeatsAreTheContracts(t *testing.T) {
	ctx := t.Context()
	keys := make([]*ecdsa.PrivateKey, 9)
	alloc := types.GenesisAlloc{}
	for i := range keys {
		h := dgrid.Hash([]byte{byte(i)}, []byte("seats"))
		k, err := crypto.ToECDSA(h[:])
		must(t, err)
		keys[i] = k
		alloc[crypto.PubkeyToAddress(k.PublicKey)] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1000), big.NewInt(1e18))}
	}
	sim := simulated.NewBackend(alloc)
	t.Cleanup(func() { _ = sim.Close() })
	m := mining{sim.Client(), sim}
	opts := make([]*bind.TransactOpts, len(keys))
	for i, k := range keys {
		opts[i] = bind.NewKeyedTransactor(k, big.NewInt(1337))
	}
	d, err := contract.Deploy(ctx, m, opts[0], contract.Params{TicketStake: dgrid.NewAmount(100), UnbondDelay: 10, Slots: 8, MinInterval: 1, PinDelay: 1,
		MatureDelay: 3, SlashBps: 1, MismatchBps: 1, ReporterBps: 1, AnswerWindow: 3, DisputeWindow: 3, ChallengeBlocks: 3, MinValidators: 1, Seats: 21})
	must(t, err)
	contracts := contract.At(contract.Addresses{Token: d.Token.Address, Staking: d.Staking.Address}, m)
	token, stake, model := devtoken.NewDevToken(), staking.NewStaking(), dgrid.ModelID{7}
	send := func(i int, to dgrid.Address, data []byte) error {
		_, err := bind.NewBoundContract(to, stake.GetABI(), m, m, m).RawTransact(opts[i], data)
		return err
	}
	owners := make([]dgrid.Address, len(keys))
	for i := range keys {
		owners[i] = opts[i].From
		must(t, send(i, d.Token.Address, token.PackMint(owners[i], big.NewInt(1000))))
		must(t, send(i, d.Token.Address, token.PackApprove(d.Staking.Address, big.NewInt(1000))))
		must(t, send(i, d.Staking.Address, stake.PackStake(big.NewInt(1000), dgrid.Address{})))
	}
	r := rand.New(rand.NewPCG(1, 2))
	first, err := m.BlockNumber(ctx)
	must(t, err)
	for range 60 { // whoever cannot come or go now is refused, and tries another time
		i := r.IntN(len(keys))
		if r.IntN(3) > 0 {
			_ = send(i, d.Staking.Address, stake.PackRegister(model, [32]byte{1}))
		} else {
			_ = send(i, d.Staking.Address, stake.PackUnregister(model))
		}
		sim.Commit()
	}
	head, err := m.BlockNumber(ctx)
	must(t, err)
	list, err := contracts.Tickets(ctx, head, model, 0)
	must(t, err)
	tickets := make([]verify.Ticket, len(list))
	gone := 0
	for i, x := range list {
		tickets[i] = verify.Ticket{Owner: x.Owner, From: x.From, To: x.To}
		if x.To != 0 {
			gone++
		}
	}
	if len(tickets) < 8 || gone < 3 {
		t.Fatalf("%d tickets, %d of them given back: that tests little", len(tickets), gone)
	}
	for n := range 300 {
		at := first + r.Uint64N(head-first+2)
		random, job := dgrid.Hash([]byte{byte(n), byte(n >> 8), 1}), dgrid.JobID(dgrid.Hash([]byte{byte(n), byte(n >> 8), 2}))
		provider, payer := owners[r.IntN(len(owners))], owners[r.IntN(len(owners))]
		want := 1 + r.IntN(21)
		out, err := m.CallContract(ctx, ethereum.CallMsg{To: &d.Staking.Address, Data: stake.PackSeats(model, at, random, job, provider, payer, big.NewInt(int64(want)))}, nil)
		must(t, err)
		theirs, err := stake.UnpackSeats(out)
		must(t, err)
		// The program draws more seats than the contract; the first ones are the same.
		ours, eligible := verify.Seats(tickets, at, random, job, provider, payer, 42)
		if uint64(eligible) != theirs.Eligible.Uint64() {
			t.Fatalf("block %d: %d are eligible, by the contract %s", at, eligible, theirs.Eligible)
		}
		for seat := range want {
			if ours[seat] != theirs.Owners[seat] {
				t.Fatalf("block %d, seat %d of %d: %s, by the contract %s", at, seat, want, ours[seat], theirs.Owners[seat])
			}
		}
	}
}
