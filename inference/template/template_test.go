package template_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/template"
)

// doubled is a template that sets n.s to "ab" and doubles it n times.
func doubled(n int) string {
	return fmt.Sprintf("{%% set n=namespace(s='ab') %%}{%% for i in range(%d) %%}{%% set n.s=n.s~n.s %%}{%% endfor %%}", n)
}

func TestErrors(t *testing.T) {
	tests := []struct {
		name, source string
		input        template.Input
		want         error
		says         string
	}{
		{"refusal", "{{ raise_exception('system must come first') }}", template.Input{}, template.ErrRefused, "system must come first"},
		{"syntax", "{% for %}", template.Input{}, template.ErrTemplate, ""},
		{"unclosed", "{{", template.Input{}, template.ErrTemplate, ""},
		{"unknown filter", "{{ 'a'|nosuch }}", template.Input{}, template.ErrTemplate, "nosuch"},
		{"unknown date", "{{ strftime_now('%Q') }}", template.Input{}, template.ErrTemplate, "%Q"},
		{"dangling date", "{{ strftime_now('%') }}", template.Input{}, template.ErrTemplate, "ends in a directive"},
		{"not UTF-8", "\xff", template.Input{}, template.ErrTemplate, "UTF-8"},
		{"long source", strings.Repeat("a", 1<<16+1), template.Input{}, template.ErrLimit, "65537 bytes"},
		{"tools", "", template.Input{Tools: "{"}, template.ErrInput, "not JSON"},
		{"tool calls", "", template.Input{Messages: []dgrid.Message{{ToolCalls: "{}"}}}, template.ErrInput, "message 0"},
		{"tool call", "", template.Input{Messages: []dgrid.Message{{}, {ToolCalls: "[1]"}}}, template.ErrInput, "message 1"},
		{"range", "{% for i in range(1000000000) %}x{% endfor %}", template.Input{}, template.ErrLimit, "a list of more than"},
		{"negative range", "{{ range(0, -1000000000, -1)|length }}", template.Input{}, template.ErrLimit, "a list of more than"},
		{"doubled text", doubled(99), template.Input{}, template.ErrLimit, "a text of more than"},
		{"doubled list", "{% set n=namespace(s=[1]) %}{% for i in range(99) %}{% set n.s=n.s+n.s %}{% endfor %}", template.Input{}, template.ErrLimit, "a list of more than"},
		{"wide indent", "{{ 'a'|indent(1000000000) }}", template.Input{}, template.ErrLimit, "a text of more than"},
		{"wide JSON", "{{ {'a': [1]}|tojson(indent=1000000000) }}", template.Input{}, template.ErrLimit, "a text of more than"},
		{"wide join", doubled(12) + "{{ range(2000)|join(n.s) }}", template.Input{}, template.ErrLimit, "a text of more than"},
		{"replacements", doubled(14) + "{{ n.s.replace('a', n.s) }}", template.Input{}, template.ErrLimit, "a text of more than"},
		{"many texts", doubled(20) + "{% for i in range(200) %}{% set t = n.s ~ 'b' %}{% endfor %}", template.Input{}, template.ErrLimit, "texts of more than"},
		{"endless", "{% for i in range(5000) %}{% for j in range(5000) %}{% endfor %}{% endfor %}", template.Input{}, template.ErrLimit, ""},
		{"recursion", "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}", template.Input{}, template.ErrLimit, "nested too deep"},
		{"nested lists", "{{ " + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + " }}", template.Input{}, template.ErrLimit, "nested too deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, err := template.Render(tt.source, tt.input)
			if !errors.Is(err, tt.want) {
				t.Fatalf("text %.80q, error %v, want %v", text, err, tt.want)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %q does not say %q", err, tt.says)
			}
		})
	}
}

// TestNothingOutside looks for what a script must not see.
func TestNothingOutside(t *testing.T) {
	for _, name := range []string{"require", "process", "globalThis", "console", "fetch", "module", "Date", "constructor", "this"} {
		text, err := template.Render("{{ "+name+" is defined }}", template.Input{})
		if err != nil || text != "false" {
			t.Errorf("%s is defined: %q, %v", name, text, err)
		}
	}
}

