package sampler_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew from its inputs")

const vectorsFile = "testdata/vectors.json"

// vectors is testdata/vectors.json; docs/sampler.md says how a case's logits are made.
type vectors struct {
	Philox  []philoxVector  `json:"philox"`
	Uniform []uniformVector `json:"uniform"`
	Gumbel  []gumbelVector  `json:"gumbel"`
	Weight  []weightVector  `json:"weight"`
	Cases   []vectorCase    `json:"cases"`
}

type philoxVector struct {
	Counter [4]string `json:"counter"`
	Key     [2]string `json:"key"`
	Words   [4]string `json:"words"`
}

type uniformVector struct {
	Seed     dgrid.Digest  `json:"seed"`
	Position uint64        `json:"position"`
	Token    dgrid.TokenID `json:"token"`
	U        uint32        `json:"u"`
}

type gumbelVector struct {
	U uint32 `json:"u"`
	G int64  `json:"g"`
}

type weightVector struct {
	Gap         int64  `json:"gap"`
	Temperature int64  `json:"temperature"`
	Weight      uint64 `json:"weight"`
}

type vectorCase struct {
	Name      string          `json:"name"`
	Params    dgrid.Params    `json:"params"`
	Seed      dgrid.Digest    `json:"seed"`
	Prompt    []dgrid.TokenID `json:"prompt"`
	Start     uint32          `json:"start"`
	Vocab     int             `json:"vocab"`
	State     uint64          `json:"state"`
	Scale     int64           `json:"scale"`
	Forbidden []dgrid.TokenID `json:"forbidden,omitempty"`
	Mask      int             `json:"mask"`
	Steps     []vectorStep    `json:"steps"`
}

type vectorStep struct {
	Chosen  dgrid.TokenID  `json:"chosen"`
	Margins []vectorMargin `json:"margins"`
}

type vectorMargin struct {
	Token     dgrid.TokenID `json:"token"`
	Value     int32         `json:"value"`
	Forbidden bool          `json:"forbidden"`
}

// logits makes the next position's.
func (c *vectorCase) logits(state *uint64) []float32 {
	row := make([]float32, c.Vocab)
	for i := range row {
		*state = *state*6364136223846793005 + 1442695040888963407
		r := int64(*state >> 33)
		row[i] = float32((r%1024+(r>>10)%1024+(r>>20)%1024-1536)*c.Scale) / 1024
		if slices.Contains(c.Forbidden, dgrid.TokenID(i)) {
			row[i] = float32(math.Inf(-1))
		}
	}
	return row
}

// indivisible is the mask of a case.
type indivisible int

func (m indivisible) Allowed(t dgrid.TokenID) bool { return int(t)%int(m) != 0 }

// solve is c with the answers of this package.
func (c vectorCase) solve() (vectorCase, error) {
	s, err := sampler.New(c.Params, c.Seed, c.Prompt, c.Start)
	if err != nil {
		return c, err
	}
	var mask sampler.Mask
	if c.Mask > 0 {
		mask = indivisible(c.Mask)
	}
	state, steps := c.State, c.Steps
	c.Steps = nil
	for _, step := range steps {
		logits := c.logits(&state)
		chosen, err := s.Sample(logits, mask)
		if err != nil {
			return c, err
		}
		solved := vectorStep{Chosen: chosen, Margins: []vectorMargin{}}
		for _, m := range step.Margins {
			got, err := s.Margin(logits, mask, m.Token)
			if err != nil {
				return c, err
			}
			if got.Winner != chosen {
				return c, fmt.Errorf("margin names winner %d, sample %d", got.Winner, chosen)
			}
			solved.Margins = append(solved.Margins, vectorMargin{m.Token, got.Value, got.Forbidden})
		}
		c.Steps = append(c.Steps, solved)
		s.Advance(chosen)
	}
	return c, nil
}

// solve is v with the answers of this package.
func (v vectors) solve(t *testing.T) vectors {
	t.Helper()
	word := func(s string) uint64 {
		n, err := strconv.ParseUint(s, 16, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	v.Philox, v.Uniform, v.Gumbel, v.Weight, v.Cases = slices.Clone(v.Philox), slices.Clone(v.Uniform), slices.Clone(v.Gumbel), slices.Clone(v.Weight), slices.Clone(v.Cases)
	for i, p := range v.Philox {
		c := p.Counter
		a, b, d, e := sampler.Philox(word(c[0]), word(c[1]), word(c[2]), word(c[3]), word(p.Key[0]), word(p.Key[1]))
		for j, w := range []uint64{a, b, d, e} {
			v.Philox[i].Words[j] = fmt.Sprintf("%016x", w)
		}
	}
	for i, u := range v.Uniform {
		v.Uniform[i].U = sampler.Uniform(u.Seed, u.Position, u.Token)
	}
	for i, g := range v.Gumbel {
		v.Gumbel[i].G = sampler.Gumbel(g.U)
	}
	for i, w := range v.Weight {
		v.Weight[i].Weight = sampler.Weight(w.Gap, w.Temperature)
	}
	for i, c := range v.Cases {
		solved, err := c.solve()
		if err != nil {
			t.Fatalf("case %s: %v", c.Name, err)
		}
		v.Cases[i] = solved
	}
	return v
}

// pick fills in which tokens' margins a case gives: the choice, up to six that nearly win, one far off, one forbidden.
func (c vectorCase) pick(t *testing.T) vectorCase {
	t.Helper()
	all := c
	all.Steps = make([]vectorStep, len(c.Steps))
	for i := range all.Steps {
		for token := range min(c.Vocab, 700) {
			all.Steps[i].Margins = append(all.Steps[i].Margins, vectorMargin{Token: dgrid.TokenID(token)})
		}
	}
	all, err := all.solve()
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range all.Steps {
		left := map[string]int{"chosen": 1, "near": 6, "far": 1, "forbidden": 1}
		for _, m := range step.Margins {
			kind := "near"
			switch {
			case m.Token == step.Chosen:
				kind = "chosen"
			case m.Forbidden:
				kind = "forbidden"
			case m.Value == sampler.MarginOne:
				kind = "far"
			}
			if left[kind]--; left[kind] >= 0 {
				c.Steps[i].Margins = append(c.Steps[i].Margins, m)
			}
		}
	}
	return c
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	b, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestGoldenVectors(t *testing.T) {
	if *update {
		v := vectorInputs()
		for i := range v.Cases {
			v.Cases[i] = v.Cases[i].pick(t)
		}
		b, err := json.MarshalIndent(v.solve(t), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(vectorsFile, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := readVectors(t)
	compareVectors(t, want.solve(t), want)
}

// The answers in the file are also those of an implementation that was written from the specification.
func TestReferenceConfirmsVectors(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "python3", "testdata/reference.py", vectorsFile)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("run the reference with python3: %v", err)
	}
	var got vectors
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	compareVectors(t, got, readVectors(t))
}

func compareVectors(t *testing.T, got, want vectors) {
	t.Helper()
	if len(got.Cases) != len(want.Cases) || len(want.Cases) == 0 {
		t.Fatalf("%d cases, want %d and at least one", len(got.Cases), len(want.Cases))
	}
	for i, c := range want.Cases {
		if !reflect.DeepEqual(got.Cases[i], c) {
			t.Errorf("case %s:\n got %+v\nwant %+v", c.Name, got.Cases[i].Steps, c.Steps)
		}
	}
	got.Cases, want.Cases = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
