package dgrid_test

import (
	"crypto/ecdsa"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/ethereum/go-ethereum/crypto"
)

// example is an object with the same values written as EIP-712 messages carry them, so that code which knows nothing of
// package dgrid can hash it.
type example struct {
	name   string
	object dgrid.Object
	fields map[string]string
}

// key is a private key that anybody can derive: the hash of its name.
func key(name string) *ecdsa.PrivateKey {
	h := digest("key " + name)
	k, err := crypto.ToECDSA(h[:])
	if err != nil {
		panic(err)
	}
	return k
}

func address(k *ecdsa.PrivateKey) dgrid.Address { return crypto.PubkeyToAddress(k.PublicKey) }

func digest(name string) dgrid.Digest { return dgrid.Hash([]byte("dgrid test " + name)) }

func owner(name string) (a dgrid.Address) {
	d := digest("owner " + name)
	copy(a[:], d[:])
	return a
}

func amount(t testing.TB, s string) dgrid.Amount {
	t.Helper()
	a, err := dgrid.ParseAmount(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var ones = func() (d dgrid.Digest) {
	for i := range d {
		d[i] = 0xff
	}
	return d
}()

// domains are two networks: one with a chain and one with its largest number.
var domains = []dgrid.Domain{
	{ChainID: 1, Anchors: owner("anchors"), Escrow: owner("escrow")},
	{ChainID: math.MaxUint64, Anchors: owner("other anchors"), Escrow: owner("other escrow")},
}

func examples(t testing.TB) []example {
	var list []example
	add := func(name string, objects ...dgrid.Object) {
		for _, o := range objects {
			list = append(list, example{name, o, fields(o)})
		}
	}
	add("typical", typical(t)...)
	add("zero", &dgrid.Order{}, &dgrid.Acceptance{}, &dgrid.Step{}, &dgrid.Cancel{}, &dgrid.Receipt{}, &dgrid.Voucher{}, &dgrid.Binding{})
	add("largest", largest()...)
	for _, k := range auditKinds {
		add("zero", blank(k))
	}
	addAuditExamples(add)
	return list
}

func typical(t testing.TB) []dgrid.Object {
	order := &dgrid.Order{
		Payer: owner("payer"), Provider: owner("provider"), Model: dgrid.ModelID(digest("model")), RequestHash: digest("request"),
		ClientSeed: dgrid.UserSeed(42), MaxPrompt: 4096, MaxOutput: 512,
		Price:  dgrid.Price{Input: amount(t, "1000000000000"), Output: amount(t, "340282366920938463463374607431768211455")},
		MaxFee: amount(t, "18446744073709551616"), Created: 1_790_000_000_123, Expiry: 1_790_000_030_123,
		TemplateTime: 1_789_999_999_000, Privacy: dgrid.Open, Nonce: digest("nonce"), Session: digest("session"),
		Parent: dgrid.JobID(digest("parent")), PrefixHash: dgrid.HashTokens([]dgrid.TokenID{1, 2, 3}), Start: 3,
	}
	job := dgrid.JobID(domains[0].HashObject(order))
	return []dgrid.Object{
		order,
		&dgrid.Acceptance{Job: job, PromptHash: digest("prompt"), PromptTokens: 77, AnchorBy: 21_000_000},
		&dgrid.Step{Job: job, Number: 2, Root: digest("root"), OutputTokens: 64, Fee: amount(t, "123456789012345678901234567890")},
		&dgrid.Cancel{Job: job, OutputTokens: 40},
		&dgrid.Receipt{Job: job, Payer: order.Payer, Provider: order.Provider, Model: order.Model, RequestHash: order.RequestHash,
			PromptTokens: 77, OutputTokens: 80, Root: digest("root"), OutputHash: digest("output"), Fee: dgrid.NewAmount(987),
			Started: 1_790_000_000_200, Ended: 1_790_000_003_400, Finish: dgrid.FinishStop},
		&dgrid.Voucher{Payer: order.Payer, Provider: order.Provider, Model: order.Model, Amount: dgrid.NewAmount(1_000_000)},
		&dgrid.Binding{Owner: order.Provider, Peer: digest("peer")},
	}
}

func largest() []dgrid.Object {
	const u32, u64 = uint32(math.MaxUint32), uint64(math.MaxUint64)
	a := dgrid.Address(ones[:20])
	m, j, top := dgrid.ModelID(ones), dgrid.JobID(ones), dgrid.MaxAmount
	return []dgrid.Object{
		&dgrid.Order{Payer: a, Provider: a, Model: m, RequestHash: ones, ClientSeed: ones, MaxPrompt: u32, MaxOutput: u32,
			Price: dgrid.Price{Input: top, Output: top}, MaxFee: top, Created: u64, Expiry: u64, TemplateTime: u64, Privacy: 255,
			Nonce: ones, Session: ones, Parent: j, PrefixHash: ones, Start: u32},
		&dgrid.Acceptance{Job: j, PromptHash: ones, PromptTokens: u32, AnchorBy: u64},
		&dgrid.Step{Job: j, Number: u32, Root: ones, OutputTokens: u32, Fee: top},
		&dgrid.Cancel{Job: j, OutputTokens: u32},
		&dgrid.Receipt{Job: j, Payer: a, Provider: a, Model: m, RequestHash: ones, PromptTokens: u32, OutputTokens: u32, Root: ones,
			OutputHash: ones, Fee: top, Started: u64, Ended: u64, Finish: 255},
		&dgrid.Voucher{Payer: a, Provider: a, Model: m, Amount: top},
		&dgrid.Binding{Owner: a, Peer: ones},
	}
}

// fields is written by hand from docs/formats.md, not from the package's own walk over the fields.
func fields(o dgrid.Object) map[string]string {
	n := func(v uint64) string { return strconv.FormatUint(v, 10) }
	hex := func(d [32]byte) string { return dgrid.Digest(d).String() }
	switch o := o.(type) {
	case *dgrid.Order:
		return map[string]string{"payer": o.Payer.Hex(), "provider": o.Provider.Hex(), "model": hex(o.Model), "requestHash": hex(o.RequestHash),
			"clientSeed": hex(o.ClientSeed), "maxPrompt": n(uint64(o.MaxPrompt)), "maxOutput": n(uint64(o.MaxOutput)),
			"priceInput": o.Price.Input.String(), "priceOutput": o.Price.Output.String(), "maxFee": o.MaxFee.String(),
			"created": n(o.Created), "expiry": n(o.Expiry), "templateTime": n(o.TemplateTime), "privacy": n(uint64(o.Privacy)),
			"nonce": hex(o.Nonce), "session": hex(o.Session), "parent": hex(o.Parent), "prefixHash": hex(o.PrefixHash), "start": n(uint64(o.Start))}
	case *dgrid.Acceptance:
		return map[string]string{"job": hex(o.Job), "promptHash": hex(o.PromptHash), "promptTokens": n(uint64(o.PromptTokens)), "anchorBy": n(o.AnchorBy)}
	case *dgrid.Step:
		return map[string]string{"job": hex(o.Job), "number": n(uint64(o.Number)), "root": hex(o.Root),
			"outputTokens": n(uint64(o.OutputTokens)), "fee": o.Fee.String()}
	case *dgrid.Cancel:
		return map[string]string{"job": hex(o.Job), "outputTokens": n(uint64(o.OutputTokens))}
	case *dgrid.Receipt:
		return map[string]string{"job": hex(o.Job), "payer": o.Payer.Hex(), "provider": o.Provider.Hex(), "model": hex(o.Model),
			"requestHash": hex(o.RequestHash), "promptTokens": n(uint64(o.PromptTokens)), "outputTokens": n(uint64(o.OutputTokens)),
			"root": hex(o.Root), "outputHash": hex(o.OutputHash), "fee": o.Fee.String(), "started": n(o.Started), "ended": n(o.Ended),
			"finish": n(uint64(o.Finish))}
	case *dgrid.Voucher:
		return map[string]string{"payer": o.Payer.Hex(), "provider": o.Provider.Hex(), "model": hex(o.Model), "amount": o.Amount.String()}
	case *dgrid.Binding:
		return map[string]string{"owner": o.Owner.Hex(), "peer": hex(o.Peer)}
	}
	return auditFields(o)
}

// blank is a new object of o's kind.
func blank(k dgrid.Kind) dgrid.Object {
	switch k {
	case dgrid.KindOrder:
		return &dgrid.Order{}
	case dgrid.KindAcceptance:
		return &dgrid.Acceptance{}
	case dgrid.KindStep:
		return &dgrid.Step{}
	case dgrid.KindCancel:
		return &dgrid.Cancel{}
	case dgrid.KindReceipt:
		return &dgrid.Receipt{}
	case dgrid.KindVoucher:
		return &dgrid.Voucher{}
	case dgrid.KindBinding:
		return &dgrid.Binding{}
	}
	return blankAudit(k)
}

var kinds = slices.Concat([]dgrid.Kind{dgrid.KindOrder, dgrid.KindAcceptance, dgrid.KindStep, dgrid.KindCancel, dgrid.KindReceipt, dgrid.KindVoucher,
	dgrid.KindBinding}, auditKinds)
