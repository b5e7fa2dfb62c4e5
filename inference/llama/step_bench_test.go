package llama_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/sampler"
	"github.com/dgrid-network/dgrid/inference/workerpb"
	"google.golang.org/protobuf/encoding/protodelim"
)

// discard is where the frames of a step go, so that only their making is counted.
type discard struct{ n int }

func (d *discard) Write(p []byte) (int, error) { d.n += len(p); return len(p), nil }

// BenchmarkStep says where the time of one step goes, for one sequence and for eight: libllama, the sampler, sketches, and the frame
// with all tokens of the step. The rest of a worker's time is what BenchmarkStreams finds beyond that. Thread and processor are set as in a worker.
func BenchmarkStep(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	m := wide(b, 8192)
	params, prompt := endless(m), story(b, m, 64)
	sketcher := inference.NewSketcher(m.Width())
	for _, running := range []int{1, 8} {
		b.Run(fmt.Sprint(running), func(b *testing.B) {
			fill(b, m, running, prompt)
			samplers := make([]*sampler.Sampler, running)
			next := make([]dgrid.TokenID, running)
			for i := range samplers {
				var err error
				if samplers[i], err = sampler.New(params, dgrid.Hash([]byte{byte(i)}), prompt, 0); err != nil {
					b.Fatal(err)
				}
				next[i] = prompt[i]
			}
			var spent [4]time.Duration
			var out discard
			at := len(prompt)
			for b.Loop() {
				if at == 900 {
					b.StopTimer()
					fill(b, m, running, prompt)
					at = len(prompt)
					b.StartTimer()
				}
				began := time.Now()
				lap := func(part int) {
					now := time.Now()
					spent[part] += now.Sub(began)
					began = now
				}
				m.Begin()
				for seq := range running {
					add(b, m, seq, at, next[seq])
				}
				at++
				if err := m.Decode(true); err != nil {
					b.Fatal(err)
				}
				lap(0)
				frame := &workerpb.Tokens{}
				for i, s := range samplers {
					logits, err := m.Logits(i)
					if err != nil {
						b.Fatal(err)
					}
					if next[i], err = s.Sample(logits, nil); err != nil {
						b.Fatal(err)
					}
					s.Advance(next[i])
				}
				lap(1)
				for i := range samplers {
					state, err := m.State(i)
					if err != nil {
						b.Fatal(err)
					}
					sketch := sketcher.Sketch(state)
					frame.Tokens = append(frame.Tokens, &workerpb.Token{Call: uint64(i), Id: int32(next[i]), Text: "word", Sketch: fmt.Append(nil, sketch[0])})
				}
				lap(2)
				if _, err := protodelim.MarshalTo(&out, &workerpb.Report{Body: &workerpb.Report_Tokens{Tokens: frame}}); err != nil {
					b.Fatal(err)
				}
				lap(3)
			}
			var all time.Duration
			for _, d := range spent {
				all += d
			}
			b.ReportMetric(0, "ns/op")
			for i, name := range []string{"decode", "sampler", "sketch", "frame"} {
				b.ReportMetric(float64(spent[i].Microseconds())/float64(b.N), name+"-µs")
				b.ReportMetric(100*float64(spent[i])/float64(all), name+"-%")
			}
		})
	}
}

// BenchmarkStreams compares eight streams of one worker with one stream of it, in processor time of daemon and child together.
func BenchmarkStreams(b *testing.B) {
	const tokens = 48
	m := open(b)
	params, prompt := endless(m), story(b, m, 64)
	w, pid := worker(b, "")
	streams := func(n int) loop {
		return func(b *testing.B) time.Duration {
			ended := make(chan error, n)
			started := cpu(b, pid)
			for i := range n {
				go func() {
					job := &dgrid.Job{Prompt: prompt, Params: params, Seed: dgrid.Hash([]byte{byte(i)}), MaxOutput: uint32(tokens / n), Payer: dgrid.Address{byte(i)}}
					_, err := w.Generate(deadline(b), job, func(dgrid.Chunk) error { return nil })
					ended <- err
				}()
			}
			for range n {
				if err := <-ended; err != nil {
					b.Fatal(err)
				}
			}
			return cpu(b, pid) - started
		}
	}
	compare(b, tokens, []string{"1", "4", "8"}, streams(1), streams(4), streams(8))
}
