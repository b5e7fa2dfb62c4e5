package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/node/store/journal"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Environment of the crash tests.
const (
	envDir   = "DGRID_STORE_CHILD" // set in the child: the folder that it writes to
	envKills = "DGRID_STORE_KILLS" // how many times the child is killed
	envRound = "DGRID_STORE_ROUND" // the child's round: its jobs are new ones
	kills    = 8                   // by default; the long target sets more
	writers  = 4                   // of the child, each on a pair of its own
	children = 100_000             // jobs of one round at most
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(envDir); dir != "" {
		round, err := strconv.Atoi(os.Getenv(envRound))
		if err == nil {
			err = writeUntilKilled(dir, round)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// acked is one line of the child: what a method has acknowledged.
type acked struct {
	Job     int    `json:"job,omitempty"`     // number of the job's script
	Writer  int    `json:"writer,omitempty"`  // number of its pair
	Begun   bool   `json:"begun,omitempty"`   // with its acceptance
	Step    uint32 `json:"step,omitempty"`    // stored with its leaf
	Receipt uint32 `json:"receipt,omitempty"` // output tokens
	Closed  bool   `json:"closed,omitempty"`
	Voucher uint64 `json:"voucher,omitempty"`
	Item    uint64 `json:"item,omitempty"`  // number in the outbox
	State   uint8  `json:"state,omitempty"` // of it
}

// writeUntilKilled is the child: writers that tell over a pipe what was acknowledged, each line after its method returned.
func writeUntilKilled(dir string, round int) error {
	s, err := store.Open(dir, testDomain, small(), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	var mu sync.Mutex // one line at a time
	out := json.NewEncoder(os.Stdout)
	tell := func(a acked) error {
		mu.Lock()
		defer mu.Unlock()
		return out.Encode(a)
	}
	errs := make(chan error)
	for w := range writers {
		go func() { errs <- writeJobs(s, w, round, tell) }()
	}
	go func() { errs <- writeItems(s, tell) }()
	return <-errs
}

func writeJobs(s *store.Store, w, round int, tell func(acked) error) error {
	ctx, role, pair := context.Background(), store.AsProvider, pairNumber(w)
	a, err := s.Account(role, pair)
	if err != nil {
		return err
	}
	paid := uint64(0)
	if a.Voucher != nil {
		paid = a.Voucher.Object.Amount.Big().Uint64()
	}
	for n := 0; ; n++ {
		number := (round*writers+w)*children + n
		j := newScript(number, pair)
		begin := j.begin()
		begin.Acceptance = j.acceptance()
		if err := s.Begin(ctx, role, begin); err != nil {
			return err
		}
		if err := tell(acked{Job: number, Writer: w, Begun: true}); err != nil {
			return err
		}
		steps := uint32(n % 4)
		for i := uint32(1); i <= steps; i++ {
			leaf, sketches := j.leaf(i, dgrid.LeafTokens)
			if err := s.AddStep(ctx, role, j.step(i), leaf, sketches); err != nil {
				return err
			}
			paid += 70
			if err := tell(acked{Job: number, Writer: w, Step: i}); err != nil {
				return err
			}
			if err := s.PutVoucher(ctx, role, voucher(pair, paid)); err != nil {
				return err
			}
			if err := tell(acked{Writer: w, Voucher: paid}); err != nil {
				return err
			}
		}
		end, said := store.Ending{}, acked{Job: number, Writer: w, Closed: true}
		if n%3 != 0 {
			tokens := steps*dgrid.LeafTokens + 5
			r := j.receipt(tokens)
			tail, sketches := j.leaf(steps+1, 5)
			end, said = store.Ending{Receipt: &r, Tail: []dgrid.Leaf{tail}, Sketches: sketches}, acked{Job: number, Writer: w, Receipt: tokens}
		}
		if err := s.Finish(ctx, role, j.id, end); err != nil {
			return err
		}
		if err := tell(said); err != nil {
			return err
		}
	}
}

// writeItems takes items of the outbox through their states.
func writeItems(s *store.Store, tell func(acked) error) error {
	ctx, box := context.Background(), s.Outbox()
	newest, err := box.Items(ctx, outboxOwner, false, 1)
	if err != nil {
		return err
	}
	n, done := uint64(1), evm.State(0)
	if len(newest) > 0 {
		n, done = newest[0].Seq, newest[0].State
	}
	for ; ; n, done = n+1, 0 {
		for state := done + 1; state <= evm.Final; state++ {
			if err := box.PutItem(ctx, outboxItem(n, state)); err != nil {
				return err
			}
			if err := tell(acked{Item: n, State: uint8(state)}); err != nil {
				return err
			}
		}
	}
}

// TestKillLosesNothingAcknowledged kills a writing process with SIGKILL at random moments, from before its store is open
// to long after, and looks at the folder each time: everything that was acknowledged is there, nothing is there twice, and
// the accounts are what the journal alone says. DGRID_STORE_KILLS sets how often.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	n := kills
	if v := os.Getenv(envKills); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			t.Fatalf("%s: %v", envKills, err)
		}
	}
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	var all []acked
	for round := range n {
		lines := 0
		if round%8 != 0 {
			lines = rng.IntN(400)
		}
		said := killChild(t, dir, round, lines, time.Duration(rng.IntN(3000))*time.Microsecond)
		checkAfterKill(t, dir, said)
		if t.Failed() {
			t.Fatalf("round %d of %d", round, n)
		}
		all = append(all, said...)
	}
	records := checkAfterKill(t, dir, all)
	t.Logf("%d kills, %d acknowledged writes, %d records in the journal, 0 lost", n, len(all), records)
}

// killChild lets a child write until it acknowledged so many lines and then for so long; with 0 lines it is killed while it
// opens the store. What it said before it died counts.
func killChild(t *testing.T, dir string, round, lines int, after time.Duration) (said []acked) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), envDir+"="+dir, fmt.Sprintf("%s=%d", envRound, round))
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	kill := func() { time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) } // it may have ended by itself: the check below tells
	if lines == 0 {
		after *= 20
		kill()
	}
	r := bufio.NewReader(pipe)
	for {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			break // a half line was not acknowledged to anybody
		}
		must(t, err)
		var a acked
		must(t, json.Unmarshal(line, &a))
		if said = append(said, a); len(said) == lines {
			kill()
		}
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return said
}

