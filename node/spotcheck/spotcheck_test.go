package spotcheck_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/node/spotcheck"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

var (
	domain   = dgrid.Domain{ChainID: 1, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}}
	provider = dgrid.Address{9}
	model    = dgrid.ModelID{7}
)

// network is auditors in this process, each with what it says of any answer; "" fails.
type network struct {
	mu     sync.Mutex
	says   map[dgrid.PeerID]verify.Result
	fails  map[dgrid.PeerID]int // times that an auditor fails first
	asked  []dgrid.PeerID
	owners map[dgrid.PeerID]dgrid.Address
	lie    bool // reports are on another job
}

func (n *network) FetchTranscript(context.Context, string, dgrid.JobID) (*dgrid.Transcript, error) {
	return nil, p2p.ErrNoTranscript
}

func (n *network) Check(_ context.Context, peer dgrid.PeerID, t *dgrid.Transcript) ([]byte, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, peer)
	if n.fails[peer] > 0 {
		n.fails[peer]--
		return nil, &p2p.CheckRefusal{Code: p2p.CheckBusy}
	}
	job := dgrid.JobID(domain.HashObject(&t.Order.Object))
	if n.lie {
		job[0]++
	}
	// A failure of structure, which needs neither cell nor control.
	return json.Marshal(auditor.Report{Job: job, Model: model, Provider: provider, Verdict: verify.Verdict{Result: n.says[peer], Reason: "as " + string(peer) + " says"}})
}

func (n *network) Adverts() []dgrid.Advert {
	var out []dgrid.Advert
	for peer := range n.says {
		owner, ok := n.owners[peer]
		if !ok {
			owner = dgrid.Address{byte(len(peer)), peer[0]}
		}
		out = append(out, dgrid.Advert{Peer: peer, Owner: owner, Audits: []dgrid.ModelID{model}})
	}
	return out
}

// book notes verdicts.
type book struct {
	mu       sync.Mutex
	watched  bool
	verdicts []verify.Result
}

func (b *book) Watched(dgrid.Address, dgrid.ModelID) bool { return b.watched }

func (b *book) Audited(_ dgrid.Address, _ dgrid.ModelID, _ dgrid.JobID, v verify.Verdict) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.verdicts = append(b.verdicts, v.Result)
	return nil
}

func (b *book) noted() []verify.Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.verdicts)
}

func nobody(dgrid.ModelID) (auditor.Engine, bool) { return nil, false }

