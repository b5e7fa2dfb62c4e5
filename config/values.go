package config

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Value is a key with what holds for it.
type Value struct {
	Key    string `json:"key"` // of a model: "models[0].name"
	Value  any    `json:"value"`
	Origin Origin `json:"origin"`
}

// Text is the value as the file writes it.
func (v Value) Text() string {
	switch value := v.Value.(type) {
	case string:
		return Text(value)
	case []string:
		return List(value)
	}
	return fmt.Sprint(v.Value)
}

// Values is every key in the order of the file, with its value and where that came from. Paths are absolute, and what depends on
// the machine is filled in. There is no secret among them: keys and passwords are files.
func (c *Config) Values(origins Origins) []Value {
	var list []Value
	flatten(reflect.ValueOf(*c), "", func(key string, v reflect.Value) {
		if key != listKey {
			list = append(list, Value{Key: key, Value: plain(v), Origin: origins[key]})
			return
		}
		for i := range v.Len() {
			flatten(v.Index(i), modelKey(i, ""), func(key string, v reflect.Value) {
				list = append(list, Value{Key: key, Value: plain(v), Origin: origins[key]})
			})
		}
	})
	return list
}

// flatten calls f for each key, as collect walks over the types.
func flatten(v reflect.Value, prefix string, f func(key string, v reflect.Value)) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name := field.Tag.Get("koanf")
		switch {
		case name == "-":
		case field.Type.Kind() == reflect.Struct && !isText(field.Type):
			flatten(v.Field(i), prefix+name+".", f)
		default:
			f(prefix+name, v.Field(i))
		}
	}
}

// plain is v as JSON and the file know it: text, a number, a switch or a list of texts.
func plain(v reflect.Value) any {
	switch value := v.Interface().(type) {
	case time.Duration:
		return shortDuration(value)
	case Share:
		return float64(value) / 1e6
	case fmt.Stringer: // what is text in the file, see isText
		return value.String()
	case []string:
		if value == nil {
			return []string{}
		}
		return value
	default:
		return value
	}
}

// shortDuration leaves out the parts that are zero: "72h", not "72h0m0s".
func shortDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}
