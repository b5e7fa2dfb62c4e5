package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

const (
	restoreStill = 8 * time.Second // without anything new on the chain, after which all is taken to be settled
	restoreWait  = 2 * time.Minute // for that
)

// restored is one folder that was put back, and what came of it.
type restored struct {
	Restore  int      `json:"restore"`
	Role     string   `json:"role"`
	Before   int      `json:"before"`  // jobs before the copy was made
	Lost     int      `json:"lost"`    // jobs between the copy and its return
	After    int      `json:"after"`   // jobs behind
	Epochs   int      `json:"epochs"`  // on the chain, in the end
	Known    uint64   `json:"known"`   // of them when the copy was made
	Calls    int      `json:"calls"`   // of the contract that must not slash
	Owed     string   `json:"owed"`    // base units, by all objects that were ever seen
	Paid     string   `json:"paid"`    // base units
	Counted  string   `json:"counted"` // base units, by the leaf that the provider can redeem by
	Doubtful int      `json:"doubtful"`
	Waived   string   `json:"waived"` // base units of doubtful jobs
	Problems []string `json:"problems"`
}

// restoring is the experiment: it goes on only as long as it runs, because what was seen is in its memory.
type restoring struct {
	*lab
	seed uint64
	out  *journal
	seen *evidence
	done []restored
	live dgrid.Digest // of the leaf by which the provider as it is now can redeem
}

func restore(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("restore", flag.ContinueOnError)
	want := fl.Int("restores", 10, "folders that are put back, of provider and gateway in turn")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/restore.jsonl", "file of the results; it is written anew")
	if err := fl.Parse(args); err != nil {
		return err
	}
	r := &restoring{seed: *seed, seen: newEvidence()}
	if err := os.Remove(*out); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if r.out, err = openJournal(*out, map[string]any{"experiment": "restore", "seed": *seed}, func([]byte) error { return nil }); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.out.close()) }()
	r.lab = newLab(p)
	defer func() { err = errors.Join(err, r.kill()) }()
	fmt.Printf("restore: %d folders, seed %d, results in %s\n", *want, *seed, *out)
	if err := r.found(ctx, epochParams, epochRoles, "provider"); err != nil {
		return err
	}
	for n := 1; n <= *want; n++ {
		one := restored{Restore: n, Role: []string{"provider", "gateway"}[n%2], Problems: []string{}}
		if err := r.round(ctx, &one); err != nil {
			return fmt.Errorf("restore %d, of the %s: %w", n, one.Role, err)
		}
		r.done = append(r.done, one)
		fmt.Printf("%3d  %-8s  jobs %d + %d lost + %d, epochs %d of which the copy knew %d; %d calls slash nobody; owed %s, counted %s, paid %s, %d doubtful jobs for %s  %s\n",
			n, one.Role, one.Before, one.Lost, one.After, one.Epochs, one.Known, one.Calls, one.Owed, one.Counted, one.Paid, one.Doubtful, one.Waived, strings.Join(one.Problems, "; "))
		if err := r.out.add(one); err != nil {
			return err
		}
	}
	if err := r.stop(); err != nil {
		return err
	}
	return r.summary()
}

// round copies a folder, goes on, puts the copy back, and goes on again.
func (r *restoring) round(ctx context.Context, one *restored) (err error) {
	rng := rand.New(rand.NewPCG(r.seed, uint64(one.Restore)))
	if one.Before, err = r.work(ctx, rng, 2+rng.IntN(3)); err != nil {
		return err
	}
	// Half of the copies are made of a node whose jobs are not all anchored yet.
	if rng.IntN(2) == 0 {
		if err := r.still(ctx); err != nil {
			return err
		}
	}
	if err := r.copyOf(ctx, one); err != nil {
		return err
	}
	if one.Lost, err = r.work(ctx, rng, 3+rng.IntN(4)); err != nil {
		return err
	}
	if rng.IntN(3) > 0 {
		if err := r.still(ctx); err != nil {
			return err
		}
	}
	if err := r.putBack(ctx, one); err != nil {
		return err
	}
	if one.After, err = r.work(ctx, rng, 3+rng.IntN(3)); err != nil {
		return err
	}
	if err := r.still(ctx); err != nil {
		return err
	}
	return r.judge(ctx, one)
}

// work asks so many questions.
func (r *restoring) work(ctx context.Context, rng *rand.Rand, jobs int) (int, error) {
	if err := r.awaitProviders(ctx, 1); err != nil {
		return 0, err
	}
	for n := range jobs {
		most := 8 + rng.IntN(9)
		if rng.IntN(4) == 0 {
			most = 40
		}
		q := asked{model: r.model, text: stories[rng.IntN(len(stories))], maxTokens: most, seed: rng.Uint32(), patience: epochPatience}
		var err error
		// Nobody asks a provider that has lost a batch which could still be audited.
		wait := until(ctx, restoreWait, "an answer", func() (bool, error) {
			_, err = r.gateway.hear(ctx, q, nil)
			return err == nil, err
		})
		if wait != nil {
			return n, wait
		}
	}
	return jobs, nil
}

