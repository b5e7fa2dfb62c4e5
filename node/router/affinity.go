package router

import (
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
)

const (
	remembered = 10 * time.Minute // how long a conversation is familiar
	maxTalks   = 4096
)

// affinity remembers who served which conversation lately: a provider that has just read the same beginning may still hold it.
type affinity struct {
	mu    sync.Mutex
	talks map[talk]time.Time
}

// talk is a conversation's beginning at a peer.
type talk struct {
	peer   dgrid.PeerID
	prefix dgrid.Digest
}

func newAffinity() *affinity { return &affinity{talks: make(map[talk]time.Time)} }

// prefix is one beginning of a conversation: its hash, and its share of the whole in bytes.
type prefix struct {
	hash  dgrid.Digest
	share float64
}

// prefixes are the beginnings of a conversation, from the whole down to its first message.
func prefixes(model dgrid.ModelID, req *dgrid.Request) []prefix {
	h := dgrid.Hash(model[:], []byte(req.Tools))
	out := make([]prefix, len(req.Messages))
	sum, sums := 0, make([]int, len(req.Messages))
	for i, m := range req.Messages {
		part := dgrid.Request{Messages: []dgrid.Message{m}}
		d := part.Hash()
		h = dgrid.Hash(h[:], d[:])
		sum += len(m.Content) + len(m.ToolCalls) + 1
		sums[i] = sum
		out[len(out)-1-i].hash = h
	}
	for i := range out {
		out[len(out)-1-i].share = float64(sums[i]) / float64(sum)
	}
	return out
}

// shared is the share of the conversation that peer served lately.
func (a *affinity) shared(peer dgrid.PeerID, ps []prefix) float64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range ps {
		if at, ok := a.talks[talk{peer, p.hash}]; ok && time.Since(at) < remembered {
			return p.share
		}
	}
	return 0
}

// served notes that peer has read the whole conversation.
func (a *affinity) served(peer dgrid.PeerID, ps []prefix) {
	if len(ps) == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.talks) >= maxTalks {
		for t, at := range a.talks {
			if time.Since(at) >= remembered {
				delete(a.talks, t)
			}
		}
		for t := range a.talks { // any: the map's order is random
			if len(a.talks) < maxTalks {
				break
			}
			delete(a.talks, t)
		}
	}
	a.talks[talk{peer, ps[0].hash}] = time.Now()
}
