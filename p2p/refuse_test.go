package p2p_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	ma "github.com/multiformats/go-multiaddr"
	"google.golang.org/protobuf/encoding/protodelim"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

const jobProtocol protocol.ID = "/dgrid/test/job/0"

// plainHost is a libp2p host without any of this package's code.
func plainHost(t testing.TB, key crypto.PrivKey, listen string) host.Host {
	t.Helper()
	opts := []libp2p.Option{libp2p.DisableMetrics(), libp2p.DisableRelay(), libp2p.NoListenAddrs}
	if listen != "" {
		opts[2] = libp2p.ListenAddrStrings(listen)
	}
	if key != nil {
		opts = append(opts, libp2p.Identity(key))
	}
	h, err := libp2p.New(opts...)
	check(t, err)
	t.Cleanup(func() { check(t, h.Close()) })
	return h
}

// announce lets h handle a protocol, and waits until it tells those who connect: libp2p takes that over a moment later.
func announce(t testing.TB, h host.Host, p protocol.ID, handle network.StreamHandler) {
	t.Helper()
	h.SetStreamHandler(p, handle)
	asker := plainHost(t, nil, "")
	check(t, asker.Connect(testContext(t), peer.AddrInfo{ID: h.ID(), Addrs: h.Addrs()}))
	eventually(t, "the announcement of "+string(p), func() bool {
		found, err := asker.Peerstore().SupportsProtocols(h.ID(), p)
		check(t, err)
		return len(found) == 1
	})
}

func plainAddr(h host.Host) string { return h.Addrs()[0].String() + "/p2p/" + h.ID().String() }

// dial connects a plain host to h and opens a stream.
func dial(t testing.TB, from host.Host, to *p2p.Host, p protocol.ID) network.Stream {
	t.Helper()
	m, err := ma.NewMultiaddr(addr(t, to))
	check(t, err)
	info, err := peer.AddrInfoFromP2pAddr(m)
	check(t, err)
	check(t, from.Connect(testContext(t), *info))
	s, err := from.NewStream(testContext(t), info.ID, p)
	check(t, err)
	t.Cleanup(func() { _ = s.Reset() })
	check(t, s.SetDeadline(time.Now().Add(20*time.Second)))
	return s
}

func ignoreJobs(ctx context.Context, s *p2p.JobStream) { <-ctx.Done() }

func TestOpenJobSaysWhatIsWrong(t *testing.T) {
	leakCheck(t)
	provider := startHost(t, newIdentity(t).config(t, tcp, quic))
	provider.ServeJobs(ignoreJobs)
	otherName := newIdentity(t).config(t, tcp)
	otherName.Network = "elsewhere"
	otherID := newIdentity(t).config(t, tcp)
	otherID.NetworkID = dgrid.Digest{1}
	named, numbered := startHost(t, otherName), startHost(t, otherID)
	named.ServeJobs(ignoreJobs)
	numbered.ServeJobs(ignoreJobs)
	later, stranger := plainHost(t, nil, tcp), plainHost(t, nil, tcp)
	announce(t, later, "/dgrid/test/job/7", func(s network.Stream) { _ = s.Reset() })
	idle := startHost(t, newIdentity(t).config(t, tcp))
	payer := startHost(t, newIdentity(t).config(t, tcp))
	wrongID := newIdentity(t)
	p, err := peer.IDFromPrivateKey(wrongID.key)
	check(t, err)
	impostor := func(a string) string { return a[:strings.Index(a, "/p2p/")] + "/p2p/" + p.String() }

	for _, c := range []struct {
		name, addr string
		want       any // an error to find, or a pointer to a type of error
		text       string
	}{
		{"network of another name", addr(t, named), new(*p2p.WrongNetworkError), `this node is on network "test", the peer on "elsewhere"`},
		{"network of another id", addr(t, numbered), new(*p2p.WrongNetworkError), "0x0100"},
		{"later version", plainAddr(later), new(*p2p.VersionError), "speaks version 0 of the job protocol, the peer version 7"},
		{"no dgrid node", plainAddr(stranger), p2p.ErrNotDgrid, "no dgrid node"},
		{"no provider", addr(t, idle), p2p.ErrNotServing, "choose another"},
		{"nobody there", "/ip4/127.0.0.1/tcp/1/p2p/" + p.String(), new(*p2p.UnreachableError), "connection refused: check that the node is up"},
		{"wrong peer over TCP", impostor(provider.Addrs()[0]), new(*p2p.WrongPeerError), "answers peer " + string(provider.ID())},
		{"wrong peer over QUIC", impostor(provider.Addrs()[1]), new(*p2p.WrongPeerError), "answers peer " + string(provider.ID())},
		{"peer id that is not connected", string(provider.ID()), new(*p2p.UnreachableError), "no address of it is given"},
		{"itself", addr(t, payer), nil, "this node itself"},
		{"no multiaddr", "localhost:4700", nil, "want /ip4/<address>/tcp/<port>/p2p/<peer id>"},
		{"multiaddr without a peer", "/ip4/127.0.0.1/tcp/4700", nil, "want /ip4/<address>/tcp/<port>/p2p/<peer id>"},
		{"nothing", "", nil, "want /ip4/<address>/tcp/<port>/p2p/<peer id>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := payer.OpenJob(testContext(t), c.addr)
			if err == nil {
				t.Fatal("OpenJob succeeded")
			}
			t.Log(err)
			switch want := c.want.(type) {
			case nil:
			case error:
				if !errors.Is(err, want) {
					t.Errorf("want %v", want)
				}
			default:
				if !errors.As(err, want) {
					t.Errorf("want a %T", want)
				}
			}
			if !strings.Contains(err.Error(), c.text) {
				t.Errorf("want it to say %q", c.text)
			}
		})
	}
}

