// Package control lets commands look into a node: directly into its store where no daemon runs, else through a socket in the
// node's folder that only its owner can open.
package control

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/ledger"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/node/wallet"
)

// SocketName is the name of the daemon's socket in the node's folder.
const SocketName = "control.sock"

// ErrUnavailable says that this node has no such part, or that the part needs a running daemon.
var ErrUnavailable = errors.New("not available")

// Status is how a node stands.
type Status struct {
	Running  bool          `json:"running"`
	Agent    string        `json:"agent"`
	Network  string        `json:"network"`
	Owner    dgrid.Address `json:"owner"`
	Peer     dgrid.PeerID  `json:"peer"`
	Roles    []string      `json:"roles"` // of gateway, provider, auditor and validator
	Started  time.Time     `json:"started,omitzero"`
	Addrs    []string      `json:"addrs,omitempty"`
	Gateway  Gateway       `json:"gateway"`
	Mesh     Mesh          `json:"mesh"`
	Auditor  Auditor       `json:"auditor"`
	Disk     Disk          `json:"disk"`
	Engine   *Engine       `json:"engine,omitempty"` // nil where the node runs no model
	Models   []Model       `json:"models,omitempty"`
	Jobs     int           `json:"jobs"` // running now
	Accounts []Account     `json:"accounts"`
	Chain    *wallet.State `json:"chain,omitempty"` // nil on a network without a chain
	Problems []string      `json:"problems"`        // what is wrong, and what to do
}

// Roles of a node.
const (
	RoleGateway  = "gateway"
	RoleProvider = "provider"
	RoleAuditor  = "auditor"

	RoleValidator = "validator"
)

// Gateway is the state of the HTTP API.
type Gateway struct {
	URL      string `json:"url,omitempty"` // "http://127.0.0.1:8484"; "" where it does not answer
	Requests int    `json:"requests"`      // answered now
	Error    string `json:"error,omitempty"`
}

// Mesh is what the node knows of others.
type Mesh struct {
	Bootstrap int    `json:"bootstrap"`       // addresses that are dialled first, of the network file and the configuration
	Peers     int    `json:"peers"`           // connected
	Adverts   int    `json:"adverts"`         // known and not expired, of others
	Providers int    `json:"providers"`       // of them, those with a model
	Reach     string `json:"reach,omitempty"` // public, private or "": whether others can dial this node, by AutoNAT
	DHT       string `json:"dht,omitempty"`   // server, client, or auto: a server once others can dial this node
	Skew      int64  `json:"skewMillis"`      // by which the clocks of most peers are ahead of this one
	Clocks    int    `json:"clocks"`          // peers that Skew is taken from; 0 is none
}

// Auditor is the state of the audits for others.
type Auditor struct {
	Running int `json:"running"`
	Limit   int `json:"limit"` // more are told to come later
}

// Disk is the space of the store's file system.
type Disk struct {
	Free uint64 `json:"free"` // bytes; 0 is not known
	Want uint64 `json:"want"` // bytes below which no job is taken
}

// Model is a model that the node serves or audits.
type Model struct {
	Name     string        `json:"name"`
	ID       dgrid.ModelID `json:"id"`
	Slots    int           `json:"slots"`
	Context  uint32        `json:"context"` // tokens
	Device   string        `json:"device"`  // runtime class
	Layers   string        `json:"layers"`  // where the model's layers lie: "CPU", or for example "33 layers: 20 on CUDA0, 13 on CPU"
	Price    dgrid.Price   `json:"price"`
	Loaded   bool          `json:"loaded"`         // now; one that is not is loaded when it is asked for
	Memory   uint64        `json:"memory"`         // bytes that its engine needs while it is loaded
	OnGPUs   uint64        `json:"onGPUs"`         // bytes that it takes of GPUs, with what their driver does; 0 where it lies on none
	Measured bool          `json:"measured"`       // Memory was measured on this machine; else it is an estimate
	Down     string        `json:"down,omitempty"` // why its engine does not answer, or ""
	Restarts uint64        `json:"restarts"`       // of its engine since the node started
}

