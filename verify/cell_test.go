package verify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
	"pgregory.net/rapid"
)

func cellFile(t testing.TB) []byte {
	t.Helper()
	c := exampleCell(t)
	b, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestCellPassesItsOwnJobs: no honest job that made a cell is suspected by it, and a larger margin never lowers a threshold.
func TestCellPassesItsOwnJobs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := exampleSamples(rapid.IntRange(20, 60).Draw(t, "jobs"))
		for i := range samples {
			samples[i].S1 = rapid.Float64Range(0, 0.3).Draw(t, "s1")
			samples[i].S1Window = rapid.Float64Range(samples[i].S1, 1).Draw(t, "window")
			samples[i].S2 = rapid.Float64Range(-5, 0).Draw(t, "s2")
			samples[i].Control.S1 = rapid.Float64Range(0, 0.3).Draw(t, "control s1")
		}
		meta := exampleMeta()
		cell, err := verify.BuildCell(samples, meta)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range samples {
			if v := verify.Judge([]*verify.Cell{&cell}, s.Scores, nil); v.Result != verify.Honest {
				t.Fatalf("an honest job is %s: %+v of cell %+v", v.Result, s.Scores, cell)
			} else if own := verify.JudgeControlled([]*verify.Cell{&cell}, s.Scores, nil, []verify.Scores{s.Control}); own.Joint > v.JointThreshold || own.ExcessThreshold < 1 {
				t.Fatalf("%+v", own)
			}
		}
		meta.Margin = rapid.Float64Range(1, 10).Draw(t, "margin")
		wider, err := verify.BuildCell(samples, meta)
		if err != nil {
			t.Fatal(err)
		}
		if wider.S2.Threshold < cell.S2.Threshold || wider.S1.Threshold < cell.S1.Threshold || wider.S1Window.Threshold < cell.S1Window.Threshold {
			t.Fatalf("margin %v lowers %+v to %+v", meta.Margin, cell.S1, wider.S1)
		}
		b, err := wider.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := verify.ParseCell(b)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := again.Encode(); err != nil || !bytes.Equal(b, twice) {
			t.Fatalf("written again it is another file: %v", err)
		}
	})
}

