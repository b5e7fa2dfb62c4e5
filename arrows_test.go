package dgrid_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/dgrid-network/dgrid"

// tags are the build tags that bring further files into the build.
var tags = []string{"", "dishonest"}

// listedPackage is what `go list` says of one package.
type listedPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

// The arrows of the architecture: cmd imports anything; node everything but cmd; every other package the vocabulary and its own
// subpackages; the vocabulary nothing of this module, and nothing that does I/O.
func TestArrows(t *testing.T) {
	for _, tag := range tags {
		packages := list(t, tag)
		if len(packages) < 5 {
			t.Fatalf("tag %q: go list shows %d packages: it did not see the module", tag, len(packages))
		}
		for _, p := range packages {
			for _, i := range p.Imports {
				if p.ImportPath == module && doesIO(i) {
					t.Errorf("the vocabulary imports %s: it does no I/O", i)
				}
			}
			for _, i := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
				if reason := forbidden(p.ImportPath, i); reason != "" {
					t.Errorf("tag %q: %s imports %s: %s", tag, p.ImportPath, i, reason)
				}
			}
		}
	}
}

// forbidden says why the package from must not import to, or "".
func forbidden(from, to string) string {
	if to != module && !strings.HasPrefix(to, module+"/") {
		return ""
	}
	upper, lower := folder(from), folder(to)
	switch {
	case upper == lower || lower == "":
		return ""
	case upper == "cmd":
		return ""
	case lower == "cmd":
		return "cmd stands above everything"
	case upper == "node":
		return ""
	case lower == "node":
		return "node stands above every package but cmd"
	case upper == "":
		return "the vocabulary stands below every package"
	}
	return "siblings never import each other"
}

// folder is the top-level folder of a package of this module; the vocabulary's is "".
func folder(path string) string {
	rest := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func doesIO(path string) bool {
	for _, p := range []string{"os", "net", "io/fs", "syscall", "database", "log"} {
		if path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return false
}

func list(t *testing.T, tag string) (packages []listedPackage) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-tags="+tag, "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listedPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		packages = append(packages, p)
	}
}

// A chain's own node costs tens of megabytes and a minute of compiling. Only the development chain, a program of its own, pays that.
func TestDaemonHoldsNoChain(t *testing.T) {
	for _, program := range []string{"./cmd/dgridd", "./cmd/dgrid-lab"} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", program).Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for p := range strings.Lines(string(out)) {
			switch p = strings.TrimSpace(p); p {
			case "github.com/ethereum/go-ethereum/eth", "github.com/ethereum/go-ethereum/node", "github.com/ethereum/go-ethereum/core/vm":
				t.Errorf("%s holds %s", program, p)
			}
		}
	}
}

// The rule itself must refuse what it is for.
func TestForbidden(t *testing.T) {
	tests := []struct {
		from, to string
		want     bool
	}{
		{"cmd/dgridd", "verify", false}, {"cmd/dgridd", "node/store", false}, {"node/store", "config", false}, {"node", "p2p", false},
		{"p2p", "", false}, {"p2p", "p2p/pb", false}, {"inference/llama", "inference/workerpb", false}, {"p2p", "golang.org/x/net", false},
		{"node", "cmd/dgridd", true}, {"p2p", "node/store", true}, {"p2p", "inference", true}, {"verify", "inference/sampler", true},
		{"inference", "config", true}, {"", "config", true}, {"config", "cmd/dgridd", true},
	}
	path := func(p string) string {
		if strings.Contains(p, ".") {
			return p
		}
		return strings.TrimSuffix(module+"/"+p, "/")
	}
	for _, test := range tests {
		if got := forbidden(path(test.from), path(test.to)) != ""; got != test.want {
			t.Errorf("%q may import %q: %v, want %v", test.from, test.to, !got, !test.want)
		}
	}
}
