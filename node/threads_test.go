package node_test

import (
	"testing"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node"
)

func TestDaemonLeavesProcessorsToEngines(t *testing.T) {
	for _, c := range []struct {
		threads   []int
		all, want int
	}{
		{nil, 1, 1},
		{nil, 16, 16},
		{[]int{1}, 1, 1},
		{[]int{1}, 2, 1},
		{[]int{2}, 2, 1},
		{[]int{15}, 16, 4},
		{[]int{16}, 16, 4},
		{[]int{4, 10, 2}, 16, 6},
		{[]int{64}, 8, 2},
	} {
		var models []config.ModelConfig
		for _, n := range c.threads {
			models = append(models, config.ModelConfig{Threads: n})
		}
		if got := node.Processors(models, c.all); got != c.want {
			t.Errorf("%d processors beside engines of %v threads, of %d: want %d", got, c.threads, c.all, c.want)
		}
	}
}
