package docket

import (
	"fmt"
	"math"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/verify"
)

// maxLines is how many audits of a model are explained.
const maxLines = 20

// Owners are those of whom the record says something and whose address begins with prefix.
func Owners(v *record.View, prefix string) (out []dgrid.Address) {
	for _, s := range v.Record.Standings() { // in the order of addresses
		if begins(s.Provider.Hex(), prefix) && (len(out) == 0 || out[len(out)-1] != s.Provider) {
			out = append(out, s.Provider)
		}
	}
	return out
}

// Conduct is what the record says of an owner, or nil where it says nothing. banned is why honest nodes ask it no more, or "": for the model
// that it names, or for all.
func Conduct(v *record.View, owner dgrid.Address) (c *control.PublicConduct, banned string) {
	worst := verify.StatusOK
	banned = v.Withheld(owner)
	for _, s := range v.Record.Standings() {
		if s.Provider != owner {
			continue
		}
		if c == nil {
			c = &control.PublicConduct{Lines: []string{}, Models: []control.Figure{}, Value: math.Inf(-1)}
		}
		f := Figure(&s)
		c.Models = append(c.Models, f)
		c.Audits, c.Failures, c.Value = c.Audits+f.Audits, c.Failures+f.Failures, max(c.Value, f.Value)
		worst = max(worst, s.Process.Status)
		lines := v.Record.Explain(s.Subject, maxLines)
		for i, line := range lines {
			if i == 0 {
				line = fmt.Sprintf("model %s: %s", s.Model.Short(), line)
			}
			c.Lines = append(c.Lines, line)
		}
		if why := v.Suspended(owner, s.Model); why != "" && banned == "" {
			banned = fmt.Sprintf("%s (model %s)", why, s.Model.Short())
		}
	}
	if c != nil {
		c.Standing = worst.String()
	}
	return c, banned
}
