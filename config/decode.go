package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-viper/mapstructure/v2"
	"github.com/knadh/koanf/v2"
	tomlv2 "github.com/pelletier/go-toml/v2"
)

var textType = reflect.TypeFor[encoding.TextUnmarshaler]()

// isText reports whether values of type t are written as text.
func isText(t reflect.Type) bool { return reflect.PointerTo(t).Implements(textType) }

// parse turns the text of a variable or flag into what the file would hold for a key of type t. What is text in the file
// stays text.
func parse(t reflect.Type, text string) (any, error) {
	switch {
	case isText(t) || t.Kind() == reflect.String || t == reflect.TypeFor[time.Duration]():
		return text, nil
	case t.Kind() == reflect.Bool:
		v, err := strconv.ParseBool(text)
		if err != nil {
			return nil, fmt.Errorf("parse %.40q: want true or false", text)
		}
		return v, nil
	case t.Kind() == reflect.Slice:
		list := []any{}
		for _, item := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"), ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
		return list, nil
	}
	return nil, fmt.Errorf("parse %.40q: a %s is set in the file only", text, t)
}

// decode fills c from the merged values. It refuses a value of another type instead of bending it.
func decode(values *koanf.Koanf, c *Config) error {
	hook := mapstructure.ComposeDecodeHookFunc(textHook, durationHook, exactHook)
	err := values.UnmarshalWithConf("", c, koanf.UnmarshalConf{DecoderConfig: &mapstructure.DecoderConfig{
		DecodeHook: hook, Result: c, ErrorUnused: true,
	}})
	if err != nil {
		return fmt.Errorf("configuration: %w", explain(err))
	}
	return nil
}

// textHook reads text into types that read themselves. A bare whole number is accepted where the text would be one, and so is a
// fraction where it is a share: money and sizes have none.
func textHook(_, to reflect.Type, data any) (any, error) {
	if !isText(to) {
		return data, nil
	}
	var text string
	switch v := data.(type) {
	case string:
		text = v
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		if to != reflect.TypeFor[Share]() {
			return nil, fmt.Errorf("%v is a fraction, want text in quotes", data)
		}
		text = strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return nil, fmt.Errorf("%v is a %T, want text in quotes", data, data)
	}
	p := reflect.New(to)
	if err := p.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		return nil, err
	}
	return p.Elem().Interface(), nil
}

func durationHook(_, to reflect.Type, data any) (any, error) {
	if to != reflect.TypeFor[time.Duration]() {
		return data, nil
	}
	text, ok := data.(string)
	if !ok {
		return nil, fmt.Errorf("%v has no unit: want a duration in quotes, for example \"72h\"", data)
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return nil, fmt.Errorf("parse duration %.40q: want a number with a unit, for example \"72h\" or \"90m\"", text)
	}
	return d, nil
}

// exactHook refuses numbers that the decoder would cut: fractions, and whole numbers outside the type's range.
func exactHook(_, to reflect.Type, data any) (any, error) {
	switch to.Kind() {
	case reflect.Int, reflect.Uint32:
	default:
		return data, nil
	}
	n, ok := data.(int64)
	if !ok {
		return nil, fmt.Errorf("%v is a %T, want a whole number", data, data)
	}
	if to.Kind() == reflect.Uint32 && (n < 0 || n > 1<<32-1) {
		return nil, fmt.Errorf("%d is out of range: want 0 to %d", n, uint32(1<<32-1))
	}
	return n, nil
}

// explain adds the line to an error of the TOML parser and cuts the list that the decoder makes of its errors down to one line.
func explain(err error) error {
	var syntax *tomlv2.DecodeError
	if errors.As(err, &syntax) {
		row, column := syntax.Position()
		return fmt.Errorf("line %d, column %d: %w", row, column, syntax)
	}
	return err
}
