package gguf

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// valueType is GGUF's number of a value's type.
type valueType uint32

const (
	typeU16    valueType = 2
	typeU32    valueType = 4
	typeString valueType = 8
	typeArray  valueType = 9
	typeU64    valueType = 10
)

// widths are the bytes of the types of fixed width: u8, i8, u16, i16, u32, i32, f32, bool, (string, array), u64, i64, f64.
var widths = [...]uint64{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8}

// reader counts what it reads and refuses to read past its limit.
type reader struct {
	in   *bufio.Reader
	at   int64  // offset in the file
	left uint64 // bytes that may still be read
}

func (r *reader) take(n uint64) error {
	if n > r.left {
		return fmt.Errorf("the header is longer than %d bytes", maxHeader)
	}
	r.left -= n
	r.at += int64(n)
	return nil
}

func (r *reader) full(b []byte) error {
	if err := r.take(uint64(len(b))); err != nil {
		return err
	}
	if _, err := io.ReadFull(r.in, b); err != nil {
		return ended(err)
	}
	return nil
}

// ended says "cut short" where io says EOF: nothing in a header may end the file.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file is cut short")
	}
	return err
}

// uint reads width bytes, little endian.
func (r *reader) uint(width int) (uint64, error) {
	var b [8]byte
	if err := r.full(b[:width]); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(b[:]), nil
}

func (r *reader) bounded(what string, limit uint64) (uint64, error) {
	n, err := r.uint(8)
	if err == nil && n > limit {
		err = fmt.Errorf("%d %s, at most %d are read", n, what, limit)
	}
	return n, err
}

func (r *reader) text(what string, limit uint64) (string, error) {
	n, err := r.uint(8)
	if err != nil {
		return "", err
	}
	if n > limit {
		return "", fmt.Errorf("%s of %d bytes, at most %d are read", what, n, limit)
	}
	b := make([]byte, n)
	if err := r.full(b); err != nil {
		return "", err
	}
	if !utf8.Valid(b) && what != "token" { // a token may be a part of a character
		return "", fmt.Errorf("%s is not UTF-8", what)
	}
	return string(b), nil
}

// number reads an unsigned integer of 32 or 64 bits.
func (r *reader) number(kind valueType) (*uint64, error) {
	if kind != typeU32 && kind != typeU64 {
		return nil, fmt.Errorf("type %d, want an unsigned integer", kind)
	}
	n, err := r.uint(int(widths[kind]))
	return &n, err
}

func (r *reader) array() (element valueType, count uint64, err error) {
	t, err := r.uint(4)
	if err != nil {
		return 0, 0, err
	}
	count, err = r.bounded("elements", maxElements)
	return valueType(t), count, err
}

func (r *reader) skip(kind valueType, depth int) error {
	switch {
	case int(kind) >= len(widths):
		return fmt.Errorf("unknown type %d", kind)
	case kind == typeString:
		n, err := r.uint(8)
		if err != nil {
			return err
		}
		return r.discard(n)
	case kind == typeArray:
		if depth == maxDepth {
			return fmt.Errorf("arrays nested more than %d deep", maxDepth)
		}
		element, count, err := r.array()
		if err != nil {
			return err
		}
		return r.skipElements(element, count, depth+1)
	default:
		return r.discard(widths[kind])
	}
}

func (r *reader) skipElements(element valueType, count uint64, depth int) error {
	if int(element) < len(widths) && widths[element] > 0 {
		return r.discard(widths[element] * count) // no overflow: count is bounded
	}
	for range count {
		if err := r.skip(element, depth); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) discard(n uint64) error {
	if err := r.take(n); err != nil {
		return err
	}
	if _, err := r.in.Discard(int(n)); err != nil {
		return ended(err)
	}
	return nil
}
