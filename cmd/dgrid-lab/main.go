// Command dgrid-demo shows the network at work on one machine: a provider, an asker and an auditor as separate processes with
// their own keys, a question answered, paid and verified, and a provider that sells a cheaper model under the same name, asked
// the same and caught. It ends with exit code 1 if any of it is not so, and leaves no process behind.
//
// It expects dgridd and dgridd-dishonest beside itself, and runtime and model in the cache: `make demo` sees to both.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// patience bounds the whole demo.
const patience = 5 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeout(ctx, patience)
	err := demo(ctx)
	cancel()
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "\n%s %v\n", red("✗"), err)
		os.Exit(1)
	}
}
