package inference_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgrid-network/dgrid/inference"
)

// TestFolderOfCompiledCodeIsBounded: who fills it is ended within two looks, and who does not is left alone.
func TestFolderOfCompiledCodeIsBounded(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error, 1)
		go func() { ended <- inference.Bounded(t.Context(), dir, 1000, time.Second) }()
		for i, size := range []int64{600, 400, 1} {
			path := filepath.Join(dir, "a", "b", strings.Repeat("x", i+1))
			if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
				t.Fatal(err)
			}
			<-time.After(2 * time.Second)
			select {
			case err := <-ended:
				if i != 2 || err == nil || !strings.Contains(err.Error(), dir) {
					t.Fatalf("after file %d: %v", i, err)
				}
				return
			default:
			}
		}
		t.Error("1001 bytes of 1000 were let pass")
	})
}
