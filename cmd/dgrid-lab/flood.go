package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/libp2p/go-libp2p"
	pubsubpb "github.com/libp2p/go-libp2p-pubsub/pb"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"
)

// flooded is what a hostile peer managed to send.
type flooded struct {
	Streams   atomic.Int64 `json:"-"`
	Refused   atomic.Int64 `json:"-"`
	Topics    atomic.Int64 `json:"-"`
	Garbage   atomic.Int64 `json:"-"`
	Reconnect atomic.Int64 `json:"-"`
}

// floodReport is flooded as it is printed.
type floodReport struct {
	Streams    int64 `json:"streams"`    // opened, and stalled
	Refused    int64 `json:"refused"`    // that could not be opened, or were reset at once
	Topics     int64 `json:"topics"`     // announced, each under another name
	Garbage    int64 `json:"garbage"`    // messages on the topic of adverts
	Reconnects int64 `json:"reconnects"` // after the victim had hung up
}

// hostile is one peer that does all of it to every victim, at most so often a second each.
type hostile struct {
	host    host.Host
	topic   string
	streams int // a second and victim
	rpcs    int
	seed    uint64
	count   flooded
}

// flood is the command of the hostile peer; it runs on a machine of its own.
func flood(ctx context.Context, _ programs, args []string) error {
	fl := flag.NewFlagSet("flood", flag.ContinueOnError)
	lasts := fl.Duration("for", time.Minute, "how long")
	name := fl.String("network", "dev", "name of the network")
	streams := fl.Int("streams", 200, "streams a second and victim")
	seed := fl.Uint64("seed", 1, "of names and noise")
	rpcs := fl.Int("rpcs", 500, "messages of gossip a second and victim")
	if err := fl.Parse(args); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *lasts)
	defer cancel()
	h, err := libp2p.New(libp2p.NoListenAddrs, libp2p.ResourceManager(&network.NullResourceManager{}))
	if err != nil {
		return err
	}
	defer h.Close()
	x := &hostile{host: h, topic: "/dgrid/" + *name + "/adverts/1", streams: *streams, rpcs: *rpcs, seed: *seed}
	var group sync.WaitGroup
	for _, addr := range fl.Args() {
		victim, err := peer.AddrInfoFromString(addr)
		if err != nil {
			return fmt.Errorf("victim %s: %w", addr, err)
		}
		group.Add(2)
		go func() { defer group.Done(); x.repeat(ctx, *victim, x.stall) }()
		go func() { defer group.Done(); x.repeat(ctx, *victim, x.gossip) }()
	}
	group.Wait()
	return json.NewEncoder(os.Stdout).Encode(floodReport{x.count.Streams.Load(), x.count.Refused.Load(), x.count.Topics.Load(), x.count.Garbage.Load(), x.count.Reconnect.Load()})
}

// repeat attacks again whenever the victim has hung up.
func (x *hostile) repeat(ctx context.Context, victim peer.AddrInfo, attack func(context.Context, peer.ID) error) {
	for ctx.Err() == nil {
		connect, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := x.host.Connect(connect, victim)
		cancel()
		if err == nil {
			err = attack(ctx, victim.ID)
		}
		if err != nil {
			x.count.Reconnect.Add(1)
			pause(ctx, 100*time.Millisecond)
		}
	}
}

// speaks are the victim's protocols that begin with prefix.
func (x *hostile) speaks(ctx context.Context, victim peer.ID, prefix string) (found []protocol.ID, err error) {
	err = until(ctx, 5*time.Second, "the victim to say what it speaks", func() (bool, error) {
		all, err := x.host.Peerstore().GetProtocols(victim)
		for _, p := range all {
			if strings.HasPrefix(string(p), prefix) {
				found = append(found, p)
			}
		}
		return len(found) > 0, err
	})
	return found, err
}

// stall opens streams of every protocol, begins a frame on each, and never goes on.
func (x *hostile) stall(ctx context.Context, victim peer.ID) error {
	protocols, err := x.speaks(ctx, victim, "/dgrid/")
	if err != nil {
		return err
	}
	tick := time.NewTicker(time.Second / time.Duration(x.streams))
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		open, cancel := context.WithTimeout(ctx, 5*time.Second)
		s, err := x.host.NewStream(open, victim, protocols[i%len(protocols)])
		cancel()
		if err == nil {
			_ = s.SetWriteDeadline(time.Now().Add(time.Second))
			_, err = s.Write([]byte{0xff}) // the first byte of a length
		}
		if err == nil {
			x.count.Streams.Add(1)
			continue
		}
		x.count.Refused.Add(1)
		if x.host.Network().Connectedness(victim) != network.Connected {
			return err
		}
	}
}

// gossip announces topics without end, few and many at a time, and publishes noise as adverts.
func (x *hostile) gossip(ctx context.Context, victim peer.ID) error {
	protocols, err := x.speaks(ctx, victim, "/meshsub/")
	if err != nil {
		return err
	}
	open, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	s, err := x.host.NewStream(open, victim, protocols[len(protocols)-1])
	if err != nil {
		return err
	}
	defer func() { _ = s.Reset() }()
	var key [32]byte
	copy(key[:], fmt.Sprint(x.seed, x.count.Reconnect.Load(), victim))
	noise := rand.NewChaCha8(key)
	tick := time.NewTicker(time.Second / time.Duration(x.rpcs))
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		rpc := x.rpc(i, noise)
		_ = s.SetWriteDeadline(time.Now().Add(5 * time.Second))
		if _, err := protodelim.MarshalTo(s, rpc); err != nil {
			return errors.Join(errors.New("gossip"), err)
		}
		x.count.Topics.Add(int64(len(rpc.Subscriptions)))
		x.count.Garbage.Add(int64(len(rpc.Publish)))
	}
}

// rpc is the i-th message: a few topics, very many topics, or noise.
func (x *hostile) rpc(i int, source *rand.ChaCha8) *pubsubpb.RPC {
	names := 8
	switch i % 10 {
	case 0:
		names = 500
	case 1, 2, 3:
		noise := make([]byte, 1<<10)
		_, _ = source.Read(noise)
		return &pubsubpb.RPC{Publish: []*pubsubpb.Message{{Data: noise, Topic: proto.String(x.topic)}}}
	}
	out := &pubsubpb.RPC{}
	for range names {
		var b [16]byte
		_, _ = source.Read(b[:])
		out.Subscriptions = append(out.Subscriptions, &pubsubpb.RPC_SubOpts{Subscribe: proto.Bool(true), Topicid: proto.String("/dgrid/" + hex.EncodeToString(b[:]))})
	}
	return out
}
