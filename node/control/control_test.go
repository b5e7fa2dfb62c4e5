package control_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/store"
)

// view is a store with one account in each role.
func view(t *testing.T) *control.Local {
	t.Helper()
	st, err := store.Open(t.TempDir(), dgrid.Domain{ChainID: 1}, store.Options{MinFree: 1 << 20}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	for role, amount := range map[store.Role]uint64{store.AsPayer: 5, store.AsProvider: 7} {
		v := dgrid.Voucher{Payer: dgrid.Address{1}, Provider: dgrid.Address{2}, Amount: dgrid.NewAmount(amount)}
		if err := st.PutVoucher(t.Context(), role, dgrid.Signed[dgrid.Voucher]{Object: v}); err != nil {
			t.Fatal(err)
		}
	}
	return &control.Local{Store: st, Base: func() control.Status { return control.Status{Running: true, Network: "test"} }}
}

// What a command sees through the socket is what the daemon sees.
func TestSocketShowsTheSame(t *testing.T) {
	local, dir := view(t), t.TempDir()
	socket := filepath.Join(dir, control.SocketName)
	if err := os.WriteFile(socket, nil, 0o600); err != nil { // as a killed daemon leaves one
		t.Fatal(err)
	}
	l, err := control.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- control.Serve(ctx, l, local) }()
	client, ok := control.Dial(t.Context(), dir)
	if !ok {
		t.Fatal("nobody answers")
	}
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket: %v, %v", info, err)
	}
	want, err := local.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Status(t.Context())
	if err != nil || !reflect.DeepEqual(got, want) || len(got.Accounts) != 2 {
		t.Errorf("status is %+v, %v; want %+v", got, err, want)
	}
	if _, err := client.Find(t.Context(), "abcd"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown job: %v", err)
	}
	if jobs, err := client.Jobs(t.Context(), 10); err != nil || len(jobs) != 0 {
		t.Errorf("jobs: %v, %v", jobs, err)
	}
	if _, err := client.Jobs(t.Context(), 0); err == nil {
		t.Error("a limit of 0 was taken")
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if _, ok := control.Dial(t.Context(), dir); ok {
		t.Error("somebody answers after the end")
	}
}