func checkAfterKill(t *testing.T, dir string, all []acked) (records int) {
	t.Helper()
	s, err := store.Open(dir, testDomain, small(), slog.New(slog.DiscardHandler))
	must(t, err)
	defer func() { must(t, s.Close()) }()
	vouchers := map[int]uint64{}
	items := map[uint64]evm.State{}
	for _, a := range all {
		if a.Item > 0 {
			items[a.Item] = evm.State(a.State)
			continue
		}
		if a.Voucher > 0 {
			vouchers[a.Writer] = a.Voucher
			continue
		}
		j := newScript(a.Job, pairNumber(a.Writer))
		got, err := s.Transcript(store.AsProvider, j.id)
		if err != nil {
			t.Errorf("%+v was acknowledged: %v", a, err)
			continue
		}
		switch {
		case a.Begun && got.Acceptance != j.acceptance(),
			a.Step > 0 && (len(got.Steps) < int(a.Step) || got.Steps[a.Step-1] != j.step(a.Step) || len(got.Leaves) < int(a.Step)),
			a.Receipt > 0 && (got.Receipt == nil || *got.Receipt != j.receipt(a.Receipt)):
			t.Errorf("%+v was acknowledged, stored is %+v", a, got)
		}
		// What is there fits together, acknowledged or not: a step never stands without its leaf.
		if len(got.Leaves) < len(got.Steps) || len(got.Sketches) == 0 != (len(got.Leaves) == 0) {
			t.Errorf("job %d has %d steps, %d leaves and %d sketches", a.Job, len(got.Steps), len(got.Leaves), len(got.Sketches))
		}
	}
	checkItems(t, s, items)
	for w, amount := range vouchers {
		acc, err := s.Account(store.AsProvider, pairNumber(w))
		must(t, err)
		if acc.Voucher == nil || acc.Voucher.Object.Amount.Cmp(dgrid.NewAmount(amount)) < 0 {
			t.Errorf("a voucher of %d was acknowledged, stored is %+v", amount, acc.Voucher)
		}
	}
	return checkBooks(t, s, dir)
}

