package llama_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/llama"
	"github.com/dgrid-network/dgrid/inference/sampler"
	yzma "github.com/hybridgroup/yzma/pkg/llama"
)

// endless keeps the model from ending its answer, so that every loop decodes as many tokens.
func endless(m *llama.Model) dgrid.Params {
	p := dgrid.Params{Temperature: 800_000}
	for _, t := range m.EndTokens() {
		p.LogitBias = append(p.LogitBias, dgrid.TokenBias{Token: t, Bias: -100 * dgrid.One})
	}
	return p
}

// cpu is the processor time that this process and the given others have used. Everything here runs on one thread, so on an
// idle machine it is the time that passes; on a busy one it is still what the work costs.
func cpu(b *testing.B, others ...int) time.Duration {
	var sum time.Duration
	for _, pid := range append(others, os.Getpid()) {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		if err != nil || len(threads) == 0 {
			b.Fatal("this benchmark reads processor times from /proc; run it on Linux")
		}
		for _, path := range threads {
			line, err := os.ReadFile(path)
			if err != nil {
				continue // the thread has ended
			}
			var running, waiting, slices uint64
			if _, err := fmt.Sscan(string(line), &running, &waiting, &slices); err != nil {
				b.Fatal(err)
			}
			sum += time.Duration(running)
		}
	}
	return sum
}

// loop is one way to decode. It returns the processor time of the tokens, the prompt not counted.
type loop func(b *testing.B) time.Duration

// compare runs the loops in turn, so that whatever else the machine does falls on all of them, and reports the median rate of
// each, and of each pair the median ratio to the first loop.
func compare(b *testing.B, tokens int, names []string, loops ...loop) {
	rates := make([][]float64, len(loops))
	ratios := make([][]float64, len(loops))
	for b.Loop() {
		for i, l := range loops {
			rates[i] = append(rates[i], float64(tokens)/l(b).Seconds())
			n := len(rates[i]) - 1
			ratios[i] = append(ratios[i], rates[i][n]/rates[0][n])
		}
	}
	b.ReportMetric(0, "ns/op")
	for i, name := range names {
		b.ReportMetric(median(rates[i]), name+"-tok/s")
		if i > 0 {
			b.ReportMetric(median(ratios[i]), name+"/"+names[0])
		}
	}
}

func median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	return s[len(s)/2]
}

// BenchmarkDecode compares what a token costs on one thread: by libllama through yzma alone, in this package, with our sampler,
// with sampler and sketch, and in a worker process with all of it, text and socket.
func BenchmarkDecode(b *testing.B) {
	const tokens = 64
	m := open(b)
	params, prompt := endless(m), story(b, m, 64)
	w, pid := worker(b, "")
	plain := newPlain(b)
	compare(b, tokens, []string{"yzma", "engine", "sampler", "sketch", "worker"},
		func(b *testing.B) time.Duration { return plain.decode(b, prompt, tokens) },
		func(b *testing.B) time.Duration { return decode(b, m, nil, nil, prompt, tokens) },
		func(b *testing.B) time.Duration { return decode(b, m, &params, nil, prompt, tokens) },
		func(b *testing.B) time.Duration {
			return decode(b, m, &params, inference.NewSketcher(m.Width()), prompt, tokens)
		},
		func(b *testing.B) time.Duration {
			_, d, _ := generate(b, w, pid, &dgrid.Job{Prompt: prompt, Params: params, MaxOutput: tokens + 1})
			return d
		})
}

// decode is the loop of an engine: greedy without params, else sampled, and sketched if there is a sketcher.
func decode(b *testing.B, m *llama.Model, params *dgrid.Params, sketcher *inference.Sketcher, prompt []dgrid.TokenID, n int) time.Duration {
	if err := m.Reset(); err != nil {
		b.Fatal(err)
	}
	last := len(prompt) - 1
	if err := errors.Join(m.Read(prompt[:last], 0), m.Step(prompt[last:], last)); err != nil {
		b.Fatal(err)
	}
	var s *sampler.Sampler
	if params != nil {
		var err error
		if s, err = sampler.New(*params, dgrid.Digest{}, prompt, 0); err != nil {
			b.Fatal(err)
		}
	}
	var next [1]dgrid.TokenID
	started := cpu(b)
	for i := range n {
		logits, err := m.Logits(0)
		if err != nil {
			b.Fatal(err)
		}
		if s == nil {
			next[0] = best(logits)
		} else {
			if next[0], err = s.Sample(logits, nil); err != nil {
				b.Fatal(err)
			}
			s.Advance(next[0])
		}
		if sketcher != nil {
			state, err := m.State(0)
			if err != nil {
				b.Fatal(err)
			}
			sketcher.Sketch(state)
		}
		if err := m.Step(next[:], len(prompt)+i); err != nil {
			b.Fatal(err)
		}
	}
	return cpu(b) - started
}

