package llama

import "github.com/hybridgroup/yzma/pkg/llama"

// Besides those that Options.Sequences counts there are
const (
	Spares        = 4  // sequences for re-checks and controls, and
	keptSequences = 24 // for what is kept of those that have ended
)

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
	return keptSequences
}
