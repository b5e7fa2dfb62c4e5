package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Network is a network file: what all nodes of one network must agree on. docs/network.md specifies it. A network without a chain
// has a zero Genesis, and then everything is zero that only a chain gives meaning.
type Network struct {
	Version   int           `json:"version"` // dgrid.Version
	Name      string        `json:"name"`    // 1 to 32 of a-z, 0-9 and "-"; part of the names of stream protocols
	ID        dgrid.Digest  `json:"id"`      // hash of everything else but Bootstrap
	Domain    dgrid.Domain  `json:"domain"`
	Contracts Contracts     `json:"contracts,omitzero"`
	Genesis   dgrid.Digest  `json:"genesis"` // hash of the chain's first block; zero where there is no chain
	Code      Code          `json:"code"`
	Token     Token         `json:"token"`
	Bootstrap []string      `json:"bootstrap"` // multiaddresses with peer ids, dialled at start
	Params    NetworkParams `json:"params"`
}

// Contracts are those that no signature names, beside the two of the Domain; zero where there is no chain.
type Contracts struct {
	Staking  dgrid.Address `json:"staking"`
	Disputes dgrid.Address `json:"disputes"`
	Access   dgrid.Address `json:"access"` // the manager that says who may slash
}

// Code is Keccak-256 of the contracts' code as deployed; zero where there is no chain.
type Code struct {
	Anchors  dgrid.Digest `json:"anchors"`
	Escrow   dgrid.Digest `json:"escrow"`
	Staking  dgrid.Digest `json:"staking,omitzero"`
	Disputes dgrid.Digest `json:"disputes,omitzero"`
	Access   dgrid.Digest `json:"access,omitzero"`
	Token    dgrid.Digest `json:"token,omitzero"`
}

// Token is what vouchers are paid in.
type Token struct {
	Address  dgrid.Address `json:"address"`
	Decimals uint8         `json:"decimals"` // base units per token are 10^Decimals
	Symbol   string        `json:"symbol"`
}

// NetworkParams are the protocol's parameters.
type NetworkParams struct {
	Accept        Millis      `json:"acceptMillis"`  // longest time between an order's creation and its expiry
	Anchor        Millis      `json:"anchorMillis"`  // longest time between an acceptance and the anchor of its job
	Dispute       Millis      `json:"disputeMillis"` // how long an anchored job may be disputed
	Keep          Millis      `json:"keepMillis"`    // how long a provider keeps a job's transcript
	Sampling      dgrid.Micro `json:"samplingMicro"` // share of jobs that are audited
	Seats         uint32      `json:"seats"`         // validators drawn for an audited job
	MinValidators uint32      `json:"minValidators"` // below it a model counts as unverified
	Slots         uint32      `json:"slots"`         // anchors that the contract remembers per node

	// What only a chain gives meaning, and zero where there is none.

	Committee     uint32       `json:"committee,omitzero"`      // seats of an audit in which one failed, and of a dispute on the chain
	Block         Millis       `json:"blockMillis,omitzero"`    // usual time between two blocks; anchorMillis / blockMillis blocks after an acceptance is its anchorBy
	Confirmations uint64       `json:"confirmations,omitzero"`  // a block with so many on top is final
	PinDelay      uint64       `json:"pinDelayBlocks,omitzero"` // blocks from an anchor to the one whose hash its batch's draws come from
	Unbond        Millis       `json:"unbondMillis,omitzero"`   // from asking for stake back to getting it
	Withdraw      Millis       `json:"withdrawMillis,omitzero"` // from asking for a deposit back to getting it
	Answer        Millis       `json:"answerMillis,omitzero"`   // to show on the chain a job that is said to be missing
	Appeal        Millis       `json:"appealMillis,omitzero"`   // from a committee's conviction to its execution
	Batch         Millis       `json:"batchMillis,omitzero"`    // longest time that a batch stays open
	BatchCount    uint32       `json:"batchCount,omitzero"`     // leaves with which a batch is closed
	BatchValue    dgrid.Amount `json:"batchValue,omitzero"`     // fees with which a batch is closed, in base units
	WatchAt       uint64       `json:"watchAt,omitzero"`        // value of a provider's e-process from which all its jobs are audited,
	SuspendAt     uint64       `json:"suspendAt,omitzero"`      // from which it is asked no more,
	SlashAt       uint64       `json:"slashAt,omitzero"`        // and from which validators vote to slash it
}

// Millis is a span of time in milliseconds.
type Millis uint64

// Duration is m as the standard library counts.
func (m Millis) Duration() time.Duration { return time.Duration(m) * time.Millisecond }

func millis(d time.Duration) Millis { return Millis(d / time.Millisecond) }

const (
	maxNetworkFile = 1 << 20 // bytes
	maxWindow      = Millis(365 * 24 * 3600 * 1000)
	maxBootstrap   = 256
	maxChainID     = 1<<53 - 1 // what every reader of JSON holds exactly
	maxCount       = 1 << 20   // seats, validators and slots
)

var (
	networkName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	tokenSymbol = regexp.MustCompile(`^[A-Za-z0-9.]{1,16}$`)
)

// DevNetwork is the network of that name for one machine or a test: it has no chain, its contract addresses are derived from
// the name, so that no signature of one network is good on another, and its windows are seconds.
func DevNetwork(name string) *Network {
	n := &Network{
		Version: dgrid.Version,
		Name:    name,
		Domain:  dgrid.Domain{ChainID: DevChainID, Anchors: devContract(name, "Anchors"), Escrow: devContract(name, "Escrow")},
		Token:   Token{Address: devContract(name, "Token"), Decimals: 18, Symbol: "DEV"},
		Params: NetworkParams{
			Accept: millis(10 * time.Second), Anchor: millis(30 * time.Second), Dispute: millis(time.Minute), Keep: millis(2 * time.Minute),
			Sampling: dgrid.One / 5, Seats: 2, MinValidators: 2, Slots: 1024,
		},
		Bootstrap: []string{},
	}
	return n.Seal()
}

