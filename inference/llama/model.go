package llama

import (
	"errors"
	"fmt"
	"math"
	"os"
	"unsafe"

	"github.com/dgrid-network/dgrid"
	"github.com/hybridgroup/yzma/pkg/llama"
)

// Options say how a model is opened.
type Options struct {
	KVCache   string // "f16", "q8_0" or "q4_0"
	Context   uint32 // tokens of one sequence; 0 is 4096 or what the model was trained for, whichever is less
	Sequences uint32 // that may run beside each other; 0 is 1
	Cells     uint32 // tokens of all sequences together; less than Context is Context
	Threads   int
	Batch     uint32 // tokens that are read at once
	Outputs   uint32 // tokens of a batch that give logits and states, at most
	Place     Placement
}

// Model is one model with one context that holds several sequences, which share its cells. Vocabulary methods may be called at
// any time; all that read, copy or forget tokens, and the numbers they leave, belong to one goroutine.
type Model struct {
	model   llama.Model
	context llama.Context
	vocab   llama.Vocab
	memory  llama.Memory
	batch   llama.Batch
	options Options
	size    int // of the vocabulary
	width   int // of the hidden state
	shows   bool
}

// KVCaches are the types that a KV cache can have.
func KVCaches() []string { return []string{"f16", "q8_0", "q4_0"} }

func cacheType(name string) (llama.GGMLType, error) {
	switch name {
	case "f16":
		return llama.GGMLTypeF16, nil
	case "q8_0":
		return llama.GGMLTypeQ8_0, nil
	case "q4_0":
		return llama.GGMLTypeQ4_0, nil
	}
	return 0, fmt.Errorf("KV cache type %q: want one of %v", name, KVCaches())
}

// Open loads the model file at path and reads one token with it, so that its weights are in memory.
func (r *Runtime) Open(path string, o Options) (*Model, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open model: %w; fetch it with `dgridd pull`", err)
	}
	m := &Model{options: o}
	var err error
	if m.model, err = o.Place.load(path); err != nil {
		return nil, fmt.Errorf("open model %s: libllama cannot read it: the file is damaged, incomplete or of a kind that this runtime does not know; `dgridd pull` fetches it again%s", path, o.Place.hint())
	}
	if err := m.open(); err != nil {
		m.Close()
		return nil, fmt.Errorf("open model %s: %w", path, err)
	}
	return m, nil
}

func (m *Model) open() error {
	m.vocab = llama.ModelGetVocab(m.model)
	m.size, m.width = int(llama.VocabNTokens(m.vocab)), int(llama.ModelNEmbdOut(m.model))
	if m.size == 0 {
		return fmt.Errorf("the file has no vocabulary")
	}
	if llama.ModelHasEncoder(m.model) || !llama.ModelHasDecoder(m.model) {
		return fmt.Errorf("only models that decode alone can answer")
	}
	if err := m.openContext(); err != nil {
		return err
	}
	m.batch = llama.BatchInit(int32(m.options.Batch), 0, 1)
	if err := m.Step([]dgrid.TokenID{0}, 0); err != nil {
		return err
	}
	return m.Reset()
}

func (m *Model) openContext() error {
	o := &m.options
	trained := uint32(max(0, llama.ModelNCtxTrain(m.model)))
	if o.Context == 0 {
		o.Context = min(4096, trained)
	}
	if o.Context > trained {
		return fmt.Errorf("context of %d tokens: the model was trained for %d, ask for no more", o.Context, trained)
	}
	kv, err := cacheType(o.KVCache)
	if err != nil {
		return err
	}
	o.Sequences, o.Cells = max(o.Sequences, 1), max(o.Cells, o.Context)
	ids := m.ids()
	o.Outputs = max(o.Outputs, ids) // libllama makes room for an output of each sequence, and ends the process if it may not
	o.Batch = max(o.Batch, o.Outputs)
	p := llama.ContextDefaultParams()
	p.NCtx, p.NBatch, p.NUbatch, p.NSeqMax, p.NOutputsMax = o.Cells, o.Batch, o.Batch, ids, o.Outputs
	p.KVUnified = 1 // one pool of cells: a prefix that two sequences share is there once, and what one leaves another may use
	p.NThreads, p.NThreadsBatch = int32(o.Threads), int32(o.Threads)
	p.TypeK, p.TypeV = kv, kv
	p.PoolingType = llama.PoolingTypeNone // states of tokens, not of texts
	p.NoPerf = 1
	if m.context, err = llama.InitFromModel(m.model, p); err != nil {
		return fmt.Errorf("no memory for %d tokens of KV cache %s: ask for a shorter context, fewer slots or a smaller KV cache%s", o.Cells, o.KVCache, o.Place.hint())
	}
	m.memory, err = llama.GetMemory(m.context)
	return err
}

// Close frees the model.
func (m *Model) Close() error {
	if m.batch.Token != nil {
		llama.BatchFree(m.batch)
	}
	if m.context != 0 {
		llama.Free(m.context)
	}
	return llama.ModelFree(m.model)
}

