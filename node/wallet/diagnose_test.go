package wallet_test

import (
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/wallet"
)

func TestDiagnose(t *testing.T) {
	n := dgrid.NewAmount
	all := wallet.Roles{Provider: true, Validator: true, Payer: true}
	for _, test := range []struct {
		name  string
		state wallet.State
		roles wallet.Roles
		want  []string // what the problems hold, in their order
	}{
		{"good", wallet.State{Money: &wallet.Money{Ether: n(1), Deposit: n(9), Locked: n(1)}, Owed: n(2), Low: n(7)}, all, nil},
		{"no role", wallet.State{Money: &wallet.Money{}}, wallet.Roles{}, nil},
		{"down", wallet.State{Error: "it is down", Open: []wallet.Tx{{ID: "a/1", State: "queued", Error: "no ether"}}}, all, []string{"it is down", "transaction a/1 is queued and waits: no ether"}},
		{"nothing", wallet.State{Money: &wallet.Money{}, Low: n(7)}, all, []string{"no ether", "nothing is deposited", "no ticket"}},
		{"ether for what is open", wallet.State{Money: &wallet.Money{}, Open: []wallet.Tx{{}}}, wallet.Roles{}, []string{"no ether"}},
		{"promised too much", wallet.State{Money: &wallet.Money{Ether: n(1), Deposit: n(1), Withdrawing: n(1)}, Owed: n(3)}, wallet.Roles{Payer: true}, []string{"does not cover"}},
		{"low", wallet.State{Money: &wallet.Money{Ether: n(1), Deposit: n(9)}, Owed: n(3), Low: n(7)}, wallet.Roles{Payer: true}, []string{"running low"}},
	} {
		got := test.state.Diagnose(test.roles)
		if len(got) != len(test.want) {
			t.Errorf("%s: %q", test.name, got)
			continue
		}
		for i := range got {
			if !strings.Contains(got[i], test.want[i]) {
				t.Errorf("%s: %q, want %q", test.name, got[i], test.want[i])
			}
		}
	}
}
