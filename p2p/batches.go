package p2p

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

const (
	batchBusy = 2               // status of a reply: too many streams
	batchTime = 5 * time.Minute // for a whole batch, or for inclusions
	partBytes = MaxControl - 64 // of the elements in one part
)

// ErrNoBatch is returned by functions of a BatchServer that do not have what is asked for, and by FetchBatch and FetchInclusions where the
// other side answered so.
var ErrNoBatch = errors.New("no such batch is kept there, or it is not anchored for good yet")

// BatchServer answers who asks for batches. Both functions are called from many goroutines, and return ErrNoBatch, possibly wrapped.
type BatchServer struct {
	// Whole is one of this node's batches: its head, and a function that calls give with each entry in order until that fails.
	Whole func(ctx context.Context, epoch uint64) (batch dgrid.Batch, each func(give func(dgrid.BatchEntry) error) error, err error)
	// Own is inclusions of jobs that remote's owner paid, behind the place of q and in the order of batches and leaves, at most
	// MaxIncluded. more says that there are others behind them.
	Own func(ctx context.Context, remote Hello, q *InclusionQuery) (list []Included, more bool, err error)
}

// ServeBatches answers anybody who asks for a whole batch, and payers who ask where their jobs are included.
func (h *Host) ServeBatches(s BatchServer) {
	busy := func(int, int) []byte { return must(delimited(&pb.BatchReply{Status: batchBusy})) }
	h.serve(protocolBatch, busy, func(ctx context.Context, c *conversation) {
		if err := h.answerBatch(ctx, c, s); err != nil {
			failure := streamError(err)
			h.log.Debug("batch not sent", "peer", string(c.remote.Peer), "err", failure)
			c.reset(failure.Code)
		}
	})
}

func (h *Host) answerBatch(ctx context.Context, c *conversation, s BatchServer) error {
	ctx, cancel := context.WithTimeout(ctx, batchTime)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeDeadline) })()
	c.reader.quiet = h.cfg.Limits.Header
	b, err := c.reader.next(MaxControl, nil)
	if err != nil {
		return err
	}
	epoch, q, err := DecodeBatchRequest(b)
	if err != nil {
		return &StreamError{Code: CodeProtocol, Err: err}
	}
	if q != nil {
		err = h.answerOwn(ctx, c, s, q)
	} else {
		err = h.answerWhole(ctx, c, s, epoch)
	}
	if err != nil {
		return err
	}
	// The reader's closing says that it has everything; only then is the stream forgotten.
	_ = c.stream.CloseWrite()
	if _, err := c.reader.next(maxReply, nil); !errors.Is(err, io.EOF) {
		return streamError(unexpected(err))
	}
	return c.stream.Close()
}

// refusal is what is said where a function of the server failed.
func (h *Host) batchRefusal(err error) *pb.BatchReply {
	if errors.Is(err, ErrNoBatch) {
		return &pb.BatchReply{Status: statusUnknown}
	}
	h.log.Error("cannot read a batch", "err", err)
	return &pb.BatchReply{Status: batchBusy + 1}
}

func (h *Host) answerWhole(ctx context.Context, c *conversation, s BatchServer, epoch uint64) error {
	find, cancel := context.WithTimeout(ctx, lookupTime)
	batch, each, err := s.Whole(find, epoch)
	cancel()
	if err != nil {
		return h.say(c, h.batchRefusal(err))
	}
	if err := h.say(c, &pb.BatchReply{Batch: packBatch(&batch)}); err != nil {
		return err
	}
	p := parts[*pb.BatchEntry]{send: func(list []*pb.BatchEntry) error { return h.say(c, &pb.BatchPart{Entries: list}) }}
	if err := each(func(e dgrid.BatchEntry) error { return p.add(packEntry(&e)) }); err != nil {
		return err
	}
	return p.flush()
}