func TestBuildCellFigures(t *testing.T) {
	samples := exampleSamples(21)
	for i := range samples { // 0.000, 0.001, ... 0.020; windows twice as high, sketches a hundred times
		samples[i].S1, samples[i].S1Window = 0.001*float64(i), 0.002*float64(i)
		samples[i].S2, samples[i].S2Window = -3+0.1*float64(i), -3+0.1*float64(i)
		samples[i].Control = samples[i].Scores
	}
	samples[20].Control.S1, samples[20].Control.S1Window = 0.010, 0.020 // where its job is 10/7.413 spreads off ...
	samples[20].Control.S2, samples[20].Control.S2Window = -2, -2       // ... its control is at the median
	cell, err := verify.BuildCell(samples, exampleMeta())
	if err != nil {
		t.Fatal(err)
	}
	near := func(name string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 2e-6 {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	near("median", cell.S1.Median, 0.010)
	near("spread", cell.S1.Spread, 0.007413) // 1.4826 times a median deviation of 0.005
	near("window's median", cell.S1Window.Median, 0.020)
	near("window's spread", cell.S1Window.Spread, 0.014826)
	near("threshold", cell.S1.Threshold, 0.020)
	near("window's threshold", cell.S1Window.Threshold, 0.040)
	near("sketches' median", cell.S2.Median, -2)
	near("sketches' spread", cell.S2.Spread, 0.7413)
	near("sketches' threshold", cell.S2.Threshold, -1)
	near("windows of sketches' threshold", cell.S2Window.Threshold, -1)
	near("excess over the control", cell.Control, 1.5*cell.Curves.Excess[len(cell.Curves.Excess)-1])
	near("excess over the control", cell.Control, 1.5*10/7.413)
	near("median of the curve", cell.Curves.S1[3], 0.010)
	near("end of the curve", cell.Curves.S1Window[len(cell.Curves.At)-1], 0.040)
	near("5 % of 21 jobs", cell.Curves.S1[1], 0.001)
	if math.Abs(cell.Joint-10/7.413) > 1e-4 {
		t.Errorf("joint score is %v, want %v", cell.Joint, 10/7.413)
	}
}

func TestNoiselessCellHasWidth(t *testing.T) {
	samples := exampleSamples(30)
	for i := range samples {
		samples[i].S1, samples[i].S1Window = 0, 0
	}
	samples[0].S1, samples[0].S1Window = 0.001, 0.001
	cell, err := verify.BuildCell(samples, exampleMeta())
	if err != nil {
		t.Fatal(err)
	}
	if cell.S1.Spread == 0 || math.IsInf(cell.Joint, 0) || cell.S1.Threshold < 0.001 {
		t.Fatalf("%+v, joint %v", cell.S1, cell.Joint)
	}
}

func TestFalsePositiveBound(t *testing.T) {
	for _, c := range []struct {
		jobs       int
		confidence float64
		want       float64
	}{
		{2757, verify.BoundConfidence, 0.005},
		{300, verify.BoundConfidence, 0.045},
		{300, 0.95, 0.00994},
		{20, 0.95, 0.139},
	} {
		cell := verify.Cell{Samples: make([]verify.Sample, c.jobs)}
		if got := cell.FalsePositiveBound(c.confidence); math.Abs(got-c.want) > 0.01*c.want {
			t.Errorf("%d jobs bound it by %v with confidence %v, want %v", c.jobs, got, c.confidence, c.want)
		}
	}
}

func TestBuildCellRefuses(t *testing.T) {
	for _, c := range []struct {
		name, message string
		change        func(*verify.Meta, *[]verify.Sample)
	}{
		{"no name", "no name", func(m *verify.Meta, _ *[]verify.Sample) { m.Name = "" }},
		{"no model", "no model", func(m *verify.Meta, _ *[]verify.Sample) { m.Model = dgrid.ModelID{} }},
		{"no command", "no command", func(m *verify.Meta, _ *[]verify.Sample) { m.Command = "" }},
		{"no classes", "no runtime classes", func(m *verify.Meta, _ *[]verify.Sample) { m.Classes = nil }},
		{"short answers", "want at least 64", func(m *verify.Meta, _ *[]verify.Sample) { m.Tokens.Min = 63 }},
		{"no lengths", "tokens from 64 to 3", func(m *verify.Meta, _ *[]verify.Sample) { m.Tokens.Max = 3 }},
		{"no temperatures", "temperatures", func(m *verify.Meta, _ *[]verify.Sample) { m.Temperature.Max = 0 }},
		{"margin below one", "margin 0.5", func(m *verify.Meta, _ *[]verify.Sample) { m.Margin = 0.5 }},
		{"no factor on the excess", "factor 0 on the excess", func(m *verify.Meta, _ *[]verify.Sample) { m.Excess = 0 }},
		{"some sketches", "job 5: some jobs have sketches", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].Sketched, (*s)[5].Control.Sketched = false, false }},
		{"a control without sketches", "job 5: its control", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].Control.Sketched = false }},
		{"a control of another answer", "job 5: its control has 1 tokens", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].Control.Tokens = 1 }},
		{"a control's score above 1", "job 5: scores", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].Control.S1 = 1.1 }},
		{"an impossible distance", "job 5: scores of sketches", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].S2 = math.Inf(1) }},
		{"a distance that is no number", "job 5: scores of sketches", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].S2Window = math.NaN() }},
		{"no margin", "margin 0", func(m *verify.Meta, _ *[]verify.Sample) { m.Margin = 0 }},
		{"margin that is no number", "margin NaN", func(m *verify.Meta, _ *[]verify.Sample) { m.Margin = math.NaN() }},
		{"few jobs", "19 jobs, want at least 20", func(_ *verify.Meta, s *[]verify.Sample) { *s = (*s)[:19] }},
		{"too long a job", "job 5: 256 tokens", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].Tokens = 256 }},
		{"another temperature", "temperature 0", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].Temperature = 0 }},
		{"another class", "runtime classes", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].Validator = "c" }},
		{"another filter", `filters "top-k 40"`, func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].Filters = "top-k 40" }},
		{"a score below 0", "scores", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].S1 = -0.1 }},
		{"a score above 1", "scores", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].S1Window = 1.1 }},
		{"a window that is no mean of margins", "scores", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].S1Window = -0.001 }},
		{"a score that is no number", "scores", func(_ *verify.Meta, s *[]verify.Sample) { (*s)[5].S1 = math.NaN() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			meta, samples := exampleMeta(), exampleSamples(40)
			c.change(&meta, &samples)
			if _, err := verify.BuildCell(samples, meta); err == nil || !strings.Contains(err.Error(), c.message) {
				t.Fatalf("got %v, want an error with %q", err, c.message)
			}
		})
	}
}

