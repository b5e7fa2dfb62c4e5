package journal_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

var write = flag.Bool("write", false, "write testdata/vectors.json anew")

// vectors are a whole journal in pieces, in hex.
type vectors struct {
	Domain  dgrid.Domain   `json:"domain"`
	Header  string         `json:"header"`
	Records []vectorRecord `json:"records"`
}

type vectorRecord struct {
	Says   string       `json:"says"`
	Entry  string       `json:"entry"`
	Record string       `json:"record"` // length, number, check, entry, link
	Link   dgrid.Digest `json:"link"`
}

func TestGoldenVectors(t *testing.T) {
	have := vectors{Domain: domain, Header: hex.EncodeToString(journal.Header(domain))}
	_, link, err := journal.DecodeHeader(journal.Header(domain))
	must(t, err)
	for i, e := range every() {
		r := vectorRecord{Says: name(e), Entry: hex.EncodeToString(journal.EncodeEntry(e))}
		var b []byte
		b, link = journal.AppendRecord(nil, link, uint64(i+1), e)
		r.Record, r.Link = hex.EncodeToString(b), link
		have.Records = append(have.Records, r)
	}
	got, err := json.MarshalIndent(have, "", "  ")
	must(t, err)
	got = append(got, '\n')
	if *write {
		must(t, os.WriteFile("testdata/vectors.json", got, 0o644))
	}
	want, err := os.ReadFile("testdata/vectors.json")
	must(t, err)
	if string(got) != string(want) {
		t.Error("the format is not the one of testdata/vectors.json; docs/journal.md says what a change needs")
	}
}

func name(e journal.Entry) string {
	switch e := e.(type) {
	case *journal.Signed:
		return e.Role.String() + ": signed " + e.Object.Kind().String()
	case *journal.Closed:
		return e.Role.String() + ": closed"
	case *journal.Leafed:
		return "leaf"
	case *journal.Sealed:
		return "sealed"
	case *journal.Anchored:
		return "anchored"
	case *journal.Restored:
		return "restored"
	case *journal.Shown:
		return e.Role.String() + ": shown"
	case *journal.Recount:
		return "recount"
	case *journal.Outbox:
		return "outbox: sent"
	}
	return "started"
}
