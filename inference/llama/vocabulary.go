package llama

import (
	"fmt"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/hybridgroup/yzma/pkg/llama"
)

// Vocabulary is the number of token ids.
func (m *Model) Vocabulary() int { return m.size }

// Template is the chat template of the file, empty if it has none.
func (m *Model) Template() string { return llama.ModelChatTemplate(m.model, "") }

// BOS and EOS are the texts of the tokens that begin and end a sequence, empty if the vocabulary has none.
func (m *Model) BOS() string { return m.text(llama.VocabBOS(m.vocab)) }

// EOS is described at BOS.
func (m *Model) EOS() string { return m.text(llama.VocabEOS(m.vocab)) }

func (m *Model) text(t llama.Token) string {
	if t == llama.TokenNull {
		return ""
	}
	return llama.VocabGetText(m.vocab, t)
}

// EndTokens are the ids that end an answer.
func (m *Model) EndTokens() []dgrid.TokenID {
	var ends []dgrid.TokenID
	for t := range m.size {
		if llama.VocabIsEOG(m.vocab, llama.Token(t)) {
			ends = append(ends, dgrid.TokenID(t))
		}
	}
	return ends
}

// Tokenize turns the text of a rendered template into tokens. What the file says is put around it: a template that begins
// with the very token that the tokenizer would add gets it once.
func (m *Model) Tokenize(text string) ([]dgrid.TokenID, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return nil, fmt.Errorf("tokenize: the text holds a zero byte; remove it") // libllama reads C strings
	}
	if llama.VocabGetAddBOS(m.vocab) {
		if bos := m.BOS(); bos != "" {
			text = strings.TrimPrefix(text, bos)
		}
	}
	if llama.VocabGetAddEOS(m.vocab) {
		if eos := m.EOS(); eos != "" {
			text = strings.TrimSuffix(text, eos)
		}
	}
	tokens := llama.Tokenize(m.vocab, text, true, true)
	ids := make([]dgrid.TokenID, len(tokens))
	for i, t := range tokens {
		ids[i] = dgrid.TokenID(t)
	}
	return ids, nil
}

// Piece appends the bytes of token t to b. Control tokens have none.
func (m *Model) Piece(b []byte, t dgrid.TokenID) []byte {
	var buf [128]byte
	piece := buf[:]
	n := llama.TokenToPiece(m.vocab, llama.Token(t), piece, 0, false)
	if n < 0 {
		piece = make([]byte, -n)
		n = llama.TokenToPiece(m.vocab, llama.Token(t), piece, 0, false)
	}
	return append(b, piece[:max(0, n)]...)
}