// Context is how many tokens one sequence may have.
func (m *Model) Context() uint32 { return m.options.Context }

// Width is the length of a hidden state.
func (m *Model) Width() int { return m.width }

// Batch is how many tokens are read at once at most.
func (m *Model) Batch() int { return int(m.options.Batch) }

// Outputs is how many tokens of a batch give logits and states at most.
func (m *Model) Outputs() int { return int(m.options.Outputs) }

// Reset forgets all sequences.
func (m *Model) Reset() error { return llama.MemoryClear(m.memory, false) }

// Begin empties the batch.
func (m *Model) Begin() { m.batch.NTokens = 0 }

// Add puts the token at position at of sequence seq into the batch.
func (m *Model) Add(t dgrid.TokenID, at int, seq int) error {
	switch {
	case !m.Valid(t):
		return fmt.Errorf("read token %d: the vocabulary has %d", t, m.size)
	case at < 0 || at >= int(m.options.Context):
		return fmt.Errorf("read a token at position %d: the context holds %d", at, m.options.Context)
	case seq < 0 || seq >= int(m.ids()):
		return fmt.Errorf("read a token of sequence %d: there are %d", seq, m.ids())
	}
	if err := m.batch.Add(llama.Token(t), llama.Pos(at), []llama.SeqId{llama.SeqId(seq)}, true); err != nil {
		return fmt.Errorf("read %d tokens at once: %w", m.batch.NTokens+1, err)
	}
	return nil
}

// ErrNoCells says that the cache has no room for a batch; nothing of it was read, and every sequence is as before.
var ErrNoCells = errors.New("the KV cache is full")

// Decode reads the batch. With show each token of it leaves logits and a state, its place in the batch being its row; without,
// none does, which is the cheap way through a prompt.
func (m *Model) Decode(show bool) error {
	n := int(m.batch.NTokens)
	if n == 0 {
		return fmt.Errorf("read no token")
	}
	if show && n > int(m.options.Outputs) {
		return fmt.Errorf("read %d tokens with their logits: at most %d at once", n, m.options.Outputs)
	}
	// Embeddings make libllama compute an output for every token of a batch, wanted or not, so they are off while a prompt is
	// read.
	if m.shows != show {
		llama.SetEmbeddings(m.context, show)
		m.shows = show
	}
	if !show {
		clear(unsafe.Slice((*int8)(m.batch.Logits), n))
	}
	code, err := llama.Decode(m.context, m.batch)
	switch {
	case err != nil:
		return err
	case code == 1:
		return fmt.Errorf("read %d tokens: %w", n, ErrNoCells)
	case code != 0:
		return fmt.Errorf("read %d tokens: llama_decode returned %d", n, code)
	}
	return nil
}

// Share gives sequence to, which is empty, the first n tokens of sequence from. They take no cells of their own.
func (m *Model) Share(from, to, n int) error {
	return llama.MemorySeqCp(m.memory, llama.SeqId(from), llama.SeqId(to), 0, llama.Pos(n))
}

// Forget takes the tokens from position at on out of sequence seq.
func (m *Model) Forget(seq, at int) error {
	ok, err := llama.MemorySeqRm(m.memory, llama.SeqId(seq), llama.Pos(at), -1)
	if err == nil && !ok {
		err = fmt.Errorf("forget a part of sequence %d: this model's memory cannot", seq)
	}
	return err
}

// Read appends tokens to sequence 0, the first at position at, and leaves no numbers.
func (m *Model) Read(tokens []dgrid.TokenID, at int) error { return m.read(tokens, at, false) }

// Step appends tokens to sequence 0, the first at position at, and leaves logits and a state for each.
func (m *Model) Step(tokens []dgrid.TokenID, at int) error { return m.read(tokens, at, true) }

func (m *Model) read(tokens []dgrid.TokenID, at int, show bool) error {
	m.Begin()
	for i, t := range tokens {
		if err := m.Add(t, at+i, 0); err != nil {
			return err
		}
	}
	return m.Decode(show)
}

// Logits are those after token i of the last batch. The memory is libllama's, and good until the next.
func (m *Model) Logits(i int) ([]float32, error) {
	l, err := llama.GetLogitsIth(m.context, int32(i), m.size)
	if err == nil && l == nil {
		err = fmt.Errorf("no logits for token %d of the batch", i)
	}
	return l, err
}

// State is the hidden state after token i of the last batch, behind the final norm. The memory is as with Logits.
func (m *Model) State(i int) ([]float32, error) {
	s, err := llama.GetEmbeddingsIth(m.context, int32(i), int32(m.width))
	if err == nil && s == nil {
		err = fmt.Errorf("no hidden state for token %d of the batch", i)
	}
	return s, err
}

// Valid reports whether t is in the vocabulary.
func (m *Model) Valid(t dgrid.TokenID) bool {
	return t >= 0 && int(t) < m.size && m.size <= math.MaxInt32
}
