package settler

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// searchSpan is how many blocks one search for an anchor looks through at first. A refusal halves it.
const searchSpan = 10_000

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

// topics name one node's anchor of an epoch.
func (s *lookup) topics(node dgrid.Address, epoch uint64) [][]common.Hash {
	abi := s.anchors.GetABI()
	return [][]common.Hash{{abi.Events["Anchored"].ID}, {common.BytesToHash(node[:])}, {common.BigToHash(new(big.Int).SetUint64(epoch))}}
}

// anchorIn looks for a node's anchor of an epoch in a range of blocks.
func (s *lookup) anchorIn(ctx context.Context, node dgrid.Address, epoch, from, to uint64) (*anchored, error) {
	logs, err := s.chain.LogsOf(ctx, ethereum.FilterQuery{FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to),
		Addresses: []dgrid.Address{s.see.Anchors}, Topics: s.topics(node, epoch)})
	if err != nil {
		return nil, err
	}
	for i := range logs {
		if found, err := s.read(&logs[i]); err == nil && found.batch.Node == node && found.batch.Epoch == epoch {
			return found, nil
		}
	}
	return nil, errNoAnchor
}

func (s *lookup) read(l *types.Log) (*anchored, error) {
	e, err := s.anchors.UnpackAnchoredEvent(l)
	if err != nil {
		return nil, fmt.Errorf("read an anchor's event: %w", err)
	}
	return &anchored{dgrid.Batch{Node: e.Node, Epoch: e.Epoch, Root: e.Root, Count: e.Count, Block: l.BlockNumber}, dgrid.Digest(l.TxHash)}, nil
}

// findAnchor looks for a node's anchor of an epoch from a block downwards.
func (s *lookup) findAnchor(ctx context.Context, node dgrid.Address, epoch, to uint64) (*anchored, error) {
	for span := uint64(searchSpan); ; {
		from := to - min(to, span-1)
		found, err := s.anchorIn(ctx, node, epoch, from, to)
		switch {
		case err == nil:
			return found, nil
		case errors.Is(err, evm.ErrRange) && span > 1:
			span /= 2
		case !errors.Is(err, errNoAnchor):
			return nil, err
		case from == 0:
			return nil, fmt.Errorf("find epoch %d of %s: %w", epoch, node, errNoAnchor)
		default:
			to = from - 1
		}
	}
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
