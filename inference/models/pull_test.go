package models_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models"
)

func TestPullModelFrom(t *testing.T) {
	content := ggufFile(1 << 20)
	inside := member{name: "pkg/toy.gguf", content: string(content)}
	noise := member{name: "pkg/other.bin", content: "something else"}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "toy.gguf"), content, 0o644); err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{
		"file":   write(t, "any-name", content),
		"zip":    write(t, "toy.whl", zipOf(t, noise, inside)),
		"tar.gz": write(t, "toy.tgz", tarOf(t, noise, inside)),
		"folder": folder,
	}
	for name, from := range tests {
		t.Run(name, func(t *testing.T) {
			s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
			stages := make(map[string]bool)
			pulled(t, s, a, models.PullOptions{From: from, Progress: func(stage string, done, total int64) {
				stages[stage] = true
				if done > total || total != a.Size {
					t.Errorf("%s: %d of %d", stage, done, total)
				}
			}}, content)
			if !stages[models.StageUnpack] {
				t.Errorf("told the stages %v", stages)
			}
		})
	}
}

func TestPullRefuses(t *testing.T) {
	content := ggufFile(5000)
	other := bytes.Clone(content)
	other[len(other)-1] ^= 1
	good, bad := string(content), string(other)
	tests := []struct {
		name string
		from []byte
		want error
		says []string
	}{
		{"another file", other, models.ErrDigest, []string{sha(content), sha(other)}},
		{"a short file", content[:4000], models.ErrDigest, []string{"has 4000 bytes", sha(content[:4000]), sha(content)}},
		{"a long file", append(bytes.Clone(content), 0), models.ErrDigest, []string{"more than", sha(content)}},
		{"an empty file", nil, models.ErrDigest, []string{"has 0 bytes"}},
		{"another file in a zip", zipOf(t, member{name: "toy.gguf", content: bad}), models.ErrDigest, []string{sha(content), sha(other)}},
		{"a zip without it", zipOf(t, member{name: "else.gguf", content: good}), nil, []string{"does not hold toy.gguf"}},
		{"a zip that holds it twice", zipOf(t, member{name: "a/toy.gguf", content: good}, member{name: "b/toy.gguf", content: good}), nil, []string{"twice"}},
		{"a link in a tar", tarOf(t, member{name: "toy.gguf", link: "/etc/hostname"}), nil, []string{"does not hold toy.gguf"}},
		{"half a tar", tarOf(t, member{name: "toy.gguf", content: good})[:3000], nil, []string{"unexpected EOF"}},
		{"half a zip", zipOf(t, member{name: "toy.gguf", content: good})[:3000], nil, []string{"zip"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
			_, err := s.Pull(context.Background(), a, models.PullOptions{From: write(t, "from", tt.from)})
			says(t, err, append(tt.says, "pull toy")...)
			if tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if path, ok := s.Path(a.SHA256); ok {
				t.Errorf("the store holds %s", path)
			}
			leftovers(t, s, 0)
		})
	}
}

// TestPullHostileNames: where an archive's names point does not matter, because only plain pinned names are written.
func TestPullHostileNames(t *testing.T) {
	content := ggufFile(100)
	s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
	from := tarOf(t, member{name: "../../../escape", content: "x"}, member{name: "/abs/escape", content: "x"}, member{name: "../../toy.gguf", content: string(content)})
	pulled(t, s, a, models.PullOptions{From: write(t, "from.tgz", from)}, content)
	err := filepath.WalkDir(filepath.Dir(s.Dir()), func(path string, _ os.DirEntry, err error) error {
		if strings.Contains(filepath.Base(path), "escape") {
			t.Errorf("the archive wrote %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPullPinnedFolder: a source that says where its files lie gives none from elsewhere.
func TestPullPinnedFolder(t *testing.T) {
	content := ggufFile(100)
	archive := zipOf(t, member{name: "elsewhere/toy.gguf", content: "not it"}, member{name: "right/toy.gguf", content: string(content)})
	c := modelCatalogue(t, content, source{"kind": "path", "address": write(t, "a.zip", archive), "folder": "right"})
	pulled(t, open(t), artifact(t, c, "toy"), models.PullOptions{}, content)
}

// TestPullNextSource: a source that does not do is passed over, and all are named if none does.
func TestPullNextSource(t *testing.T) {
	content := ggufFile(100)
	missing := source{"kind": "path", "address": filepath.Join(t.TempDir(), "none")}
	wrong := source{"kind": "path", "address": write(t, "wrong", []byte("not it"))}
	right := source{"kind": "path", "address": write(t, "right", content)}
	pulled(t, open(t), artifact(t, modelCatalogue(t, content, missing, wrong, right), "toy"), models.PullOptions{}, content)
	_, err := open(t).Pull(context.Background(), artifact(t, modelCatalogue(t, content, missing, wrong), "toy"), models.PullOptions{})
	says(t, err, "none", "wrong digest")
	_, err = open(t).Pull(context.Background(), artifact(t, modelCatalogue(t, content), "toy"), models.PullOptions{})
	says(t, err, "it has no source")
}

// TestPullTwice: what is there and sound is not fetched again; what is damaged is.
func TestPullTwice(t *testing.T) {
	content := ggufFile(5000)
	s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
	from := write(t, "from", content)
	pulled(t, s, a, models.PullOptions{From: from}, content)
	gone := models.PullOptions{From: filepath.Join(t.TempDir(), "none")}
	pulled(t, s, a, gone, content)
	path, _ := s.Path(a.SHA256)
	if err := os.WriteFile(path, []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pull(context.Background(), a, gone); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("error %v, want ErrNotExist", err)
	}
	pulled(t, s, a, models.PullOptions{From: from}, content)
}

func TestPullNoSpace(t *testing.T) {
	content := ggufFile(1000)
	full := models.WithFree(func(string) (int64, error) { return 16<<20 + int64(len(content)) - 1, nil })
	s, a := open(t, full), artifact(t, modelCatalogue(t, content), "toy")
	_, err := s.Pull(context.Background(), a, models.PullOptions{From: write(t, "from", content)})
	if !errors.Is(err, models.ErrNoSpace) {
		t.Fatalf("error %v, want ErrNoSpace", err)
	}
	says(t, err, "needs 16.0 MiB (16778", "16.0 MiB (16778", "are free", "DGRID_CACHE")
	leftovers(t, s, 0)
	enough := models.WithFree(func(string) (int64, error) { return 16<<20 + int64(len(content)), nil })
	pulled(t, open(t, enough), a, models.PullOptions{From: write(t, "from", content)}, content)
	broken := models.WithFree(func(string) (int64, error) { return 0, os.ErrPermission })
	if _, err := open(t, broken).Pull(context.Background(), a, models.PullOptions{From: write(t, "from", content)}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("error %v, want ErrPermission", err)
	}
}

// TestPullCancelled: a pull that is cancelled says so and leaves nothing.
func TestPullCancelled(t *testing.T) {
	content := ggufFile(3 << 20)
	s, a := open(t), artifact(t, modelCatalogue(t, content), "toy")
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("the user pressed a key")
	_, err := s.Pull(ctx, a, models.PullOptions{From: write(t, "from", content), Progress: func(_ string, done, total int64) {
		if done > 0 {
			cancel(why)
		}
	}})
	if !errors.Is(err, why) {
		t.Fatalf("error %v, want %v", err, why)
	}
	if _, ok := s.Path(a.SHA256); ok {
		t.Error("the store holds the model")
	}
	leftovers(t, s, 0)
}
