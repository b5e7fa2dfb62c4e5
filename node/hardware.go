package node

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// maxGPUName is how many bytes of a GPU's name an advert has room for.
const maxGPUName = 64

// line is what an advert takes of a driver's text.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	return strings.ToValidUTF8(s[:min(len(s), maxGPUName)], "")
}

// withGPUs adds to h the GPUs that the served models lie on, each once, as many as an advert has room for.
func withGPUs(h dgrid.Hardware, served []Served) dgrid.Hardware {
	seen := make(map[string]bool)
	for _, s := range served {
		for _, d := range s.GPUs {
			if seen[d.Name] || len(h.GPUs) == p2p.MaxGPUs {
				continue
			}
			seen[d.Name] = true
			h.GPUs = append(h.GPUs, dgrid.GPU{Name: line(d.Description), Memory: d.Total})
		}
	}
	if len(h.GPUs) > 0 {
		h.Device = h.GPUs[0].Name
	}
	return h
}