func (h *Host) answerOwn(ctx context.Context, c *conversation, s BatchServer, q *InclusionQuery) error {
	find, cancel := context.WithTimeout(ctx, lookupTime)
	list, more, err := s.Own(find, c.remote, q)
	cancel()
	if err == nil && len(list) > MaxIncluded {
		err = fmt.Errorf("%d inclusions, at most %d are sent", len(list), MaxIncluded)
	}
	if err != nil {
		return h.say(c, h.batchRefusal(err))
	}
	if err := h.say(c, &pb.BatchReply{Count: uint32(len(list)), More: more}); err != nil {
		return err
	}
	p := parts[*pb.Included]{send: func(list []*pb.Included) error { return h.say(c, &pb.IncludedPart{Included: list}) }}
	for i := range list {
		m, err := packIncluded(&list[i])
		if err != nil {
			return err
		}
		if err := p.add(m); err != nil {
			return err
		}
	}
	return p.flush()
}

// parts collects elements until a part is full.
type parts[M proto.Message] struct {
	send func([]M) error
	list []M
	size int
}

func (p *parts[M]) add(m M) error {
	n := partOf(m)
	if p.size+n > partBytes || len(p.list) == maxPartEntries {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.list, p.size = append(p.list, m), p.size+n
	return nil
}

func (p *parts[M]) flush() error {
	if len(p.list) == 0 {
		return nil
	}
	list := p.list
	p.list, p.size = nil, 0
	return p.send(list)
}

// FetchBatch asks the node at addr for its batch of an epoch and calls each with every entry, in order. What it calls with has the
// hashes that the leaves name; who signed is for each to check. The root is checked behind the last entry: after an error nothing of
// what each was called with counts. Whether the batch is the one that is anchored is for the caller to compare. addr and errors are as
// with OpenJob, and ErrNoBatch and ErrBusy.
func (h *Host) FetchBatch(ctx context.Context, addr string, epoch uint64, each func(dgrid.BatchEntry) error) (dgrid.Batch, error) {
	var batch dgrid.Batch
	err := h.askBatch(ctx, addr, epoch, nil, func(c *conversation, reply []byte) (err error) {
		if batch, _, _, err = DecodeBatchReply(reply, true); err != nil {
			return err
		}
		if batch.Epoch != epoch || batch.Node != c.remote.Owner {
			return fmt.Errorf("the peer sent epoch %d of node %s, asked was epoch %d of %s", batch.Epoch, batch.Node, epoch, c.remote.Owner)
		}
		return h.readBatch(c, &batch, each)
	})
	if err != nil {
		return batch, fmt.Errorf("fetch batch %d from %s: %w", epoch, addr, err)
	}
	return batch, nil
}

func (h *Host) readBatch(c *conversation, batch *dgrid.Batch, each func(dgrid.BatchEntry) error) error {
	var tree dgrid.Tree
	for first := uint64(0); tree.Size() < batch.Count; {
		b, err := c.reader.next(MaxControl, nil)
		if err != nil {
			return streamError(unexpected(err))
		}
		entries, err := DecodeBatchPart(b)
		if err != nil {
			return err
		}
		for i := range entries {
			e := &entries[i]
			if tree.Size() == 0 {
				first = e.Leaf.Seq
			}
			if tree.Size() == batch.Count {
				return fmt.Errorf("more leaves than the %d announced", batch.Count)
			}
			if e.Leaf.Seq != first+tree.Size() {
				return fmt.Errorf("leaf %d at place %d behind leaf %d", e.Leaf.Seq, tree.Size(), first)
			}
			if err := h.matches(e); err != nil {
				return err
			}
			tree.Append(e.Leaf.Hash())
			if err := each(*e); err != nil {
				return err
			}
		}
	}
	if root := tree.Root(); root != batch.Root {
		return fmt.Errorf("the leaves' root is %s, announced was %s", root, batch.Root)
	}
	return nil
}

// matches fails unless the entry holds the object that its leaf names.
func (h *Host) matches(e *dgrid.BatchEntry) error {
	var o dgrid.Object
	switch {
	case e.Receipt != nil:
		o = &e.Receipt.Object
	case e.Step != nil:
		o = &e.Step.Object
	case e.Verdict != nil:
		o = &e.Verdict.Object
	default:
		return fmt.Errorf("leaf %d comes without what it stands for", e.Leaf.Seq)
	}
	if got := h.cfg.Domain.HashObject(o); got != e.Leaf.Object {
		return fmt.Errorf("leaf %d stands for %s, with it came %s", e.Leaf.Seq, e.Leaf.Object, got)
	}
	return nil
}

// FetchInclusions asks the node at addr where this node's jobs are included. What comes back is of that node's batches and this node's
// owner, each path leads to its root, and the order is that of the batches; whether the batches are anchored and what the leaves count
// is for the caller to check. Errors are as with FetchBatch.
func (h *Host) FetchInclusions(ctx context.Context, addr string, q InclusionQuery) (list []Included, more bool, err error) {
	err = h.askBatch(ctx, addr, 0, &q, func(c *conversation, reply []byte) error {
		_, count, rest, err := DecodeBatchReply(reply, false)
		if err != nil {
			return err
		}
		more = rest
		list, err = h.readIncluded(c, count, &q)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("fetch inclusions from %s: %w", addr, err)
	}
	return list, more, nil
}

func (h *Host) readIncluded(c *conversation, count int, q *InclusionQuery) (list []Included, err error) {
	epoch, index := q.AfterEpoch, q.AfterIndex
	for len(list) < count {
		b, err := c.reader.next(MaxControl, nil)
		if err != nil {
			return nil, streamError(unexpected(err))
		}
		part, err := DecodeIncludedPart(b)
		if err != nil {
			return nil, err
		}
		for i := range part {
			x := &part[i]
			switch {
			case len(list) == count:
				return nil, fmt.Errorf("more inclusions than the %d announced", count)
			case x.Batch.Node != c.remote.Owner || x.Leaf.Payer != h.cfg.Owner:
				return nil, fmt.Errorf("inclusion %d is of node %s and payer %s, asked was %s for %s", len(list), x.Batch.Node, x.Leaf.Payer, c.remote.Owner, h.cfg.Owner)
			case x.Batch.Epoch < epoch || (x.Batch.Epoch == epoch && x.Index <= index && (len(list) > 0 || q.AfterEpoch > 0)):
				return nil, fmt.Errorf("inclusion %d is leaf %d of epoch %d, not behind leaf %d of epoch %d", len(list), x.Index, x.Batch.Epoch, index, epoch)
			}
			if err := x.Verify(); err != nil {
				return nil, fmt.Errorf("inclusion %d: %w", len(list), err)
			}
			if err := h.matches(&dgrid.BatchEntry{Leaf: x.Leaf, Receipt: x.Receipt, Step: x.Step}); err != nil {
				return nil, fmt.Errorf("inclusion %d: %w", len(list), err)
			}
			epoch, index = x.Batch.Epoch, x.Index
			list = append(list, *x)
		}
	}
	return list, nil
}

// askBatch opens a stream, asks, and has read the parts behind the reply.
func (h *Host) askBatch(ctx context.Context, addr string, epoch uint64, q *InclusionQuery, read func(c *conversation, reply []byte) error) (err error) {
	request, err := EncodeBatchRequest(epoch, q)
	if err != nil {
		return err
	}
	c, err := h.open(ctx, addr, protocolBatch)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			c.reset(CodeCancelled)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, batchTime)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeCancelled) })()
	defer context.AfterFunc(h.ctx, cancel)()
	err = func() error {
		if _, err := writeWithin(c.stream, &h.cfg.Limits, append(protowire.AppendVarint(nil, uint64(len(request))), request...)); err != nil {
			return streamError(err)
		}
		c.reader.quiet = lookupTime + h.cfg.Limits.Header
		reply, err := c.reader.next(maxReply, nil)
		if err != nil {
			return streamError(unexpected(err))
		}
		c.reader.quiet = h.cfg.Limits.Header
		return read(c, reply)
	}()
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return err
	}
	return c.stream.Close()
}
