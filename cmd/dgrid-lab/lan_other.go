//go:build !linux

package main

import (
	"context"
	"errors"
)

func lan(context.Context, programs, []string) error {
	return errors.New("lan: it needs the network namespaces of Linux")
}
