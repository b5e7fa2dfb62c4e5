package llama

import (
	"fmt"
	"math"
	"os"

	"github.com/dgrid-network/dgrid"
	"github.com/hybridgroup/yzma/pkg/llama"
)

// Options say how a model is opened.
type Options struct {
	KVCache string // "f16", "q8_0" or "q4_0"
	Context uint32 // tokens; 0 is 4096 or what the model was trained for, whichever is less
	Threads int
	Batch   uint32 // tokens that are read at once
	Outputs uint32 // tokens of a batch that give logits and states, at most
	Place   Placement
}

// Model is one model with one context that holds one sequence. Vocabulary methods may be called at any time; Reset, Read and
// Step, and the numbers they leave, belong to one goroutine.
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
	p := llama.ContextDefaultParams()
	p.NCtx, p.NBatch, p.NUbatch, p.NSeqMax, p.NOutputsMax = o.Context, o.Batch, o.Batch, 1, o.Outputs
	p.NThreads, p.NThreadsBatch = int32(o.Threads), int32(o.Threads)
	p.TypeK, p.TypeV = kv, kv
	p.PoolingType = llama.PoolingTypeNone // states of tokens, not of texts
	p.NoPerf = 1
	if m.context, err = llama.InitFromModel(m.model, p); err != nil {
		return fmt.Errorf("no memory for a context of %d tokens with KV cache %s: ask for a shorter context%s", o.Context, o.KVCache, o.Place.hint())
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

// Context is how many tokens the sequence may have.
func (m *Model) Context() uint32 { return m.options.Context }

// Width is the length of a hidden state.
func (m *Model) Width() int { return m.width }

// Batch is how many tokens Read and Step take at most.
func (m *Model) Batch() int { return int(m.options.Batch) }

// Reset forgets the sequence.
func (m *Model) Reset() error { return llama.MemoryClear(m.memory, false) }

// Read appends tokens to the sequence, the first at position at, and leaves no numbers. It is the cheap way through a prompt:
// neither logits nor states are computed.
func (m *Model) Read(tokens []dgrid.TokenID, at int) error { return m.decode(tokens, at, false) }

// Step appends tokens to the sequence, the first at position at, and leaves logits and a state for each.
func (m *Model) Step(tokens []dgrid.TokenID, at int) error {
	if len(tokens) > int(m.options.Outputs) {
		return fmt.Errorf("read %d tokens with their logits: at most %d at once", len(tokens), m.options.Outputs)
	}
	return m.decode(tokens, at, true)
}

func (m *Model) decode(tokens []dgrid.TokenID, at int, show bool) error {
	if len(tokens) == 0 || at < 0 || at+len(tokens) > int(m.options.Context) {
		return fmt.Errorf("read %d tokens at position %d: the context holds %d", len(tokens), at, m.options.Context)
	}
	if err := m.batch.Clear(); err != nil {
		return err
	}
	for i, t := range tokens {
		if !m.Valid(t) {
			return fmt.Errorf("read token %d: the vocabulary has %d", t, m.size)
		}
		if err := m.batch.Add(llama.Token(t), llama.Pos(at+i), []llama.SeqId{0}, show); err != nil {
			return fmt.Errorf("read %d tokens at once: %w", len(tokens), err)
		}
	}
	// Embeddings make libllama compute an output for every token of a batch, wanted or not, so they are off while a prompt is
	// read.
	if m.shows != show {
		llama.SetEmbeddings(m.context, show)
		m.shows = show
	}
	code, err := llama.Decode(m.context, m.batch)
	if err != nil {
		return err
	}
	if code != 0 {
		return fmt.Errorf("read %d tokens at position %d: llama_decode returned %d", len(tokens), at, code)
	}
	return nil
}

// Logits are those after token i of the last Step. The memory is libllama's, and good until the next Read or Step.
func (m *Model) Logits(i int) ([]float32, error) {
	l, err := llama.GetLogitsIth(m.context, int32(i), m.size)
	if err == nil && l == nil {
		err = fmt.Errorf("no logits for token %d of the batch", i)
	}
	return l, err
}

// State is the hidden state after token i of the last Step, behind the final norm. The memory is as with Logits.
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
