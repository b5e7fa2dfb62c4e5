package corpus

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

const align = 32

// Small writes a model of one layer and the first tokens of the vocabulary out of the Llama model in r, with its real weights. What
// it says is nonsense; that it is read, computed and sampled as the whole model would be is what counts.
func (m *Model) Small(r io.ReaderAt, tokens int) ([]byte, error) {
	arch := m.Layout.Header.Architecture
	head := append([]byte{}, m.Head[:8]...)
	var table, data []byte
	kept := uint64(0)
	for _, t := range m.Layout.Tensors {
		if strings.HasPrefix(t.Name, "blk.") && !strings.HasPrefix(t.Name, "blk.0.") {
			continue
		}
		size, dims := t.Size, append([]uint64{}, t.Dims...)
		if last := len(dims) - 1; dims[last] == m.Layout.Header.Vocabulary {
			size, dims[last] = size/dims[last]*uint64(tokens), uint64(tokens)
		}
		for len(data)%align != 0 {
			data = append(data, 0)
		}
		table = appendText(table, t.Name)
		table = binary.LittleEndian.AppendUint32(table, uint32(len(dims)))
		for _, d := range dims {
			table = binary.LittleEndian.AppendUint64(table, d)
		}
		table = binary.LittleEndian.AppendUint32(table, t.Type)
		table = binary.LittleEndian.AppendUint64(table, uint64(len(data)))
		b := make([]byte, size)
		if _, err := r.ReadAt(b, int64(m.Layout.Data+t.Offset)); err != nil {
			return nil, fmt.Errorf("read tensor %s: %w", t.Name, err)
		}
		data = append(data, b...)
		kept++
	}
	head = binary.LittleEndian.AppendUint64(head, kept)
	head = binary.LittleEndian.AppendUint64(head, uint64(len(m.pairs)))
	known := m.known(tokens)
	for _, p := range m.pairs {
		head = append(head, m.Head[p.at:p.value]...)
		head = m.shorten(head, p, arch, tokens, known)
	}
	head = append(head, table...)
	for len(head)%align != 0 {
		head = append(head, 0)
	}
	for len(data)%align != 0 {
		data = append(data, 0)
	}
	return append(head, data...), nil
}

// known are the texts of the first tokens.
func (m *Model) known(tokens int) map[string]bool {
	set := make(map[string]bool)
	for _, p := range m.pairs {
		if p.key == "tokenizer.ggml.tokens" {
			for _, s := range m.strings(p)[:tokens] {
				set[s] = true
			}
		}
	}
	return set
}

// strings are the elements of an array of strings.
func (m *Model) strings(p pair) []string {
	count := binary.LittleEndian.Uint64(m.Head[p.value+4:])
	var all []string
	at := p.value + 12
	for range count {
		n := int(binary.LittleEndian.Uint64(m.Head[at:]))
		all = append(all, string(m.Head[at+8:at+8+n]))
		at += 8 + n
	}
	return all
}

// shorten appends p's value for a model of one layer and so many tokens.
func (m *Model) shorten(head []byte, p pair, arch string, tokens int, known map[string]bool) []byte {
	count := func(n int) []byte {
		head = append(head, m.Head[p.value:p.value+4]...)
		return binary.LittleEndian.AppendUint64(head, uint64(n))
	}
	switch {
	case p.key == arch+".block_count":
		return binary.LittleEndian.AppendUint32(head, 1)
	case p.key == arch+".vocab_size":
		return binary.LittleEndian.AppendUint32(head, uint32(tokens))
	case p.key == "tokenizer.ggml.merges":
		var left []string
		for _, s := range m.strings(p) {
			if a, b, _ := strings.Cut(s, " "); known[a] && known[b] && known[a+b] {
				left = append(left, s)
			}
		}
		head = count(len(left))
		for _, s := range left {
			head = appendText(head, s)
		}
		return head
	case p.typ == typeArray && p.elementTyp == typeString && p.key == "tokenizer.ggml.tokens":
		head = count(tokens)
		for _, s := range m.strings(p)[:tokens] {
			head = appendText(head, s)
		}
		return head
	case p.typ == typeArray && binary.LittleEndian.Uint64(m.Head[p.value+4:]) == m.Layout.Header.Vocabulary:
		head = count(tokens)
		return append(head, m.Head[p.value+12:p.value+12+tokens*widths[p.elementTyp]]...)
	}
	return append(head, m.Head[p.value:p.end]...)
}

func appendText(b []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint64(b, uint64(len(s))), s...)
}
