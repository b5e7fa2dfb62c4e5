package main_test

import (
	"context"
	"os"
	"strings"
	"syscall"
	"testing"

	dgridd "github.com/dgrid-network/dgrid/cmd/dgridd"
)

func TestFirstSignalDrainsSecondEnds(t *testing.T) {
	signals := make(chan os.Signal)
	drain, now, release := dgridd.Watch(context.Background(), signals)
	defer release()
	signals <- syscall.SIGTERM
	<-drain.Done()
	if now.Err() != nil {
		t.Fatal("the first signal ended all at once")
	}
	if cause := context.Cause(drain); !strings.Contains(cause.Error(), "terminated") {
		t.Errorf("cause of the drain is %q, want the signal's name", cause)
	}
	signals <- syscall.SIGINT
	<-now.Done()
	if cause := context.Cause(now); !strings.Contains(cause.Error(), "interrupt") {
		t.Errorf("cause of the end is %q, want the signal's name", cause)
	}
}

func TestReleaseEndsBoth(t *testing.T) {
	drain, now, release := dgridd.Watch(context.Background(), make(chan os.Signal))
	release()
	<-drain.Done()
	<-now.Done()
}

func TestParentEndsBoth(t *testing.T) {
	parent, cancel := context.WithCancel(context.Background())
	drain, now, release := dgridd.Watch(parent, make(chan os.Signal))
	defer release()
	cancel()
	<-drain.Done()
	<-now.Done()
}

func TestSignalsOfTheSystem(t *testing.T) {
	drain, now, release := dgridd.OnSignals(context.Background())
	defer release()
	for _, ended := range []context.Context{drain, now} {
		if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		<-ended.Done()
	}
}