// still waits until the chain has nothing new of anchors and payments.
func (r *restoring) still(ctx context.Context) error {
	provider, err := r.ownerOf("provider")
	if err != nil {
		return err
	}
	type state struct {
		epochs uint64
		moved  string
	}
	last, since := state{}, time.Now()
	return until(ctx, restoreWait, "the chain to have nothing new", func() (bool, error) {
		s, err := r.see(ctx)
		if err != nil {
			return false, err
		}
		defer s.close()
		head, err1 := s.Head(ctx, s.at, provider)
		moved, _, err2 := s.redeemed(ctx)
		if err := errors.Join(err1, err2); err != nil {
			return false, err
		}
		if now := (state{head.Epoch, moved.String()}); now != last {
			last, since = now, time.Now()
		}
		return time.Since(since) >= restoreStill, nil
	})
}

// copyOf stops a node, copies its store, and starts it again.
func (r *restoring) copyOf(ctx context.Context, one *restored) error {
	if err := r.nodes[one.Role].stop(); err != nil {
		return err
	}
	delete(r.nodes, one.Role)
	copied := r.home("copy")
	err := errors.Join(os.RemoveAll(copied), copyStore(copied, filepath.Join(r.home(one.Role), "store")))
	if err != nil {
		return err
	}
	provider, err := r.ownerOf("provider")
	if err != nil {
		return err
	}
	s, err := r.see(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	head, err := s.Head(ctx, s.at, provider)
	if err != nil {
		return err
	}
	one.Known = head.Epoch
	return r.start(ctx, one.Role)
}

// copyStore copies a folder without the file that only holds space back.
func copyStore(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() == "ballast" || d.Name() == "LOCK" {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, b, 0o600)
	})
}

// putBack kills a node, notes what both have, and gives the node its old store.
func (r *restoring) putBack(ctx context.Context, one *restored) error {
	r.nodes[one.Role].end()
	delete(r.nodes, one.Role)
	other := map[string]string{"provider": "gateway", "gateway": "provider"}[one.Role]
	if err := r.nodes[other].stop(); err != nil {
		return err
	}
	delete(r.nodes, other)
	if err := r.collect(ctx, one); err != nil {
		return err
	}
	dir := filepath.Join(r.home(one.Role), "store")
	if err := errors.Join(os.RemoveAll(dir), copyStore(dir, r.home("copy"))); err != nil {
		return err
	}
	if err := r.start(ctx, "provider"); err != nil {
		return err
	}
	return r.start(ctx, "gateway")
}

