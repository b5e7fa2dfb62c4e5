package inference

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/dgrid-network/dgrid/inference/jail"
)

// A runtime may bring code for a GPU that its driver must compile when a model is loaded, which takes from seconds to a minute. The
// driver keeps what it compiled in a folder, one for each model and runtime: code that a model's process left there is run by
// processes of that model alone.
const (
	kernelsWanted = 1 << 30          // bytes that NVIDIA's driver keeps
	kernelsMost   = 2 << 30          // bytes beyond which a process is ended: it keeps something else
	kernelsLook   = 10 * time.Second // between two looks at the folder
)

// kernels makes the folder that a child may keep compiled code in, or says that it has none.
func (c Config) kernels() (string, error) {
	if c.Kernels == "" || !jail.GPU() {
		return "", nil
	}
	if err := os.MkdirAll(c.Kernels, 0o700); err != nil {
		return "", fmt.Errorf("make the folder for compiled GPU code: %w", err)
	}
	paths, err := absolute(c.Kernels)
	if err != nil {
		return "", err
	}
	return paths[0], nil
}

// kernelVariables tell a GPU's driver where to keep code.
func kernelVariables(folder string) []string {
	if folder == "" {
		return nil
	}
	return []string{"CUDA_CACHE_PATH=" + folder, "CUDA_CACHE_MAXSIZE=" + strconv.Itoa(kernelsWanted)}
}

// bounded looks at a folder now and then until ctx ends or there are more than most bytes in it.
func bounded(ctx context.Context, folder string, most int64, every time.Duration) error {
	if folder == "" {
		return nil
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if size := folderSize(folder); size > most {
			return fmt.Errorf("it keeps %d MiB of compiled GPU code in %s, at most %d are allowed; the folder may be removed while no model is loaded", size>>20, folder, most>>20)
		}
	}
}

// folderSize is the bytes of all files below folder. What goes away meanwhile counts as nothing.
func folderSize(folder string) (size int64) {
	_ = filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // gone, or not readable: then it is not the child's
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}
