package p2p_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// exampleBatch is a batch of n receipts, a step and a verdict for jobs of payer.
func exampleBatch(t testing.TB, id identity, payer dgrid.Address, n int) (dgrid.Batch, []dgrid.BatchEntry) {
	t.Helper()
	node := ethcrypto.PubkeyToAddress(id.owner.PublicKey)
	model := dgrid.ModelID{5}
	order := sign(t, id.owner, dgrid.Order{Payer: payer, Provider: node, Model: model})
	var entries []dgrid.BatchEntry
	var hashes []dgrid.Digest
	add := func(e dgrid.BatchEntry, o dgrid.Object, k dgrid.LeafKind) {
		e.Leaf = dgrid.BatchLeaf{Kind: k, Seq: uint64(7 + len(entries)), Object: domain.HashObject(o), Model: model}
		if k != dgrid.LeafVerdict {
			e.Leaf.Payer, e.Leaf.PairFee = payer, dgrid.NewAmount(uint64(100*len(entries)+100))
			e.Order = &order
		}
		if len(hashes) > 0 {
			e.Leaf.Previous = hashes[len(hashes)-1]
		}
		entries, hashes = append(entries, e), append(hashes, e.Leaf.Hash())
	}
	for i := range n {
		r := sign(t, id.owner, dgrid.Receipt{Job: dgrid.JobID{byte(i), byte(i >> 8), 1}, Payer: payer, Provider: node, Model: model, Fee: dgrid.NewAmount(100)})
		add(dgrid.BatchEntry{Receipt: &r}, &r.Object, dgrid.LeafReceipt)
	}
	step := sign(t, id.owner, dgrid.Step{Job: dgrid.JobID{2}, Number: 1})
	acceptance := sign(t, id.owner, dgrid.Acceptance{Job: dgrid.JobID{2}})
	add(dgrid.BatchEntry{Step: &step, Acceptance: &acceptance}, &step.Object, dgrid.LeafStep)
	v := sign(t, id.owner, dgrid.Verdict{Validator: node, Model: model})
	add(dgrid.BatchEntry{Verdict: &v}, &v.Object, dgrid.LeafVerdict)
	return dgrid.Batch{Node: node, Epoch: 3, Root: dgrid.RootOf(hashes), Count: uint64(len(hashes)), Block: 40}, entries
}

// includedIn are the inclusions of all jobs of a batch.
func includedIn(t testing.TB, b dgrid.Batch, entries []dgrid.BatchEntry) (list []p2p.Included) {
	t.Helper()
	var hashes []dgrid.Digest
	for i := range entries {
		hashes = append(hashes, entries[i].Leaf.Hash())
	}
	for i, e := range entries {
		if e.Leaf.Kind == dgrid.LeafVerdict {
			continue
		}
		path, err := dgrid.Prove(hashes, i)
		check(t, err)
		list = append(list, p2p.Included{Inclusion: dgrid.Inclusion{Batch: b, Leaf: e.Leaf, Index: uint64(i), Path: path}, Receipt: e.Receipt, Step: e.Step})
	}
	return list
}

