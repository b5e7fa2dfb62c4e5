package validator

import (
	"context"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// reveal shows this node's figures to the provider and to the other seats, while the caller goes on, and then collects theirs. The
// returned function waits for that. What others reveal changes no finding: it shows who had no figures when it committed.
func (v *Validator) reveal(ctx context.Context, f *File, opened *p2p.SeatReply) (others func() []Other) {
	req := &p2p.SeatRequest{Ask: p2p.AskReveal, Object: f.Object, Epoch: f.Epoch, Seat: f.Seat, Reveal: f.Reveal}
	ctx, cancel := context.WithTimeout(ctx, v.cfg.Reveals)
	var group sync.WaitGroup
	var mu sync.Mutex
	var spent Spent
	tell := func(owner dgrid.Address) {
		defer group.Done()
		reply, sent, err := v.deps.Network.Seat(ctx, owner, req)
		if err != nil {
			v.log.Debug("reveal not taken", "job", f.Job.Short(), "by", owner, "err", err)
		}
		mu.Lock()
		defer mu.Unlock()
		spent.Asked++
		spent.Sent += sent
		if reply != nil {
			spent.Received += reply.Bytes
		}
	}
	group.Add(1)
	go tell(f.Provider)
	for i := range opened.Commits {
		if owner := opened.Commits[i].Object.Validator; owner != v.cfg.Owner {
			group.Add(1)
			go tell(owner)
		}
	}
	return func() []Other {
		defer cancel()
		group.Wait()
		f.Spent.add(&spent)
		return v.collect(ctx, f, opened.Commits)
	}
}

// collect asks the provider for the other seats' reveals, for as long as some are missing and ctx lives.
func (v *Validator) collect(ctx context.Context, f *File, commits []dgrid.Signed[dgrid.Commit]) (others []Other) {
	req := &p2p.SeatRequest{Ask: p2p.AskReveals, Object: f.Object, Epoch: f.Epoch, Seat: f.Seat}
	for {
		reply, sent, err := v.deps.Network.Seat(ctx, f.Provider, req)
		f.Spent.Asked++
		f.Spent.Sent += sent
		if err == nil {
			f.Spent.Received += reply.Bytes
			others = v.compare(f, commits, reply.Reveals)
		}
		if len(others)+1 >= len(commits) {
			return others
		}
		select {
		case <-ctx.Done():
			return others
		case <-time.After(firstPause):
		}
	}
}

// compare holds reveals against the commits of their seats.
func (v *Validator) compare(f *File, commits []dgrid.Signed[dgrid.Commit], reveals []dgrid.Signed[dgrid.Reveal]) (others []Other) {
	for i := range commits {
		c := &commits[i].Object
		if c.Validator == v.cfg.Owner {
			continue
		}
		for j := range reveals {
			r := &reveals[j].Object
			if r.Seat != c.Seat || r.Validator != c.Validator {
				continue
			}
			o := Other{Seat: c.Seat, Validator: c.Validator, Kept: dgrid.RevealHash(r) == c.Hash && r.Object == c.Object, S1: r.S1}
			if !o.Kept {
				v.log.Warn("a validator revealed something else than it had committed to", "job", f.Job.Short(), "validator", c.Validator, "seat", c.Seat)
			}
			others = append(others, o)
			break
		}
	}
	return others
}
