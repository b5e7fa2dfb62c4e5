package template_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/template"
)

// now is the time that golden.py gives its templates.
var now = time.Date(2026, 3, 9, 7, 5, 2, 0, time.UTC)

// conversation is the shape of an entry of conversations.json.
type conversation struct {
	Name  string `json:"name"`
	Input struct {
		Messages            []dgrid.Message `json:"messages"`
		Tools               string          `json:"tools"`
		BOS                 string          `json:"bos"`
		EOS                 string          `json:"eos"`
		AddGenerationPrompt bool            `json:"addGenerationPrompt"`
	} `json:"input"`
}

func (c *conversation) given() template.Input {
	i := c.Input
	return template.Input{Messages: i.Messages, Tools: i.Tools, BOS: i.BOS, EOS: i.EOS, AddGenerationPrompt: i.AddGenerationPrompt, Now: now}
}

// rendering is the shape of an entry of golden.json. One of the last three is set.
type rendering struct {
	Template     string  `json:"template"`
	Conversation string  `json:"conversation"`
	Text         *string `json:"text"`
	Refused      *string `json:"refused"`
	Fails        *string `json:"fails"`
}

func readJSON[T any](t testing.TB, path string) (v T) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
	return v
}

func conversations(t testing.TB) map[string]template.Input {
	t.Helper()
	m := make(map[string]template.Input)
	for _, c := range readJSON[[]conversation](t, filepath.Join("testdata", "conversations.json")) {
		m[c.Name] = c.given()
	}
	return m
}

func source(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "templates", name+".jinja"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestGolden compares with what Python's jinja2 makes of the same templates: testdata/golden.py.
func TestGolden(t *testing.T) {
	inputs := conversations(t)
	templates := make(map[string]*template.Template)
	for _, want := range readJSON[[]rendering](t, filepath.Join("testdata", "golden.json")) {
		t.Run(want.Template+"/"+want.Conversation, func(t *testing.T) {
			if templates[want.Template] == nil {
				tmpl, err := template.New(source(t, want.Template))
				if err != nil {
					t.Fatal(err)
				}
				templates[want.Template] = tmpl
			}
			got, err := templates[want.Template].Render(inputs[want.Conversation])
			switch {
			case want.Refused != nil:
				if !errors.Is(err, template.ErrRefused) {
					t.Fatalf("error %v, want a refusal: %s", err, *want.Refused)
				}
			case want.Text == nil:
				if err == nil {
					t.Fatalf("no error, want one")
				}
			case err != nil:
				t.Fatal(err)
			case got != *want.Text:
				t.Errorf("got\n%q\nwant\n%q", got, *want.Text)
			}
		})
	}
}