func openStore(t *testing.T, dir string) *store.Store {
	t.Helper()
	st, err := store.Open(dir, domain, store.Options{MinFree: 1 << 20, Ballast: 1 << 20}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// bought is a finished job in the store of its payer.
func bought(t *testing.T, st *store.Store, nonce byte) *dgrid.Transcript {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	o := dgrid.Order{Payer: crypto.PubkeyToAddress(key.PublicKey), Provider: provider, Model: model, Nonce: dgrid.Digest{nonce}, MaxOutput: 64}
	tr := &dgrid.Transcript{Network: "test", Domain: domain, Order: dgrid.Signed[dgrid.Order]{Object: o}}
	job := dgrid.JobID(domain.HashObject(&o))
	tr.Acceptance.Object = dgrid.Acceptance{Job: job, PromptTokens: 3}
	if err := st.Begin(t.Context(), store.AsPayer, tr); err != nil {
		t.Fatal(err)
	}
	r := &dgrid.Signed[dgrid.Receipt]{Object: dgrid.Receipt{Job: job, Payer: o.Payer, Provider: provider, Model: model, OutputTokens: 1, Finish: dgrid.FinishStop}}
	leaf := dgrid.Leaf{IDs: []dgrid.TokenID{1}, Text: "a"}
	if err := st.Finish(t.Context(), store.AsPayer, job, store.Ending{Receipt: r, Tail: []dgrid.Leaf{leaf}}); err != nil {
		t.Fatal(err)
	}
	tr.Receipt, tr.Leaves = r, []dgrid.Leaf{leaf}
	return tr
}

func checker(t *testing.T, cfg spotcheck.Config, n *network, b *book, st *store.Store) *spotcheck.Checker {
	t.Helper()
	cfg.Self, cfg.Owner, cfg.Domain, cfg.Serving = "self", dgrid.Address{8}, domain, 1
	c, err := spotcheck.New(cfg, n, nobody, b, st, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// run runs c until every record has ended.
func run(t *testing.T, c *spotcheck.Checker, st *store.Store) []spotcheck.Record {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	var records []spotcheck.Record
	for {
		var err error
		if records, err = spotcheck.Records(st); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(records, func(r spotcheck.Record) bool { return r.State == spotcheck.Pending }) {
			break
		}
		select {
		case err := <-ended:
			t.Fatalf("ended before its audits: %v", err)
		default:
		}
		select { // a state in the store has nothing to wait on but a look now and then
		case <-time.After(5 * time.Millisecond):
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	return records
}

// One auditor's good word is enough; a bad one is put to two more, and most of them decide.
func TestAuditorsDecide(t *testing.T) {
	for _, test := range []struct {
		name  string
		says  map[dgrid.PeerID]verify.Result
		asked int
		want  verify.Result
	}{
		{"honest", map[dgrid.PeerID]verify.Result{"a": verify.Honest, "b": verify.Honest, "c": verify.Honest}, 1, verify.Honest},
		{"all fail it", map[dgrid.PeerID]verify.Result{"a": verify.Failed, "b": verify.Failed, "c": verify.Failed, "d": verify.Failed}, 3, verify.Failed},
		{"only one is there", map[dgrid.PeerID]verify.Result{"a": verify.Failed}, 1, verify.Failed},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := openStore(t, t.TempDir())
			defer st.Close()
			n, b := &network{says: test.says}, new(book)
			c := checker(t, spotcheck.Config{Rate: 1, Secret: dgrid.Digest{3}}, n, b, st)
			if err := c.Answered(t.Context(), "provider", bought(t, st, 1)); err != nil {
				t.Fatal(err)
			}
			records := run(t, c, st)
			if len(records) != 1 || records[0].Verdict.Result != test.want || len(records[0].Opinions) != test.asked {
				t.Errorf("records %+v, want %s by %d", records, test.want, test.asked)
			}
			if got := b.noted(); len(got) != 1 || got[0] != test.want {
				t.Errorf("the book holds %v, want %s", got, test.want)
			}
		})
	}
}

// The provider's own owner, this node, and whom the operator does not trust are not asked.
func TestWhoIsAsked(t *testing.T) {
	st := openStore(t, t.TempDir())
	defer st.Close()
	n := &network{
		says:   map[dgrid.PeerID]verify.Result{"self": verify.Honest, "friend": verify.Honest, "own": verify.Honest, "stranger": verify.Honest},
		owners: map[dgrid.PeerID]dgrid.Address{"own": provider},
	}
	c := checker(t, spotcheck.Config{Rate: 1, Trusted: []dgrid.PeerID{"friend", "own", "self"}}, n, new(book), st)
	for i := range 5 {
		if err := c.Answered(t.Context(), "provider", bought(t, st, byte(i))); err != nil {
			t.Fatal(err)
		}
	}
	if records := run(t, c, st); len(records) != 5 {
		t.Errorf("%d audits, want 5", len(records))
	}
	for _, peer := range n.asked {
		if peer != "friend" {
			t.Errorf("%s was asked", peer)
		}
	}
}

// An auditor that is busy is asked again later.
func TestTriesAgain(t *testing.T) {
	st := openStore(t, t.TempDir())
	defer st.Close()
	n, b := &network{says: map[dgrid.PeerID]verify.Result{"a": verify.Honest}, fails: map[dgrid.PeerID]int{"a": 1}}, new(book)
	c := checker(t, spotcheck.Config{Rate: 1}, n, b, st)
	if err := c.Answered(t.Context(), "provider", bought(t, st, 1)); err != nil {
		t.Fatal(err)
	}
	if records := run(t, c, st); records[0].State != spotcheck.Done || records[0].Tries != 1 {
		t.Errorf("%+v", records[0])
	}
}

// What is drawn survives a crash before its audit, and what is not drawn leaves no trace.
func TestPendingSurvives(t *testing.T) {
	dir := t.TempDir()
	st := openStore(t, dir)
	c := checker(t, spotcheck.Config{Rate: 1}, &network{}, new(book), st)
	if err := c.Answered(t.Context(), "provider", bought(t, st, 1)); err != nil {
		t.Fatal(err)
	}
	never := checker(t, spotcheck.Config{Rate: 0}, &network{}, &book{watched: true}, st)
	if err := never.Answered(t.Context(), "provider", bought(t, st, 2)); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	st = openStore(t, dir)
	defer st.Close()
	b := new(book)
	c = checker(t, spotcheck.Config{Rate: 1}, &network{says: map[dgrid.PeerID]verify.Result{"a": verify.Honest}}, b, st)
	if records := run(t, c, st); len(records) != 1 || records[0].State != spotcheck.Done || len(b.noted()) != 1 {
		t.Errorf("records %+v, verdicts %v", records, b.noted())
	}
}

// A watched provider is audited whatever the draw says.
func TestWatchedIsAlwaysDrawn(t *testing.T) {
	st := openStore(t, t.TempDir())
	defer st.Close()
	c := checker(t, spotcheck.Config{Rate: 1e-9}, &network{}, &book{watched: true}, st)
	if err := c.Answered(t.Context(), "provider", bought(t, st, 1)); err != nil {
		t.Fatal(err)
	}
	if records, err := spotcheck.Records(st); err != nil || len(records) != 1 {
		t.Errorf("%v, %v", records, err)
	}
}

// What this node has no engine for it refuses to audit, in a way that the payer understands.
func TestServeRefuses(t *testing.T) {
	st := openStore(t, t.TempDir())
	defer st.Close()
	c := checker(t, spotcheck.Config{}, &network{}, new(book), st)
	_, err := c.Serve(t.Context(), p2p.Hello{}, bought(t, st, 1))
	if refused := (*p2p.CheckRefusal)(nil); !errors.As(err, &refused) || refused.Code != p2p.CheckNotAudited {
		t.Errorf("served: %v", err)
	}
}
