package inference_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"pgregory.net/rapid"
)

// testdata/sketch.json comes from testdata/sketch.py, which shares no code with this package.
func TestSketchMatchesTheGoldenVectors(t *testing.T) {
	b, err := os.ReadFile("testdata/sketch.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Signs   []string
		Vectors []struct {
			Name   string
			State  []uint32 // bits of each float32
			Sketch dgrid.Sketch
		}
	}
	if err := json.Unmarshal(b, &golden); err != nil {
		t.Fatal(err)
	}
	for row, signs := range golden.Signs {
		for j, sign := range signs {
			unit := make([]float32, 32)
			unit[j] = 1 // its sketch is the column of signs
			want := int16(1024)
			if sign == '-' {
				want = -1024
			}
			if got := inference.NewSketcher(32).Sketch(unit)[row]; got != want {
				t.Fatalf("sign %d of row %d is %d, want %d", j, row, got, want)
			}
		}
	}
	for _, v := range golden.Vectors {
		state := make([]float32, len(v.State))
		for i, bits := range v.State {
			state[i] = math.Float32frombits(bits)
		}
		if got := inference.NewSketcher(len(state)).Sketch(state); got != v.Sketch {
			t.Errorf("%s: sketch is %v, want %v", v.Name, got, v.Sketch)
		}
	}
}

func TestSketchDoesNotSeeTheScale(t *testing.T) {
	s := inference.NewSketcher(64)
	rapid.Check(t, func(t *rapid.T) {
		state := rapid.SliceOfN(rapid.Float32Range(-100, 100), 64, 64).Draw(t, "state")
		double := make([]float32, len(state))
		for i, h := range state {
			double[i] = 2 * h
		}
		if a, b := s.Sketch(state), s.Sketch(double); a != b {
			t.Fatalf("sketch %v of a state becomes %v of its double", a, b)
		}
	})
}

func BenchmarkSketch(b *testing.B) {
	s, state := inference.NewSketcher(576), make([]float32, 576)
	for i := range state {
		state[i] = float32(i%17) - 8
	}
	for b.Loop() {
		s.Sketch(state)
	}
}