// checkBooks recomputes from the journal what each pair owes, by rules of its own, and looks for anything twice.
func checkBooks(t *testing.T, s *store.Store, dir string) (records int) {
	t.Helper()
	type key struct {
		role store.Role
		job  dgrid.JobID
	}
	type job struct {
		pair    dgrid.Pair
		last    dgrid.Step
		receipt *dgrid.Receipt
		closed  bool
	}
	jobs, seen, jobCount := map[key]*job{}, map[string]bool{}, map[store.Role]int{}
	vouchers := map[store.Role]map[dgrid.Pair]dgrid.Amount{store.AsPayer: {}, store.AsProvider: {}}
	f, err := os.Open(filepath.Join(dir, "journal"))
	must(t, err)
	defer f.Close()
	_, end, err := journal.Read(f, func(e journal.Entry, at journal.Position) error {
		b := string(journal.EncodeEntry(e))
		if seen[b] {
			t.Errorf("journal record %d says again what an earlier one said: %+v", at.Seq, e)
		}
		seen[b] = true
		switch e := e.(type) {
		case *journal.Closed:
			jobs[key{e.Role, e.Job}].closed = true
		case *journal.Signed:
			switch o := e.Object.(type) {
			case *dgrid.Order:
				jobs[key{e.Role, dgrid.JobID(testDomain.HashObject(o))}] = &job{pair: o.Pair()}
				jobCount[e.Role]++
			case *dgrid.Step:
				if j := jobs[key{e.Role, o.Job}]; o.Number > j.last.Number {
					j.last = *o
				}
			case *dgrid.Receipt:
				if jobs[key{e.Role, o.Job}].receipt != nil {
					t.Errorf("journal record %d is a second receipt of a job", at.Seq)
				}
				jobs[key{e.Role, o.Job}].receipt = o
			case *dgrid.Voucher:
				if o.Amount.Cmp(vouchers[e.Role][o.Pair()]) <= 0 {
					t.Errorf("journal record %d is a voucher that is not higher than the one before", at.Seq)
				}
				vouchers[e.Role][o.Pair()] = o.Amount
			}
		}
		return nil
	})
	must(t, err)
	settled, open := map[store.Role]map[dgrid.Pair]dgrid.Amount{store.AsPayer: {}, store.AsProvider: {}}, map[key]bool{}
	for k, j := range jobs {
		switch {
		case j.receipt != nil:
			settled[k.role][j.pair] = settled[k.role][j.pair].Add(j.receipt.Fee)
		case j.closed:
			settled[k.role][j.pair] = settled[k.role][j.pair].Add(j.last.Fee)
		default:
			open[k] = true
		}
	}
	for _, role := range []store.Role{store.AsPayer, store.AsProvider} {
		accounts, err := s.Accounts(role)
		must(t, err)
		total := 0
		for _, a := range accounts {
			var have dgrid.Amount
			if a.Voucher != nil {
				have = a.Voucher.Object.Amount
			}
			if a.Settled != settled[role][a.Pair] || have != vouchers[role][a.Pair] {
				t.Errorf("account as %s: settled %s, voucher %s; the journal says %s and %s", role, a.Settled, have, settled[role][a.Pair], vouchers[role][a.Pair])
			}
			total += int(a.Jobs)
			for _, id := range a.OpenJobs {
				if !open[key{role, id}] {
					t.Errorf("job %s is open in the index only", id)
				}
				delete(open, key{role, id})
			}
		}
		if total != jobCount[role] {
			t.Errorf("accounts as %s count %d jobs, the journal %d", role, total, jobCount[role])
		}
	}
	if len(open) > 0 {
		t.Errorf("%d jobs are open in the journal only", len(open))
	}
	return int(end.Seq)
}