func TestBatchesOverBothTransports(t *testing.T) {
	for _, listen := range []string{tcp, quic} {
		t.Run(listen, func(t *testing.T) {
			leakCheck(t)
			a, b := newIdentity(t), newIdentity(t)
			provider, payer := startHost(t, a.config(t, listen)), startHost(t, b.config(t))
			owner := ethcrypto.PubkeyToAddress(b.owner.PublicKey)
			batch, entries := exampleBatch(t, a, owner, 200) // several parts
			incs := includedIn(t, batch, entries)
			var asked []p2p.InclusionQuery
			provider.ServeBatches(p2p.BatchServer{
				Whole: func(_ context.Context, epoch uint64) (dgrid.Batch, func(func(dgrid.BatchEntry) error) error, error) {
					switch epoch {
					case 4:
						return batch, nil, fmt.Errorf("not yet: %w", p2p.ErrNoBatch)
					case 5:
						return batch, nil, errors.New("disk on fire")
					}
					return batch, func(give func(dgrid.BatchEntry) error) error {
						for _, e := range entries {
							if err := give(e); err != nil {
								return err
							}
						}
						return nil
					}, nil
				},
				Own: func(_ context.Context, remote p2p.Hello, q *p2p.InclusionQuery) ([]p2p.Included, bool, error) {
					asked = append(asked, *q)
					if remote.Owner != owner {
						t.Errorf("asked by %s", remote.Owner)
					}
					return incs[q.AfterIndex:], q.AfterIndex == 0, nil
				},
			})
			ctx, at := testContext(t), addr(t, provider)
			var got []dgrid.BatchEntry
			head, err := payer.FetchBatch(ctx, at, 3, func(e dgrid.BatchEntry) error { got = append(got, e); return nil })
			check(t, err)
			if head != batch || !reflect.DeepEqual(got, entries) {
				t.Error("the batch is not the one that was sent")
			}
			stop := errors.New("stop")
			if _, err := payer.FetchBatch(ctx, at, 3, func(dgrid.BatchEntry) error { return stop }); !errors.Is(err, stop) {
				t.Errorf("a reader that stops: %v", err)
			}
			for epoch, want := range map[uint64]string{4: p2p.ErrNoBatch.Error(), 5: "could not read", 6: "asked was epoch 6"} {
				if _, err := payer.FetchBatch(ctx, at, epoch, func(dgrid.BatchEntry) error { return nil }); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("epoch %d: %v, want %q", epoch, err, want)
				}
			}
			list, more, err := payer.FetchInclusions(ctx, at, p2p.InclusionQuery{})
			check(t, err)
			if !more || !reflect.DeepEqual(list, incs) {
				t.Error("the inclusions are not those that were sent")
			}
			q := p2p.InclusionQuery{AfterEpoch: 3, AfterIndex: 199, Shown: incs[:p2p.MaxShown]}
			if _, _, err := payer.FetchInclusions(ctx, at, q); err == nil || !strings.Contains(err.Error(), "not behind") {
				t.Errorf("inclusions that were there before: %v", err)
			}
			if len(asked) != 2 || !reflect.DeepEqual(asked[1], q) {
				t.Errorf("asked %+v", asked)
			}
			q.Shown = incs[:p2p.MaxShown+1]
			if _, _, err := payer.FetchInclusions(ctx, at, q); err == nil {
				t.Error("more was shown than may be")
			}
		})
	}
}

