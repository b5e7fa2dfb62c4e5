package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// errEnding is why answers break off that outlast the drain.
var errEnding = errors.New("the gateway is ending")

// Run listens on Config.Listen and serves until ctx ends; then it takes no more connections, gives running answers the time of
// Config.Drain, and cancels those that are left. It returns after all of them ended.
func (g *Gateway) Run(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", g.cfg.Listen)
	if err != nil {
		return fmt.Errorf("run gateway: %w: choose another gateway.listen, or end what listens there", err)
	}
	return g.Serve(ctx, l)
}

// Serve is Run on a listener, which it closes.
func (g *Gateway) Serve(ctx context.Context, l net.Listener) error {
	if _, err := g.checkListen(l.Addr().String()); err != nil {
		return errors.Join(fmt.Errorf("run gateway: %w", err), l.Close())
	}
	base, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	s := &http.Server{
		Handler: g, ReadHeaderTimeout: headerPatience, IdleTimeout: idlePatience, MaxHeaderBytes: maxHeader,
		BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog:    slog.NewLogLogger(g.Log.Handler(), slog.LevelDebug), // broken connections of others: not this node's trouble
	}
	g.setAddr(l.Addr().String())
	defer g.setAddr("")
	g.Log.Info("gateway listens", "addr", l.Addr().String(), "keys", g.Keys.Any())
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		cut(errEnding)
		return errors.Join(fmt.Errorf("run gateway: %w", err), shutdown(s, answerGrace))
	case <-ctx.Done():
	}
	g.Drain()
	err := shutdown(s, g.cfg.Drain)
	if err != nil {
		cut(errEnding)
		err = shutdown(s, answerGrace)
	}
	if err != nil {
		err = errors.Join(fmt.Errorf("run gateway: answers did not end in time: %w", err), s.Close())
	}
	if closed := <-failed; !errors.Is(closed, http.ErrServerClosed) {
		err = errors.Join(err, closed)
	}
	return err
}

// shutdown waits for all requests, but no longer than patience.
func shutdown(s *http.Server, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.Shutdown(ctx)
}

// Addr is where Run listens, or "" while it does not.
func (g *Gateway) Addr() string {
	g.listening.Lock()
	defer g.listening.Unlock()
	return g.addr
}

func (g *Gateway) setAddr(a string) {
	g.listening.Lock()
	defer g.listening.Unlock()
	g.addr = a
}