func TestOpenJobEndsWithItsContext(t *testing.T) {
	leakCheck(t)
	payer := startHost(t, newIdentity(t).config(t))
	mute := plainHost(t, nil, tcp)
	opened := make(chan struct{})
	announce(t, mute, jobProtocol, func(network.Stream) { close(opened) })
	ctx, cancel := context.WithCancel(testContext(t))
	go func() { <-opened; cancel() }()
	if _, err := payer.OpenJob(ctx, plainAddr(mute)); !errors.Is(err, context.Canceled) {
		t.Fatalf("OpenJob: %v, want its context's end", err)
	}
}

func TestPeerThatSaysNoHello(t *testing.T) {
	leakCheck(t)
	cfg := newIdentity(t).config(t, tcp)
	cfg.Limits.Header, cfg.Limits.Dial = 50*time.Millisecond, 50*time.Millisecond
	h := startHost(t, cfg)
	h.ServeJobs(func(context.Context, *p2p.JobStream) { t.Error("a stream without hello was served") })

	s := dial(t, plainHost(t, nil, ""), h, jobProtocol)
	check(t, wantReset(s, p2p.CodeHeader))

	mute := plainHost(t, nil, tcp)
	announce(t, mute, jobProtocol, func(network.Stream) {})
	_, err := h.OpenJob(testContext(t), plainAddr(mute))
	if err == nil {
		t.Fatal("OpenJob to a peer that says nothing succeeded")
	}
}

// wantReset reads until the stream's end, which has to be a reset with code.
func wantReset(s network.Stream, code p2p.ErrorCode) error {
	for {
		_, err := s.Read(make([]byte, 1024))
		if err == nil || err == io.EOF {
			if err == io.EOF { // the last word is said; the reset follows ours
				_ = s.Close()
				return nil
			}
			continue
		}
		var reset *network.StreamError
		if !errors.As(err, &reset) || p2p.ErrorCode(reset.ErrorCode) != code {
			return fmt.Errorf("the stream ended with %v, want code %d", err, code)
		}
		return nil
	}
}

