package llama

import "github.com/hybridgroup/yzma/pkg/llama"

// Spares is how many sequences there are for re-checks, controls and embeddings, besides those that Options.Sequences counts.
const Spares = 4

const fewestKept = 4 // sequences that have ended and are kept

// Sequences is how many sequences may run beside each other.
func (m *Model) Sequences() int { return int(m.options.Sequences) }

// Cells is how many tokens all sequences may have together; what two share counts once.
func (m *Model) Cells() int { return int(m.options.Cells) }

// ids is how many sequences there can be.
func (m *Model) ids() uint32 { return m.options.Sequences + Spares + uint32(m.Kept()) }

// Kept is how many sequences may lie idle beside those that run, so that others take over what they begin with. A model whose
// memory is one state a sequence has nothing to take over.
func (m *Model) Kept() int {
	if llama.ModelIsRecurrent(m.model) || llama.ModelIsHybrid(m.model) {
		return 0
	}
	return max(m.Sequences(), fewestKept)
}
