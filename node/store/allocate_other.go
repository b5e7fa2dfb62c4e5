//go:build !linux

package store

import "os"

// allocate gives f blocks for n bytes.
func allocate(f *os.File, n int64) error { return fill(f, n) }
