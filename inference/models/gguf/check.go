package gguf

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"math/bits"
	"os"
	"slices"
)

const (
	defaultAlign = 32
	maxName      = 63 // bytes of a tensor's name: ggml keeps 64 with a zero at the end
	maxDims      = 4
)

// Tensor is one entry of a file's table of tensors.
type Tensor struct {
	Name   string
	Type   uint32   // ggml's number
	Dims   []uint64 // elements, 1 to 4 numbers
	Offset uint64   // bytes, from the beginning of the data
	Size   uint64   // bytes
}

// Layout is where everything lies in a file that Check found sound.
type Layout struct {
	Header  Header
	Numbers map[string]uint64 // metadata that are one unsigned integer of 32 or 64 bits, by key
	Tensors []Tensor
	Data    uint64 // offset of the tensors' data
	Size    uint64 // bytes of the file
}

// Check reads all of the file at path but its tensors' data, and says what is wrong with it: a file that is not sound must not
// be given to native code, which believes what it reads. Beyond what Read holds, each tensor has a known type and whole blocks,
// its bytes lie in the file, aligned, and no two tensors share bytes. It needs memory for what the file holds, never for what it
// only claims to hold.
func Check(path string) (Layout, error) {
	l, err := check(path)
	if err != nil {
		return Layout{}, fmt.Errorf("check model file %s: %w", path, err)
	}
	return l, nil
}

func check(path string) (Layout, error) {
	f, err := os.Open(path)
	if err != nil {
		return Layout{}, err
	}
	defer f.Close() // only read from
	st, err := f.Stat()
	if err != nil {
		return Layout{}, err
	}
	if !st.Mode().IsRegular() {
		return Layout{}, fmt.Errorf("%w: it is a %v", ErrFormat, st.Mode().Type())
	}
	return CheckFrom(f, uint64(st.Size()))
}

// CheckFrom is Check of a file of size bytes that r reads.
func CheckFrom(r io.ReadSeeker, size uint64) (Layout, error) {
	h, err := Read(r)
	if err != nil {
		return Layout{}, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Layout{}, fmt.Errorf("seek to the beginning: %w", err)
	}
	s := &scan{r: reader{in: bufio.NewReaderSize(r, 1<<16), left: maxHeader}, align: defaultAlign}
	l := Layout{Header: h, Size: size}
	if err := s.run(); err != nil {
		return Layout{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	l.Numbers = s.numbers
	if err := s.table(&l); err != nil {
		return Layout{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return l, nil
}

// table reads the table of tensors that follows the metadata.
func (s *scan) table(l *Layout) error {
	if s.header.Tensors == 0 {
		return fmt.Errorf("it holds no tensors")
	}
	seen := make(map[string]bool)
	for i := range s.header.Tensors {
		t, err := s.tensor()
		if err != nil {
			return fmt.Errorf("tensor %d: %w", i, err)
		}
		if seen[t.Name] {
			return fmt.Errorf("tensor %.80q stands twice", t.Name)
		}
		seen[t.Name] = true
		l.Tensors = append(l.Tensors, t)
	}
	l.Data = (uint64(s.r.at) + s.align - 1) / s.align * s.align
	if l.Data > l.Size {
		return fmt.Errorf("the file ends before its tensors' data: it has %d bytes, the data begins at %d", l.Size, l.Data)
	}
	return l.place(s.align)
}

func (s *scan) tensor() (Tensor, error) {
	var t Tensor
	var err error
	if t.Name, err = s.r.text("tensor's name", maxName); err != nil {
		return t, err
	}
	dims, err := s.r.uint(4)
	if err != nil {
		return t, err
	}
	if dims < 1 || dims > maxDims {
		return t, fmt.Errorf("%.80q has %d dimensions, want 1 to %d", t.Name, dims, maxDims)
	}
	for range dims {
		n, err := s.r.uint(8)
		if err != nil {
			return t, err
		}
		t.Dims = append(t.Dims, n)
	}
	number, err := s.r.uint(4)
	if err != nil {
		return t, err
	}
	t.Type = uint32(number)
	if t.Size, err = t.bytes(); err != nil {
		return t, fmt.Errorf("%.80q: %w", t.Name, err)
	}
	t.Offset, err = s.r.uint(8)
	return t, err
}

// bytes is how much room the tensor takes.
func (t *Tensor) bytes() (uint64, error) {
	l, ok := layouts[t.Type]
	if !ok {
		return 0, fmt.Errorf("unknown type %d", t.Type)
	}
	if t.Dims[0]%l.block != 0 {
		return 0, fmt.Errorf("rows of %d elements, which type %d packs by %d", t.Dims[0], t.Type, l.block)
	}
	elements := uint64(1)
	for _, n := range t.Dims {
		high, low := bits.Mul64(elements, n)
		if n == 0 || high != 0 || low > math.MaxInt64 {
			return 0, fmt.Errorf("dimensions %v", t.Dims)
		}
		elements = low
	}
	high, size := bits.Mul64(elements/l.block, l.size)
	if high != 0 || size > math.MaxInt64 {
		return 0, fmt.Errorf("dimensions %v", t.Dims)
	}
	return size, nil
}

// place holds that all tensors lie in the file, aligned and apart.
func (l *Layout) place(align uint64) error {
	room := l.Size - l.Data
	byOffset := make([]*Tensor, len(l.Tensors))
	for i := range l.Tensors {
		t := &l.Tensors[i]
		byOffset[i] = t
		if t.Offset%align != 0 {
			return fmt.Errorf("tensor %.80q lies at %d, not aligned to %d", t.Name, t.Offset, align)
		}
		if t.Size > room || t.Offset > room-t.Size {
			return fmt.Errorf("tensor %.80q lies past the end: %d bytes at %d, and the file holds %d; it may be cut short", t.Name, t.Size, t.Offset, room)
		}
	}
	slices.SortFunc(byOffset, func(a, b *Tensor) int { return cmp.Compare(a.Offset, b.Offset) })
	for i := 1; i < len(byOffset); i++ {
		if a, b := byOffset[i-1], byOffset[i]; b.Offset < a.Offset+a.Size {
			return fmt.Errorf("tensors %.80q and %.80q lie upon each other", a.Name, b.Name)
		}
	}
	return nil
}
