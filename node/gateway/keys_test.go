package gateway_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
)

func amount(n uint64) dgrid.Amount { return dgrid.NewAmount(n) }

func TestKeys(t *testing.T) {
	notes := &memory{}
	k := openKeys(t, notes)
	if k.Any() {
		t.Error("there is a key before one was made")
	}
	ann, bob := addKey(t, k, "ann", 1000), addKey(t, k, "bob", 0)
	if !strings.HasPrefix(ann, "dgk_") || len(ann) != 4+43 || ann == bob {
		t.Errorf("keys %q and %q", ann, bob)
	}
	for kind, v := range notes.notes {
		if strings.Contains(string(v), ann[4:]) || strings.Contains(kind[1], ann[4:]) {
			t.Error("a key is stored as it is")
		}
	}
	for _, keys := range []*gateway.Keys{k, openKeys(t, notes)} {
		id, ok := keys.Authenticate(ann)
		if !ok || !strings.HasPrefix(id, "ann.") || len(id) != 4+8 {
			t.Errorf("ann is %q, %v", id, ok)
		}
		for _, wrong := range []string{"", "dgk_", ann[:len(ann)-1], ann + "A", strings.ToLower(ann), ann[4:]} {
			if id, ok := keys.Authenticate(wrong); ok {
				t.Errorf("%q is %s", wrong, id)
			}
		}
		list := keys.List()
		if len(list) != 2 || list[0].Name != "ann" || list[0].Budget != amount(1000) || list[0].Created != 1_700_000_000_000 || list[1].Name != "bob" {
			t.Errorf("list %+v", list)
		}
	}
	if _, err := k.Add(t.Context(), "ann", amount(1)); !errors.Is(err, control.ErrExists) {
		t.Errorf("a second ann: %v", err)
	}
	for _, name := range []string{"", "a b", "../x", "a/b", strings.Repeat("a", 65)} {
		if _, err := k.Add(t.Context(), name, amount(1)); err == nil {
			t.Errorf("made a key called %q", name)
		}
	}
	if err := k.Revoke(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if err := k.Revoke(t.Context(), "ann"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("revoked twice: %v", err)
	}
	for _, keys := range []*gateway.Keys{k, openKeys(t, notes)} {
		if _, ok := keys.Authenticate(ann); ok {
			t.Error("a revoked key is good")
		}
		if _, ok := keys.Authenticate(bob); !ok {
			t.Error("the other key is not good")
		}
	}
	again := addKey(t, k, "ann", 5) // the name is free again, and the new key is another
	if list := k.List(); len(list) != 3 || again == ann {
		t.Errorf("list %+v", list)
	}
}

// A key that could not be stored does not exist, and one that could not be revoked is good.
func TestKeysOnFailingDisk(t *testing.T) {
	notes := &memory{failBefore: true}
	k := openKeys(t, notes)
	if _, err := k.Add(t.Context(), "ann", amount(1)); !errors.Is(err, errDisk) || k.Any() {
		t.Errorf("add: %v, %v", err, k.List())
	}
	notes.failBefore = false
	secret := addKey(t, k, "ann", 1)
	notes.failBefore = true
	if err := k.Revoke(t.Context(), "ann"); !errors.Is(err, errDisk) {
		t.Errorf("revoke: %v", err)
	}
	if _, ok := k.Authenticate(secret); !ok {
		t.Error("the key is gone")
	}
}

// The stored bytes, as docs/api.md has them.
func TestNotesGolden(t *testing.T) {
	notes := &memory{notes: map[[2]string][]byte{
		{"gateway/key", "ann.9f86d081"}:                         []byte(`{"version":0,"name":"ann","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","created":1700000000000,"revoked":0,"budget":"1000"}`),
		{"gateway/spent", "ann.9f86d081/" + firstJob.String()}:  []byte("13"),
		{"gateway/spent", "ann.9f86d081/" + secondJob.String()}: []byte("7"),
	}}
	k := openKeys(t, notes)
	id, ok := k.Authenticate("test") // whose SHA-256 that is
	want := []gateway.Key{{ID: "ann.9f86d081", Name: "ann", Created: 1_700_000_000_000, Budget: amount(1000), Spent: amount(20)}}
	if !ok || id != "ann.9f86d081" || !reflect.DeepEqual(k.List(), want) {
		t.Errorf("%q, %v, %+v", id, ok, k.List())
	}
	before := string(notes.notes[[2]string{"gateway/key", "ann.9f86d081"}])
	if err := k.Revoke(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if after := string(notes.notes[[2]string{"gateway/key", "ann.9f86d081"}]); after != strings.Replace(before, `"revoked":0`, `"revoked":1700000000000`, 1) {
		t.Errorf("stored %s", after)
	}
	for _, damaged := range []map[[2]string][]byte{
		{{"gateway/key", "x"}: []byte("{")}, {{"gateway/key", "x"}: []byte(`{"version":1}`)}, {{"gateway/key", "x"}: []byte(`{"version":0,"sha256":"00"}`)},
		{{"gateway/spent", "x"}: []byte("1")}, {{"gateway/spent", "x/" + firstJob.String()}: []byte("-1")},
	} {
		if _, err := gateway.OpenKeys(&memory{notes: damaged}, nil); err == nil {
			t.Errorf("read damaged notes: %v", damaged)
		}
	}
}

func TestReserve(t *testing.T) {
	k := openKeys(t, &memory{})
	addKey(t, k, "ann", 100)
	id := k.List()[0].ID
	a, err := k.Reserve(id, amount(70))
	if err != nil || a.Amount() != amount(70) || a.Cut() {
		t.Fatalf("%v, %v", a, err)
	}
	b, err := k.Reserve(id, amount(70))
	if err != nil || b.Amount() != amount(30) || !b.Cut() {
		t.Fatalf("%v, %v", b, err)
	}
	_, err = k.Reserve(id, amount(1))
	var short *gateway.BudgetError
	if !errors.As(err, &short) || *short != (gateway.BudgetError{Name: "ann", Budget: amount(100), Held: amount(100)}) {
		t.Fatalf("%v", err)
	}
	if err := a.Settle(t.Context(), firstJob, amount(13)); err != nil {
		t.Fatal(err)
	}
	a.Release()
	b.Release()
	if got := k.List()[0]; got.Spent != amount(13) || !got.Reserved.IsZero() {
		t.Errorf("%+v", got)
	}
	c, err := k.Reserve(id, amount(1000))
	if err != nil || c.Amount() != amount(87) {
		t.Fatalf("%v, %v", c, err)
	}
	if err := errors.Join(c.Settle(t.Context(), secondJob, amount(87)), c.Settle(t.Context(), secondJob, amount(87))); err != nil {
		t.Fatal(err)
	}
	if _, err = k.Reserve(id, amount(1)); !errors.As(err, &short) || err.Error() != "the budget of API key ann is used up: 100 of 100 base units are spent; its operator makes a key with a larger one" {
		t.Errorf("%v", err)
	}
	if _, err := k.Reserve("nobody", amount(1)); err == nil {
		t.Error("held the budget of a key that is not there")
	}
	if h, err := k.Reserve("", amount(5)); err != nil || h.Amount() != amount(5) || h.Settle(t.Context(), firstJob, amount(5)) != nil {
		t.Errorf("without a key: %v", err)
	}
}

func each(all []*router.Answer) iter.Seq2[*router.Answer, error] {
	return func(yield func(*router.Answer, error) bool) {
		for _, a := range all {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// Crashes at every point of many answers, also in the midst of storing: after each start the keys have spent what the answers
// cost, and never was more than the budget held.
func TestSpendingSurvivesCrashes(t *testing.T) {
	const budget = 20_000
	rng := rand.New(rand.NewPCG(1, 2))
	notes := &memory{}
	k := openKeys(t, notes)
	addKey(t, k, "ann", budget)
	addKey(t, k, "bob", 0)
	ids := []string{k.List()[0].ID, k.List()[1].ID}
	var known []*router.Answer // what the router has stored
	truth := map[string]uint64{}
	check := func(when string) {
		t.Helper()
		for _, key := range k.List() {
			if key.Spent != amount(truth[key.ID]) {
				t.Fatalf("%s: %s has spent %s, its answers cost %d", when, key.Name, key.Spent, truth[key.ID])
			}
		}
	}
	crashes, refused := 0, 0
	for i := range 600 {
		id := ids[rng.IntN(2)]
		h, err := k.Reserve(id, amount(1+rng.Uint64N(400)))
		if err != nil {
			refused++
			continue
		}
		fee := rng.Uint64N(h.Amount().Big().Uint64() + 1)
		a := &router.Answer{ID: dgrid.JobID{byte(i >> 8), byte(i), 1}, User: id, Fee: amount(fee)}
		at := rng.IntN(8)
		if at == 0 { // while the answer runs: the router has it from its first order on, and settles it after the start
			known, truth[id] = append(known, a), truth[id]+fee
		}
		if at == 1 { // before the router stored anything: nothing was spent
			a = nil
		}
		if at > 1 {
			known, truth[id] = append(known, a), truth[id]+fee
			notes.failBefore, notes.failedAfter = at == 2, at == 3
			err := h.Settle(t.Context(), a.ID, a.Fee)
			if failing := notes.failBefore || notes.failedAfter; (err != nil) != (failing && fee > 0) {
				t.Fatalf("settle: %v", err)
			}
			notes.failBefore, notes.failedAfter = false, false
			check("after an answer")
		}
		if at > 4 {
			continue
		}
		crashes++
		k = openKeys(t, notes)
		if _, err := k.Recover(t.Context(), each(known)); err != nil {
			t.Fatal(err)
		}
		check("after a crash")
		if n, err := k.Recover(t.Context(), each(known)); n != 0 || err != nil {
			t.Fatalf("recovered twice: %d corrections, %v", n, err)
		}
		k = openKeys(t, notes)
		check("from the notes alone")
	}
	if truth[ids[0]] != budget || refused == 0 {
		t.Errorf("ann spent %d of %d, %d requests were refused", truth[ids[0]], budget, refused)
	}
	t.Logf("%d crashes, %d answers, %d refused", crashes, len(known), refused)
}

func TestRecoverFails(t *testing.T) {
	notes := &memory{}
	k := openKeys(t, notes)
	addKey(t, k, "ann", 10)
	id := k.List()[0].ID
	broken := func(yield func(*router.Answer, error) bool) { yield(nil, errDisk) }
	if _, err := k.Recover(t.Context(), broken); !errors.Is(err, errDisk) {
		t.Errorf("%v", err)
	}
	notes.failBefore = true
	if _, err := k.Recover(t.Context(), each([]*router.Answer{{ID: firstJob, User: id, Fee: amount(3)}})); !errors.Is(err, errDisk) {
		t.Errorf("%v", err)
	}
	notes.failBefore = false
	others := []*router.Answer{{ID: firstJob, User: "", Fee: amount(3)}, {ID: secondJob, User: "carl.00000000", Fee: amount(4)}}
	if n, err := k.Recover(t.Context(), each(others)); n != 0 || err != nil || !k.List()[0].Spent.IsZero() {
		t.Errorf("%d, %v, %+v", n, err, k.List())
	}
}

// Requests at once: together they never spend more than the budget, and nothing stays held.
func TestConcurrentSpending(t *testing.T) {
	r := newRig(t, nil, nil)
	secret := addKey(t, r.keys, "ann", 1000)
	var mu sync.Mutex
	var spent, n uint64
	r.router.answer = func(_ context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		fee := q.MaxFee // as dear as it may be
		mu.Lock()
		defer mu.Unlock()
		n++
		spent += fee.Big().Uint64()
		a := ended(1)
		a.ID, a.Fee = dgrid.JobID{byte(n)}, fee
		a.Parts[0].Job = a.ID
		return a, emit(router.Piece{Job: a.ID, Text: "x", Tokens: 1})
	}
	var wg sync.WaitGroup
	refused := make(chan string, 64)
	for range 40 {
		wg.Go(func() {
			w := r.ask(question(`"dgrid":{"max_fee":"70"}`), "Authorization", "Bearer "+secret)
			if w.Code != 200 {
				refused <- decodeError(t, w.Body).Error.Code
			}
		})
	}
	wg.Wait()
	close(refused)
	for code := range refused {
		if code != "insufficient_quota" {
			t.Errorf("refused with %s", code)
		}
	}
	key := r.keys.List()[0]
	if spent != 1000 || key.Spent != amount(1000) || !key.Reserved.IsZero() {
		t.Errorf("spent %d; %+v", spent, key)
	}
	if again := openKeys(t, r.notes).List()[0]; again.Spent != amount(1000) {
		t.Errorf("stored %+v", again)
	}
	w := r.ask(question(""), "Authorization", "Bearer "+secret)
	e := wantError(t, w, 429, "insufficient_quota")
	if e.Error.Type != "insufficient_quota" || w.Header().Get("X-Should-Retry") != "false" {
		t.Errorf("%+v, headers %v", e, w.Header())
	}
}

// A budget's rest bounds the fee, and an error about the fee says where the bound came from. Nothing of a failed request stays held.
func TestBudgetCutsFee(t *testing.T) {
	r := newRig(t, fails(&router.Error{Code: "over_budget", Message: "the cheapest wants 900 base units, 500 are allowed"}), nil)
	secret := addKey(t, r.keys, "ann", 500)
	e := wantError(t, r.ask(question(""), "Authorization", "Bearer "+secret), 400, "max_fee_too_low")
	if want := "the cheapest wants 900 base units, 500 are allowed (what is left of this key's budget)"; e.Error.Message != want {
		t.Errorf("message %q", e.Error.Message)
	}
	if q := r.router.last(t); q.MaxFee != amount(500) || !strings.HasPrefix(q.User, "ann.") {
		t.Errorf("asked %+v", q)
	}
	if key := r.keys.List()[0]; !key.Reserved.IsZero() || !key.Spent.IsZero() {
		t.Errorf("%+v", key)
	}
}

// An answer that broke off costs what was signed of it.
func TestBrokenAnswersAreCharged(t *testing.T) {
	r := newRig(t, func(context.Context, router.Question, func(router.Piece) error) (*router.Answer, error) {
		return broken(3), &router.Error{Code: "broken_off", Message: "gone"}
	}, nil)
	secret := addKey(t, r.keys, "ann", 500)
	wantError(t, r.ask(question(""), "Authorization", "Bearer "+secret), 502, "broken_off")
	if key := r.keys.List()[0]; key.Spent != amount(13) || !key.Reserved.IsZero() {
		t.Errorf("%+v", key)
	}
}

// One user sees nothing of another's answers.
func TestUsersAreApart(t *testing.T) {
	r := newRig(t, says("Hi"), nil)
	ann, bob := addKey(t, r.keys, "ann", 0), addKey(t, r.keys, "bob", 0)
	if w := r.ask(question(""), "Authorization", "Bearer "+ann); w.Code != 200 {
		t.Fatal(w.Body)
	}
	for _, path := range []string{"/v1/dgrid/jobs/" + firstJob.String(), "/v1/dgrid/jobs/" + firstJob.String() + "/receipt"} {
		if w := r.send("GET", path, "", "Authorization", "Bearer "+ann); w.Code != 200 {
			t.Errorf("ann: %d %s", w.Code, w.Body)
		}
		wantError(t, r.send("GET", path, "", "Authorization", "Bearer "+bob), 404, "job_not_found")
	}
}

func TestKeyRing(t *testing.T) {
	k := openKeys(t, &memory{})
	ring := k.KeyRing()
	budget, none := amount(5), amount(0)
	if _, err := ring.AddKey(t.Context(), "ann", &none); err == nil {
		t.Error("made a key that can ask nothing")
	}
	if _, err := ring.AddKey(t.Context(), "ann", &budget); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.AddKey(t.Context(), "bob", nil); err != nil {
		t.Fatal(err)
	}
	if err := ring.RevokeKey(t.Context(), "bob"); err != nil {
		t.Fatal(err)
	}
	list, err := ring.Keys(t.Context())
	if err != nil || len(list) != 2 || *list[0].Budget != budget || list[0].Revoked || list[1].Budget != nil || !list[1].Revoked {
		t.Errorf("%+v, %v", list, err)
	}
}