// collect takes in what both stores hold, with the nodes down.
func (r *restoring) collect(ctx context.Context, one *restored) error {
	provider, err := r.ownerOf("provider")
	if err != nil {
		return err
	}
	s, err := r.see(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	events, err := s.anchored(ctx, provider)
	if err != nil {
		return err
	}
	if err := gapless(events); err != nil {
		one.Problems = append(one.Problems, err.Error())
	}
	one.Epochs = len(events)
	for name, role := range map[string]store.Role{"provider": store.AsProvider, "gateway": store.AsPayer} {
		if err := r.collectFrom(one, name, role, events); err != nil {
			return fmt.Errorf("read the store of the %s: %w", name, err)
		}
	}
	return nil
}

func (r *restoring) collectFrom(one *restored, name string, role store.Role, events []dgrid.Batch) (err error) {
	s, err := r.openStore(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	wrong, err := r.seen.take(s, role)
	if err != nil {
		return err
	}
	one.Problems = append(one.Problems, wrong...)
	if role == store.AsProvider {
		if wrong, err = r.seen.takeLeaves(s, events); err == nil {
			r.live, err = redeemable(s)
		}
		one.Problems = append(one.Problems, wrong...)
	}
	return err
}

// redeemable is the leaf by which a provider can redeem, one of its own or one that its payer showed.
func redeemable(s *store.Store) (hash dgrid.Digest, err error) {
	accounts, err := s.Accounts(store.AsProvider)
	if err != nil || len(accounts) != 1 {
		return hash, fmt.Errorf("%d accounts, want 1: %w", len(accounts), err)
	}
	p := accounts[0].Pair
	own, shown, err := s.Claimable(p.Payer, p.Provider, p.Model)
	switch {
	case err != nil:
		return hash, err
	case own != nil:
		return own.Hash, nil
	case shown != nil:
		return shown.Leaf.Hash(), nil
	}
	return hash, errors.New("the provider can redeem nothing")
}

// noticed is when the provider found out last that its store was put back, by its log; zero where it never did.
func (r *restoring) noticed() (at time.Time, err error) {
	b, err := os.ReadFile(r.home("provider") + ".log")
	if err != nil {
		return at, err
	}
	now := time.Now()
	for line := range strings.Lines(string(b)) {
		if clock, _, ok := strings.Cut(line, " "); ok && strings.Contains(line, "its store does not know") {
			t, err := time.ParseInLocation(time.TimeOnly, clock, now.Location())
			if err != nil {
				return at, fmt.Errorf("read the provider's log: %w", err)
			}
			at = time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second()+1, 0, now.Location())
		}
	}
	return at, nil
}

// judge stops both, and holds all that was ever seen against the chain.
func (r *restoring) judge(ctx context.Context, one *restored) error {
	for _, name := range []string{"gateway", "provider"} {
		if err := r.nodes[name].stop(); err != nil {
			return err
		}
		delete(r.nodes, name)
	}
	if err := r.collect(ctx, one); err != nil {
		return err
	}
	s, err := r.see(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	calls, wrong, err := r.seen.accuse(ctx, s)
	if err != nil {
		return err
	}
	one.Calls, one.Problems = calls, append(one.Problems, wrong...)
	if err := r.money(ctx, s, one); err != nil {
		return err
	}
	for _, name := range []string{"provider", "gateway"} {
		if err := r.start(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// money holds what is paid against what jobs cost. No job is counted with more than it costs. Less is counted only of jobs that were ordered
// before the provider found out that its store was put back; by how much is waived.
func (r *restoring) money(ctx context.Context, s *sight, one *restored) error {
	payer, err1 := r.ownerOf("gateway")
	provider, err2 := r.ownerOf("provider")
	live, most := r.seen.leaves[r.live], r.seen.highest()
	pair := dgrid.Pair{Payer: payer, Provider: provider, Model: live.Leaf.Model}
	paid, err3 := s.Paid(ctx, s.at, pair)
	until, err4 := r.noticed()
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	if _, err := r.seen.branch(most); err != nil {
		one.Problems = append(one.Problems, err.Error())
	}
	counted, err := r.seen.branch(live)
	if err != nil {
		one.Problems = append(one.Problems, err.Error())
	}
	owed, waived := new(big.Int), new(big.Int)
	for job, fee := range r.seen.fees {
		owed.Add(owed, fee.Big())
		got := counted[job]
		if got == nil {
			got = new(big.Int)
		}
		switch short := new(big.Int).Sub(fee.Big(), got); {
		case short.Sign() < 0:
			one.Problems = append(one.Problems, fmt.Sprintf("job %s costs %s and is counted with %s", job.Short(), fee, got))
		case short.Sign() > 0 && time.UnixMilli(int64(r.seen.created[job])).After(until):
			one.Problems = append(one.Problems, fmt.Sprintf("job %s costs %s, is counted with %s, and nothing was lost since it was ordered", job.Short(), fee, got))
		case short.Sign() > 0:
			one.Doubtful++
			waived.Add(waived, short)
		}
	}
	one.Owed, one.Paid, one.Waived, one.Counted = owed.String(), paid.String(), waived.String(), live.Leaf.PairFee.String()
	// What an earlier life was paid for jobs that are lost now goes first against what the present one counts.
	if paid.Cmp(live.Leaf.PairFee) < 0 || paid.Cmp(most.Leaf.PairFee) > 0 || paid.Big().Cmp(owed) > 0 {
		one.Problems = append(one.Problems, fmt.Sprintf("%s is paid, the provider's last leaf counts %s, the highest ever %s, owed is %s", paid, live.Leaf.PairFee, most.Leaf.PairFee, owed))
	}
	if sum := new(big.Int).Add(live.Leaf.PairFee.Big(), waived); sum.Cmp(owed) != 0 {
		one.Problems = append(one.Problems, fmt.Sprintf("counted and waived are %s, owed is %s", sum, owed))
	}
	t := holdings{given: wholeTokens(given), staked: wholeTokens(epochStake), deposited: wholeTokens(epochDeposit), payer: payer, provider: provider}
	wrong, err := t.check(ctx, s, pair)
	one.Problems = append(one.Problems, wrong...)
	return err
}

func (r *restoring) summary() error {
	kinds, problems, calls, lost := map[string]int{}, 0, 0, 0
	for _, one := range r.done {
		kinds[one.Role]++
		problems += len(one.Problems)
		calls += one.Calls
		lost += one.Lost
	}
	if len(r.done) == 0 {
		return errors.New("restore: nothing was put back")
	}
	last := r.done[len(r.done)-1]
	b, err := json.Marshal(r.seen.voucher[store.AsPayer])
	if err != nil {
		return err
	}
	fmt.Printf("\nrestore, seed %d: %d folders put back (%s), each behind by some of %d jobs\n", r.seed, len(r.done), tally(kinds), lost)
	fmt.Printf("  %d epochs, one anchor each; the last voucher is %s, none was lower after a meeting than before\n", last.Epochs, strings.Trim(string(b), `"`))
	fmt.Printf("  %d calls of what slashes, with all objects of all lives: none would slash\n", calls)
	fmt.Printf("  owed for all jobs that were ever seen %s, counted %s, paid %s, waived for %d doubtful jobs %s base units\n", last.Owed, last.Counted, last.Paid, last.Doubtful, last.Waived)
	fmt.Printf("  problems: %d\n", problems)
	if problems > 0 {
		return fmt.Errorf("restore: %d problems", problems)
	}
	return nil
}
