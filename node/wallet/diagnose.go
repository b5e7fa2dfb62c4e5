package wallet

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
)

// Roles are the parts that a node plays, as far as its money cares.
type Roles struct{ Provider, Validator, Payer bool }

// Diagnose is what is wrong with a node's money, each with what to do. It is pure.
func (s *State) Diagnose(r Roles) (problems []string) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if s.Error != "" {
		wrong("%s", s.Error)
	}
	for _, t := range s.Open {
		if t.Error != "" {
			wrong("transaction %s is %s and waits: %s", t.ID, t.State, t.Error)
		}
	}
	if s.Money == nil {
		return problems
	}
	token := config.Token{Symbol: s.Symbol, Decimals: s.Decimals}
	tokens := func(a dgrid.Amount) string { return Tokens(a, token) }
	if s.Money.Ether.IsZero() && (r.Provider || r.Validator || len(s.Open) > 0) {
		wrong("the account has no ether: no transaction can be paid, so nothing is anchored or redeemed: send it some")
	}
	if r.Payer {
		switch m := s.Money; {
		case m.Deposit.IsZero() && s.Owed.IsZero():
			wrong("nothing is deposited: providers answer this node on their own risk, or not at all: dgridd deposit AMOUNT")
		case m.Deposit.Add(m.Withdrawing).Cmp(s.Owed) < 0:
			wrong("the deposit of %s does not cover the %s that are promised to providers: dgridd deposit AMOUNT", tokens(m.Deposit.Add(m.Withdrawing)), tokens(s.Owed))
		case less(m.Deposit, s.Owed).Cmp(s.Low) < 0:
			wrong("the deposit is running low: %s are left beside what is promised, and it should be %s: dgridd deposit AMOUNT", tokens(less(m.Deposit, s.Owed)), tokens(s.Low))
		}
	}
	if r.Validator && s.Money.Locked.IsZero() {
		wrong("this node holds no ticket, so it is drawn for no audit: dgridd stake AMOUNT")
	}
	return problems
}
