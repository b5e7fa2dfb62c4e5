package inference_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/dgrid-network/dgrid/inference"
)

func TestTurnsGoToPaidWorkFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := inference.NewTurns(8)
		if err := turns.TakePaid(t.Context()); err != nil {
			t.Fatal(err)
		}
		var order []string
		wait := func(name string, take func(context.Context) error) {
			go func() {
				if err := take(t.Context()); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				order = append(order, name) // whoever has the turn is alone
				turns.Give()
			}()
			synctest.Wait()
		}
		wait("audit 1", turns.TakeAudit)
		wait("audit 2", turns.TakeAudit)
		wait("job 1", turns.TakePaid)
		wait("job 2", turns.TakePaid)
		turns.Give()
		synctest.Wait()
		if want := []string{"job 1", "job 2", "audit 1", "audit 2"}; !slices.Equal(order, want) {
			t.Errorf("turns went to %v, want %v", order, want)
		}
	})
}

func TestTurnsRefuseTooMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := inference.NewTurns(1)
		if err := turns.TakePaid(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error, 1)
		go func() { gone <- turns.TakeAudit(ctx) }()
		synctest.Wait()
		if err := turns.TakePaid(t.Context()); !errors.Is(err, inference.ErrBusy) {
			t.Errorf("a second one that waits: %v, want ErrBusy", err)
		}
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("one that gives up: %v", err)
		}
		turns.Give()
		if err := turns.TakeAudit(t.Context()); err != nil {
			t.Errorf("after all are gone: %v", err)
		}
	})
}
