package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Settings are values for Render: a key, and its value as the file writes it: use Text and List for those that need quotes. A
// comment may stand behind a value.
type Settings map[string]string

// Text is a string as TOML writes it.
func Text(s string) string { return strconv.Quote(s) }

// List is a list of strings as TOML writes it.
func List(items []string) string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = Text(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// Render is the text of a configuration file: every key with its documentation, those of set with their value and all others
// commented out, so that a later version's default reaches the node. Each of models becomes a section; it has a "name".
func Render(set Settings, models []Settings) ([]byte, error) {
	var b strings.Builder
	section, used := "", 0
	head, example, _ := strings.Cut(defaultFile, modelExample)
	for line := range strings.Lines(head) {
		name, _, isValue := strings.Cut(line, " = ")
		switch {
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]\n") + "."
			b.WriteString(line)
		case strings.HasPrefix(line, "#") || !isValue:
			b.WriteString(line)
		default:
			if value, ok := set[section+name]; ok {
				fmt.Fprintf(&b, "%s = %s\n", name, value)
				used++
			} else {
				b.WriteString("# " + line)
			}
		}
	}
	b.WriteString(modelExample + example)
	for _, m := range models {
		fmt.Fprintf(&b, "\n[[models]]\nname = %s\n", m["name"])
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if _, known := modelKeys[key]; !known {
				return nil, fmt.Errorf("render configuration: %q is no key of a model", key)
			}
			if key != "name" {
				fmt.Fprintf(&b, "%s = %s\n", key, m[key])
			}
		}
	}
	if used != len(set) {
		return nil, fmt.Errorf("render configuration: %d of %d settings name no key", len(set)-used, len(set))
	}
	return []byte(b.String()), nil
}
