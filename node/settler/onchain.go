package settler

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// errNoAnchor says that no anchor of an epoch was found.
var errNoAnchor = errors.New("the chain has no anchor of this epoch")

// lookup asks the chain about anchors.
type lookup struct {
	chain   Chain
	see     *contract.Contracts
	anchors *anchors.Anchors
}

// anchored is an anchor as its event tells it.
type anchored struct {
	batch dgrid.Batch
	tx    dgrid.Digest
}

// events are those of a name that Anchors tells of one node's epoch.
func (s *lookup) events(name string, node dgrid.Address, epoch uint64) evm.Logs {
	return evm.Logs{Chain: s.chain, Addresses: []dgrid.Address{s.see.Anchors},
		Topics: [][]common.Hash{{s.anchors.GetABI().Events[name].ID}, {common.BytesToHash(node[:])}, {common.BigToHash(new(big.Int).SetUint64(epoch))}}}
}

// anchorIn looks for a node's anchor of an epoch in a range of blocks, the newest first.
func (s *lookup) anchorIn(ctx context.Context, node dgrid.Address, epoch, from, to uint64) (*anchored, error) {
	for l, err := range s.events(anchors.AnchorsAnchoredEventName, node, epoch).Down(ctx, from, to) {
		if err != nil {
			return nil, err
		}
		if found, err := s.read(l); err == nil && found.batch.Node == node && found.batch.Epoch == epoch {
			return found, nil
		}
	}
	return nil, fmt.Errorf("find epoch %d of %s: %w", epoch, node, errNoAnchor)
}

func (s *lookup) read(l *types.Log) (*anchored, error) {
	e, err := s.anchors.UnpackAnchoredEvent(l)
	if err != nil {
		return nil, fmt.Errorf("read an anchor's event: %w", err)
	}
	return &anchored{dgrid.Batch{Node: e.Node, Epoch: e.Epoch, Root: e.Root, Count: e.Count, Block: l.BlockNumber}, dgrid.Digest(l.TxHash)}, nil
}

// isAnchored reports whether a batch stands on the chain in a block that is final: by its slot, or, where that was recycled, by the
// event of its block.
func (s *lookup) isAnchored(ctx context.Context, b dgrid.Batch, final evm.Block) (bool, error) {
	if b.Block > final.Number {
		return false, nil
	}
	if holds, err := s.see.Holds(ctx, final.Number, b); err != nil || holds {
		return holds, err
	}
	found, err := s.anchorIn(ctx, b.Node, b.Epoch, b.Block, b.Block)
	if errors.Is(err, errNoAnchor) {
		return false, nil
	}
	return err == nil && found.batch == b, err
}
