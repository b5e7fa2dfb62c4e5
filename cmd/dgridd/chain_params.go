package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/settlement/contract"
)

// deployParams are all that a deployment may choose: what the network file holds, and what only the contracts do.
type deployParams struct {
	config.NetworkParams

	TicketStake dgrid.Amount `json:"ticketStake"` // base units that a validator's ticket locks
	MinStake    dgrid.Amount `json:"minStake"`    // base units with which a provider is paid at once
	BurnBps     uint16       `json:"burnBps"`     // share of each payment that is burned, in 1/10,000
	SlashBps    uint16       `json:"slashBps"`    // share of the stake that a proven fault costs
	MismatchBps uint16       `json:"mismatchBps"` // share of the stake that a committee's conviction costs
	ReporterBps uint16       `json:"reporterBps"` // share of what is slashed that whoever reported it gets
	MinBond     dgrid.Amount `json:"minBond"`     // wei, least bond of a challenge
}

// defaultParams are those that a deployment on a chain starts from.
func defaultParams(chainID uint64) deployParams {
	p := deployParams{BurnBps: 100, SlashBps: 5_000, MismatchBps: 2_000, ReporterBps: 1_000, MinBond: dgrid.NewAmount(1e16)}
	if chainID == config.DevChainID {
		p.NetworkParams = config.DevChainParams()
		p.TicketStake, p.MinStake = wholeTokens(100), wholeTokens(100)
		return p
	}
	p.NetworkParams = config.DefaultChainParams()
	p.TicketStake, p.MinStake = wholeTokens(1_000), wholeTokens(1_000)
	return p
}

// wholeTokens is n tokens of 18 decimals, in base units.
func wholeTokens(n int) (sum dgrid.Amount) {
	for range n {
		sum = sum.Add(dgrid.NewAmount(1e18))
	}
	return sum
}

// set takes "name=value" pairs, whose names are those of the network file and of this struct.
func (p *deployParams) set(pairs []string) error {
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode parameters: %w", err)
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(b, &fields); err != nil {
		return fmt.Errorf("decode parameters: %w", err)
	}
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		old, known := fields[name]
		if !ok || !known {
			return fmt.Errorf("--set %.80q: want name=value with a name of docs/network.md, for example batchMillis=5000", pair)
		}
		fields[name] = json.RawMessage(value)
		if old[0] == '"' { // an amount, which JSON carries as text
			fields[name] = json.RawMessage(`"` + strings.Trim(value, `"`) + `"`)
		}
		if !json.Valid(fields[name]) {
			return fmt.Errorf("--set %.80q: want a whole number as value", pair)
		}
	}
	if b, err = json.Marshal(fields); err != nil {
		return fmt.Errorf("encode parameters: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(p); err != nil {
		return fmt.Errorf("--set: %w", err)
	}
	return nil
}

// contracts are the parameters as the contracts take them.
func (p *deployParams) contracts(token, admin dgrid.Address) contract.Params {
	return contract.Params{
		Token: token, Admin: admin,
		TicketStake: p.TicketStake, UnbondDelay: seconds(p.Unbond),
		Slots: p.Slots, MinInterval: seconds(p.MinInterval()), PinDelay: p.PinDelay,
		WithdrawDelay: seconds(p.Withdraw), MatureDelay: seconds(p.Dispute), BurnBps: p.BurnBps, MinStake: p.MinStake,
		SlashBps: p.SlashBps, MismatchBps: p.MismatchBps, ReporterBps: p.ReporterBps,
		AnswerWindow: seconds(p.Answer), DisputeWindow: seconds(p.Appeal), ChallengeBlocks: p.ChallengeBlocks(),
		MinValidators: p.MinValidators, Seats: p.Committee, MinBond: p.MinBond,
	}
}

// seconds is a window as contracts count; Validate has seen that they are whole.
func seconds(m config.Millis) uint64 { return uint64(m) / 1000 }

const maxBps = 10_000

// check fails where a parameter is one that the contracts or the network file would refuse. The rest of n is not known yet.
func (p *deployParams) check(n *config.Network) error {
	for _, share := range []struct {
		name string
		bps  uint16
	}{{"burnBps", p.BurnBps}, {"slashBps", p.SlashBps}, {"mismatchBps", p.MismatchBps}, {"reporterBps", p.ReporterBps}} {
		if share.bps > maxBps {
			return fmt.Errorf("%s is %d: want at most %d", share.name, share.bps, maxBps)
		}
	}
	if p.TicketStake.IsZero() {
		return fmt.Errorf("ticketStake is 0: want at least 1, or seats cost nothing")
	}
	// What the chain gives is filled in with what is surely valid, so that wrong parameters are told before anything is paid.
	draft := *n
	draft.Params = p.NetworkParams
	draft.Genesis, draft.Token.Symbol = dgrid.Digest{1}, "X"
	code, address := dgrid.Digest{1}, func(i byte) dgrid.Address { return dgrid.Address{i} }
	draft.Domain.Anchors, draft.Domain.Escrow, draft.Token.Address = address(1), address(2), address(3)
	draft.Contracts = config.Contracts{Staking: address(4), Disputes: address(5), Access: address(6)}
	draft.Code = config.Code{Anchors: code, Escrow: code, Staking: code, Disputes: code, Access: code, Token: code}
	return draft.Validate()
}
