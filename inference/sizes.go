package inference

import (
	"bufio"
	"os"
	"strconv"
	"strings"

	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

const (
	usualSequences = 8       // jobs that run beside each other where the memory allows it
	leastSequences = 2       // jobs that do in any case: short ones need no more than one context
	mostCache      = 2 << 30 // bytes of a KV cache whose size nobody has set ...
	memoryShare    = 8       // ... and of the machine's memory it takes one in so many parts
	guessedMemory  = 8 << 30 // bytes, where the system does not tell
	usualContext   = 4096    // tokens, where the model was trained for no fewer
)

// sized fills in how many sequences and cells there are where the configuration leaves it open, by what the model's file says of
// itself and the machine's memory: eight sequences of a context each, or as many as an eighth of the memory holds, 2 GiB at most. Not the
// memory that is free counts: a node's next start would come to other numbers.
func (c Config) sized(l *gguf.Layout) Config {
	context := c.Context
	if context == 0 {
		context = min(usualContext, uint32(min(c.number(l, "context_length"), 1<<30)))
	}
	context = max(1, context)
	holds := uint32(min(min(allMemory()/memoryShare, mostCache)/max(1, c.cellBytes(l)), 1<<30))
	if c.Cells > 0 {
		holds = c.Cells
	}
	if c.Sequences == 0 {
		c.Sequences = min(usualSequences, max(leastSequences, int(holds/context)))
	}
	if c.Cells == 0 {
		c.Cells = uint32(max(uint64(context), min(uint64(c.Sequences)*uint64(context), uint64(holds))))
	}
	c.Cells = (c.Cells + CellBlock - 1) / CellBlock * CellBlock
	return c
}

func (c Config) number(l *gguf.Layout, key string) uint64 {
	return min(l.Numbers[l.Header.Architecture+"."+key], 1<<24)
}

// cellBytes is what one token takes in the KV cache, at most: a model may keep less of it in some of its layers.
func (c Config) cellBytes(l *gguf.Layout) uint64 {
	heads := max(1, c.number(l, "attention.head_count"))
	shared := c.number(l, "attention.head_count_kv")
	if shared == 0 {
		shared = heads // or a number for each layer, which is no more
	}
	width := c.number(l, "embedding_length") / heads
	key, value := c.number(l, "attention.key_length"), c.number(l, "attention.value_length")
	if key == 0 {
		key = width
	}
	if value == 0 {
		value = width
	}
	numbers := c.number(l, "block_count") * shared * (key + value)
	switch c.KVCache {
	case "q8_0":
		return numbers * 34 / 32
	case "q4_0":
		return numbers * 18 / 32
	}
	return 2 * numbers
}

// allMemory is the machine's, in bytes.
func allMemory() uint64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return guessedMemory
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "MemTotal:"); ok {
			if kib, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64); err == nil {
				return kib << 10
			}
		}
	}
	return guessedMemory
}