// Engine is what all models share.
type Engine struct {
	Budget uint64 `json:"budget"` // bytes that loaded models may need together
	From   string `json:"from"`   // where Budget comes from, for people
}

// Account is the money between this node and another, over one model.
type Account struct {
	Role     string        `json:"role"` // of this node
	Other    dgrid.Address `json:"other"`
	Model    dgrid.ModelID `json:"model"`
	Jobs     uint64        `json:"jobs"`
	Open     int           `json:"open"`     // jobs without an end
	Promised dgrid.Amount  `json:"promised"` // the highest voucher, base units
	Settled  dgrid.Amount  `json:"settled"`  // fees of closed jobs, those taken over at meetings included, base units
}

// Found is a job by the beginning of its id.
type Found struct {
	Role       string            `json:"role"`
	Job        dgrid.JobID       `json:"job"`
	Transcript *dgrid.Transcript `json:"transcript"`
	Expired    bool              `json:"expired"` // only the signed objects are left
}

// View is what commands see. Its methods are safe for concurrent use.
type View interface {
	Status(ctx context.Context) (*Status, error)
	Jobs(ctx context.Context, limit int) ([]store.JobInfo, error)
	Find(ctx context.Context, prefix string) (*Found, error)
	Living
	Reputation
	KeyRing
	Money
	PublicRecord
}

// Local is the View of a store that this process has open. Base holds what the store does not know.
type Local struct {
	Store      *store.Store
	Base       func() Status
	Living     Living         // nil where the node does not run
	Reputation Reputation     // nil where the node keeps none
	KeyRing    KeyRing        // nil where the node keeps none
	Wallet     *wallet.Wallet // nil where the node has none
	Public     PublicRecord   // nil where the node does not run, or its network has no chain
}

// Status adds the accounts, and what is wrong, to what the node says of itself.
func (l *Local) Status(ctx context.Context) (*Status, error) {
	s := l.Base()
	s.Accounts, s.Problems = []Account{}, append([]string{}, s.Problems...)
	for _, role := range []store.Role{store.AsPayer, store.AsProvider} {
		accounts, err := l.Store.Accounts(role)
		if err != nil {
			return nil, fmt.Errorf("read accounts: %w", err)
		}
		for _, a := range accounts {
			other := a.Pair.Provider
			if role == store.AsProvider {
				other = a.Pair.Payer
			}
			adopted, err := ledger.Adopted(l.Store, role, a.Pair)
			if err != nil {
				return nil, err
			}
			line := Account{Role: role.String(), Other: other, Model: a.Pair.Model, Jobs: a.Jobs, Open: len(a.OpenJobs), Settled: a.Settled.Add(adopted)}
			if a.Voucher != nil {
				line.Promised = a.Voucher.Object.Amount
			}
			s.Accounts = append(s.Accounts, line)
		}
	}
	if l.Wallet != nil {
		var err error
		if s.Chain, err = l.Wallet.State(ctx); err != nil {
			return nil, err
		}
	}
	if err := l.Store.Space(); err != nil {
		s.Problems = append(s.Problems, err.Error())
	}
	s.Problems = append(s.Problems, Diagnose(&s)...)
	return &s, nil
}

// Jobs are the newest jobs in both roles.
func (l *Local) Jobs(_ context.Context, limit int) ([]store.JobInfo, error) {
	var all []store.JobInfo
	for _, role := range []store.Role{store.AsPayer, store.AsProvider} {
		jobs, err := l.Store.Jobs(role, limit)
		if err != nil {
			return nil, fmt.Errorf("read jobs: %w", err)
		}
		all = append(all, jobs...)
	}
	return all, nil
}

// Find is the job whose id begins with prefix, in hex.
func (l *Local) Find(_ context.Context, prefix string) (*Found, error) {
	role, job, err := l.Store.Find(prefix)
	if err != nil {
		return nil, err
	}
	f := &Found{Role: role.String(), Job: job}
	f.Transcript, err = l.Store.Transcript(role, job)
	if errors.Is(err, store.ErrExpired) && f.Transcript != nil {
		f.Expired, err = true, nil
	}
	return f, err
}