func TestBatchOfAHostileNode(t *testing.T) {
	id, asker := newIdentity(t), newIdentity(t)
	owner := ethcrypto.PubkeyToAddress(asker.owner.PublicKey)
	batch, entries := exampleBatch(t, id, owner, 3)
	incs := includedIn(t, batch, entries)
	head := func(change func(b *dgrid.Batch)) *pb.BatchReply {
		b := batch
		change(&b)
		return &pb.BatchReply{Batch: &pb.Batch{Node: b.Node[:], Epoch: b.Epoch, Root: b.Root[:], Count: b.Count}}
	}
	good := head(func(*dgrid.Batch) {})
	part := func(change func(list []dgrid.BatchEntry)) *pb.BatchPart {
		list := append([]dgrid.BatchEntry(nil), entries...)
		change(list)
		return p2p.PackEntries(list)
	}
	own := func(change func(x *p2p.Included)) []proto.Message {
		x := incs[1]
		change(&x)
		return []proto.Message{&pb.BatchReply{Count: 1}, p2p.PackIncluded(t, x)}
	}
	for _, c := range []struct {
		name string
		own  bool
		say  []proto.Message
		want string
	}{
		{"another epoch", false, []proto.Message{head(func(b *dgrid.Batch) { b.Epoch = 9 })}, "asked was epoch 3"},
		{"another node", false, []proto.Message{head(func(b *dgrid.Batch) { b.Node[0] ^= 1 })}, "asked was epoch 3"},
		{"no leaves", false, []proto.Message{head(func(b *dgrid.Batch) { b.Count = 0 })}, "0 leaves"},
		{"too many leaves", false, []proto.Message{head(func(b *dgrid.Batch) { b.Count = p2p.MaxLeaves + 1 })}, "65537 leaves"},
		{"no batch", false, []proto.Message{&pb.BatchReply{}}, "absent"},
		{"an unknown status", false, []proto.Message{&pb.BatchReply{Status: 77}}, "could not read"},
		{"busy", false, []proto.Message{&pb.BatchReply{Status: 2}}, p2p.ErrBusy.Error()},
		{"an empty part", false, []proto.Message{good, &pb.BatchPart{}}, "empty"},
		{"a root of other leaves", false, []proto.Message{good, part(func(l []dgrid.BatchEntry) { l[1].Leaf.PairFee = dgrid.NewAmount(1) })}, "announced was"},
		{"a leaf left out", false, []proto.Message{good, part(func(l []dgrid.BatchEntry) { copy(l[1:], l[2:]) })}, "at place 1"},
		{"another object", false, []proto.Message{good, part(func(l []dgrid.BatchEntry) { l[1].Receipt = l[0].Receipt })}, "stands for"},
		{"no object", false, []proto.Message{good, part(func(l []dgrid.BatchEntry) { l[1].Receipt = nil })}, "without what it stands for"},
		{"fewer than announced", false, []proto.Message{good}, "connection lost"},
		{"more than announced", false, []proto.Message{head(func(b *dgrid.Batch) { b.Count = 4 }), part(func([]dgrid.BatchEntry) {})}, "more leaves"},
		{"too many inclusions", true, []proto.Message{&pb.BatchReply{Count: p2p.MaxIncluded + 1}}, "at most"},
		{"more of nothing", true, []proto.Message{&pb.BatchReply{More: true}}, "at most"},
		{"another's inclusion", true, own(func(x *p2p.Included) { x.Leaf.Payer[0] ^= 1 }), "asked was"},
		{"another node's inclusion", true, own(func(x *p2p.Included) { x.Batch.Node[0] ^= 1 }), "asked was"},
		{"a path to elsewhere", true, own(func(x *p2p.Included) { x.Batch.Root[0] ^= 1 }), "path leads to root"},
		{"another receipt", true, own(func(x *p2p.Included) { x.Receipt = incs[0].Receipt }), "stands for"},
		{"no receipt", true, own(func(x *p2p.Included) { x.Receipt = nil }), "without what it stands for"},
		{"one twice", true, append(own(func(*p2p.Included) {}), p2p.PackIncluded(t, incs[1])), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			leakCheck(t)
			cfg := id.config(t)
			node := plainHost(t, id.key, tcp)
			announce(t, node, "/dgrid/test/batch/0", func(s network.Stream) {
				_, _ = protodelim.MarshalTo(s, &pb.Hello{Network: cfg.Network, NetworkId: cfg.NetworkID[:],
					Binding: &pb.Signed{Object: dgrid.Encode(&cfg.Binding.Object), Signature: cfg.Binding.Signature[:]}})
				for _, m := range c.say {
					_, _ = protodelim.MarshalTo(s, m)
				}
				_ = s.CloseWrite()
			})
			h := startHost(t, asker.config(t))
			var err error
			if c.own {
				_, _, err = h.FetchInclusions(testContext(t), plainAddr(node), p2p.InclusionQuery{})
			} else {
				_, err = h.FetchBatch(testContext(t), plainAddr(node), 3, func(dgrid.BatchEntry) error { return nil })
			}
			if c.want == "" {
				check(t, err)
			} else if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestDecodeBatchRequestRefuses(t *testing.T) {
	id := newIdentity(t)
	batch, entries := exampleBatch(t, id, dgrid.Address{1}, 1)
	incs := includedIn(t, batch, entries)
	packed := func(change func(x *pb.Included)) []byte {
		x := p2p.PackIncluded(t, incs[0]).Included[0]
		change(x)
		return must(proto.Marshal(&pb.BatchRequest{Shown: []*pb.Included{x}}))
	}
	for name, b := range map[string][]byte{
		"a batch and inclusions":  must(proto.Marshal(&pb.BatchRequest{Epoch: 1, AfterEpoch: 2})),
		"too many shown":          must(proto.Marshal(&pb.BatchRequest{Shown: make([]*pb.Included, p2p.MaxShown+1)})),
		"no batch":                packed(func(x *pb.Included) { x.Batch = nil }),
		"no leaf":                 packed(func(x *pb.Included) { x.Leaf = nil }),
		"a leaf of kind 0":        packed(func(x *pb.Included) { x.Leaf.Kind = 0 }),
		"a leaf of kind 257":      packed(func(x *pb.Included) { x.Leaf.Kind = 257 }),
		"a short payer":           packed(func(x *pb.Included) { x.Leaf.Payer = x.Leaf.Payer[:19] }),
		"a short model":           packed(func(x *pb.Included) { x.Leaf.Model = x.Leaf.Model[:31] }),
		"a fee in words":          packed(func(x *pb.Included) { x.Leaf.PairFee = "ten" }),
		"a short root":            packed(func(x *pb.Included) { x.Batch.Root = x.Batch.Root[:31] }),
		"an index behind":         packed(func(x *pb.Included) { x.Index = x.Batch.Count }),
		"half a digest":           packed(func(x *pb.Included) { x.Path = x.Path[:16] }),
		"a path that is too long": packed(func(x *pb.Included) { x.Path = make([]byte, 33*32) }),
		"half a receipt":          packed(func(x *pb.Included) { x.Receipt.Object = x.Receipt.Object[:40] }),
		"half a step":             packed(func(x *pb.Included) { x.Step = &pb.Signed{Object: []byte{0}} }),
	} {
		if _, _, err := p2p.DecodeBatchRequest(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
