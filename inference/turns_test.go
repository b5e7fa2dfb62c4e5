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

func TestTurnsAreAskedForByPaidWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := inference.NewTurns(8)
		asked := func() bool {
			synctest.Wait()
			select {
			case <-turns.Asked():
				return true
			default:
				return false
			}
		}
		if err := turns.TakeAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		take := func(ctx context.Context, take func(context.Context) error) <-chan error {
			done := make(chan error, 1)
			go func() { done <- take(ctx) }()
			synctest.Wait()
			return done
		}
		audit := take(t.Context(), turns.TakeAudit)
		if asked() {
			t.Error("an audit asks for another's turn")
		}
		gone := take(ctx, turns.TakePaid)
		if !asked() {
			t.Error("paid work does not ask for an audit's turn")
		}
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		first, second := take(t.Context(), turns.TakePaid), take(t.Context(), turns.TakePaid) // asks again, and must not panic
		turns.Give()
		if err := <-first; err != nil || !asked() {
			t.Errorf("the first job has the turn, the second waits: %v", err)
		}
		turns.Give()
		if err := <-second; err != nil || asked() {
			t.Errorf("the second job has the turn, an audit waits: %v", err)
		}
		turns.Give()
		if err := <-audit; err != nil || asked() {
			t.Errorf("the audit has the turn, nobody waits: %v", err)
		}
		turns.Give()
	})
}
