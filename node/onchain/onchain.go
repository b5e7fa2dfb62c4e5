// Package onchain is the network's chain as the public record and validators use it: the contracts' events in, a few transactions out.
package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/validator"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/evm"
	"github.com/dgrid-network/dgrid/verify"
)

// Chain reads final blocks, and sends through the node's outbox. It is safe for concurrent use.
type Chain struct {
	client    *evm.Client
	contracts *contract.Contracts
	sender    *evm.Sender
	anchors   *anchors.Anchors
	disputes  *disputes.Disputes

	mu    sync.Mutex
	final uint64 // the highest seen; guarded by mu
}

// New is the chain behind client. sender may be nil: then nothing can be sent.
func New(client *evm.Client, contracts *contract.Contracts, sender *evm.Sender) *Chain {
	return &Chain{client: client, contracts: contracts, sender: sender, anchors: anchors.NewAnchors(), disputes: disputes.NewDisputes()}
}

// Final is the newest final block. It never goes back, whatever an endpoint that lags behind says.
func (c *Chain) Final(ctx context.Context) (uint64, error) {
	b, err := c.client.Final(ctx)
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.final = max(c.final, b.Number)
	return c.final, nil
}

// Events are the anchors and pins in some blocks, in the order of the chain.
func (c *Chain) Events(ctx context.Context, from, to uint64) ([]record.Anchored, []record.Pinned, error) {
	a := c.anchors.GetABI()
	anchored, pinned := a.Events[anchors.AnchorsAnchoredEventName].ID, a.Events[anchors.AnchorsPinnedEventName].ID
	events := evm.Logs{Chain: c.client, Addresses: []dgrid.Address{c.contracts.Anchors}, Topics: [][]common.Hash{{anchored, pinned}}}
	var batches []record.Anchored
	var pins []record.Pinned
	times := map[uint64]uint64{}
	for l, err := range events.Up(ctx, from, to) {
		if err != nil {
			return nil, nil, err
		}
		if l.Topics[0] == pinned {
			e, err := c.anchors.UnpackPinnedEvent(l)
			if err != nil {
				return nil, nil, fmt.Errorf("read a pin in block %d: %w", l.BlockNumber, err)
			}
			pins = append(pins, record.Pinned{Node: e.Node, Epoch: e.Epoch, BlockHash: e.BlockHash})
			continue
		}
		e, err := c.anchors.UnpackAnchoredEvent(l)
		if err != nil {
			return nil, nil, fmt.Errorf("read an anchor in block %d: %w", l.BlockNumber, err)
		}
		if _, ok := times[l.BlockNumber]; !ok {
			b, err := c.client.Block(ctx, l.BlockNumber)
			if err != nil {
				return nil, nil, err
			}
			times[l.BlockNumber] = b.Time
		}
		batches = append(batches, record.Anchored{
			Batch: dgrid.Batch{Node: e.Node, Epoch: e.Epoch, Root: e.Root, Count: e.Count, Block: l.BlockNumber},
			Log:   uint64(l.Index), Time: 1000 * times[l.BlockNumber], Tx: dgrid.Digest(l.TxHash),
		})
	}
	return batches, pins, nil
}

// Tickets are all tickets of a model as of the newest final block.
func (c *Chain) Tickets(ctx context.Context, model dgrid.ModelID) ([]verify.Ticket, error) {
	at, err := c.Final(ctx)
	if err != nil {
		return nil, err
	}
	list, err := c.contracts.Tickets(ctx, at, model, 0)
	if err != nil {
		return nil, err
	}
	out := make([]verify.Ticket, len(list))
	for i, t := range list {
		out[i] = verify.Ticket{Owner: t.Owner, From: t.From, To: t.To}
	}
	return out, nil
}

var errNoSender = errors.New("this node does not send transactions")

// attempts is how often a call that failed on the chain is sent anew.
const attempts = 3

// send hands a call to the outbox, once for an id, whatever the call. One that failed, for something that happened earlier in its block, is
// sent anew a few times.
func (c *Chain) send(ctx context.Context, id, kind string, to dgrid.Address, data []byte, value *big.Int, note string) error {
	if c.sender == nil {
		return errNoSender
	}
	for n := range attempts {
		attempt := id
		if n > 0 {
			attempt = fmt.Sprintf("%s/%d", id, n+1)
		}
		item, err := c.sender.Item(ctx, attempt)
		if errors.Is(err, evm.ErrUnknownItem) {
			_, err = c.sender.Send(ctx, evm.Intent{ID: attempt, Kind: kind, To: to, Data: data, Value: value, Note: note})
			return err
		}
		if err != nil || item.State != evm.Failed && item.State != evm.Replaced && !item.Reverted {
			return err
		}
	}
	return fmt.Errorf("send %s: %w after %d attempts", kind, errFailed, attempts)
}

var errFailed = errors.New("it fails on the chain")

// Pin fixes the randomness of a node's last batch. An earlier one is pinned by the next anchor.
func (c *Chain) Pin(ctx context.Context, b dgrid.Batch) error {
	at, err := c.Final(ctx)
	if err != nil {
		return err
	}
	head, err := c.contracts.Head(ctx, at, b.Node)
	if err != nil || head.Epoch != b.Epoch {
		return err
	}
	id := fmt.Sprintf("pin/%s/%d", b.Node.Hex(), b.Epoch)
	err = c.send(ctx, id, "pin", c.contracts.Anchors, c.anchors.PackPinRandomness(b.Node, b.Epoch), nil,
		fmt.Sprintf("randomness of batch %d of %s", b.Epoch, b.Node.Hex()))
	var refused *evm.RevertError
	if errors.As(err, &refused) {
		return nil // somebody was faster
	}
	return err
}

