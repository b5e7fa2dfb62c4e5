package models_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models"
)

// TestBuiltin pins what the built-in catalogue means on the network: another ModelID is another model.
func TestBuiltin(t *testing.T) {
	c, err := models.Load("")
	if err != nil {
		t.Fatal(err)
	}
	const id = "0xc3f486c01b8b5d7c41ee614a4e2bddbd6c24a7ceb401630c4dffd923390c0d75"
	for _, name := range []string{"smollm2-135m-instruct-q4_1", "smollm2", "SmolLM2", id} {
		m := resolve(t, c, name)
		if m.ID.String() != id || m.Spec.Sampler != dgrid.SamplerVersion || m.Spec.KVCache != "f16" || m.Artifact.Size != 98_362_432 {
			t.Errorf("%s is %+v", name, m)
		}
	}
	runtimes := map[string]string{
		"llama.cpp-v0.5.0-linux-amd64": "0x19ec37a76a2b3f7384ed4b90abb58cd59ae38fc890e9aad15450f8713de54870",
		"llama.cpp-v0.5.0-linux-arm64": "0xddcb28001af767c292933e251f6656ef804c03bf7510cea548f8b263df0f5890",

		"llama.cpp-v0.5.0-linux-amd64-cuda":   "0x1cc697069eda43f68c9e7da8d913498d7d33bd0066c362b2f171f3567c93e040",
		"llama.cpp-v0.5.0-linux-amd64-cuda12": "0xcd2bd494d9809a6a8c7b61e63eb6a5291600069fb5ca248dd1977f2816447a34",
		"llama.cpp-v0.5.0-linux-amd64-vulkan": "0xc68364dd6525e7d2b1f41968765591712fd402d7cd63a94102ad299d8b46509f",
		"llama.cpp-v0.4.0-darwin-arm64-metal": "0xa143635790507790d703094e3058be2143cd8c5be87d232ed4afcf3de08da357",
	}
	for name, digest := range runtimes {
		if a := artifact(t, c, name); a.Kind != models.KindRuntime || a.SHA256.String() != digest {
			t.Errorf("%s has the digest %s, want %s", name, a.SHA256, digest)
		}
	}
	if n := len(c.Artifacts()); n != 7 {
		t.Errorf("%d artifacts, want 7", n)
	}
}

func TestUnknownModel(t *testing.T) {
	c, err := models.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "gpt", "0x" + strings.Repeat("ab", 32)} {
		_, err := c.Resolve(name)
		if !errors.Is(err, models.ErrUnknown) {
			t.Errorf("%q: error %v, want ErrUnknown", name, err)
		}
		says(t, err, "smollm2-135m-instruct-q4_1 (smollm2); a catalogue file adds others", name)
	}
}

// file is a catalogue file in which models stands for the given text.
func catalogueText(models string) string {
	return `{"version": 0, "models": [` + models + `]}`
}

const soundModel = `{"name": "toy", "context": 512, "kvCache": "f16", "file": {"name": "toy.gguf", "size": 5, ` +
	`"sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}, ` +
	`"template": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "sources": [{"kind": "url", "address": "https://example.org/toy.gguf"}]}`

