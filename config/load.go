package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// ErrNoConfig says that there is no configuration file in the home folder.
var ErrNoConfig = errors.New("no configuration")

const (
	variablePrefix = "DGRID_"
	homeVariable   = variablePrefix + "HOME"
	maxFileSize    = 1 << 20 // bytes; a configuration is some kilobytes
)

// DefaultHome is $DGRID_HOME, else .dgrid in the user's home folder.
func DefaultHome() (string, error) {
	if h := os.Getenv(homeVariable); h != "" {
		return h, nil
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the home folder: %w: set --home or %s", err, homeVariable)
	}
	return filepath.Join(user, ".dgrid"), nil
}

// Load reads the configuration of the node in home. Of flags (which may be nil) it takes those that were given on the command
// line and whose name is that of a key. It fails with ErrNoConfig where home has no configuration file.
func Load(home string, flags *pflag.FlagSet) (*Config, Origins, error) {
	return load(home, flags, true)
}

// LoadOrDefault is Load, but a home without a configuration file is one with an empty file: for commands that need no node.
func LoadOrDefault(home string, flags *pflag.FlagSet) (*Config, Origins, error) {
	return load(home, flags, false)
}

func load(home string, flags *pflag.FlagSet, required bool) (*Config, Origins, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return nil, nil, fmt.Errorf("find the home folder: %w", err)
	}
	d, err := readDefaults()
	if err != nil {
		return nil, nil, err
	}
	l := loader{home: home, values: koanf.New("."), origins: Origins{listKey: {Layer: Default}}, section: d.model}
	if err := l.add(Default, "", confmap.Provider(d.values, ""), nil); err != nil {
		return nil, nil, fmt.Errorf("read the built-in defaults: %w", err)
	}
	if err := l.file(required); err != nil {
		return nil, nil, err
	}
	if err := l.environment(); err != nil {
		return nil, nil, err
	}
	if err := l.flags(flags); err != nil {
		return nil, nil, err
	}
	c, err := l.config()
	if err != nil {
		return nil, nil, err
	}
	return c, l.origins, c.validate(l.origins)
}

// loader merges the layers.
type loader struct {
	home    string
	values  *koanf.Koanf
	origins Origins
	section map[string]any // defaults of one section of models
}

// add merges one layer whose keys share one origin.
func (l *loader) add(layer Layer, name string, p koanf.Provider, parser koanf.Parser) error {
	k := koanf.New(".")
	if err := k.Load(p, parser); err != nil {
		return err
	}
	for _, key := range k.Keys() {
		if empty, ok := k.Get(key).(map[string]any); ok && len(empty) == 0 && isSection(key) {
			continue
		}
		if _, known := keys[key]; !known {
			return unknown(key, keys)
		}
		l.origins[key] = Origin{Layer: layer, Name: name}
	}
	return l.values.Merge(k)
}

func unknown(key string, table map[string]reflect.Type) error {
	if near := nearest(key, names(table)); near != "" {
		return fmt.Errorf("unknown key %q: did you mean %q?", key, near)
	}
	return fmt.Errorf("unknown key %q", key)
}

func (l *loader) file(required bool) error {
	path := filepath.Join(l.home, FileName)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !required:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("read configuration: %w in %s", ErrNoConfig, l.home)
	case err != nil:
		return fmt.Errorf("read configuration: %w", err)
	case info.Size() > maxFileSize:
		return fmt.Errorf("read configuration %s: %d bytes, the limit is %d", path, info.Size(), maxFileSize)
	}
	if err := l.add(File, path, file.Provider(path), toml.Parser()); err != nil {
		return fmt.Errorf("read configuration %s: %w", path, explain(err))
	}
	return nil
}

// environment takes the variables that name a key. A variable with the prefix that names none is an error, so that a
// misspelt limit does not stay unseen.
func (l *loader) environment() error {
	variables := map[string]string{}
	known := map[string]reflect.Type{}
	for _, name := range otherVariables {
		known[name] = nil
	}
	for key, t := range keys {
		if key != listKey {
			variables[variable(key)], known[variable(key)] = key, t
		}
	}
	var failed error
	transform := func(name, value string) (string, any) {
		key, ok := variables[name]
		if !ok {
			if !slices.Contains(otherVariables, name) {
				failed = errors.Join(failed, fmt.Errorf("environment: %w", unknownVariable(name, known)))
			}
			return "", nil
		}
		v, err := parse(keys[key], value)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("environment variable %s: %w", name, err))
			return "", nil
		}
		l.origins[key] = Origin{Layer: Environment, Name: name}
		return key, v
	}
	p := env.Provider(".", env.Opt{Prefix: variablePrefix, TransformFunc: transform})
	err := l.values.Load(p, nil)
	return errors.Join(failed, err)
}

func unknownVariable(name string, known map[string]reflect.Type) error {
	if near := nearest(name, names(known)); near != "" {
		return fmt.Errorf("unknown variable %s: did you mean %s?", name, near)
	}
	return fmt.Errorf("unknown variable %s", name)
}

func (l *loader) flags(flags *pflag.FlagSet) error {
	if flags == nil {
		return nil
	}
	byFlag := map[string]string{}
	for key := range keys {
		byFlag[FlagName(key)] = key
	}
	var failed error
	take := func(f *pflag.Flag) (string, any) {
		key, ok := byFlag[f.Name]
		if !ok || !f.Changed {
			return "", nil
		}
		v, err := parse(keys[key], f.Value.String())
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("flag --%s: %w", f.Name, err))
			return "", nil
		}
		l.origins[key] = Origin{Layer: Flag, Name: "--" + f.Name}
		return key, v
	}
	err := l.values.Load(posflag.ProviderWithFlag(flags, ".", l.values, take), nil)
	return errors.Join(failed, err)
}

// config decodes the merged values and fills in what depends on the machine.
func (l *loader) config() (*Config, error) {
	if err := l.models(); err != nil {
		return nil, err
	}
	c := &Config{Home: l.home}
	if err := decode(l.values, c); err != nil {
		return nil, err
	}
	for _, p := range []*string{&c.Network, &c.Cache, &c.Runtime, &c.Catalogue, &c.Keys.PasswordFile} {
		*p = c.absolute(*p)
	}
	for i := range c.Models {
		m := &c.Models[i]
		m.Path = c.absolute(m.Path)
		if m.Threads == 0 {
			m.Threads = max(1, runtime.NumCPU()-1)
		}
	}
	return c, nil
}

// models checks the keys of each section of the list and fills in their defaults.
func (l *loader) models() error {
	if !l.values.Exists(listKey) {
		return l.values.Set(listKey, []any{})
	}
	list, ok := l.values.Get(listKey).([]any)
	if !ok {
		return fmt.Errorf("configuration: %s is not a list: write each model under a line [[%s]]", listKey, listKey)
	}
	for i, item := range list {
		section, ok := item.(map[string]any)
		if !ok {
			return fmt.Errorf("configuration: %s, section %d is no section: write each model under a line [[%s]]", listKey, i+1, listKey)
		}
		for key := range section {
			if _, known := modelKeys[key]; !known {
				return fmt.Errorf("configuration: %s, section %d: %w", listKey, i+1, unknown(key, modelKeys))
			}
		}
		for key := range section {
			l.origins[modelKey(i, key)] = l.origins[listKey]
		}
		for key, value := range l.section {
			if _, given := section[key]; !given {
				section[key] = value
				l.origins[modelKey(i, key)] = Origin{Layer: Default}
			}
		}
	}
	return l.values.Set(listKey, list)
}
