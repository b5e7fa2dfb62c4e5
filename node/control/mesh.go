package control

import (
	"context"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// Living is what only a running node knows.
type Living interface {
	// Peers are those that the node is connected to or has a valid advert of, in any order.
	Peers(ctx context.Context) ([]Peer, error)
	// Route says who would answer a question and why. Nothing is ordered. A decision for nobody is no error.
	Route(ctx context.Context, q RouteRequest) (*Route, error)
	// Ask has the node ask, and pay. It returns what came also beside an error, which is a *router.Error.
	Ask(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error)
}

// Reputation is what the node remembers of others' conduct.
type Reputation interface {
	// Why is about the peer or owner whose id begins with prefix. It fails with store.ErrNotFound where none or several do.
	Why(ctx context.Context, prefix string) (*Why, error)
}

// Peer is another node.
type Peer struct {
	ID        dgrid.PeerID    `json:"id"`
	Owner     dgrid.Address   `json:"owner"` // zero where it has not said
	Agent     string          `json:"agent,omitempty"`
	Connected bool            `json:"connected"`
	Addr      string          `json:"addr,omitempty"`      // of the connection, else the first of its advert
	Transport string          `json:"transport,omitempty"` // tcp, quic-v1 or relay
	Direction string          `json:"direction,omitempty"` // in or out
	RTT       float64         `json:"rttMillis,omitempty"` // milliseconds; 0 is not known
	Skew      int64           `json:"skewMillis"`          // by which its clock is ahead of this one; 0 is not known
	Expires   time.Time       `json:"expires,omitzero"`    // of its advert
	Models    []PeerModel     `json:"models"`              // that it advertises
	Audits    []dgrid.ModelID `json:"audits"`
	Weight    float64         `json:"weight"`   // reputation: 1 is good, 0 is never asked
	Gossip    float64         `json:"gossip"`   // score of its conduct in gossip; below 0 it is heard less
	Problems  []string        `json:"problems"` // what is wrong with it
}

// PeerModel is a model that a peer advertises.
type PeerModel struct {
	ID       dgrid.ModelID `json:"id"`
	Name     string        `json:"name"` // as this node calls it, else as the peer does
	Class    string        `json:"class"`
	Slots    uint32        `json:"slots"`
	Price    dgrid.Price   `json:"price"`
	Verified bool          `json:"verified"`         // its answers can be checked
	Reason   string        `json:"reason,omitempty"` // why they cannot
}

// Why is what is known of a node's conduct.
type Why struct {
	Peer     dgrid.PeerID  `json:"peer,omitempty"`
	Owner    dgrid.Address `json:"owner"`
	Standing string        `json:"standing"` // in a word, for example "good", "suspected" or "failed"
	Reason   string        `json:"reason"`   // why, in a sentence
	Banned   string        `json:"banned"`   // why it is asked no more, or ""
	Weight   float64       `json:"weight"`   // 1 is good, 0 is never asked
	Jobs     uint64        `json:"jobs"`     // of it, that this node paid
	Broken   uint64        `json:"broken"`   // of them, that broke off
	Passed   uint64        `json:"passed"`   // audits
	Failed   uint64        `json:"failed"`   // audits
	Audits   []Audit       `json:"audits"`   // the newest first
	Events   []Event       `json:"events"`   // the newest first

	Public *PublicConduct `json:"public,omitempty"` // nil on a network without a public record, and where it says nothing of the node
}

// PublicConduct is what the network's public record says of an owner, over all models.
type PublicConduct struct {
	Standing string   `json:"standing"` // the worst of all models: ok, watched, suspended or slashed
	Audits   uint64   `json:"audits"`   // that were decided
	Failures uint64   `json:"failures"`
	Value    float64  `json:"value"` // evidence against it, the largest of all models
	Lines    []string `json:"lines"` // how it came to that, for people
	Models   []Figure `json:"models"`
}

// Audit is one answer that was computed again.
type Audit struct {
	Time    time.Time     `json:"time"`
	Job     dgrid.JobID   `json:"job"`
	Model   dgrid.ModelID `json:"model"`
	Result  string        `json:"result"` // honest, suspected, failed or abstained
	Reason  string        `json:"reason"`
	Auditor string        `json:"auditor"` // "self", or the auditor's peer id
}

// Event is something that changed a node's standing.
type Event struct {
	Time   time.Time   `json:"time"`
	Kind   string      `json:"kind"` // a word, for example "refused", "broke off" or "audit"
	Reason string      `json:"reason"`
	Job    dgrid.JobID `json:"job,omitzero"`
	Weight float64     `json:"weight"` // after it
}

// RouteRequest is a question that is only to be routed.
type RouteRequest struct {
	Model      string `json:"model"` // a name of the node's catalogue, or a ModelID
	Question   string `json:"question,omitempty"`
	MaxTokens  uint32 `json:"maxTokens"` // of the answer; 0 is as many as fit
	Unverified *bool  `json:"unverified,omitempty"`
}

const (
	maxQuestion = 8 << 20 // bytes
	maxName     = 512     // bytes
)

// Check fails where q is none.
func (q *RouteRequest) Check() error {
	if q.Model == "" || len(q.Model) > maxName {
		return fmt.Errorf("model %.40q: want a name or a ModelID", q.Model)
	}
	if len(q.Question) > maxQuestion {
		return fmt.Errorf("the question has %d bytes, at most %d are taken", len(q.Question), maxQuestion)
	}
	return nil
}

// Route is who would answer.
type Route struct {
	Model     dgrid.ModelID   `json:"model"`
	ModelName string          `json:"modelName"`
	Decision  router.Decision `json:"decision"`
	Prompt    uint32          `json:"prompt"`           // tokens that the question is taken to have
	Output    uint32          `json:"output"`           // tokens that the answer may have
	MaxFee    dgrid.Amount    `json:"maxFee"`           // what the job would cost at most, with the chosen provider
	Limit     dgrid.Amount    `json:"limit"`            // what the configuration allows for one job (payer.max_fee)
	Nobody    string          `json:"nobody,omitempty"` // why nobody was chosen
}

// Peers fails where the node does not run.
func (l *Local) Peers(ctx context.Context) ([]Peer, error) {
	if l.Living == nil {
		return nil, unavailable("peers", "the node does not run: dgridd up")
	}
	return l.Living.Peers(ctx)
}

// Route fails where the node does not run.
func (l *Local) Route(ctx context.Context, q RouteRequest) (*Route, error) {
	if l.Living == nil {
		return nil, unavailable("route", "the node does not run: dgridd up")
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	return l.Living.Route(ctx, q)
}

// Why fails where the node keeps no reputation.
func (l *Local) Why(ctx context.Context, prefix string) (*Why, error) {
	if l.Reputation == nil {
		return nil, unavailable("why", "this node remembers nothing of others' conduct")
	}
	return l.Reputation.Why(ctx, prefix)
}

func unavailable(what, why string) error { return fmt.Errorf("%s: %w: %s", what, ErrUnavailable, why) }
