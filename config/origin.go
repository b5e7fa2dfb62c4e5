package config

import "sort"

// Layer is one place that a value can come from.
type Layer int

// The layers, weakest first.
const (
	Default Layer = iota
	File
	Environment
	Flag
)

var layerNames = [...]string{Default: "default", File: "file", Environment: "environment", Flag: "flag"}

func (l Layer) String() string { return layerNames[l] }

// MarshalText is String.
func (l Layer) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Origin is where a key's value came from.
type Origin struct {
	Layer Layer  `json:"layer"`
	Name  string `json:"name,omitempty"` // path of the file, name of the variable or of the flag
}

func (o Origin) String() string {
	if o.Name == "" {
		return o.Layer.String()
	}
	return o.Layer.String() + " " + o.Name
}

// Origins is the origin of every key. The key "models" stands for the whole list, "models[0].name" for a key of its first section.
type Origins map[string]Origin

// Keys are all keys, sorted.
func (o Origins) Keys() []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
