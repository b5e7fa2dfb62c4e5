package contract_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/params"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/accessmanager"
)

func bigOf(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// refusedParams fails unless the contracts cannot be deployed with these parameters.
func refusedParams(t *testing.T, edit func(*contract.Params)) {
	t.Helper()
	p := testParams()
	edit(&p)
	deployer := newPerson("deployer")
	sim := simulated.NewBackend(types.GenesisAlloc{deployer.Address: {Balance: new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))}}, osaka)
	defer sim.Close()
	_, err := contract.Deploy(t.Context(), &committing{sim.Client(), sim}, bind.NewKeyedTransactor(deployer.key, big.NewInt(1337)), p)
	if err == nil {
		t.Error("the contracts were deployed")
	}
}

func TestDeploy(t *testing.T) {
	admin := newPerson("watcher")
	c := newChain(t, func(p *contract.Params) { p.Admin = admin.Address })
	for name, k := range map[string]contract.Contract{
		"token": c.Token, "accessManager": c.AccessManager, "staking": c.Staking, "anchors": c.Deployment.Anchors, "escrow": c.Escrow, "disputes": c.Disputes,
	} {
		h, err := contract.CodeHash(t.Context(), c.sim.Client(), k.Address)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "the code of "+name, k.Code, h)
		if k.Block == 0 {
			t.Errorf("%s has no block", name)
		}
	}
	if _, err := contract.CodeHash(t.Context(), c.sim.Client(), dgrid.Address{1}); err == nil {
		t.Error("an address without code has a code hash")
	}
	m := accessmanager.NewAccessManager()
	has := func(role uint64, who dgrid.Address) bool {
		return ask(c, c.AccessManager.Address, m.PackHasRole(role, who), m.UnpackHasRole).IsMember
	}
	equal(t, "the administrator's role", has(0, admin.Address), true)
	equal(t, "the deployer's role", has(0, c.who("deployer").Address), false)
	equal(t, "the role to slash", has(contract.SlashRole, c.Disputes.Address), true)
}

// Every parameter is in the code, so another parameter is another hash.
func TestParametersAreInTheCode(t *testing.T) {
	a := newChain(t)
	b := newChain(t, func(p *contract.Params) { p.BurnBps++; p.UnbondDelay++; p.MinInterval++; p.SlashBps++ })
	if a.Escrow.Code == b.Escrow.Code || a.Staking.Code == b.Staking.Code || a.Deployment.Anchors.Code == b.Deployment.Anchors.Code || a.Disputes.Code == b.Disputes.Code {
		t.Error("contracts with unlike parameters have the same code hash")
	}
	equal(t, "the access manager's code", a.AccessManager.Code, b.AccessManager.Code)
}
