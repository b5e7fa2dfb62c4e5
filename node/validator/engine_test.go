package validator_test

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/verify"
)

// The model of these tests: the token at a place follows from the job's seed, and the sketch from the token. Machines round differently,
// which is what unit says.

var modelID = dgrid.ModelID(dgrid.Hash([]byte("a model")))

const answerTokens = 70

func truth(seed dgrid.Digest, at int) dgrid.TokenID {
	d := dgrid.Hash(seed[:], []byte{byte(at)})
	return dgrid.TokenID(100 + int(d[0]))
}

func sketchOf(id dgrid.TokenID, at int, rounding int16) (s dgrid.Sketch) {
	for i := range s {
		s[i] = int16((int(id)*31+at*17+i*101)%2000-1000) + rounding
	}
	return s
}

func piece(id dgrid.TokenID) string { return fmt.Sprintf(" w%d", id) }

var prompt = []dgrid.TokenID{1, 2, 3, 4, 5}

// machine is an engine.
type machine struct{ rounding int16 }

func (m machine) Ready(context.Context) (inference.Info, error) {
	return inference.Info{Device: "b", EndTokens: []dgrid.TokenID{2}}, nil
}

func (m machine) Prompt(context.Context, *dgrid.Request, dgrid.Time, []dgrid.TokenID) ([]dgrid.TokenID, error) {
	return prompt, nil
}

func (m machine) margins(job *dgrid.Job, ids []dgrid.TokenID) (out []inference.Margin) {
	for i, id := range ids {
		v := int32(200 * (i % 2)) // 0.0015 nats on average
		if id != truth(job.Seed, i) {
			v = verify.NatUnits
		}
		out = append(out, inference.Margin{Value: v, Winner: truth(job.Seed, i)})
	}
	return out
}

func (m machine) Recheck(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID, others ...[]dgrid.TokenID) (*inference.Evidence, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ev := &inference.Evidence{Margins: m.margins(job, output), PromptTokens: uint32(len(prompt)), Stops: make([]bool, len(output))}
	for i, id := range output {
		ev.Sketches = append(ev.Sketches, sketchOf(id, i, m.rounding))
		ev.Pieces = append(ev.Pieces, piece(id))
	}
	for _, list := range others {
		var values []int32
		for _, x := range m.margins(job, list) {
			values = append(values, x.Value)
		}
		ev.Others = append(ev.Others, values)
	}
	return ev, nil
}

func (m machine) Control(_ context.Context, job *dgrid.Job, output []dgrid.TokenID) (*inference.Control, error) {
	c := &inference.Control{}
	for i, id := range output {
		c.Winners = append(c.Winners, truth(job.Seed, i))
		c.Sketches = append(c.Sketches, sketchOf(id, i, m.rounding+25))
	}
	return c, nil
}

// cells is a calibration of few jobs.
func cells(t testing.TB) verify.Cells {
	t.Helper()
	samples := make([]verify.Sample, 40)
	for i := range samples {
		s1 := 0.001 + 0.0001*float64(i)
		s := verify.Scores{Tokens: 64 + i, S1: s1, S1Window: s1 + 0.0002*float64(i%5), Sketched: true, S2: -2.8 + 0.01*float64(i), S2Window: -2.7 + 0.01*float64(i)}
		samples[i] = verify.Sample{ClassPair: verify.ClassPair{Provider: "a", Validator: "b"}, Temperature: 800_000, Filters: "none", Scores: s, ControlClass: "c", Control: s}
	}
	cell, err := verify.BuildCell(samples, verify.Meta{Name: "tests", Model: modelID, ModelName: "model", Classes: []verify.ClassPair{{Provider: "a", Validator: "b"}},
		Temperature: verify.Range{Min: 0, Max: 1_000_000}, Tokens: verify.Range{Min: 64, Max: 255}, Filters: []string{"none"}, Command: "calibrate", Seed: 1,
		Digests: map[string]dgrid.Digest{"weights": {1}}, Margin: 1, Excess: 1.5})
	if err != nil {
		t.Fatal(err)
	}
	return verify.Cells{cell}
}

