package main

import (
	"context"
	"os"
)

// Main is main, for the scripts.
func Main() { main() }

// Watch is watch, for tests that send their own signals.
func Watch(parent context.Context, signals <-chan os.Signal) (drain, now context.Context, release func()) {
	s := watch(parent, signals)
	return s.drain, s.now, s.release
}

// OnSignals is onSignals.
func OnSignals(parent context.Context) (drain, now context.Context, release func()) {
	s := onSignals(parent)
	return s.drain, s.now, s.release
}

// Printable is printable.
func Printable(s string) string { return printable(s) }

// DeployGas is deployGas.
const DeployGas = deployGas