func TestParseCellRefuses(t *testing.T) {
	file := string(cellFile(t))
	edit := func(change func(map[string]any)) string {
		var m map[string]any
		if err := json.Unmarshal([]byte(file), &m); err != nil {
			t.Fatal(err)
		}
		change(m)
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, c := range []struct{ name, message, file string }{
		{"nothing", "unexpected end", ""},
		{"no version", "no version", edit(func(m map[string]any) { delete(m, "version") })},
		{"a later version", "no version, or another than 1", edit(func(m map[string]any) { m["version"] = 2 })},
		{"an earlier version", "no version, or another than 1", edit(func(m map[string]any) { m["version"] = 0 })},
		{"an unknown field", `unknown field "treshold"`, edit(func(m map[string]any) { m["treshold"] = 1 })},
		{"a threshold raised by hand", "its samples give other figures", edit(func(m map[string]any) { m["s1"].(map[string]any)["threshold"] = 0.5 })},
		{"a joint score raised by hand", "its samples give other figures", edit(func(m map[string]any) { m["joint"] = 100 })},
		{"an excess raised by hand", "its samples give other figures", edit(func(m map[string]any) { m["control"] = 100 })},
		{"a limit of sketches raised by hand", "its samples give other figures", edit(func(m map[string]any) { m["s2"].(map[string]any)["threshold"] = 0 })},
		{"a curve drawn by hand", "its samples give other figures", edit(func(m map[string]any) { m["curves"].(map[string]any)["joint"].([]any)[0] = 100 })},
		{"a sample removed", "its samples give other figures", edit(func(m map[string]any) { m["samples"] = m["samples"].([]any)[10:] })},
		{"two objects", "after top-level value", file + "{}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := verify.ParseCell([]byte(c.file)); err == nil || !strings.Contains(err.Error(), c.message) {
				t.Fatalf("got %v, want an error with %q", err, c.message)
			}
		})
	}
}

func TestLoadCells(t *testing.T) {
	cells, err := verify.LoadCells(fstest.MapFS{"example.json": {Data: cellFile(t)}, "README.md": {Data: []byte("no cell")}})
	if err != nil || len(cells) != 1 || cells[0].Name != "example" {
		t.Fatalf("%d cells, %v", len(cells), err)
	}
	for name, dir := range map[string]fstest.MapFS{
		"another name":      {"other.json": {Data: cellFile(t)}},
		"no cell":           {"example.json": {Data: []byte("[]")}},
		"a huge file":       {"example.json": {Data: bytes.Repeat([]byte(" "), 9<<20)}},
		"one good, one bad": {"example.json": {Data: cellFile(t)}, "z.json": {Data: []byte("{")}},
	} {
		if cells, err := verify.LoadCells(dir); err == nil || !strings.Contains(err.Error(), ".json") {
			t.Errorf("%s: %d cells and %v, want an error that names the file", name, len(cells), err)
		}
	}
}

// TestEmbeddedCells: every calibration that the program carries is whole, says how to repeat it, and judges its own model.
func TestEmbeddedCells(t *testing.T) {
	cells, err := verify.EmbeddedCells()
	if err != nil {
		t.Fatal(err)
	}
	for i := range cells {
		c := &cells[i]
		for _, s := range c.Samples {
			found, err := cells.Find(c.Model, s.Temperature, s.Tokens, s.Validator)
			if err != nil || !slices.ContainsFunc(found, func(f *verify.Cell) bool { return len(f.Samples) >= len(c.Samples) }) {
				t.Errorf("cell %s does not cover its own job of %d tokens: %v", c.Name, s.Tokens, err)
			}
			if v := verify.Judge(found, s.Scores, nil); v.Result != verify.Honest {
				t.Errorf("cell %s: an honest job of it is %s: %s", c.Name, v.Result, v.Reason)
			}
		}
		if len(c.Digests) == 0 {
			t.Errorf("cell %s names no digest of what was measured", c.Name)
		}
	}
}