type signable[T any] interface {
	*T
	dgrid.Object
}

func sign[T any, P signable[T]](t testing.TB, d dgrid.Domain, o T, k *ecdsa.PrivateKey) dgrid.Signed[T] {
	t.Helper()
	s, err := d.Sign(P(&o), k)
	if err != nil {
		t.Fatal(err)
	}
	return dgrid.Signed[T]{Object: o, Signature: s}
}

// answer is the signed transcript of a job, as an honest provider makes it, or as one that makes up its tokens.
func answer(t testing.TB, d dgrid.Domain, payer, provider *ecdsa.PrivateKey, nonce uint64, honest bool) *dgrid.Transcript {
	t.Helper()
	request := dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "Why?"}}, Params: dgrid.Params{Temperature: 800_000}}
	o := dgrid.Order{Payer: crypto.PubkeyToAddress(payer.PublicKey), Provider: crypto.PubkeyToAddress(provider.PublicKey), Model: modelID,
		RequestHash: request.Hash(), ClientSeed: dgrid.UserSeed(int64(nonce)), MaxPrompt: 100, MaxOutput: answerTokens,
		Price: dgrid.Price{Input: dgrid.NewAmount(1_000_000), Output: dgrid.NewAmount(1_000_000)}, MaxFee: dgrid.NewAmount(1_000_000),
		Nonce: dgrid.Hash([]byte{byte(nonce), byte(nonce >> 8)}), Session: dgrid.Digest{1}}
	x := &dgrid.Transcript{Version: dgrid.Version, Network: "test", Domain: d, ModelName: "model", Request: request, Order: sign(t, d, o, payer)}
	id := dgrid.JobID(d.HashObject(&o))
	x.Acceptance = sign(t, d, dgrid.Acceptance{Job: id, PromptHash: dgrid.HashTokens(prompt), PromptTokens: uint32(len(prompt))}, provider)
	seed := dgrid.JobSeed(modelID, o.ClientSeed)
	var tree dgrid.Tree
	for from := 0; from < answerTokens; from += dgrid.LeafTokens {
		var leaf dgrid.Leaf
		var sketches []dgrid.Sketch
		var text strings.Builder
		for i := from; i < min(from+dgrid.LeafTokens, answerTokens); i++ {
			token := truth(seed, i)
			if !honest && i%3 == 0 {
				token++
			}
			leaf.IDs = append(leaf.IDs, token)
			sketches = append(sketches, sketchOf(token, i, 0))
			text.WriteString(piece(token))
		}
		leaf.Text, leaf.SketchHash = text.String(), dgrid.HashSketches(sketches)
		x.Leaves, x.Sketches = append(x.Leaves, leaf), append(x.Sketches, sketches...)
		tree.Append(leaf.Hash())
		if n := uint32(from + len(leaf.IDs)); len(leaf.IDs) == dgrid.LeafTokens {
			x.Steps = append(x.Steps, sign(t, d, dgrid.Step{Job: id, Number: n / dgrid.LeafTokens, Root: tree.Root(), OutputTokens: n, Fee: o.Price.Fee(uint32(len(prompt)), n)}, provider))
		}
	}
	r := dgrid.Receipt{Job: id, Payer: o.Payer, Provider: o.Provider, Model: modelID, RequestHash: o.RequestHash, PromptTokens: uint32(len(prompt)), OutputTokens: answerTokens,
		Root: tree.Root(), OutputHash: dgrid.OutputHash(x.Output(len(x.Leaves))), Fee: o.Price.Fee(uint32(len(prompt)), answerTokens), Started: 1000, Ended: 2000, Finish: dgrid.FinishLength}
	receipt := sign(t, d, r, provider)
	x.Receipt = &receipt
	return x
}
