package gguf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

// builder writes GGUF.
type builder struct{ bytes.Buffer }

func (b *builder) u32(v uint32) *builder { b.Write(binary.LittleEndian.AppendUint32(nil, v)); return b }
func (b *builder) u64(v uint64) *builder { b.Write(binary.LittleEndian.AppendUint64(nil, v)); return b }
func (b *builder) text(s string) *builder {
	b.u64(uint64(len(s))).WriteString(s)
	return b
}

// head begins a file of pairs pairs.
func head(pairs uint64) *builder {
	b := new(builder)
	b.WriteString("GGUF")
	return b.u32(3).u64(7).u64(pairs)
}

// The numbers of GGUF's types.
const (
	tU8, tU32, tF32, tBool, tString, tArray, tU64 = 0, 4, 6, 7, 8, 9, 10
)

// sound is a file with a pair of every kind.
func sound() []byte {
	b := head(11)
	b.text("toy.context_length").u32(tU64).u64(8192) // before the architecture is known
	b.text("general.architecture").u32(tString).text("toy")
	b.text("general.name").u32(tString).text("Tøy")
	b.text("general.license").u32(tString).text("mit")
	b.text("general.file_type").u32(tU32).u32(3)
	b.text("toy.scale").u32(tF32).u32(math.Float32bits(0.5))
	b.text("tokenizer.chat_template").u32(tString).text("{{ 1 }}")
	b.text("tokenizer.ggml.tokens").u32(tArray).u32(tString).u64(4).text("<pad>").text("<s>").text("\xff").text("</s>")
	b.text("toy.matrix").u32(tArray).u32(tArray).u64(2).
		u32(tU8).u64(3).WriteString("abc")
	b.u32(tBool).u64(1).WriteByte(1)
	b.text("tokenizer.ggml.bos_token_id").u32(tU32).u32(1)
	b.text("tokenizer.ggml.eos_token_id").u32(tU32).u32(3)
	b.WriteString("tensors follow")
	return b.Bytes()
}

func TestRead(t *testing.T) {
	want := gguf.Header{
		Version: 3, Tensors: 7, Architecture: "toy", Name: "Tøy", Licence: "mit", Context: 8192, Vocabulary: 4, Template: "{{ 1 }}", BOS: "<s>", EOS: "</s>",
	}
	got, err := gguf.Read(bytes.NewReader(sound()))
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	path := filepath.Join(t.TempDir(), "toy.gguf")
	if err := os.WriteFile(path, sound(), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := gguf.ReadFile(path); err != nil || got != want {
		t.Errorf("from a file: %+v, %v, want %+v", got, err, want)
	}
	if _, err := gguf.ReadFile(path + ".none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want ErrNotExist", err)
	}
}

// TestCutShort reads every beginning of a sound file.
func TestCutShort(t *testing.T) {
	whole := bytes.TrimSuffix(sound(), []byte("tensors follow"))
	for n := range whole {
		if _, err := gguf.Read(bytes.NewReader(whole[:n])); !errors.Is(err, gguf.ErrFormat) || !strings.Contains(err.Error(), "cut short") {
			t.Fatalf("the first %d bytes: %v, want cut short", n, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	one := func(key string, kind uint32) *builder { return head(1).text(key).u32(kind) }
	wide := new(builder)
	wide.WriteString("GGUF")
	wide.u32(1).u64(0).u64(0)
	var deep builder
	deep.Write(one("a", tArray).Bytes())
	for range 9 {
		deep.u32(tArray).u64(1)
	}
	tests := []struct {
		name string
		file []byte
		says string
	}{
		{"another file", []byte("PK\x03\x04 and so on"), `begins with "PK`},
		{"version", wide.Bytes(), "version 1"},
		{"pairs", head(1 << 40).Bytes(), "1099511627776 metadata pairs"},
		{"key", head(1).u64(1 << 60).Bytes(), "key of 1152921504606846976 bytes"},
		{"key not UTF-8", head(1).text("\xff").u32(tU8).Bytes(), "not UTF-8"},
		{"template", one("tokenizer.chat_template", tString).u64(1 << 50).Bytes(), "text of 1125899906842624 bytes"},
		{"template's type", one("tokenizer.chat_template", tU32).u32(1).Bytes(), "type 4, want a string"},
		{"skipped text", one("a", tString).u64(1 << 60).Bytes(), "longer than"},
		{"skipped text past the end", one("a", tString).u64(1 << 20).Bytes(), "cut short"},
		{"type", one("a", 77).Bytes(), "unknown type 77"},
		{"elements", one("a", tArray).u32(tU64).u64(math.MaxUint64).Bytes(), "elements"},
		{"type of elements", one("a", tArray).u32(77).u64(1).Bytes(), "unknown type 77"},
		{"deep arrays", deep.Bytes(), "nested more than"},
		{"context", one("toy.context_length", tString).text("many").Bytes(), "want an unsigned integer"},
		{"tokens", one("tokenizer.ggml.tokens", tU32).u32(1).Bytes(), "want an array"},
		{"tokens' type", one("tokenizer.ggml.tokens", tArray).u32(tU32).u64(0).Bytes(), "want strings"},
		{"twice", head(2).text("a").u32(tU32).u32(1).text("a").u32(tU32).u32(1).Bytes(), "stands twice"},
		{"begin token", head(2).text("tokenizer.ggml.tokens").u32(tArray).u32(tString).u64(1).text("x").
			text("tokenizer.ggml.bos_token_id").u32(tU32).u32(1).Bytes(), "token 1 of a vocabulary of 1"},
		{"long token", head(2).text("tokenizer.ggml.tokens").u32(tArray).u32(tString).u64(1).text(strings.Repeat("x", 5000)).
			text("tokenizer.ggml.bos_token_id").u32(tU32).u32(0).Bytes(), "token of 5000 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := gguf.Read(bytes.NewReader(tt.file))
			if !errors.Is(err, gguf.ErrFormat) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want ErrFormat that says %q", err, tt.says)
			}
		})
	}
}

// FuzzRead: no file makes the reader panic, and what it returns is bounded by what it read.
func FuzzRead(f *testing.F) {
	f.Add(sound())
	f.Add(sound()[:100])
	f.Add(head(0).Bytes())
	f.Add(head(1).text("a").u32(tArray).u32(tArray).u64(1).u32(tString).u64(1).text("x").Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := gguf.Read(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, gguf.ErrFormat) || h != (gguf.Header{}) {
				t.Fatalf("error %v with %+v", err, h)
			}
			return
		}
		if n := len(h.Architecture) + len(h.Name) + len(h.Licence) + len(h.Template) + len(h.BOS) + len(h.EOS); n > 2*len(b) {
			t.Fatalf("%d bytes of text from a file of %d", n, len(b))
		}
		again, err := gguf.Read(bytes.NewReader(b))
		if err != nil || again != h {
			t.Fatalf("read again: %+v, %v, want %+v", again, err, h)
		}
	})
}