// generate answers job in a worker. It returns the processor time of everything, and that of all tokens but the first, whose
// time is the prompt's.
func generate(b *testing.B, w *inference.Worker, pid int, job *dgrid.Job) (whole, tokens time.Duration, ids []dgrid.TokenID) {
	started, first := cpu(b, pid), time.Duration(0)
	if _, err := w.Generate(deadline(b), job, func(c dgrid.Chunk) error {
		if len(ids) == 0 {
			first = cpu(b, pid)
		}
		ids = append(ids, c.IDs...)
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	ended := cpu(b, pid)
	return ended - started, ended - first, ids
}

// plainModel is the model in the hands of yzma alone, as its own examples use it.
type plainModel struct {
	context yzma.Context
	memory  yzma.Memory
	size    int
}

func newPlain(b *testing.B) *plainModel {
	_, path := artifacts(b)
	model, err := yzma.ModelLoadFromFile(path, yzma.ModelDefaultParams())
	if err != nil {
		b.Fatal(err)
	}
	p := yzma.ContextDefaultParams()
	p.NCtx, p.NBatch, p.NThreads, p.NThreadsBatch = options.Context, options.Batch, 1, 1
	context, err := yzma.InitFromModel(model, p)
	if err != nil {
		b.Fatal(err)
	}
	memory, err := yzma.GetMemory(context)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		yzma.Free(context)
		yzma.ModelFree(model)
	})
	return &plainModel{context, memory, int(yzma.VocabNTokens(yzma.ModelGetVocab(model)))}
}

func (p *plainModel) read(b *testing.B, ids []yzma.Token) {
	if code, err := yzma.Decode(p.context, yzma.BatchGetOne(ids)); err != nil || code != 0 {
		b.Fatal(code, err)
	}
}

// prefill is the time to read a prompt in batches.
func (p *plainModel) prefill(b *testing.B, prompt []dgrid.TokenID) time.Duration {
	if err := yzma.MemoryClear(p.memory, false); err != nil {
		b.Fatal(err)
	}
	ids := make([]yzma.Token, len(prompt))
	for i, t := range prompt {
		ids[i] = yzma.Token(t)
	}
	started := cpu(b)
	for chunk := range slices.Chunk(ids, int(options.Batch)) {
		p.read(b, chunk)
	}
	return cpu(b) - started
}

func (p *plainModel) decode(b *testing.B, prompt []dgrid.TokenID, n int) time.Duration {
	p.prefill(b, prompt)
	next := make([]yzma.Token, 1)
	started := cpu(b)
	for range n {
		logits, err := yzma.GetLogitsIth(p.context, -1, p.size)
		if err != nil {
			b.Fatal(err)
		}
		next[0] = yzma.Token(best(logits))
		p.read(b, next)
	}
	return cpu(b) - started
}

// BenchmarkRecheck measures how much cheaper it is to re-check an answer than to generate it, for prompt and answer lengths,
// beside the ratio that reading and decoding speeds of libllama alone allow: (P+A) / (P + A x prefill/decode).
func BenchmarkRecheck(b *testing.B) {
	m := open(b)
	params := endless(m)
	w, pid := worker(b, "")
	plain := newPlain(b)
	for _, size := range []struct {
		name           string
		prompt, answer int
	}{{"64+64", 64, 64}, {"64+256", 64, 256}, {"1024+256", 1024, 256}} {
		b.Run(size.name, func(b *testing.B) {
			prompt := story(b, m, size.prompt)
			job := &dgrid.Job{Prompt: prompt, Params: params, MaxOutput: uint32(size.answer)}
			var ratio, ideal, loss, rate []float64
			for b.Loop() {
				generated, _, ids := generate(b, w, pid, job)
				started := cpu(b, pid)
				if _, err := w.Recheck(deadline(b), job, ids); err != nil {
					b.Fatal(err)
				}
				rechecked := cpu(b, pid) - started
				whole := slices.Concat(prompt, ids)
				prefill := float64(len(whole)) / plain.prefill(b, whole).Seconds()
				decoded := float64(size.answer) / plain.decode(b, prompt, size.answer).Seconds()
				p, a := float64(size.prompt), float64(size.answer)
				ratio = append(ratio, rechecked.Seconds()/generated.Seconds())
				ideal = append(ideal, (p+a)/(p+a*prefill/decoded))
				loss = append(loss, ratio[len(ratio)-1]/ideal[len(ideal)-1])
				rate = append(rate, prefill/decoded)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(ratio), "recheck/generate")
			b.ReportMetric(median(ideal), "ideal")
			b.ReportMetric(median(loss), "recheck/generate/ideal")
			b.ReportMetric(median(rate), "prefill/decode")
		})
	}
}

// BenchmarkScoredBatch reads an answer with its logits in batches of several sizes: the logits of a batch take 4 bytes times
// the vocabulary a token, so the smallest batch that is fast is the best.
func BenchmarkScoredBatch(b *testing.B) {
	runtime, path := artifacts(b)
	for _, size := range []uint32{16, 32, 64, 128, 256} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			rt, err := llama.Load(runtime, "")
			if err != nil {
				b.Fatal(err)
			}
			o := options
			o.Outputs = size
			m, err := rt.Open(path, o)
			if err != nil {
				b.Fatal(err)
			}
			defer m.Close()
			ids, tokens := story(b, m, 256), 0
			started := cpu(b)
			for b.Loop() {
				if err := m.Reset(); err != nil {
					b.Fatal(err)
				}
				at := 0
				for chunk := range slices.Chunk(ids, int(size)) {
					if err := m.Step(chunk, at); err != nil {
						b.Fatal(err)
					}
					at += len(chunk)
				}
				tokens += at
			}
			b.ReportMetric(float64(tokens)/(cpu(b)-started).Seconds(), "tok/s")
		})
	}
}