func TestFind(t *testing.T) {
	small := exampleCell(t)
	build := func(name string, n int, classes ...verify.ClassPair) verify.Cell {
		meta, samples := exampleMeta(), exampleSamples(n)
		meta.Name, meta.Tokens.Max = name, 1000
		if len(classes) > 0 {
			meta.Classes = classes
		}
		for i := range samples {
			samples[i].ClassPair = meta.Classes[i%len(meta.Classes)]
		}
		cell, err := verify.BuildCell(samples, meta)
		if err != nil {
			t.Fatal(err)
		}
		return cell
	}
	const cpu, gpu = "cpu-arm64", "cuda-nvidia-l4"
	cells := verify.Cells{small, build("large", 60), build("gpu", 30, verify.ClassPair{Provider: gpu, Validator: cpu}, verify.ClassPair{Provider: cpu, Validator: gpu})}
	for _, c := range []struct {
		name        string
		model       dgrid.ModelID
		temperature dgrid.Micro
		tokens      int
		validator   string
		want        string
	}{
		{"covered by both", small.Model, 800_000, 100, cpu, "large gpu"},
		{"covered by one", small.Model, 800_000, 256, cpu, "large gpu"},
		{"at the edges", small.Model, 1_000_000, 64, cpu, "large gpu"},
		{"another CPU", small.Model, 800_000, 100, "cpu-x86-avx512/zen4", "large gpu"},
		{"a GPU", small.Model, 800_000, 100, gpu, "gpu"},
		{"another GPU of the maker", small.Model, 800_000, 100, "cuda-nvidia-h100-80gb-hbm3", "gpu"},
		{"a GPU that nobody measured", small.Model, 800_000, 100, "vulkan-amd-radeon", ""},
		{"a model that lies on a GPU in part", small.Model, 800_000, 100, "part-cuda-nvidia-l4/zen4", ""},
		{"too hot", small.Model, 1_000_001, 100, cpu, ""},
		{"too cold", small.Model, 500_000, 100, cpu, ""},
		{"too short", small.Model, 800_000, 63, cpu, ""},
		{"longer than any: a cell of the longest", small.Model, 800_000, 1001, cpu, "large gpu"},
		{"another model", dgrid.ModelID(digest("other")), 800_000, 100, cpu, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := cells.Find(c.model, c.temperature, c.tokens, c.validator)
			var names []string
			for _, cell := range found {
				names = append(names, cell.Name)
			}
			if got := strings.Join(names, " "); got != c.want || errors.Is(err, verify.ErrNoCell) != (c.want == "") {
				t.Fatalf("found %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

// FuzzParseCell: a cell that is accepted is one that its samples make.
func FuzzParseCell(f *testing.F) {
	f.Add(cellFile(f))
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"version":1,"samples":[{}],"tokens":{"min":64,"max":64}}`))
	f.Add([]byte(`{"version":1,"margin":1e309}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		cell, err := verify.ParseCell(b)
		if err != nil {
			return
		}
		for _, s := range cell.Samples {
			if v := verify.Judge([]*verify.Cell{cell}, s.Scores, nil); v.Result != verify.Honest {
				t.Fatalf("an honest job of the cell is %s", v.Result)
			}
		}
		again, err := cell.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verify.ParseCell(again); err != nil {
			t.Fatalf("the cell is refused after it was written again: %v", err)
		}
	})
}

func TestNames(t *testing.T) {
	for _, s := range []verify.State{verify.Absent, verify.Holds, verify.Fails} {
		var again verify.State
		b, err := s.MarshalText()
		if err != nil || again.UnmarshalText(b) != nil || again != s {
			t.Errorf("state %q is read as %v (%v)", b, again, err)
		}
	}
	for _, r := range []verify.Result{verify.Abstain, verify.Honest, verify.Suspected, verify.Failed} {
		var again verify.Result
		b, err := r.MarshalText()
		if err != nil || again.UnmarshalText(b) != nil || again != r {
			t.Errorf("result %q is read as %v (%v)", b, again, err)
		}
	}
	if new(verify.State).UnmarshalText([]byte("maybe")) == nil || new(verify.Result).UnmarshalText([]byte("")) == nil {
		t.Error("an unknown word was read")
	}
	if verify.State(9).String() != "state 9" || verify.Result(9).String() != "result 9" {
		t.Error("an unknown number has a known name")
	}
}

// Noise at both ends of an answer that is not much longer than a window lies in the whole, and in no window all of it.
func TestWindowMayBeBelowTheWhole(t *testing.T) {
	margins := make([]int32, verify.WindowTokens+20)
	margins[0], margins[len(margins)-1] = verify.NatUnits, verify.NatUnits
	s, err := verify.Score(&verify.Evidence{Margins: margins}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.S1Window >= s.S1 {
		t.Fatalf("window %v, whole %v", s.S1Window, s.S1)
	}
	samples, meta := exampleSamples(40), exampleMeta()
	samples[0].S1, samples[0].S1Window = s.S1, s.S1Window
	if _, err := verify.BuildCell(samples, meta); err != nil {
		t.Error(err)
	}
}
