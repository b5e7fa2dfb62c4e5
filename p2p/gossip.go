package p2p

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pubsubpb "github.com/libp2p/go-libp2p-pubsub/pb"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
)

// Settings of gossip. docs/mesh.md gives the reasons.
const (
	gossipDegree     = 6
	gossipQueue      = 1024 // messages that wait for validation, and for each peer
	gossipMessage    = 64 << 10
	gossipTopics     = 16 // subscriptions in one message of a peer
	gossipValidators = 256
	gossipSeen       = 2 * time.Minute
	colocated        = 32 // peers at one address that cost nothing: half of the connections that it may have
	scoreInspect     = 2 * time.Second
)

// topicName is where the adverts of a network are published.
func topicName(network string) string { return "/dgrid/" + network + "/adverts/1" }

// startGossip joins the topic of adverts. The topic is relayed, not subscribed to: the validator puts what it accepts into the
// table, so no buffer stands between gossip and the table that could overflow without a word.
func (m *mesh) startGossip() error {
	topic := topicName(m.cfg.Network)
	params := pubsub.DefaultGossipSubParams()
	params.D = gossipDegree
	filter := pubsub.WrapLimitSubscriptionFilter(pubsub.NewAllowlistSubscriptionFilter(topic), gossipTopics)
	var err error
	m.pubsub, err = pubsub.NewGossipSub(m.ctx, m.host,
		pubsub.WithGossipSubParams(params), pubsub.WithFloodPublish(true), pubsub.WithPeerExchange(false),
		pubsub.WithMessageSignaturePolicy(pubsub.StrictNoSign), pubsub.WithNoAuthor(), pubsub.WithMessageIdFn(messageID),
		pubsub.WithMaxMessageSize(gossipMessage), pubsub.WithSubscriptionFilter(filter), pubsub.WithSeenMessagesTTL(gossipSeen),
		pubsub.WithValidateQueueSize(gossipQueue), pubsub.WithPeerOutboundQueueSize(gossipQueue), pubsub.WithRawTracer(&m.count.gossip),
		pubsub.WithPeerScore(m.scoring(topic)), pubsub.WithPeerScoreInspect(m.inspect, scoreInspect))
	if err != nil {
		return fmt.Errorf("start gossip: %w", err)
	}
	err = m.pubsub.RegisterTopicValidator(topic, m.validate, pubsub.WithValidatorConcurrency(gossipValidators), pubsub.WithValidatorTimeout(5*time.Second))
	if err == nil {
		m.topic, err = m.pubsub.Join(topic)
	}
	if err == nil {
		_, err = m.topic.Relay() // until gossip ends
	}
	if err != nil {
		return fmt.Errorf("join topic %s: %w", topic, err)
	}
	return nil
}

func messageID(m *pubsubpb.Message) string {
	h := sha256.New()
	h.Write([]byte(m.GetTopic()))
	h.Write(m.GetData())
	return string(h.Sum(nil)[:20])
}

// scoring punishes what is provably a peer's fault. That somebody delivers little is none: a topic where each node speaks once
// a minute is silent most of the time.
func (m *mesh) scoring(topic string) (*pubsub.PeerScoreParams, *pubsub.PeerScoreThresholds) {
	_, v4, _ := net.ParseCIDR("127.0.0.0/8")
	_, v6, _ := net.ParseCIDR("::1/128")
	return &pubsub.PeerScoreParams{
			SkipAtomicValidation: true,
			Topics: map[string]*pubsub.TopicScoreParams{topic: {
				SkipAtomicValidation: true, TopicWeight: 1, TimeInMeshQuantum: time.Second, // divided by, whatever its weight
				InvalidMessageDeliveriesWeight: -100, InvalidMessageDeliveriesDecay: pubsub.ScoreParameterDecay(10 * time.Minute),
			}},
			AppSpecificScore: m.opinion, AppSpecificWeight: 1,
			IPColocationFactorWeight: -10, IPColocationFactorThreshold: colocated, IPColocationFactorWhitelist: []*net.IPNet{v4, v6},
			BehaviourPenaltyWeight: -10, BehaviourPenaltyThreshold: 6, BehaviourPenaltyDecay: pubsub.ScoreParameterDecay(10 * time.Minute),
			DecayInterval: pubsub.DefaultDecayInterval, DecayToZero: pubsub.DefaultDecayToZero, RetainScore: 30 * time.Minute,
		}, &pubsub.PeerScoreThresholds{
			SkipAtomicValidation: true,
			GossipThreshold:      -500, PublishThreshold: -1000, GraylistThreshold: -2500, AcceptPXThreshold: 1e6, OpportunisticGraftThreshold: 1,
		}
}

