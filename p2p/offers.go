package p2p

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// MaxOffers is how many models a hello may name.
const MaxOffers = 16

// Offer is a model that a node says it serves, and what it asks for it. An order decides, not an offer: nobody signs it.
type Offer struct {
	Model   dgrid.ModelID
	Name    string // as the node's catalogue calls it, at most 64 bytes; for people's eyes only
	Context uint32 // tokens, prompt and answer together
	Price   dgrid.Price
}

func packOffers(offers []Offer) ([]*pb.Offer, error) {
	if len(offers) > MaxOffers {
		return nil, fmt.Errorf("%d offers, a node may name at most %d", len(offers), MaxOffers)
	}
	var out []*pb.Offer
	for _, o := range offers {
		if err := checkLine("name of an offer", o.Name, maxName); err != nil {
			return nil, err
		}
		out = append(out, &pb.Offer{Model: o.Model[:], Name: o.Name, Context: o.Context, PriceInput: o.Price.Input.String(), PriceOutput: o.Price.Output.String()})
	}
	return out, nil
}

func unpackOffers(offers []*pb.Offer) ([]Offer, error) {
	var out []Offer
	for i, m := range offers {
		o := Offer{Name: m.Name, Context: m.Context}
		model, err := digest(m.Model)
		if err == nil && model.IsZero() {
			err = fmt.Errorf("model: %w", errAbsent)
		}
		if err == nil {
			o.Model, err = dgrid.ModelID(model), checkLine("name", m.Name, maxName)
		}
		if err == nil {
			o.Price.Input, err = amount(m.PriceInput)
		}
		if err == nil {
			o.Price.Output, err = amount(m.PriceOutput)
		}
		if err != nil {
			return nil, fmt.Errorf("offer %d: %w", i, err)
		}
		out = append(out, o)
	}
	return out, nil
}

// amountText is how an amount travels outside a signed object; 0 takes no space.
func amountText(a dgrid.Amount) string {
	if a.IsZero() {
		return ""
	}
	return a.String()
}

func amount(s string) (dgrid.Amount, error) {
	if s == "" {
		return dgrid.Amount{}, nil
	}
	return dgrid.ParseAmount(s)
}
