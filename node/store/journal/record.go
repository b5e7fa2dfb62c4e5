package journal

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/dgrid-network/dgrid"
)

// magic opens the file; its last byte is the format's version.
var magic = [8]byte{'d', 'g', 'r', 'i', 'd', 'j', 'n', 0}

const (
	headerSize = 8 + 8 + 20 + 20 + 32 // magic, chain id, contracts, link
	frontSize  = 4 + 8 + 4            // a record's length, sequence number and check
	linkSize   = 32
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Header is the beginning of a journal of domain d. Its last 32 bytes are the link that the first record continues.
func Header(d dgrid.Domain) []byte {
	b := append(make([]byte, 0, headerSize), magic[:]...)
	b = binary.BigEndian.AppendUint64(b, d.ChainID)
	b = append(b, d.Anchors[:]...)
	b = append(b, d.Escrow[:]...)
	link := dgrid.Hash(b)
	return append(b, link[:]...)
}

// DecodeHeader reads what Header writes.
func DecodeHeader(b []byte) (dgrid.Domain, dgrid.Digest, error) {
	var d dgrid.Domain
	var link dgrid.Digest
	if len(b) < headerSize {
		return d, link, damage(0, 0, "the header has %d of %d bytes", len(b), headerSize)
	}
	if string(b[:7]) != string(magic[:7]) {
		return d, link, damage(0, 0, "it does not begin like a journal")
	}
	copy(link[:], b[headerSize-linkSize:headerSize])
	if dgrid.Hash(b[:headerSize-linkSize]) != link {
		return d, link, damage(0, 0, "the header's hash is wrong")
	}
	if b[7] != magic[7] {
		return d, link, fmt.Errorf("journal has version %d, this program knows version %d: use the program that wrote it", b[7], magic[7])
	}
	d.ChainID = binary.BigEndian.Uint64(b[8:])
	copy(d.Anchors[:], b[16:])
	copy(d.Escrow[:], b[36:])
	return d, link, nil
}

// AppendRecord adds to b the record number seq that says e and follows the link prev. It returns the record's own link.
func AppendRecord(b []byte, prev dgrid.Digest, seq uint64, e Entry) ([]byte, dgrid.Digest) {
	start := len(b)
	b = append(b, make([]byte, frontSize)...)
	b = e.append(b)
	entry := b[start+frontSize:]
	front := b[start : start+frontSize]
	binary.BigEndian.PutUint32(front, uint32(len(entry)))
	binary.BigEndian.PutUint64(front[4:], seq)
	binary.BigEndian.PutUint32(front[12:], crc32.Checksum(front[:12], castagnoli))
	link := chain(prev, front, entry)
	return append(b, link[:]...), link
}

// chain leaves the check out: it protects the length before the length is believed, no more.
func chain(prev dgrid.Digest, front, entry []byte) dgrid.Digest {
	return dgrid.Hash(prev[:], front[:12], entry)
}

// decodeFront reads a record's length and sequence number. A wrong check means that neither can be believed: a changed
// length must not look like a record that a crash cut short.
func decodeFront(b []byte) (length uint32, seq uint64, ok bool) {
	if crc32.Checksum(b[:12], castagnoli) != binary.BigEndian.Uint32(b[12:]) {
		return 0, 0, false
	}
	return binary.BigEndian.Uint32(b), binary.BigEndian.Uint64(b[4:]), true
}
