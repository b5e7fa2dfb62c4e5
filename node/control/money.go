package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/dgrid-network/dgrid/node/wallet"
)

// Money is the node's own money on the chain. Its errors are *wallet.Error.
type Money interface {
	// Plan says what a request comes to. It sends nothing.
	Plan(ctx context.Context, r wallet.Request) (*wallet.Plan, error)
	// Execute carries out a plan, and tells emit of every change. With wait it returns when all of it is final.
	Execute(ctx context.Context, id string, wait bool, emit func(wallet.Progress) error) ([]wallet.Tx, error)
	Earnings(ctx context.Context) (*wallet.Earnings, error)
	// Disputes are those of this node, or all, from a block on.
	Disputes(ctx context.Context, all bool, from uint64) ([]wallet.Case, error)
	// Transactions are the newest of the outbox, the newest first.
	Transactions(ctx context.Context, limit int) ([]wallet.Tx, error)
	// Transaction is the one whose id or hash begins with prefix.
	Transaction(ctx context.Context, prefix string) (*wallet.Tx, error)
}

// Plan is the wallet's.
func (l *Local) Plan(ctx context.Context, r wallet.Request) (*wallet.Plan, error) {
	if l.Wallet == nil {
		return nil, unavailable("plan "+string(r.Op), "this node has no money")
	}
	return l.Wallet.Plan(ctx, r)
}

// Execute is the wallet's.
func (l *Local) Execute(ctx context.Context, id string, wait bool, emit func(wallet.Progress) error) ([]wallet.Tx, error) {
	if l.Wallet == nil {
		return nil, unavailable("carry out a plan", "this node has no money")
	}
	return l.Wallet.Execute(ctx, id, wait, emit)
}

// Earnings is the wallet's.
func (l *Local) Earnings(ctx context.Context) (*wallet.Earnings, error) {
	if l.Wallet == nil {
		return nil, unavailable("earnings", "this node has no money")
	}
	return l.Wallet.Earnings(ctx)
}

// Disputes is the wallet's.
func (l *Local) Disputes(ctx context.Context, all bool, from uint64) ([]wallet.Case, error) {
	if l.Wallet == nil {
		return nil, unavailable("disputes", "this node has no money")
	}
	return l.Wallet.Disputes(ctx, all, from)
}

// Transactions is the wallet's.
func (l *Local) Transactions(ctx context.Context, limit int) ([]wallet.Tx, error) {
	if l.Wallet == nil {
		return nil, unavailable("transactions", "this node has no money")
	}
	return l.Wallet.List(ctx, limit)
}

// Transaction is the wallet's.
func (l *Local) Transaction(ctx context.Context, prefix string) (*wallet.Tx, error) {
	if l.Wallet == nil {
		return nil, unavailable("transaction", "this node has no money")
	}
	return l.Wallet.Find(ctx, prefix)
}

// execution is the body of a request to carry out a plan.
type execution struct {
	ID   string `json:"id"`
	Wait bool   `json:"wait"`
}

// movedEnd is the last line of the answer to it.
type movedEnd struct {
	Txs   []wallet.Tx   `json:"txs"`
	Error *wallet.Error `json:"error,omitempty"`
}

// slowLimit is how long the answer of a call may take that asks the chain many things.
const slowLimit = 5 * time.Minute

// slowly gives an answer more time than the socket's calls have.
func slowly(w http.ResponseWriter, r *http.Request) (context.Context, context.CancelFunc) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(slowLimit + patience)) // a socket has deadlines
	return context.WithTimeout(r.Context(), slowLimit)
}

