package p2p

import (
	"context"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// Wire is the transport below a job stream.
type Wire = wire

// Tasks are the goroutines of a host that has none of libp2p's.
type Tasks = tasks

// NewStream makes a job stream on w, as a host does after the hellos.
func NewStream(ctx context.Context, w Wire, provider bool, limits Limits, tasks *Tasks) (*JobStream, error) {
	limits, err := limits.withDefaults()
	if err != nil {
		return nil, err
	}
	return newJobStream(ctx, newReader(w, &limits), Hello{}, provider, func(int) error { return nil }, tasks)
}

// Stop ends the host's goroutines after its context has ended.
func (t *tasks) Stop() { t.close(); t.group.Wait() }

// Resources is the resource manager of a host with limits.
func Resources(limits Limits) (network.ResourceManager, error) {
	limits, err := limits.withDefaults()
	if err != nil {
		return nil, err
	}
	return resources(&limits, "test")
}

var (
	EncodeFrame = encodeFrame
	DecodePart  = decodePart
)

// Heartbeat is a heartbeat as it travels, its length in front.
func Heartbeat() []byte { return append([]byte(nil), heartbeat...) }

// WithClock gives a host another clock than time.Now.
func WithClock(cfg *Config, now func() time.Time) { cfg.now = now }

var (
	SealAdvert          = sealAdvert
	SealQuote           = sealQuote
	PeekAdvert          = peekAdvert
	MDNSName            = mdnsName
	DecodeQuoteRequest  = decodeQuoteRequest
	DecodeQuoteReply    = decodeQuoteReply
	DecodeAdvertReply   = decodeAdvertReply
	DecodeAdvertRequest = decodeAdvertRequest
)

// Table is the table of adverts without a host.
type Table = table

// Arrival is how an advert came into a Table.
type Arrival = arrival

// NewTable is an empty table.
var NewTable = newTable

// NewArrival is how an advert comes in: when, whether from its own peer, and whether by gossip.
func NewArrival(now time.Time, direct, fresh bool) Arrival { return arrival{now, direct, fresh} }

func (t *table) Offer(a dgrid.Advert, raw []byte, in Arrival) Verdict { return t.offer(a, raw, in) }
func (t *table) Live(now time.Time) []dgrid.Advert                    { return t.live(now) }
func (t *table) Expire(now time.Time)                                 { t.expire(now) }
func (t *table) Next() <-chan struct{}                                { return t.next() }
func (t *table) Size() (peers, bytes int)                             { return t.size() }
func (t *table) MedianSkew() (time.Duration, int)                     { return t.medianSkew() }

// Inner is the libp2p host of h.
func Inner(h *Host) host.Host { return h.host }

// Reachability is reach.
func Reachability(r network.Reachability) string { return reach(r) }

// KnowsReach reports whether libp2p's host says whether it is reached, which Reach relies on.
func (h *Host) KnowsReach() bool {
	_, ok := h.host.(interface{ Reachability() network.Reachability })
	return ok
}

// PackEntries is a part of a batch.
func PackEntries(list []dgrid.BatchEntry) *pb.BatchPart {
	m := new(pb.BatchPart)
	for i := range list {
		m.Entries = append(m.Entries, packEntry(&list[i]))
	}
	return m
}

// PackIncluded is a part of an answer with one inclusion.
func PackIncluded(t testing.TB, x Included) *pb.IncludedPart {
	t.Helper()
	m, err := packIncluded(&x)
	if err != nil {
		t.Fatal(err)
	}
	return &pb.IncludedPart{Included: []*pb.Included{m}}
}
