package llama_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestMissingLibffiIsToldInPlainWords(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only on Linux the system's libffi is used")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "libffi.so.8"), []byte("no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(deadline(t), command(t)[0], "-test.run=none")
	cmd.Env = []string{"LD_LIBRARY_PATH=" + dir}
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "apt install libffi8") || strings.Contains(string(out), "goroutine") {
		t.Errorf("error %v, output %q: want one sentence that says what to install", err, out)
	}
}
