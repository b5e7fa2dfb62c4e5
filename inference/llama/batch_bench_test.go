package llama_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/llama"
	"golang.org/x/sys/unix"
)

// wide opens the real model with room for many sequences.
func wide(b testing.TB, cells uint32) *llama.Model {
	runtime, path := artifacts(b)
	rt, err := llama.Load(runtime, "")
	if err != nil {
		b.Fatal(err)
	}
	o := options
	o.Sequences, o.Cells = 8, cells
	m, err := rt.Open(path, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { m.Close() })
	return m
}

// add puts tokens of sequence seq, the first at position at, into the batch.
func add(b testing.TB, m *llama.Model, seq, at int, tokens ...dgrid.TokenID) {
	for i, t := range tokens {
		if err := m.Add(t, at+i, seq); err != nil {
			b.Fatal(err)
		}
	}
}

func run(b testing.TB, m *llama.Model, show bool) {
	if err := m.Decode(show); err != nil {
		b.Fatal(err)
	}
	if show {
		if _, err := m.Logits(0); err != nil {
			b.Fatal(err)
		}
	}
	m.Begin()
}

// fill gives each of n sequences the same prompt.
func fill(b testing.TB, m *llama.Model, n int, prompt []dgrid.TokenID) {
	if err := m.Reset(); err != nil {
		b.Fatal(err)
	}
	for seq := range n {
		m.Begin()
		add(b, m, seq, 0, prompt...)
		run(b, m, false)
	}
}

// kernel is the time that this process has spent in the kernel.
func kernel(b testing.TB) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Stime.Nano())
}

// BenchmarkBeside compares the ways to read a chunk of a prompt beside running sequences: in a call of its own without outputs,
// which libllama needs another graph for, or in the same call, where every token of the chunk pays for the whole vocabulary.
func BenchmarkBeside(b *testing.B) {
	m := wide(b, 8192)
	prompt := story(b, m, 300)
	for _, running := range []int{1, 8} {
		for _, chunk := range []int{4, 8, 16, 32, 56} {
			b.Run(fmt.Sprintf("%d+%d", running, chunk), func(b *testing.B) {
				const steps = 8
				way := func(beside func(at int)) loop {
					return func(b *testing.B) time.Duration {
						fill(b, m, running, prompt[:64])
						if err := m.Forget(8, 0); err != nil {
							b.Fatal(err)
						}
						at := 0
						started := cpu(b)
						for i := range steps {
							m.Begin()
							for seq := range running {
								add(b, m, seq, 64+i, prompt[i])
							}
							beside(at)
							at = (at + chunk) % 256
							if at == 0 {
								if err := m.Forget(8, 0); err != nil {
									b.Fatal(err)
								}
							}
						}
						return cpu(b) - started
					}
				}
				compare(b, steps, []string{"decode", "own", "together"},
					way(func(int) { run(b, m, true) }),
					way(func(at int) {
						run(b, m, true)
						add(b, m, 8, at, prompt[:min(chunk, 256-at)]...)
						run(b, m, false)
					}),
					way(func(at int) {
						add(b, m, 8, at, prompt[:min(chunk, 256-at)]...)
						run(b, m, true)
					}))
			})
		}
	}
}

// BenchmarkChunk reads a prompt in chunks of several sizes, without outputs and with all: how small a chunk may be.
func BenchmarkChunk(b *testing.B) {
	m := wide(b, 8192)
	prompt := story(b, m, 256)
	for _, show := range []bool{false, true} {
		var names []string
		var loops []loop
		for _, size := range []int{64, 1, 2, 4, 8, 16, 32} {
			names = append(names, fmt.Sprint(size))
			loops = append(loops, func(b *testing.B) time.Duration {
				fill(b, m, 0, nil)
				started := cpu(b)
				for at := 0; at < len(prompt); at += size {
					m.Begin()
					add(b, m, 0, at, prompt[at:at+size]...)
					run(b, m, show)
				}
				return cpu(b) - started
			})
		}
		b.Run(fmt.Sprintf("outputs=%t", show), func(b *testing.B) {
			in := kernel(b)
			all := cpu(b)
			compare(b, len(prompt), names, loops...)
			b.ReportMetric(float64(kernel(b)-in)/float64(cpu(b)-all), "in-kernel")
		})
	}
}

// BenchmarkLying decodes one sequence while others lie in the cache: what kept cells cost.
func BenchmarkLying(b *testing.B) {
	m := wide(b, 8192)
	prompt := story(b, m, 512)
	var names []string
	var loops []loop
	for _, lying := range []int{0, 8} {
		names = append(names, fmt.Sprint(lying*512))
		loops = append(loops, func(b *testing.B) time.Duration {
			fill(b, m, lying+1, prompt)
			started := cpu(b)
			for i := range 32 {
				m.Begin()
				add(b, m, lying, 512+i, prompt[i])
				run(b, m, true)
			}
			return cpu(b) - started
		})
	}
	compare(b, 32, names, loops...)
}
