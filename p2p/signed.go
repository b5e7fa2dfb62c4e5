package p2p

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// object is a pointer to a signed object.
type object[T any] interface {
	*T
	dgrid.Object
}

// pack is s as it travels. It encodes a copy, so that a caller may send one object on several streams at once.
func pack[T any, P object[T]](s dgrid.Signed[T]) *pb.Signed {
	return &pb.Signed{Object: dgrid.Encode(P(&s.Object)), Signature: s.Signature[:]}
}

func packOptional[T any, P object[T]](s *dgrid.Signed[T]) *pb.Signed {
	if s == nil {
		return nil
	}
	return pack[T, P](*s)
}

func packAll[T any, P object[T]](list []dgrid.Signed[T]) (out []*pb.Signed) {
	for _, s := range list {
		out = append(out, pack[T, P](s))
	}
	return out
}

var errAbsent = errors.New("absent")

// unpack reads m into s. It checks the form of object and signature, not who signed.
func unpack[T any, P object[T]](m *pb.Signed, s *dgrid.Signed[T]) error {
	if m == nil {
		return errAbsent
	}
	if err := dgrid.Decode(m.Object, P(&s.Object)); err != nil {
		return err
	}
	if len(m.Signature) != len(s.Signature) {
		return fmt.Errorf("signature of %d bytes, want %d", len(m.Signature), len(s.Signature))
	}
	copy(s.Signature[:], m.Signature)
	return nil
}

func unpackOptional[T any, P object[T]](m *pb.Signed, s **dgrid.Signed[T]) error {
	if m == nil {
		return nil
	}
	*s = new(dgrid.Signed[T])
	return unpack[T, P](m, *s)
}

func unpackAll[T any, P object[T]](list []*pb.Signed, out *[]dgrid.Signed[T]) error {
	for i, m := range list {
		var s dgrid.Signed[T]
		if err := unpack[T, P](m, &s); err != nil {
			return fmt.Errorf("number %d: %w", i, err)
		}
		*out = append(*out, s)
	}
	return nil
}

// digest reads 32 bytes; none at all stand for zero.
func digest(b []byte) (d dgrid.Digest, err error) {
	if len(b) != 0 && len(b) != len(d) {
		return d, fmt.Errorf("digest of %d bytes, want %d", len(b), len(d))
	}
	copy(d[:], b)
	return d, nil
}

// digestBytes is what digest reads.
func digestBytes(d dgrid.Digest) []byte {
	if d.IsZero() {
		return nil
	}
	return d[:]
}

// tokens reads ids, none of which may be negative as a dgrid.TokenID.
func tokens(list []uint32) ([]dgrid.TokenID, error) {
	if len(list) == 0 {
		return nil, nil
	}
	ids := make([]dgrid.TokenID, len(list))
	for i, t := range list {
		if t > 1<<31-1 {
			return nil, fmt.Errorf("token id %d at %d: larger than 2^31-1", t, i)
		}
		ids[i] = dgrid.TokenID(t)
	}
	return ids, nil
}

// tokenNumbers is what tokens reads.
func tokenNumbers(ids []dgrid.TokenID) ([]uint32, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list := make([]uint32, len(ids))
	for i, id := range ids {
		if id < 0 {
			return nil, fmt.Errorf("token id %d at %d: negative", id, i)
		}
		list[i] = uint32(id)
	}
	return list, nil
}

// checkLine fails where s is not one printable line of at most max bytes: it ends up in somebody's terminal or log.
func checkLine(what, s string, max int) error {
	if len(s) > max {
		return fmt.Errorf("%s of %d bytes, at most %d", what, len(s), max)
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("%s holds %U, which cannot be printed", what, r)
		}
	}
	return nil
}

// line makes of any s one that checkLine takes.
func line(s string, max int) string {
	out := make([]byte, 0, min(len(s), max))
	for _, r := range s {
		if !unicode.IsPrint(r) {
			r = ' '
		}
		if len(out)+utf8.RuneLen(r) > max {
			break
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}
