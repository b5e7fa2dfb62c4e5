package p2p

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// What is pulled over an advert stream. Gossip tells what changes; a node that has just come asks its first neighbours for
// everything that they know, instead of waiting an interval for all others to speak.
const (
	pullMost    = 1024    // adverts of others in one answer
	pullBytes   = 2 << 20 // of one answer
	pullTables  = 3       // whole tables that are asked for, of so many peers
	pullAgain   = 5 * time.Minute
	pullTime    = 10 * time.Second // for one answer
	pullsAtOnce = 8
)

// pulls counts what this node asks others for.
type pulls struct {
	mu     sync.Mutex
	tables int       // whole ones asked for since
	since  time.Time // then
}

// whole says whether a whole table is to be asked for once more.
func (q *pulls) whole(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Sub(q.since) > pullAgain {
		q.tables, q.since = 0, now
	}
	q.tables++
	return q.tables <= pullTables
}

// refuseNothing is the answer of a peer that has no room: an advert stream ends with an empty reply.
func refuseNothing(int, int) []byte { return must(delimited(&pb.AdvertReply{})) }

// serveAdverts answers with this node's own advert and then with those of others, as many as the asker wants.
func (m *mesh) serveAdverts(ctx context.Context, c *conversation) {
	if err := m.answerAdverts(ctx, c); err != nil {
		failure := streamError(err)
		m.log.Debug("adverts not sent", "peer", string(c.remote.Peer), "err", failure)
		c.reset(failure.Code)
	}
}

func (m *mesh) answerAdverts(ctx context.Context, c *conversation) error {
	ctx, cancel := context.WithTimeout(ctx, pullTime)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeDeadline) })()
	c.reader.quiet = m.cfg.Limits.Header
	b, err := c.reader.next(maxReply, nil)
	if err != nil {
		return err
	}
	most, err := decodeAdvertRequest(b)
	if err != nil {
		return &StreamError{Code: CodeProtocol, Err: err}
	}
	var answer [][]byte
	if own := m.speaker.current(); own != nil {
		answer = append(answer, own)
	}
	// The asker's own is among them: where its store was restored, it learns that it was further once.
	answer = append(answer, m.table.envelopes(m.now(), most, m.ID())...)
	size := 0
	for _, raw := range answer {
		if size += len(raw); size > pullBytes {
			break
		}
		if err := m.say(c, &pb.AdvertReply{Envelope: raw}); err != nil {
			return err
		}
	}
	if err := m.say(c, &pb.AdvertReply{}); err != nil {
		return err
	}
	return c.stream.Close()
}

// pull asks p for its advert and for at most most of others, and puts into the table what counts.
func (m *mesh) pull(ctx context.Context, p peer.ID, most int) error {
	ctx, cancel := context.WithTimeout(network.WithAllowLimitedConn(ctx, protocolAdvert), pullTime)
	defer cancel()
	c, err := m.open(ctx, p.String(), protocolAdvert)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { c.reset(CodeCancelled) })()
	if err := m.receiveAdverts(c, p, most); err != nil {
		c.reset(CodeCancelled)
		return fmt.Errorf("pull adverts from %s: %w", p, err)
	}
	return c.stream.Close()
}

func (m *mesh) receiveAdverts(c *conversation, p peer.ID, most int) error {
	if err := m.say(c, &pb.AdvertRequest{Most: uint32(most)}); err != nil {
		return streamError(err)
	}
	c.reader.quiet = m.cfg.Limits.Header
	for range most + 2 {
		b, err := c.reader.next(MaxAdvert+16, nil)
		if err != nil {
			return streamError(unexpected(err))
		}
		raw, err := decodeAdvertReply(b)
		if err != nil {
			return err
		}
		if len(raw) == 0 {
			return nil
		}
		m.take(raw, p, false)
	}
	return fmt.Errorf("more than the %d adverts asked for", most+1)
}

// decodeAdvertRequest reads the encoding of a request without its length: how many adverts of others are wanted.
func decodeAdvertRequest(b []byte) (most int, err error) {
	var r pb.AdvertRequest
	if err := unmarshal(b, nil, &r); err != nil {
		return 0, fmt.Errorf("decode advert request: %w", err)
	}
	return int(min(r.Most, pullMost)), nil
}

// decodeAdvertReply reads the encoding of a reply without its length. Nothing ends the answer.
func decodeAdvertReply(b []byte) ([]byte, error) {
	var r pb.AdvertReply
	if err := unmarshal(b, nil, &r); err != nil {
		return nil, fmt.Errorf("decode advert reply: %w", err)
	}
	return r.Envelope, nil
}

// pullFrom asks a peer that has joined the topic, where it may know something that this node does not.
func (m *mesh) pullFrom(ctx context.Context, p peer.ID) {
	most := 0
	if m.pulls.whole(m.now()) {
		most = pullMost
	} else if _, known := m.table.get(dgrid.PeerID(p.String())); known {
		return
	}
	err := m.pull(ctx, p, most)
	if err == nil || ctx.Err() != nil {
		return
	}
	var wrong *WrongNetworkError
	if errors.As(err, &wrong) && m.warned.due("peer of another network", m.now()) {
		m.log.Warn("peer of another network", "peer", p.String(), "err", wrong)
		return
	}
	m.log.Debug("adverts not received", "peer", p.String(), "err", err)
}
