package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/dgrid-network/dgrid"
)

// ErrDamaged is behind every error that says where a journal does not add up.
var ErrDamaged = errors.New("journal is damaged")

// DamageError says where.
type DamageError struct {
	Offset int64  // bytes from the file's beginning to the record that is wrong
	Seq    uint64 // the number that this record should have; 0 is the header
	Reason string
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("journal is damaged at byte %d (record %d): %s", e.Offset, e.Seq, e.Reason)
}

// Is makes every DamageError an ErrDamaged.
func (e *DamageError) Is(target error) bool { return target == ErrDamaged }

func damage(offset int64, seq uint64, format string, args ...any) error {
	return &DamageError{Offset: offset, Seq: seq, Reason: fmt.Sprintf(format, args...)}
}

// Position is a place between two records.
type Position struct {
	Offset int64        // bytes before it
	Seq    uint64       // of the record before it; 0 behind the header
	Link   dgrid.Digest // of that record
}

// End is how a journal ends.
type End struct {
	Position       // behind the last whole record
	Torn     int64 // bytes of the torn tail behind it, 0 if there is none
}

// Visit is called with each entry and the position behind its record.
type Visit func(Entry, Position) error

// Read checks the whole of a journal and hands every entry to visit, in order. It stops at the first damage or at visit's
// first error. The domain is the journal's own; it comes back with an error of visit, too.
func Read(r io.Reader, visit Visit) (dgrid.Domain, End, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	head := make([]byte, headerSize)
	n, err := io.ReadFull(br, head)
	if err != nil && !isShort(err) {
		return dgrid.Domain{}, End{}, fmt.Errorf("read journal header: %w", err)
	}
	domain, link, err := DecodeHeader(head[:n])
	if err != nil {
		return domain, End{}, err
	}
	s := &scan{r: br, at: Position{Offset: headerSize, Link: link}}
	for {
		entry, err := s.next()
		if err != nil || entry == nil {
			return domain, End{Position: s.at, Torn: s.torn}, err
		}
		if err := visit(entry, s.at); err != nil {
			return domain, End{Position: s.at}, err
		}
	}
}

type scan struct {
	r    *bufio.Reader
	at   Position
	torn int64
	buf  [frontSize + MaxEntry + linkSize]byte
}

// next is the next entry, or nil at the end, torn or not.
func (s *scan) next() (Entry, error) {
	front := s.buf[:frontSize]
	n, err := io.ReadFull(s.r, front)
	if err != nil && !isShort(err) {
		return nil, s.readFailed(err)
	}
	if n < frontSize {
		s.torn = int64(n)
		return nil, nil
	}
	length, seq, ok := decodeFront(front)
	if !ok {
		return nil, s.zeros(front)
	}
	if seq != s.at.Seq+1 {
		return nil, damage(s.at.Offset, s.at.Seq+1, "found record %d: records are missing or moved", seq)
	}
	if length == 0 || length > MaxEntry {
		return nil, damage(s.at.Offset, seq, "entry of %d bytes, want 1 to %d", length, MaxEntry)
	}
	body := s.buf[frontSize : frontSize+int(length)+linkSize]
	n, err = io.ReadFull(s.r, body)
	if err != nil && !isShort(err) {
		return nil, s.readFailed(err)
	}
	if n < len(body) {
		s.torn = int64(frontSize + n)
		return nil, nil
	}
	entryBytes, link := body[:length], dgrid.Digest(body[length:])
	if chain(s.at.Link, front, entryBytes) != link {
		return nil, damage(s.at.Offset, seq, "its hash does not follow from the record before it")
	}
	entry, err := DecodeEntry(entryBytes)
	if err != nil {
		return nil, damage(s.at.Offset, seq, "%v", err)
	}
	s.at = Position{Offset: s.at.Offset + int64(frontSize+len(body)), Seq: seq, Link: link}
	return entry, nil
}

// zeros tells a tail of zero bytes, which a file system leaves when it grew the file before it wrote the data, from damage.
func (s *scan) zeros(front []byte) error {
	wrong := damage(s.at.Offset, s.at.Seq+1, "its length and number fail their check")
	s.torn = int64(len(front))
	for b := front; ; {
		for _, c := range b {
			if c != 0 {
				s.torn = 0
				return wrong
			}
		}
		n, err := s.r.Read(s.buf[:])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return s.readFailed(err)
		}
		b = s.buf[:n]
		s.torn += int64(n)
	}
}

func (s *scan) readFailed(err error) error {
	return fmt.Errorf("read journal record %d at byte %d: %w", s.at.Seq+1, s.at.Offset, err)
}

func isShort(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