// opinion is what this node itself thinks of p.
func (m *mesh) opinion(p peer.ID) float64 {
	if m.mesh.Score == nil {
		return 0
	}
	return max(-100, min(100, m.mesh.Score(dgrid.PeerID(p.String()))))
}

// inspect keeps the scores of the peers that gossip knows.
func (m *mesh) inspect(scores map[peer.ID]float64) {
	for p, s := range scores {
		m.scores.Store(p, s)
	}
	m.scores.Range(func(p, _ any) bool {
		if _, ok := scores[p.(peer.ID)]; !ok {
			m.scores.Delete(p)
		}
		return true
	})
}

// validate judges a message of gossip.
func (m *mesh) validate(_ context.Context, from peer.ID, msg *pubsub.Message) pubsub.ValidationResult {
	if from == m.host.ID() {
		return pubsub.ValidationAccept
	}
	switch v := m.take(msg.Data, from, true); v {
	case Accepted:
		return pubsub.ValidationAccept
	case RejectedMalformed, RejectedSignature, RejectedBinding, RejectedNetwork:
		return pubsub.ValidationReject
	default:
		return pubsub.ValidationIgnore
	}
}

// take judges an advert that from handed over, and puts it into the table where it counts.
func (m *mesh) take(raw []byte, from peer.ID, fresh bool) Verdict {
	v := m.judge(raw, from, fresh)
	m.count.verdict(v)
	return v
}

func (m *mesh) judge(raw []byte, from peer.ID, fresh bool) Verdict {
	now := m.now()
	if !m.pace.take(&m.pace.adverts, from, now, mostAdvertsForward, advertForwardEvery) {
		return IgnoredRate
	}
	// The same advert comes from many peers: what is known is told before it costs a signature's check.
	if a, err := peekAdvert(raw); err == nil && a.Peer != m.ID() && m.table.stale(&a) {
		return IgnoredStale
	}
	a, err := DecodeAdvert(raw)
	switch {
	case errors.Is(err, errSignature):
		return RejectedSignature
	case err != nil:
		m.log.Debug("malformed advert", "from", from.String(), "err", err)
		return RejectedMalformed
	case a.Network != m.cfg.NetworkID:
		m.otherNetwork(a.Peer, a.Network)
		return RejectedNetwork
	case a.Peer == m.ID():
		m.overtaken(&a)
		return IgnoredOwn
	}
	p, err := peer.Decode(string(a.Peer))
	if err != nil {
		return RejectedMalformed
	}
	if err := m.vouched.verify(m.cfg.Domain, a.Binding, p); err != nil {
		return RejectedBinding
	}
	v := m.table.offer(a, raw, arrival{now: now, direct: p == from, fresh: fresh})
	if v == IgnoredClock {
		m.clockOff(a.Peer)
	}
	return v
}

// otherNetwork warns of a peer whose network has our name and another id.
func (m *mesh) otherNetwork(p dgrid.PeerID, id dgrid.Digest) {
	if m.warned.due("advert of another network", m.now()) {
		err := &WrongNetworkError{Ours: m.cfg.Network, Theirs: m.cfg.Network, OursID: m.cfg.NetworkID, TheirsID: id}
		m.log.Warn("advert of another network", "peer", string(p), "err", err)
	}
}

// clockOff warns of a peer whose clock, or ours, is wrong.
func (m *mesh) clockOff(p dgrid.PeerID) {
	if m.warned.due("clock", m.now()) {
		by, _ := m.table.skew(p)
		m.log.Warn("advert ignored", "err", &ClockError{Peer: p, Ahead: by})
	}
}

// ClockError says that what a peer signed is dated so far from now that one of two clocks must be wrong.
type ClockError struct {
	Peer  dgrid.PeerID
	Ahead time.Duration // the peer's clock before ours; below 0 it is behind
}

func (e *ClockError) Error() string {
	by, theirs, ours := e.Ahead.Round(time.Second), "ahead of", "behind"
	if by < 0 {
		by, theirs, ours = -by, "behind", "ahead"
	}
	return fmt.Sprintf("the clock of peer %s is %s %s ours (or ours is %s): what it signs does not count here above %s; set both clocks, for example with NTP",
		e.Peer, by, theirs, ours, clockSkew)
}

// ClockSkew is the median by which the clocks of the peers that this node hears are ahead of its own, and how many they are.
// Where many agree on more than some seconds, this node's clock is the wrong one.
func (h *Host) ClockSkew() (median time.Duration, peers int) {
	m := h.member.Load()
	if m == nil {
		return 0, 0
	}
	return m.table.medianSkew()
}
