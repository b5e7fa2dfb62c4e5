package node_test

import (
	"context"
	"errors"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

// A prompt that a killed worker did not read may be put again; one that is wrong may not.
func TestPromptIsNotRead(t *testing.T) {
	for _, test := range []struct {
		err  error
		want p2p.RefusalCode
	}{
		{inference.ErrWorkerLost, p2p.Busy}, {inference.ErrBusy, p2p.Busy}, {inference.ErrStopped, p2p.Busy},
		{&inference.ContextOverflowError{Prompt: 9, Context: 8}, p2p.Context}, {inference.ErrRefused, p2p.Invalid},
	} {
		p := newPair(t, &scripted{length: 10, prompt: 10, unread: test.err})
		_, err := p.question(t, question(20))
		if refused := (*payer.RefusedError)(nil); !errors.As(err, &refused) || refused.Code != test.want {
			t.Errorf("%v: %v, want %s", test.err, err, test.want)
		}
	}
}

// A payer that crashed and came back before the provider noticed must not be shown a job that still runs: it would settle it by
// fewer steps than the provider will.
func TestRunningJobIsNotShown(t *testing.T) {
	p := newPair(t, &scripted{length: 100, prompt: 10})
	var job dgrid.JobID
	var running error
	n := 0
	tr, err := p.ask.Ask(t.Context(), question(500), func(dgrid.Chunk) error {
		if n++; n != 40 {
			return nil
		}
		open, err := p.payer.store.OpenJobs(store.AsPayer)
		if err != nil || len(open) != 1 {
			t.Fatalf("open jobs %v: %v", open, err)
		}
		job = open[0]
		impatient, cancel := context.WithCancel(t.Context())
		cancel()
		_, running = p.provider.provider.Transcript(impatient, p.payer.hello(), job, true)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !errors.Is(running, context.Canceled) {
		t.Errorf("a running job was shown, or refused for good: %v", running)
	}
	shown, err := p.provider.provider.Transcript(t.Context(), p.payer.hello(), job, true)
	if err != nil || shown.Receipt == nil || *shown.Receipt != *tr.Receipt {
		t.Errorf("the job that ended: %v", err)
	}
}
