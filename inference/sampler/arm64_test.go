package sampler_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// An arm64 CPU may fuse a multiplication and an addition where amd64 rounds in between; the vectors must hold on both.
func TestGoldenVectorsOnARM64(t *testing.T) {
	if runtime.GOARCH == "arm64" {
		t.Skip("this machine is arm64: TestGoldenVectors runs on it as it is")
	}
	qemu, err := exec.LookPath("qemu-aarch64")
	if err != nil {
		if qemu, err = exec.LookPath("qemu-aarch64-static"); err != nil {
			t.Skip("qemu-aarch64 is not on the PATH: install the package qemu-user to run the vectors as arm64 code (.ci/run does)")
		}
	}
	program := filepath.Join(t.TempDir(), "sampler.test")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", program, ".")
	build.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("compile for arm64: %v\n%s", err, out)
	}
	if out, err := exec.CommandContext(t.Context(), qemu, program, "-test.run=^TestGoldenVectors$").CombinedOutput(); err != nil {
		t.Fatalf("run on arm64: %v\n%s", err, out)
	}
}
