package verify

import (
	"errors"

	"github.com/dgrid-network/dgrid"
)

// CellVersion is the version of a cell file. Files of version 0 knew neither limits of T2 nor controls
// (docs/adr/0020-cells-hold-sketches-and-controls.md).
const CellVersion = 1

// ErrNoCell says that no calibration covers a job, so that nobody may judge its scores.
var ErrNoCell = errors.New("no calibration cell covers the job")

// Range is from Min to Max, both included.
type Range struct {
	Min int64 `json:"min"`
	Max int64 `json:"max"`
}

// Contains reports whether n is in the range.
func (r Range) Contains(n int64) bool { return r.Min <= n && n <= r.Max }

// ClassPair is two runtime classes: what generated and what re-computed.
type ClassPair struct {
	Provider  string `json:"provider"`
	Validator string `json:"validator"`
}

// Meta says what a calibration measured and how to do it again.
type Meta struct {
	Name        string                  `json:"name"` // of the cell, and of its file without .json
	Model       dgrid.ModelID           `json:"model"`
	ModelName   string                  `json:"modelName"`
	Classes     []ClassPair             `json:"classes"`
	Temperature Range                   `json:"temperature"` // millionths, as in dgrid.Params
	Tokens      Range                   `json:"tokens"`      // output tokens
	Filters     []string                `json:"filters"`     // what the jobs filtered by, for example "none", "top-p 0.9, top-k 40"
	Command     string                  `json:"command"`     // that made the samples
	Seed        int64                   `json:"seed"`        // of the calibration's client seeds and prompts
	Digests     map[string]dgrid.Digest `json:"digests"`     // SHA-256 of the weights, the runtimes, the prompts
	Margin      float64                 `json:"margin"`      // factor on the largest honest joint score, at least 1
	Excess      float64                 `json:"excess"`      // factor on the largest honest excess over a control, at least 1
}

// Sample is one honest job.
type Sample struct {
	ClassPair
	Temperature dgrid.Micro `json:"temperature"`
	Filters     string      `json:"filters"`
	Scores
	ControlClass string `json:"controlClass"` // runtime class that decoded the same tokens one by one once more
	Control      Scores `json:"control"`      // what that control scores in the same pass
}

// Figure is how honest jobs' scores of one test lie, and the limit that follows. T1's are in nats of logit, T2's are logarithms of
// distances. It is all zero where the jobs have no sketches to score.
type Figure struct {
	Median    float64 `json:"median"`
	Spread    float64 `json:"spread"`
	Threshold float64 `json:"threshold"` // a larger score is suspected
}

// Cell is one calibration.
type Cell struct {
	Version int `json:"version"`
	Meta
	S1       Figure   `json:"s1"`
	S1Window Figure   `json:"s1Window"`
	S2       Figure   `json:"s2"`
	S2Window Figure   `json:"s2Window"`
	Joint    float64  `json:"joint"`   // largest joint score of an honest job, times Margin
	Control  float64  `json:"control"` // largest excess of an honest job's joint score over its control's, times Excess
	Curves   Curves   `json:"curves"`
	Samples  []Sample `json:"samples"`
}

// Cells are the calibrations that a validator knows.
type Cells []Cell
