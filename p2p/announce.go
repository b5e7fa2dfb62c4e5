package p2p

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	ma "github.com/multiformats/go-multiaddr"

	"github.com/dgrid-network/dgrid"
)

// How often this node speaks beside its interval: on a change, and when a peer joins that has not heard it.
const (
	announceBurst  = 3
	announceEvery  = 10 * time.Second
	announceGap    = 250 * time.Millisecond // several peers that join at once are told at once
	withdrawLinger = 250 * time.Millisecond // gossip sends in the background and does not say when it has
)

// speaker is what this node says of itself.
type speaker struct {
	mu       sync.Mutex
	what     *dgrid.Advert // nil before Announce and after Withdraw
	raw      []byte        // as last published
	boot     uint64
	sequence uint64
	last     time.Time // of the last publication
	pending  bool      // something new is to be said
	pace     bucket
	wake     chan struct{}
}

// Announce makes what this node says of itself from now on: a's Models, Audits and Hardware; the host fills the rest. The
// first time it is published at once, a later change within some seconds, and both again in every interval while Run runs.
func (h *Host) Announce(a dgrid.Advert) error {
	m := h.member.Load()
	if m == nil {
		return fmt.Errorf("announce: %w", ErrNoMesh)
	}
	own := clone(&a)
	if _, err := m.compose(&own, 0, 0); err != nil { // before anybody waits for it
		return fmt.Errorf("announce: %w", err)
	}
	s := &m.speaker
	s.mu.Lock()
	first := s.what == nil
	s.what, s.pending = &own, true
	s.mu.Unlock()
	if first {
		return m.publish(h.ctx)
	}
	m.nudge()
	return nil
}

// Withdraw publishes an advert without models and audits, so that nobody asks this node any more, and says no more after it.
func (h *Host) Withdraw(ctx context.Context) error {
	m := h.member.Load()
	if m == nil {
		return fmt.Errorf("withdraw: %w", ErrNoMesh)
	}
	s := &m.speaker
	s.mu.Lock()
	if s.what == nil {
		s.mu.Unlock()
		return nil
	}
	s.what.Models, s.what.Audits = nil, nil
	s.mu.Unlock()
	err := m.publish(ctx)
	s.mu.Lock()
	s.what, s.pending = nil, false
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	timer := time.NewTimer(withdrawLinger)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil
}

// Adverts are those of every node that serves or audits something, of this one too, in the order of their peer ids.
func (h *Host) Adverts() []dgrid.Advert {
	m := h.member.Load()
	if m == nil {
		return nil
	}
	return m.table.live(h.now())
}

// Advert is the latest one of a peer, also where it says nothing.
func (h *Host) Advert(p dgrid.PeerID) (dgrid.Advert, bool) {
	m := h.member.Load()
	if m == nil {
		return dgrid.Advert{}, false
	}
	return m.table.get(p)
}

// Changed is closed at the next change of what Adverts returns. Take it before Adverts, so that no change is missed.
func (h *Host) Changed() <-chan struct{} {
	m := h.member.Load()
	if m == nil {
		return nil
	}
	return m.table.next()
}

// compose fills a and seals it.
func (m *mesh) compose(a *dgrid.Advert, boot, sequence uint64) ([]byte, error) {
	a.Network, a.Peer, a.Owner, a.Binding = m.cfg.NetworkID, m.ID(), m.cfg.Owner, m.cfg.Binding
	a.Boot, a.Sequence = boot, sequence
	a.Issued, a.TTL = dgrid.Time(m.now().UnixMilli()), uint32((3 * m.mesh.Interval).Milliseconds())
	a.Agent, a.Addrs = m.cfg.Agent, m.advertised()
	return sealAdvert(m.cfg.Key, a)
}

// advertised are the addresses that others are told, relayed ones last.
func (m *mesh) advertised() []string {
	var direct, relayed []string
	for _, a := range m.host.Addrs() {
		if len(a.Bytes()) > maxAddr {
			continue
		}
		if _, err := a.ValueForProtocol(ma.P_CIRCUIT); err == nil {
			relayed = append(relayed, a.String())
		} else {
			direct = append(direct, a.String())
		}
	}
	all := append(direct, relayed...)
	return all[:min(len(all), maxAddrs)]
}

// publish says what there is to say, once.
func (m *mesh) publish(ctx context.Context) error {
	s := &m.speaker
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.what == nil {
		return nil
	}
	a := clone(s.what)
	s.sequence++
	raw, err := m.compose(&a, s.boot, s.sequence)
	if err != nil {
		return err
	}
	now := m.now()
	s.raw, s.last, s.pending = raw, now, false
	m.table.own(a, raw, now)
	if err := m.topic.Publish(ctx, raw); err != nil {
		return fmt.Errorf("publish advert: %w", err)
	}
	m.count.published.Add(1)
	return nil
}

// overtaken makes this node's next advert newer than a, which is one of its own from before its store was restored.
func (m *mesh) overtaken(a *dgrid.Advert) {
	s := &m.speaker
	s.mu.Lock()
	if a.Boot < s.boot || a.Boot == s.boot && a.Sequence <= s.sequence {
		s.mu.Unlock()
		return
	}
	s.boot, s.sequence, s.pending = a.Boot, a.Sequence, true
	s.mu.Unlock()
	m.nudge()
}

// again has the advert published again, soon: somebody came who has not heard it.
func (m *mesh) again() {
	m.speaker.mu.Lock()
	m.speaker.pending = m.speaker.what != nil
	m.speaker.mu.Unlock()
	m.nudge()
}

func (m *mesh) nudge() {
	select {
	case m.speaker.wake <- struct{}{}:
	default:
	}
}

// due is how long to wait until the next publication.
func (s *speaker) due(now time.Time, interval time.Duration) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.what == nil {
		return interval
	}
	wait := interval - now.Sub(s.last)
	if !s.pending {
		return wait
	}
	if gap := announceGap - now.Sub(s.last); gap > 0 {
		return min(wait, gap)
	}
	if s.pace.at.IsZero() {
		s.pace = bucket{tokens: announceBurst, at: now}
	}
	if s.pace.take(now, announceBurst, announceEvery) {
		return 0
	}
	return min(wait, time.Duration((1-s.pace.tokens)*float64(announceEvery))+time.Millisecond)
}

// speak publishes in every interval and after a change, until ctx ends.
func (m *mesh) speak(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	interval := jitter(m.mesh.Interval)
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.speaker.wake:
		case <-timer.C:
		}
		wait := m.speaker.due(m.now(), interval)
		if wait <= 0 {
			if err := m.publish(ctx); err != nil && !errors.Is(err, context.Canceled) {
				m.log.Error("cannot publish advert", "err", err)
			}
			interval = jitter(m.mesh.Interval)
			wait = m.speaker.due(m.now(), interval)
		}
		timer.Reset(max(wait, time.Millisecond))
	}
}

// models are those that this node announces.
func (s *speaker) models() []dgrid.ModelID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []dgrid.ModelID
	if s.what != nil {
		for i := range s.what.Models {
			out = append(out, s.what.Models[i].Model)
		}
	}
	slices.SortFunc(out, func(a, b dgrid.ModelID) int { return slices.Compare(a[:], b[:]) })
	return out
}

// current is the advert as last published, where there is one.
func (s *speaker) current() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw
}
