package config

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
)

// keys is every key that stands alone, with its type, and the one list, "models".
var keys = func() map[string]reflect.Type {
	table := make(map[string]reflect.Type)
	collect(table, "", reflect.TypeFor[Config]())
	return table
}()

// modelKeys are the keys of one section of models.
var modelKeys = func() map[string]reflect.Type {
	table := make(map[string]reflect.Type)
	collect(table, "", reflect.TypeFor[ModelConfig]())
	return table
}()

// listKey is the list of models. Its sections are not reached by variables or flags.
const listKey = "models"

// modelKey names a key of section i of the list, for people.
func modelKey(i int, key string) string { return fmt.Sprintf("%s[%d].%s", listKey, i, key) }

// collect walks over a struct's fields. The structs of a section are walked into; everything else is a key.
func collect(table map[string]reflect.Type, prefix string, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("koanf")
		if name == "-" {
			continue
		}
		if f.Type.Kind() == reflect.Struct && !isText(f.Type) {
			collect(table, prefix+name+".", f.Type)
			continue
		}
		table[prefix+name] = f.Type
	}
}

// isSection reports whether keys live under name.
func isSection(name string) bool {
	for k := range keys {
		if strings.HasPrefix(k, name+".") {
			return true
		}
	}
	return false
}

// variable is the environment variable of a key.
func variable(key string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// FlagName is the command line flag of a key, without the dashes.
func FlagName(key string) string { return strings.NewReplacer(".", "-", "_", "-").Replace(key) }

// nearest is the candidate that is written most like name, or "" if none is.
func nearest(name string, candidates []string) string {
	sort.Strings(candidates)
	best, least := "", len(name)/2+2
	for _, c := range candidates {
		d := distance(name, c)
		// The last part alone counts too: who forgets the section still means that key. So does the beginning of a name.
		last := c[strings.LastIndexByte(c, '.')+1:]
		if last != c {
			d = min(d, distance(name, last)+1)
		}
		if strings.HasPrefix(last, name) {
			d = min(d, 1)
		}
		if d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is Levenshtein's: how many letters to insert, delete or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func names(table map[string]reflect.Type) []string {
	list := make([]string, 0, len(table))
	for k := range table {
		list = append(list, k)
	}
	return list
}
