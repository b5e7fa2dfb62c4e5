package p2p

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/libp2p/go-libp2p/core/crypto"

	"github.com/dgrid-network/dgrid"
)

// Config is what a host is made of.
type Config struct {
	Key       crypto.PrivKey // Ed25519
	Listen    []string       // multiaddrs, for example /ip4/0.0.0.0/tcp/4700 and /ip4/0.0.0.0/udp/4700/quic-v1; none is a host that only dials
	Network   string         // name of the network; it stands in the protocol ids
	NetworkID dgrid.Digest
	Domain    dgrid.Domain
	Session   dgrid.Digest // this run of the provider; zero where the node serves nothing
	Owner     dgrid.Address
	Binding   dgrid.Signed[dgrid.Binding] // Owner's word that Key's peer acts for it
	Agent     string                      // "dgridd/0.1.0"
	Offers    []Offer                     // the models that this node serves, at most MaxOffers
	Limits    Limits                      // zero fields mean the defaults
}

// MaxOffers is how many models a hello may name.
const MaxOffers = 16

// Offer is a model that a node says it serves, and what it asks for it. An order decides, not an offer: nobody signs it.
type Offer struct {
	Model   dgrid.ModelID
	Name    string // as the node's catalogue calls it, at most 64 bytes; for people's eyes only
	Context uint32 // tokens, prompt and answer together
	Price   dgrid.Price
}

// Limits bound what others can make this host spend.
type Limits struct {
	StreamsPerPeer        int           // streams of one peer served at once; 8
	Streams               int           // streams served at once; 256
	ConnectionsPerAddress int           // connections from one IPv4 address or IPv6 /56; 64
	Dial                  time.Duration // to connect and to exchange hellos; 10 s
	Header                time.Duration // until hello and the start of the order; 10 s
	Write                 time.Duration // for a frame to be taken by the transport; 10 s
	Heartbeat             time.Duration // of quiet, after which a heartbeat is sent; 1 s
	Silence               time.Duration // of quiet, after which the other side is given up; 3 s
	Lifetime              time.Duration // the longest deadline that an order may have; 1 h
}

// Hello is what the other side of a stream has said and proved about itself.
type Hello struct {
	Network   string
	NetworkID dgrid.Digest
	Owner     dgrid.Address
	Session   dgrid.Digest
	Agent     string
	Offers    []Offer
	Peer      dgrid.PeerID
	Binding   dgrid.Signed[dgrid.Binding]
}

// Host is a node's libp2p host. Its methods are safe for concurrent use.
type Host struct {
	cfg Config
	log *slog.Logger
}

// New is a host that listens and is connected to nobody. libp2p starts its goroutines here; Close ends them all.
func New(cfg Config, log *slog.Logger) (*Host, error) {
	return &Host{cfg: cfg, log: log}, errors.ErrUnsupported
}

// ID is the host's peer id.
func (h *Host) ID() dgrid.PeerID { return "" }

// Addrs are the full multiaddrs that others dial, with /p2p/ at the end.
func (h *Host) Addrs() []string { return nil }

// Close ends every stream and connection and waits for the handlers to return.
func (h *Host) Close() error { return errors.ErrUnsupported }

// JobStream carries one job. Any number of goroutines may Send; one at a time may Recv.
type JobStream struct{ remote Hello }

// Remote is who is on the other side.
func (s *JobStream) Remote() Hello { return s.remote }

// Send sends f.
func (s *JobStream) Send(ctx context.Context, f Frame) error { return errors.ErrUnsupported }

// Recv waits for the next frame. It is io.EOF after the other side has closed.
func (s *JobStream) Recv(ctx context.Context) (Frame, error) { return nil, errors.ErrUnsupported }

// Close ends the stream in good order: what was sent arrives.
func (s *JobStream) Close() error { return errors.ErrUnsupported }

// Reset ends the stream at once.
func (s *JobStream) Reset(code ErrorCode) {}

// ServeJobs calls handle in a goroutine of its own for each job stream that another peer opens. ctx ends with the stream; the
// stream ends when handle returns.
func (h *Host) ServeJobs(handle func(ctx context.Context, s *JobStream)) {}

// OpenJob opens a job stream to addr: a multiaddr that ends in /p2p/<peer id>, or the id of a connected peer.
func (h *Host) OpenJob(ctx context.Context, addr string) (*JobStream, error) {
	return nil, errors.ErrUnsupported
}

// ServeTranscripts answers who asks for a job's receipt (full is false: without sketches) or transcript (full is true).
func (h *Host) ServeTranscripts(get func(ctx context.Context, remote Hello, job dgrid.JobID, full bool) (*dgrid.Transcript, error)) {
}

// FetchReceipt asks the peer at addr for the transcript of job without sketches.
func (h *Host) FetchReceipt(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	return nil, errors.ErrUnsupported
}

// FetchTranscript asks the peer at addr for the whole transcript of job.
func (h *Host) FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	return nil, errors.ErrUnsupported
}
