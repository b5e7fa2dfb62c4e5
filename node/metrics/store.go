package metrics

import (
	"os"
	"path/filepath"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/store"
)

// OfStore reads disk and journal of the store in dir, where no job is taken below want bytes of free space.
func OfStore(st *store.Store, dir string, want uint64) func() Store {
	return func() Store {
		s := Store{Free: control.FreeSpace(dir), Want: want, Failed: st.Failed() != nil}
		if info, err := os.Stat(filepath.Join(dir, "journal")); err == nil {
			s.Journal = uint64(info.Size())
		}
		return s
	}
}

// OfAccounts sums up the accounts of st. It reads all of them: some microseconds for each.
func OfAccounts(st *store.Store) func() []Book {
	return func() (books []Book) {
		for _, role := range []store.Role{store.AsPayer, store.AsProvider} {
			accounts, err := st.Accounts(role)
			if err != nil {
				continue // a gap in the curve says more than a sum that is too small
			}
			b := Book{Role: role.String(), Accounts: len(accounts)}
			for _, a := range accounts {
				b.Begun += a.Jobs
				b.Open += len(a.OpenJobs)
				b.Settled = b.Settled.Add(a.Settled)
				if a.Voucher != nil {
					b.Promised = b.Promised.Add(a.Voucher.Object.Amount)
				}
			}
			books = append(books, b)
		}
		return books
	}
}