func TestHelloThatProvesNothing(t *testing.T) {
	honest := newIdentity(t)
	cfg := honest.config(t)
	good := &pb.Hello{Network: cfg.Network, NetworkId: cfg.NetworkID[:], Agent: cfg.Agent,
		Binding: &pb.Signed{Object: dgrid.Encode(&cfg.Binding.Object), Signature: cfg.Binding.Signature[:]}}
	edit := func(f func(*pb.Hello)) *pb.Hello {
		h := &pb.Hello{Network: good.Network, NetworkId: good.NetworkId, Agent: good.Agent, Binding: &pb.Signed{Object: good.Binding.Object, Signature: good.Binding.Signature}}
		f(h)
		return h
	}
	stranger, err := crypto.UnmarshalPrivateKey(must(crypto.MarshalPrivateKey(newIdentity(t).key)))
	check(t, err)
	forged := cfg.Binding.Object
	forged.Owner = dgrid.Address{7}
	for _, c := range []struct {
		name  string
		key   crypto.PrivKey
		hello *pb.Hello
		ok    bool
	}{
		{"good", honest.key, good, true},
		{"another peer's binding", stranger, good, false},
		{"another owner in the binding", honest.key, edit(func(h *pb.Hello) { h.Binding.Object = dgrid.Encode(&forged) }), false},
		{"damaged signature", honest.key, edit(func(h *pb.Hello) { h.Binding.Signature = make([]byte, 65) }), false},
		{"short signature", honest.key, edit(func(h *pb.Hello) { h.Binding.Signature = h.Binding.Signature[:64] }), false},
		{"no binding", honest.key, edit(func(h *pb.Hello) { h.Binding = nil }), false},
		{"control characters", honest.key, edit(func(h *pb.Hello) { h.Agent = "\x1b[2J" }), false},
		{"another network", honest.key, edit(func(h *pb.Hello) { h.NetworkId = make([]byte, 32) }), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			leakCheck(t)
			served := make(chan p2p.Hello, 1)
			h := startHost(t, newIdentity(t).config(t, tcp))
			h.ServeJobs(func(_ context.Context, s *p2p.JobStream) { served <- s.Remote() })
			s := dial(t, plainHost(t, c.key, ""), h, jobProtocol)
			_, err := protodelim.MarshalTo(s, c.hello)
			check(t, err)
			if c.ok {
				if remote := <-served; remote.Owner != cfg.Owner {
					t.Fatalf("served owner %s, want %s", remote.Owner, cfg.Owner)
				}
				return
			}
			_, _ = io.Copy(io.Discard, s) // returns once the host has turned the stream away
			select {
			case remote := <-served:
				t.Fatalf("served %+v", remote)
			default:
			}
		})
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestStreamsOfOnePeerAreLimited(t *testing.T) {
	for _, listen := range []string{tcp, quic} {
		t.Run(listen, func(t *testing.T) {
			provider, payer := pair(t, listen)
			entered, leave := make(chan struct{}, 9), make(chan struct{})
			provider.ServeJobs(func(ctx context.Context, s *p2p.JobStream) {
				entered <- struct{}{}
				<-leave
			})
			for range 8 {
				open(t, payer, provider)
				<-entered
			}
			ninth := open(t, payer, provider)
			_ = ninth.Send(testContext(t), exampleOrder(t)) // as a payer does that has not looked yet
			f := recv[*p2p.RefusalFrame](t, ninth)
			if f.Code != p2p.Busy || f.Have != 8 || f.Want != 8 || f.Retry <= 0 {
				t.Fatalf("the ninth stream got %+v", f)
			}
			ninth.Reset(p2p.CodeNone)
			close(leave)
			// A place is free again once a stream has ended; another peer was never kept out.
			other := startHost(t, newIdentity(t).config(t))
			open(t, other, provider)
			<-entered
		})
	}
}

func TestEachRefusalArrives(t *testing.T) {
	provider, payer := pair(t, tcp)
	refusals := make(chan *p2p.RefusalFrame, 1)
	provider.ServeJobs(func(ctx context.Context, s *p2p.JobStream) {
		if _, err := s.Recv(ctx); err == nil {
			_ = s.Send(ctx, <-refusals)
		}
	})
	for code := p2p.Busy; code <= p2p.NoSpace; code++ {
		t.Run(code.String(), func(t *testing.T) {
			want := p2p.RefusalFrame{Code: code, Message: "because\tof " + code.String(), Have: 3, Want: 1 << 63, Retry: 1500 * time.Millisecond}
			refusals <- &want
			s := open(t, payer, provider)
			check(t, s.Send(testContext(t), exampleOrder(t)))
			got := recv[*p2p.RefusalFrame](t, s)
			want.Message = "because of " + code.String()
			if *got != want {
				t.Fatalf("received %+v, want %+v", *got, want)
			}
			check(t, s.Close())
		})
	}
}

func TestProviderGoneInMidAnswer(t *testing.T) {
	leakCheck(t)
	provider, err := p2p.New(newIdentity(t).config(t, tcp), quiet)
	check(t, err)
	payer := startHost(t, newIdentity(t).config(t))
	provider.ServeJobs(func(ctx context.Context, s *p2p.JobStream) {
		_, _ = s.Recv(ctx)
		_ = s.Send(ctx, &p2p.AcceptFrame{})
		<-ctx.Done()
	})
	s := open(t, payer, provider)
	check(t, s.Send(testContext(t), exampleOrder(t)))
	recv[*p2p.AcceptFrame](t, s)
	check(t, provider.Close())
	_, err = s.Recv(testContext(t))
	var failure *p2p.StreamError
	if !errors.As(err, &failure) || (failure.Code != p2p.CodeShutdown && failure.Code != p2p.CodeGone) {
		t.Fatalf("Recv: %v, want a shutdown", err)
	}
	t.Log(err)
}

func TestNewRefuses(t *testing.T) {
	leakCheck(t)
	id := newIdentity(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer func() { _ = taken.Close() }()
	port := taken.Addr().(*net.TCPAddr).Port
	for _, c := range []struct {
		name string
		edit func(*p2p.Config)
		text string
	}{
		{"no key", func(c *p2p.Config) { c.Key = nil }, "not an Ed25519 key"},
		{"network name", func(c *p2p.Config) { c.Network = "Dev Net" }, `network name "Dev Net"`},
		{"foreign binding", func(c *p2p.Config) { c.Binding = newIdentity(t).config(t).Binding }, "sign a new one"},
		{"other domain", func(c *p2p.Config) { c.Domain.ChainID++ }, "sign a new one"},
		{"owner", func(c *p2p.Config) { c.Owner = dgrid.Address{} }, "sign a new one"},
		{"agent", func(c *p2p.Config) { c.Agent = "a\nb" }, "cannot be printed"},
		{"bad limit", func(c *p2p.Config) { c.Limits.Streams = -1 }, "limit streams is -1"},
		{"bad times", func(c *p2p.Config) { c.Limits.Silence = time.Millisecond }, "at least twice the heartbeat"},
		{"bad lifetime", func(c *p2p.Config) { c.Limits.Lifetime = 1000 * time.Hour }, "limit lifetime"},
		{"bad address", func(c *p2p.Config) { c.Listen = []string{"0.0.0.0:4700"} }, "write it like"},
		{"port in use", func(c *p2p.Config) {
			c.Listen = []string{quic, fmt.Sprintf("/ip4/127.0.0.1/tcp/%d", port)}
		}, "choose another port"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := id.config(t)
			c.edit(&cfg)
			h, err := p2p.New(cfg, quiet)
			if err == nil {
				_ = h.Close()
				t.Fatal("New succeeded")
			}
			if !strings.Contains(err.Error(), c.text) {
				t.Fatalf("New: %v, want it to say %q", err, c.text)
			}
		})
	}
}

func TestGreet(t *testing.T) {
	offers := make([]p2p.Offer, p2p.MaxOffers) // as large as a hello can be
	for i := range offers {
		offers[i] = p2p.Offer{Model: dgrid.ModelID{byte(i + 1)}, Name: strings.Repeat("m", 64), Context: 1 << 31, Price: dgrid.Price{Input: dgrid.MaxAmount, Output: dgrid.MaxAmount}}
	}
	a, b := pair(t, tcp, func(provider, _ *p2p.Config) {
		provider.Offers, provider.Agent = offers, strings.Repeat("a", 128)
	})
	hello, err := b.Greet(testContext(t), addr(t, a))
	check(t, err)
	if hello.Peer != a.ID() || len(hello.Agent) != 128 || hello.Session.IsZero() || !slices.Equal(hello.Offers, offers) {
		t.Fatalf("hello %+v", hello)
	}
}

// TestStalledStreamsKeepNobodyOut: peers that open streams and say nothing on them do not stop others from being served.
func TestStalledStreamsKeepNobodyOut(t *testing.T) {
	provider, payer := pair(t, tcp)
	provider.ServeJobs(func(ctx context.Context, s *p2p.JobStream) {
		if _, err := s.Recv(ctx); err == nil {
			_ = s.Send(ctx, &p2p.RefusalFrame{Code: p2p.UnknownModel})
		}
	})
	for range 5 {
		h := plainHost(t, nil, "")
		dial(t, h, provider, jobProtocol)
		id, err := peer.Decode(string(provider.ID()))
		check(t, err)
		for range 200 { // some are reset by the limits at once, the others hang until their header's deadline
			if s, err := h.NewStream(testContext(t), id, jobProtocol); err == nil {
				_, _ = s.Write([]byte{0x20})
			}
		}
	}
	for range 50 {
		s := open(t, payer, provider)
		check(t, s.Send(testContext(t), exampleOrder(t)))
		recv[*p2p.RefusalFrame](t, s)
		check(t, s.Close())
	}
}

func TestConnectionsOfOneAddressAreLimited(t *testing.T) {
	leakCheck(t)
	m, err := p2p.Resources(p2p.Limits{})
	check(t, err)
	defer func() { check(t, m.Close()) }()
	for _, c := range []struct {
		remote string
		want   int
	}{{"/ip4/203.0.113.7/tcp/4700", 64}, {"/ip4/203.0.113.8/tcp/4700", 64}, {"/ip4/127.0.0.1/tcp/4700", 80}} {
		remote := ma.StringCast(c.remote)
		var opened []network.ConnManagementScope
		for range 80 {
			scope, err := m.OpenConnection(network.DirInbound, true, remote)
			if err != nil {
				break
			}
			opened = append(opened, scope)
		}
		if len(opened) != c.want {
			t.Errorf("%d connections from %s, want %d", len(opened), c.remote, c.want)
		}
		for _, scope := range opened {
			scope.Done()
		}
	}
}