func TestParseRefuses(t *testing.T) {
	swap := func(from, to string) string {
		if !strings.Contains(soundModel, from) {
			t.Fatalf("the sound model does not hold %s", from)
		}
		return catalogueText(strings.Replace(soundModel, from, to, 1))
	}
	tests := []struct{ name, text, says string }{
		{"nothing", "", "EOF"},
		{"unknown key", `{"version": 0, "moduls": []}`, "moduls"},
		{"version", `{"version": 7}`, "version 7, this program knows version 0"},
		{"more text", `{"version": 0} {}`, "more text"},
		{"long", `{"version": 0}` + strings.Repeat(" ", 4<<20), "longer than"},
		{"name", swap(`"toy"`, `"../toy"`), "../toy"},
		{"name like an id", swap(`"toy"`, `"`+strings.Repeat("ab", 32)+`"`), "looks like a digest"},
		{"runtime's name", swap(`"toy"`, `"runtime"`), "runtime"},
		{"twice", catalogueText(soundModel + "," + soundModel), "is taken by toy with SHA-256 2cf24"},
		{"alias taken", catalogueText(soundModel + "," + strings.Replace(soundModel, `"toy"`, `"other", "aliases": ["TOY"]`, 1)), "TOY"},
		{"file with a folder", swap(`toy.gguf", "size`, `a/toy.gguf", "size`), "plain file name"},
		{"file above", swap(`toy.gguf", "size`, `..", "size`), "plain file name"},
		{"no size", swap(`"size": 5`, `"size": 0`), "size 0"},
		{"huge", swap(`"size": 5`, `"size": 99999999999999999`), "size 99999999999999999"},
		{"no digest", swap(`2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}`, `0000000000000000000000000000000000000000000000000000000000000000"}`), "no sha256"},
		{"short digest", swap(`2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}`, `2cf2"}`), "64 hexadecimal digits"},
		{"kv cache", swap("f16", "f64"), `kvCache "f64", want one of f16`},
		{"context", swap("512", "0"), "context"},
		{"source", swap(`"url"`, `"ftp"`), `kind "ftp"`},
		{"address", swap("https://example.org", "file://"), "file://"},
		{"option for npm", swap(`"kind": "url", "address": "https://example.org/toy.gguf"`, `"kind": "npm", "package": "--registry=x", "version": "1"`), "--registry=x"},
		{"loose version", swap(`"kind": "url", "address": "https://example.org/toy.gguf"`, `"kind": "pip", "package": "toy", "version": "~1"`), "~1"},
		{"folder above", swap(`"kind": "url"`, `"folder": "../x", "kind": "url"`), "../x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := models.Parse(strings.NewReader(tt.text))
			says(t, err, tt.says)
		})
	}
	if _, err := models.Parse(strings.NewReader(catalogueText(soundModel))); err != nil {
		t.Errorf("the sound model: %v", err)
	}
}

func TestExtraCatalogue(t *testing.T) {
	c, err := models.Load(write(t, "extra.json", []byte(catalogueText(soundModel))))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Models()) != 2 {
		t.Errorf("%d models, want the built-in one and the extra one", len(c.Models()))
	}
	if _, err := models.Load(write(t, "extra.json", []byte(catalogueText(strings.Replace(soundModel, `"toy"`, `"smollm2"`, 1))))); err == nil {
		t.Error("an extra catalogue took over the name smollm2")
	}
	_, err = models.Load(filepath.Join(t.TempDir(), "none.json"))
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want ErrNotExist", err)
	}
}

func TestRuntimeOfAnotherPlatform(t *testing.T) {
	c, err := models.Parse(strings.NewReader(`{"version": 0, "runtimes": [{"name": "odd", "os": "plan9", "arch": "mips", "files": [{"name": "a", "size": 1, "sha256": "` + strings.Repeat("ab", 32) + `"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Artifact("runtime")
	says(t, err, "plan9/mips", "catalogue file")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(catalogueText(soundModel)))
	f.Add([]byte(`{"version": 0, "runtimes": [{"name": "r", "os": "linux", "arch": "amd64", "files": [{"name": "a", "size": 1, "sha256": "ab"}]}]}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := models.Parse(strings.NewReader(string(b)))
		if err != nil {
			return
		}
		for _, a := range c.Artifacts() {
			for _, file := range a.Files {
				if file.Size <= 0 || filepath.Base(file.Name) != file.Name || file.Name == ".." {
					t.Fatalf("artifact %s with file %+v", a.Name, file)
				}
			}
		}
		for _, m := range c.Models() {
			if got := resolve(t, c, m.Name); got.ID != m.ID {
				t.Fatalf("%s resolves to %s, want %s", m.Name, got.ID, m.ID)
			}
		}
	})
}
