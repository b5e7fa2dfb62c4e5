package store

import (
	"encoding/binary"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

// The first byte of every key in the index; docs/store.md specifies the rest.
const (
	keyMeta    = 'm' // applied
	keyJob     = 'j' // role, job: jobState
	keyObject  = 'o' // role, job, kind, number: signature and object
	keyAccount = 'a' // role, pair: accountState
	keyOpen    = 'w' // role, job: pair
	keyRecent  = 't' // role, inverted journal number: job
	keyExpiry  = 'x' // time, role, job
	keyContent = 'c' // role, job, part, number
	keyNote    = 'n' // kind, 0, key

	keyItem   = 'q' // evm.Key of an item of the outbox: the item
	keyItems  = 'r' // account, inverted number: evm.Key
	keyUnsent = 'u' // account, inverted number: evm.Key; of open items

	keyBatches   = 'h' // batchState
	keyBatch     = 'b' // epoch: batchRecord
	keyFirst     = 's' // number of a batch's first leaf: epoch
	keyLeaf      = 'l' // number: leafRecord
	keyLine      = 'f' // payer, model: settlement.Line
	keyLined     = 'p' // payer, model, number of a leaf: nothing
	keyWaiting   = 'y' // role, journal number, job: nothing
	keyVerdict   = 'v' // hash of a verdict: number of its leaf
	keyShown     = 'i' // role, job: inclusion
	keyShownLine = 'e' // role, pair, epoch, index: job, inclusion
)

// derived are the keys that follow from the journal alone.
var derived = []byte{keyJob, keyObject, keyAccount, keyOpen, keyRecent, keyItem, keyItems, keyUnsent,
	keyBatches, keyBatch, keyFirst, keyLeaf, keyLine, keyLined, keyWaiting, keyVerdict, keyShown, keyShownLine}

// The parts of a job's content.
const (
	partHead     = 'h'
	partRequest  = 'q' // chunks of its JSON
	partPrefix   = 'p' // chunks of its JSON
	partLeaf     = 'l' // number of the leaf, from 1
	partSketches = 's' // number of the leaf, from 1
)

var keyApplied = []byte{keyMeta, 'a'}

// jobRef names a job on one side.
type jobRef struct {
	role Role
	job  dgrid.JobID
}

func (r jobRef) under(first byte) []byte {
	b := make([]byte, 0, 2+32+8)
	return append(append(b, first, byte(r.role)), r.job[:]...)
}

func (r jobRef) object(k dgrid.Kind, number uint32) []byte {
	return binary.BigEndian.AppendUint32(append(r.under(keyObject), byte(k)), number)
}

func (r jobRef) content(part byte, number uint32) []byte {
	return binary.BigEndian.AppendUint32(append(r.under(keyContent), part), number)
}

func (r jobRef) expiry(at dgrid.Time) []byte {
	b := binary.BigEndian.AppendUint64([]byte{keyExpiry}, at)
	return append(append(b, byte(r.role)), r.job[:]...)
}

// refAt reads the role and job that a key holds at offset i.
func refAt(key []byte, i int) (jobRef, bool) {
	if len(key) < i+1+32 {
		return jobRef{}, false
	}
	return jobRef{Role(key[i]), dgrid.JobID(key[i+1 : i+33])}, true
}

// pairRef names an account on one side.
type pairRef struct {
	role Role
	pair dgrid.Pair
}

func (r pairRef) key() []byte {
	b := append(make([]byte, 0, 2+pairSize), keyAccount, byte(r.role))
	return appendPair(b, r.pair)
}

const pairSize = 20 + 20 + 32

func appendPair(b []byte, p dgrid.Pair) []byte {
	b = append(b, p.Payer[:]...)
	b = append(b, p.Provider[:]...)
	return append(b, p.Model[:]...)
}

func decodePair(b []byte) (p dgrid.Pair, ok bool) {
	if len(b) != pairSize {
		return p, false
	}
	copy(p.Payer[:], b)
	copy(p.Provider[:], b[20:])
	copy(p.Model[:], b[40:])
	return p, true
}

func recentKey(role Role, seq uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{keyRecent, byte(role)}, ^seq)
}

func itemKey(id dgrid.Digest) []byte { return append([]byte{keyItem}, id[:]...) }

// itemsKey sorts the newest item of an account first.
func itemsKey(first byte, from dgrid.Address, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(append([]byte{first}, from[:]...), ^seq)
}

func noteKey(kind, key string) []byte {
	b := append([]byte{keyNote}, kind...)
	return append(append(b, 0), key...)
}

func numberKey(first byte, n uint64) []byte { return binary.BigEndian.AppendUint64([]byte{first}, n) }

func waitingKey(ref jobRef, seq uint64) []byte {
	return append(binary.BigEndian.AppendUint64([]byte{keyWaiting, byte(ref.role)}, seq), ref.job[:]...)
}

func lineKey(first byte, l settlement.Lined) []byte {
	b := append(make([]byte, 0, 1+20+32+8), first)
	b = append(b, l.Payer[:]...)
	return append(b, l.Model[:]...)
}

func shownLineKey(ref pairRef, epoch, index uint64) []byte {
	b := append(make([]byte, 0, 2+pairSize+16), keyShownLine, byte(ref.role))
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(appendPair(b, ref.pair), epoch), index)
}
