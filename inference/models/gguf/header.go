package gguf

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// Limits on what a header may hold. The largest seen in public models are below a tenth of each.
const (
	maxPairs    = 1 << 14
	maxTensors  = 1 << 20
	maxKey      = 1 << 10 // bytes
	maxText     = 1 << 20 // bytes of a text that is kept, such as the chat template
	maxToken    = 1 << 10 // bytes of the begin or end token
	maxElements = 1 << 24 // of an array
	maxHeader   = 1 << 28 // bytes of the whole header
	maxDepth    = 4       // of arrays in arrays
	leastAlign  = 8       // bytes, as GGUF wants; vector instructions fault at less
	maxAlign    = 1 << 16 // bytes
)

// ErrFormat says that a file is not a GGUF file, or not a sound one.
var ErrFormat = errors.New("not a sound GGUF file")

// Header is what this program wants to know of a model file. A text that the file does not hold is empty, a number zero.
type Header struct {
	Version      uint32
	Tensors      uint64
	Architecture string // general.architecture, such as "llama"
	Name         string // general.name
	Licence      string // general.license
	Context      uint64 // <architecture>.context_length, tokens
	Vocabulary   uint64 // number of tokens
	Template     string // tokenizer.chat_template, Jinja source
	BOS, EOS     string // text of the begin and end tokens
	Shape        Shape
}

// ReadFile reads the header of the file at path.
func ReadFile(path string) (Header, error) {
	f, err := os.Open(path)
	if err != nil {
		return Header{}, fmt.Errorf("read model header: %w", err)
	}
	defer f.Close() // only read from
	h, err := Read(f)
	if err != nil {
		return Header{}, fmt.Errorf("read model header of %s: %w", path, err)
	}
	return h, nil
}

// Read reads a header from r. It reads twice over the token list at most, so r must seek.
func Read(r io.ReadSeeker) (Header, error) {
	s := &scan{r: reader{in: bufio.NewReaderSize(r, 1<<16), left: maxHeader}}
	if err := s.run(); err != nil {
		return Header{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	h := s.header
	h.Context = s.contexts[h.Architecture+".context_length"]
	h.Shape = shapeOf(h.Architecture, s.numbers)
	for _, t := range []struct {
		id   *uint64
		text *string
	}{{s.bos, &h.BOS}, {s.eos, &h.EOS}} {
		if t.id == nil || s.tokensAt == 0 {
			continue
		}
		text, err := token(r, s.tokensAt, h.Vocabulary, *t.id)
		if err != nil {
			return Header{}, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		*t.text = text
	}
	return h, nil
}

// token reads element id of the string array whose elements begin at offset at.
func token(r io.ReadSeeker, at int64, count, id uint64) (string, error) {
	if id >= count {
		return "", fmt.Errorf("token %d of a vocabulary of %d", id, count)
	}
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		return "", fmt.Errorf("seek to the vocabulary: %w", err)
	}
	in := reader{in: bufio.NewReaderSize(r, 1<<16), left: maxHeader}
	for range id {
		if err := in.skip(typeString, 0); err != nil {
			return "", err
		}
	}
	return in.text("token", maxToken)
}

// scan is one walk over the pairs of a header.
type scan struct {
	r        reader
	header   Header
	contexts map[string]uint64 // by key: the architecture may be named after its context length
	bos, eos *uint64
	tokensAt int64 // offset of the first token's text, or 0
	align    uint64
	numbers  map[string]uint64 // all pairs that are one unsigned integer of 32 or 64 bits
}

func (s *scan) run() error {
	var magic [4]byte
	if err := s.r.full(magic[:]); err != nil {
		return err
	}
	if string(magic[:]) != "GGUF" {
		return fmt.Errorf("begins with %q, want \"GGUF\"", magic)
	}
	version, err := s.r.uint(4)
	if err != nil {
		return err
	}
	if version != 2 && version != 3 {
		return fmt.Errorf("version %d, this program reads 2 and 3", version)
	}
	tensors, err := s.r.bounded("tensors", maxTensors)
	if err != nil {
		return err
	}
	pairs, err := s.r.bounded("metadata pairs", maxPairs)
	if err != nil {
		return err
	}
	s.header.Version, s.header.Tensors = uint32(version), tensors
	s.contexts, s.numbers = map[string]uint64{}, map[string]uint64{}
	seen := make(map[string]bool)
	for range pairs {
		key, err := s.r.text("key", maxKey)
		if err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("key %.80q stands twice", key)
		}
		seen[key] = true
		if err := s.pair(key); err != nil {
			return fmt.Errorf("key %.80q: %w", key, err)
		}
	}
	return nil
}

func (s *scan) pair(key string) error {
	t, err := s.r.uint(4)
	if err != nil {
		return err
	}
	kind := valueType(t)
	texts := map[string]*string{
		"general.architecture":    &s.header.Architecture,
		"general.name":            &s.header.Name,
		"general.license":         &s.header.Licence,
		"tokenizer.chat_template": &s.header.Template,
	}
	const contextSuffix = ".context_length"
	switch dst := texts[key]; {
	case dst != nil:
		if kind != typeString {
			return fmt.Errorf("type %d, want a string", kind)
		}
		*dst, err = s.r.text("text", maxText)
	case key == "tokenizer.ggml.bos_token_id":
		s.bos, err = s.r.number(kind)
	case key == "tokenizer.ggml.eos_token_id":
		s.eos, err = s.r.number(kind)
	case key == "tokenizer.ggml.tokens":
		err = s.tokens(kind)
	case key == "general.alignment":
		err = s.alignment(kind)
	case len(key) > len(contextSuffix) && key[len(key)-len(contextSuffix):] == contextSuffix:
		var n *uint64
		if n, err = s.r.number(kind); err == nil {
			s.contexts[key] = *n
		}
	case key == "split.count":
		err = s.split(kind)
	case kind == typeU32 || kind == typeU64:
		var n *uint64
		if n, err = s.r.number(kind); err == nil {
			s.numbers[key] = *n
		}
	default:
		err = s.r.skip(kind, 0)
	}
	return err
}

func (s *scan) alignment(kind valueType) error {
	n, err := s.r.number(kind)
	if err != nil {
		return err
	}
	if kind != typeU32 || *n < leastAlign || *n > maxAlign || *n&(*n-1) != 0 {
		return fmt.Errorf("alignment %d of type %d, want a power of two from %d to %d of type %d", *n, kind, leastAlign, maxAlign, typeU32)
	}
	s.align = *n
	return nil
}

// split refuses one part of a model: its digest would say nothing of the other files, which libllama looks for beside it.
func (s *scan) split(kind valueType) error {
	if kind != typeU16 {
		return fmt.Errorf("type %d, want %d", kind, typeU16)
	}
	n, err := s.r.uint(2)
	if err == nil && n > 1 {
		err = fmt.Errorf("the model is split into %d files; make one of them with llama-gguf-split --merge", n)
	}
	return err
}

func (s *scan) tokens(kind valueType) error {
	if kind != typeArray {
		return fmt.Errorf("type %d, want an array", kind)
	}
	element, count, err := s.r.array()
	if err != nil {
		return err
	}
	if element != typeString {
		return fmt.Errorf("elements of type %d, want strings", element)
	}
	s.tokensAt, s.header.Vocabulary = s.r.at, count
	return s.r.skipElements(element, count, 0)
}
