package config

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/knadh/koanf/parsers/toml/v2"
)

//go:embed default.toml
var defaultFile string

// modelExample is the line of default.toml behind which the commented section of models begins.
const modelExample = "# [[models]]\n"

type defaultValues struct {
	values map[string]any
	model  map[string]any // one section of models, without its name
}

// readDefaults reads the values of default.toml, and those of its commented section of models.
func readDefaults() (defaultValues, error) {
	values, err := toml.Parser().Unmarshal([]byte(defaultFile))
	if err != nil {
		return defaultValues{}, fmt.Errorf("read the built-in defaults: %w", err)
	}
	_, section, _ := strings.Cut(defaultFile, modelExample)
	var active strings.Builder
	for line := range strings.Lines(section) {
		active.WriteString(strings.TrimPrefix(line, "# "))
	}
	model, err := toml.Parser().Unmarshal([]byte(active.String()))
	if err != nil {
		return defaultValues{}, fmt.Errorf("read the built-in defaults of a model: %w", err)
	}
	delete(model, "name")
	return defaultValues{values: values, model: model}, nil
}
