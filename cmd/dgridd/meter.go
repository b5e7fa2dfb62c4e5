package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// meter shows how far a pull is: a bar for a person at a terminal, else a line for each stage, so that a log stays readable.
type meter struct {
	w     io.Writer
	name  string
	live  bool
	stage string
	bar   *progressbar.ProgressBar
}

func newMeter(w io.Writer, name string) *meter { return &meter{w: w, name: name, live: isTerminal(w)} }

// show takes the state of a pull; total is 0 where it is not known.
func (m *meter) show(stage string, done, total int64) {
	if stage != m.stage {
		m.end()
		m.stage = stage
		if !m.live {
			fmt.Fprintf(m.w, "%s: %s\n", m.name, stage)
		}
	}
	if !m.live {
		return
	}
	if total == 0 {
		total = -1
	}
	if m.bar == nil {
		m.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(m.w), progressbar.OptionSetDescription(m.name+": "+stage),
			progressbar.OptionShowBytes(true), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetPredictTime(true))
	}
	if m.bar.GetMax64() != total {
		m.bar.ChangeMax64(total)
	}
	// What a terminal does with a bar does not matter to the pull.
	_ = m.bar.Set64(done)
}

// end takes the bar of the present stage away.
func (m *meter) end() {
	if m.bar != nil {
		_ = m.bar.Clear()
		m.bar = nil
	}
}