// Seal sets the id that n's fields make and returns n. A file is not sealed but read: ParseNetwork refuses an id that is another.
func (n *Network) Seal() *Network {
	n.ID = n.computeID()
	return n
}

// Dev reports whether n's money is worth nothing: it is a network of DevNetwork, by whatever file it came, or on a development chain.
func (n *Network) Dev() bool {
	return n.ID == DevNetwork(n.Name).ID || n.HasChain() && n.Domain.ChainID == DevChainID
}

// WithBootstrap is n with further addresses that are dialled first. The id does not change: whom to dial is advice.
func (n *Network) WithBootstrap(addresses ...string) (*Network, error) {
	more := *n
	more.Bootstrap = slices.Clone(n.Bootstrap)
	for _, a := range addresses {
		if !slices.Contains(more.Bootstrap, a) {
			more.Bootstrap = append(more.Bootstrap, a)
		}
	}
	return &more, more.Validate()
}

// devContract is the last 20 bytes of keccak256("dgrid/contract/0" || name || contract).
func devContract(name, contract string) dgrid.Address {
	h := dgrid.Hash([]byte("dgrid/contract/0"), []byte(name), []byte(contract))
	return dgrid.Address(h[12:])
}

// LoadNetwork reads the network file at path.
func LoadNetwork(path string) (*Network, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read network file: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxNetworkFile+1))
	if err != nil {
		return nil, fmt.Errorf("read network file: %w", err)
	}
	n, err := ParseNetwork(b)
	if err != nil {
		return nil, fmt.Errorf("read network file %s: %w", path, err)
	}
	return n, nil
}

// ParseNetwork reads the text of a network file.
func ParseNetwork(b []byte) (*Network, error) {
	if len(b) > maxNetworkFile {
		return nil, fmt.Errorf("larger than %d bytes", maxNetworkFile)
	}
	// The version comes first: a file of another version may hold fields that this program does not know.
	var head struct {
		Version *int `json:"version"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, err
	}
	if head.Version == nil || *head.Version != dgrid.Version {
		return nil, fmt.Errorf("version %s, this program knows version %d", show(head.Version), dgrid.Version)
	}
	var n Network
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&n); err != nil {
		return nil, err
	}
	if n.Bootstrap == nil {
		n.Bootstrap = []string{}
	}
	if err := n.Validate(); err != nil {
		return nil, err
	}
	if id := n.computeID(); id != n.ID {
		return nil, fmt.Errorf("id is %s, but the file's parameters make %s: take the file as its network published it", n.ID, id)
	}
	return &n, nil
}

func show(version *int) string {
	if version == nil {
		return "is missing"
	}
	return fmt.Sprint(*version)
}

// Validate fails where a field is outside its bounds.
func (n *Network) Validate() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if n.Version != dgrid.Version {
		wrong("version is %d, this program knows version %d", n.Version, dgrid.Version)
	}
	if !networkName.MatchString(n.Name) {
		wrong("name is %.40q: want 1 to 32 of a-z, 0-9 and \"-\"", n.Name)
	}
	if !tokenSymbol.MatchString(n.Token.Symbol) {
		wrong("token.symbol is %.40q: want 1 to 16 letters, digits or dots", n.Token.Symbol)
	}
	if n.Domain.ChainID > maxChainID {
		wrong("domain.chainId is %d: want at most %d", n.Domain.ChainID, uint64(maxChainID))
	}
	if n.Domain.Anchors == n.Domain.Escrow {
		wrong("domain.anchors and domain.escrow are the same address %s", n.Domain.Escrow)
	}
	n.Params.check(wrong)
	if n.HasChain() {
		n.checkChain(wrong)
	} else {
		n.checkNoChain(wrong)
	}
	if len(n.Bootstrap) > maxBootstrap {
		wrong("bootstrap has %d addresses: want at most %d", len(n.Bootstrap), maxBootstrap)
	}
	for _, a := range n.Bootstrap {
		if err := checkPeer(a); err != nil {
			wrong("bootstrap: %w", err)
		}
	}
	return errors.Join(errs...)
}

func (p *NetworkParams) check(wrong func(format string, args ...any)) {
	checkWindows(wrong, map[string]Millis{"acceptMillis": p.Accept, "anchorMillis": p.Anchor, "disputeMillis": p.Dispute, "keepMillis": p.Keep})
	if p.Keep < p.Dispute {
		wrong("params.keepMillis is %d, shorter than the dispute window of %d: no audit could be answered", p.Keep, p.Dispute)
	}
	for name, v := range map[string]uint32{"seats": p.Seats, "minValidators": p.MinValidators, "slots": p.Slots} {
		if v == 0 || v > maxCount {
			wrong("params.%s is %d: want 1 to %d", name, v, maxCount)
		}
	}
	if p.Sampling < 0 || p.Sampling > dgrid.One {
		wrong("params.samplingMicro is %d: want 0 to %d", p.Sampling, dgrid.One)
	}
}

func checkWindows(wrong func(format string, args ...any), windows map[string]Millis) {
	for name, w := range windows {
		if w == 0 || w > maxWindow {
			wrong("params.%s is %d: want 1 to %d", name, w, maxWindow)
		}
	}
}

// Same fails unless a and b are one network, and then shows both values.
func Same(a, b *Network) error {
	if a.ID != b.ID {
		return fmt.Errorf("wrong network: this is %s (%s), that is %s (%s)", a.Name, a.ID, b.Name, b.ID)
	}
	return nil
}