// TestRefusalKeepsTemplate renders after a refusal with the same Template.
func TestRefusalKeepsTemplate(t *testing.T) {
	tmpl, err := template.New("{% if not messages %}{{ raise_exception('empty') }}{% endif %}{{ messages[0].content }}")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tmpl.Render(template.Input{}); !errors.Is(err, template.ErrRefused) {
		t.Fatalf("error %v, want ErrRefused", err)
	}
	text, err := tmpl.Render(template.Input{Messages: []dgrid.Message{{Content: "hello"}}})
	if err != nil || text != "hello" {
		t.Fatalf("got %q, %v", text, err)
	}
}

// TestClock: the time is the input's, in UTC, whatever zone it is given in.
func TestClock(t *testing.T) {
	zone := time.FixedZone("east", 3600*5)
	in := template.Input{Now: time.Date(2027, 1, 1, 2, 0, 0, 0, zone)}
	text, err := template.Render("{{ strftime_now('%Y-%m-%d %H:%M %Z') }}", in)
	if err != nil || text != "2026-12-31 21:00 UTC" {
		t.Fatalf("got %q, %v", text, err)
	}
}

func TestConcurrent(t *testing.T) {
	tmpl, err := template.New("{% for m in messages %}{{ m.content }};{% endfor %}{{ strftime_now('%S') }}")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			word := strings.Repeat(string(rune('a'+i)), 20)
			in := template.Input{Messages: []dgrid.Message{{Content: word}, {Content: word}}, Now: time.Unix(int64(i), 0)}
			want := word + ";" + word + ";0" + string(rune('0'+i))
			for range 5 {
				if text, err := tmpl.Render(in); err != nil || text != want {
					t.Errorf("got %q, %v, want %q", text, err, want)
				}
			}
		})
	}
	all.Wait()
}

// TestContentIsData: whatever a user writes stands in the rendering as it is, and never acts as a template.
func TestContentIsData(t *testing.T) {
	tmpl, err := template.New("<{% for m in messages %}{{ m.role }}|{{ m.content }}>{% endfor %}")
	if err != nil {
		t.Fatal(err)
	}
	pieces := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"{{ 1 }}", "{% raw %}", "\\u0041", "$&", "$1", "\x00", "\u2028", "</script>", "__proto__", "🌍"}))
	rapid.Check(t, func(t *rapid.T) {
		content := strings.Join(rapid.SliceOf(pieces).Draw(t, "content"), "")
		text, err := tmpl.Render(template.Input{Messages: []dgrid.Message{{Role: "user", Content: content}}})
		if err != nil {
			t.Fatal(err)
		}
		if want := "<user|" + content + ">"; text != want {
			t.Fatalf("got %q, want %q", text, want)
		}
	})
}

// FuzzRender: no template and no text makes a rendering panic or go on for ever.
func FuzzRender(f *testing.F) {
	for _, name := range []string{"HuggingFaceTB-SmolLM2-135M-Instruct", "google-gemma-2-2b-it", "microsoft-Phi-3.5-mini-instruct"} {
		f.Add(source(f, name), "hello", `[{"function":{"name":"a","arguments":"{}"}}]`)
	}
	for _, s := range []string{"{%", "{{", "{#", "{{ messages }}", "{% set x = 1 %}", "{{ 'a' * 3 }}", "{% macro f() %}{% endmacro %}{{ f() }}",
		"{{ messages|tojson(indent=2) }}", "{{ [1,2][::-1] }}", "{% for k, v in messages[0].items() %}{{ k }}{% break %}{% endfor %}"} {
		f.Add(s, "\xff\x00", "")
	}
	f.Fuzz(func(t *testing.T, source, content, calls string) {
		text, err := template.Render(source, template.Input{
			Messages: []dgrid.Message{{Role: "user", Content: content}, {Role: "assistant", ToolCalls: calls}}, AddGenerationPrompt: true, Now: now,
		})
		known := errors.Is(err, template.ErrRefused) || errors.Is(err, template.ErrTemplate) || errors.Is(err, template.ErrLimit) || errors.Is(err, template.ErrInput)
		if err != nil && !known {
			t.Fatalf("error of no kind: %v", err)
		}
		if err != nil && text != "" {
			t.Fatalf("error %v with text %.80q", err, text)
		}
		if err != nil && strings.Contains(err.Error(), "fault in the script engine") {
			t.Fatalf("the script engine broke: %v", err)
		}
	})
}