func handleMoney(mux *http.ServeMux, v View) {
	mux.HandleFunc("POST /money/plan", func(w http.ResponseWriter, r *http.Request) {
		var q wallet.Request
		if !read(w, r, &q) {
			return
		}
		ctx, cancel := slowly(w, r)
		defer cancel()
		p, err := v.Plan(ctx, q)
		answer(w, p, err)
	})
	mux.HandleFunc("POST /money/execute", func(w http.ResponseWriter, r *http.Request) { handleExecute(w, r, v) })
	mux.HandleFunc("GET /money/earnings", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := slowly(w, r)
		defer cancel()
		e, err := v.Earnings(ctx)
		answer(w, e, err)
	})
	mux.HandleFunc("GET /money/disputes", func(w http.ResponseWriter, r *http.Request) {
		from, err := strconv.ParseUint(r.URL.Query().Get("from"), 10, 64)
		if err != nil {
			http.Error(w, "from must be the number of a block", http.StatusBadRequest)
			return
		}
		ctx, cancel := slowly(w, r)
		defer cancel()
		cases, err := v.Disputes(ctx, r.URL.Query().Get("all") == "true", from)
		answer(w, cases, err)
	})
	mux.HandleFunc("GET /money/txs", func(w http.ResponseWriter, r *http.Request) {
		limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
		if err != nil || limit < 0 || limit > maxJobs {
			http.Error(w, fmt.Sprintf("limit must be 0 to %d", maxJobs), http.StatusBadRequest)
			return
		}
		txs, err := v.Transactions(r.Context(), limit)
		answer(w, txs, err)
	})
	mux.HandleFunc("GET /money/tx", func(w http.ResponseWriter, r *http.Request) {
		tx, err := v.Transaction(r.Context(), r.URL.Query().Get("prefix"))
		answer(w, tx, err)
	})
}

// handleExecute streams what becomes of a plan. A client that goes away ends the waiting, not what was sent.
func handleExecute(w http.ResponseWriter, r *http.Request, v View) {
	var q execution
	if !read(w, r, &q) {
		return
	}
	stream(w, func(tell func(wallet.Progress) error) movedEnd {
		txs, err := v.Execute(r.Context(), q.ID, q.Wait, tell)
		return movedEnd{txs, wallet.Classify("carry out a plan", err)}
	})
}

// Plan asks the daemon.
func (c *Client) Plan(ctx context.Context, r wallet.Request) (*wallet.Plan, error) {
	var p wallet.Plan
	return &p, c.unhurried().do(ctx, http.MethodPost, "/money/plan", nil, r, &p)
}

// Execute has the daemon carry out a plan that it made.
func (c *Client) Execute(ctx context.Context, id string, wait bool, emit func(wallet.Progress) error) ([]wallet.Tx, error) {
	end, err := follow[wallet.Progress, movedEnd](ctx, c, "/money/execute", execution{id, wait}, emit)
	switch {
	case errors.Is(err, errEnded):
		return nil, fmt.Errorf("%w before the transactions did: they go on when it runs again", err)
	case errors.Is(err, errLost):
		return nil, wallet.Classify("follow the running node", err)
	case err != nil:
		return nil, err
	case end.Error != nil:
		return end.Txs, end.Error
	}
	return end.Txs, nil
}

// Earnings asks the daemon.
func (c *Client) Earnings(ctx context.Context) (*wallet.Earnings, error) {
	var e wallet.Earnings
	return &e, c.unhurried().get(ctx, "/money/earnings", nil, &e)
}

// Disputes asks the daemon.
func (c *Client) Disputes(ctx context.Context, all bool, from uint64) ([]wallet.Case, error) {
	var cases []wallet.Case
	query := url.Values{"all": {strconv.FormatBool(all)}, "from": {strconv.FormatUint(from, 10)}}
	err := c.unhurried().get(ctx, "/money/disputes", query, &cases)
	return cases, err
}

// Transactions asks the daemon.
func (c *Client) Transactions(ctx context.Context, limit int) ([]wallet.Tx, error) {
	var txs []wallet.Tx
	err := c.get(ctx, "/money/txs", url.Values{"limit": {strconv.Itoa(limit)}}, &txs)
	return txs, err
}

// Transaction asks the daemon.
func (c *Client) Transaction(ctx context.Context, prefix string) (*wallet.Tx, error) {
	var tx wallet.Tx
	return &tx, c.get(ctx, "/money/tx", url.Values{"prefix": {prefix}}, &tx)
}