// The states of a dispute, as the contract numbers them.
const (
	stateOpen uint8 = iota + 1
	_
	stateConvicted
	stateAcquitted
	stateExecuted
	stateExpired
)

// Dispute is the state of the dispute over an object, in the newest final block.
func (c *Chain) Dispute(ctx context.Context, object dgrid.Digest) (validator.Dispute, error) {
	final, err := c.client.Final(ctx)
	if err != nil {
		return validator.Dispute{}, err
	}
	d, err := c.contracts.Dispute(ctx, final.Number, object)
	if err != nil {
		return validator.Dispute{}, err
	}
	states := map[uint8]validator.DisputeState{stateOpen: validator.DisputeOpen, stateConvicted: validator.DisputeConvicted,
		stateAcquitted: validator.DisputeAcquitted, stateExecuted: validator.DisputeExecuted}
	return validator.Dispute{State: states[d.State], Due: final.Time >= d.Until}, nil
}

func (c *Chain) dispute(ctx context.Context, object dgrid.Digest) (disputes.DisputesCase, error) {
	at, err := c.Final(ctx)
	if err != nil {
		return disputes.DisputesCase{}, err
	}
	return c.contracts.Dispute(ctx, at, object)
}

// bondMargin is how many times the bond that is asked for now is sent: the fee may rise until the transaction is mined.
const bondMargin = 2

// Open opens a dispute, with a bond that comes back unless the provider is acquitted.
func (c *Chain) Open(ctx context.Context, proof dgrid.Inclusion, receipt dgrid.Signed[dgrid.Receipt]) error {
	object := proof.Leaf.Object
	d, err := c.dispute(ctx, object)
	if err != nil {
		return err
	}
	bond, err := c.bond(ctx)
	if err != nil {
		return err
	}
	// One that expired may be opened again: it is another one then.
	id := fmt.Sprintf("dispute/open/%s/%d", object, d.Until)
	err = c.send(ctx, id, "dispute", c.contracts.Disputes, c.disputes.PackOpenDispute(contract.DisputesProof(&proof), contract.DisputesReceipt(&receipt.Object)),
		bond.Mul(bond, big.NewInt(bondMargin)), fmt.Sprintf("dispute over job %s of %s", receipt.Object.Job.Short(), receipt.Object.Provider.Hex()))
	var refused *evm.RevertError
	if errors.As(err, &refused) {
		switch refused.Name {
		case "Unverified", "NotAnchored", "WrongLeaf":
			return fmt.Errorf("%w: %w", validator.ErrNoCourt, err)
		case "AlreadyDone": // opened by another seat, in a block that is not final yet
			return nil
		}
	}
	return err
}

// bond is what the contract wants at the fee of the newest block. A call without a price of gas would see a fee of 0.
func (c *Chain) bond(ctx context.Context) (*big.Int, error) {
	if c.sender == nil {
		return nil, errNoSender
	}
	head, err := c.client.Head(ctx)
	if err != nil {
		return nil, err
	}
	out, err := c.client.Call(ctx, ethereum.CallMsg{From: c.sender.Address(), To: &c.contracts.Disputes, Data: c.disputes.PackBond(),
		Gas: bondGas, GasFeeCap: new(big.Int).SetUint64(head.BaseFee), GasTipCap: new(big.Int)}, head.Number)
	if err != nil {
		return nil, fmt.Errorf("read the bond of a dispute: %w", err)
	}
	return c.disputes.UnpackBond(out)
}

// bondGas is more than reading the bond takes.
const bondGas = 100_000

// Decide hands in ballots. drawn are the seats by which the dispute was opened.
func (c *Chain) Decide(ctx context.Context, object dgrid.Digest, drawn []dgrid.Address, ballots []dgrid.Signed[dgrid.Ballot]) error {
	d, err := c.dispute(ctx, object)
	if err != nil {
		return err
	}
	list := make([]disputes.Ballot, len(ballots))
	signatures := make([][]byte, len(ballots))
	for i := range ballots {
		list[i], signatures[i] = contract.DisputesBallot(&ballots[i].Object), ballots[i].Signature[:]
	}
	id := fmt.Sprintf("dispute/decide/%s/%d", object, d.Until)
	return c.passed(c.send(ctx, id, "decide", c.contracts.Disputes, c.disputes.PackDecide(object, drawn, list, signatures), nil,
		fmt.Sprintf("%d ballots on object %s", len(ballots), object.Short())))
}

// Execute takes the convicted provider's stake.
func (c *Chain) Execute(ctx context.Context, object dgrid.Digest) error {
	return c.passed(c.send(ctx, fmt.Sprintf("dispute/execute/%s", object), "execute", c.contracts.Disputes, c.disputes.PackExecute(object), nil,
		fmt.Sprintf("conviction over object %s", object.Short())))
}

// passed leaves out that a dispute has gone on already, in a block that is not final yet.
func (c *Chain) passed(err error) error {
	var refused *evm.RevertError
	if errors.As(err, &refused) && refused.Name == "NotOpen" {
		return nil
	}
	return err
}

// Collect takes the bonds that came back to this node, if there are any. round tells one collection from the next.
func (c *Chain) Collect(ctx context.Context, round string) error {
	if c.sender == nil {
		return errNoSender
	}
	err := c.send(ctx, "dispute/collect/"+round, "collect", c.contracts.Disputes, c.disputes.PackCollect(), nil, "bonds of disputes")
	var refused *evm.RevertError
	if errors.As(err, &refused) && refused.Name == "NothingOwed" {
		return nil
	}
	return err
}
