package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// stopping says how far a daemon's end has come. drain ends at the first signal: take nothing new, finish what runs. now ends
// at the second: give up what still runs. Both end with the context that they were made from; the cause names the signal.
type stopping struct {
	drain, now context.Context
	release    func() // ends the watch; the next signal is the system's again
}

// onSignals watches for SIGINT and SIGTERM.
func onSignals(parent context.Context) stopping {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	s := watch(parent, signals)
	stop := s.release
	s.release = func() { signal.Stop(signals); stop() }
	return s
}

// watch is onSignals for any source of signals.
func watch(parent context.Context, signals <-chan os.Signal) stopping {
	now, giveUp := context.WithCancelCause(parent)
	drain, begin := context.WithCancelCause(now)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for _, end := range []context.CancelCauseFunc{begin, giveUp} {
			select {
			case s := <-signals:
				end(fmt.Errorf("received signal %q", s))
			case <-now.Done():
				return
			}
		}
	}()
	return stopping{drain: drain, now: now, release: func() { giveUp(context.Canceled); <-ended }}
}

// interruptible is the context of a command that is no daemon: the first SIGINT or SIGTERM ends it, so that child processes are
// stopped and files put away; from then on a signal does what it does by default.
func interruptible(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
