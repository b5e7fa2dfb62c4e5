package control_test

import (
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/verify"
)

// published is a public record.
type published struct {
	asked control.AuditQuery
	filed control.FiledQuery
}

func (p *published) Audits(_ context.Context, q control.AuditQuery) (*control.Audits, error) {
	p.asked = q
	value, score, eligible := 1.5, -0.25, 0
	return &control.Audits{
		Final: 7, Missing: 1, Waiting: 2, Files: []control.SeatFile{{Seat: 3, Commit: dgrid.Digest{1}, S1: &score, SentBytes: 9, TookSeconds: 0.5}},
		Jobs: []control.AuditedJob{{Job: dgrid.JobID{1}, Fee: dgrid.NewAmount(5), Draw: 0.125, Eligible: &eligible, Value: &value, Tx: dgrid.Digest{2},
			Seats: []control.AuditSeat{{Seat: 1, Asked: true, Finding: "fail", S1: &score}}}, {Seats: []control.AuditSeat{}}},
	}, nil
}

func (p *published) Recompute(_ context.Context, prefix string) (*control.Recomputed, error) {
	return &control.Recomputed{Final: 9, Held: control.HeldRecord{Final: 8}, Standings: []control.Comparison{{Figure: control.Figure{Standing: prefix, Value: 0.1}}}}, nil
}

func (p *published) Filed(_ context.Context, q control.FiledQuery) (*record.Filed, error) {
	p.filed = q
	b := dgrid.Batch{Node: dgrid.Address{3}, Epoch: 4, Root: dgrid.Digest{5}, Count: 6, Block: 7}
	i := dgrid.Inclusion{Batch: b, Leaf: dgrid.BatchLeaf{Kind: dgrid.LeafVerdict, Object: dgrid.Digest{8}}, Index: 1, Path: []dgrid.Digest{{9}}}
	verdict := dgrid.Verdict{Object: q.Object, Provider: q.Provider, Epoch: q.Epoch, Role: dgrid.RoleSeat, Seat: 2, Finding: dgrid.FindingFail, Scores: dgrid.Scores{S1: -7}}
	return &record.Filed{Known: true, Totals: verify.Totals{Jobs: 2, Fees: dgrid.NewAmount(11)}, Rate: 909_091, Later: 3,
		Verdicts: []record.FiledVerdict{{Verdict: verdict, Log: 12, Inclusion: i}}}, nil
}

// The public record survives the socket, to the last bit of its figures.
func TestPublicRecordOverTheSocket(t *testing.T) {
	local, p := view(t), &published{}
	local.Public = p
	c := serve(t, local)
	want, _ := p.Audits(t.Context(), control.AuditQuery{})
	q := control.AuditQuery{Provider: "0x1", Job: "2&open=x", Open: true, Limit: 3}
	if got, err := c.Audits(t.Context(), q); err != nil || !reflect.DeepEqual(got, want) || p.asked != q {
		t.Errorf("audits are %+v, %v; want %+v; asked was %+v", got, err, want, p.asked)
	}
	if _, err := c.Audits(t.Context(), control.AuditQuery{}); err == nil || !strings.Contains(err.Error(), "limit must be 1") {
		t.Errorf("without a limit: %v", err)
	}
	compared, _ := p.Recompute(t.Context(), "0xab")
	if got, err := c.Recompute(t.Context(), "0xab"); err != nil || !reflect.DeepEqual(got, compared) {
		t.Errorf("recomputed is %+v, %v; want %+v", got, err, compared)
	}
	job := control.FiledQuery{Provider: dgrid.Address{1}, Epoch: 2, Object: dgrid.Digest{3}}
	filed, _ := p.Filed(t.Context(), job)
	p.filed = control.FiledQuery{}
	if got, err := c.Filed(t.Context(), job); err != nil || !reflect.DeepEqual(got, filed) || p.filed != job {
		t.Errorf("filed is %+v, %v; want %+v; asked was %+v", got, err, filed, p.filed)
	}
	local.Public = nil
	if _, err := local.Filed(t.Context(), job); !errors.Is(err, control.ErrUnavailable) {
		t.Errorf("without a record: %v", err)
	}
}

// Each member of what is printed with --json stands in the tables of docs/audits.md, and each name there is one.
func TestPublicRecordIsDocumented(t *testing.T) {
	b, err := os.ReadFile("../../docs/audits.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(b), "\n## Looking at it\n")
	if !found {
		t.Fatal("docs/audits.md has no section \"Looking at it\"")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	listed := map[string]bool{}
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 || !strings.Contains(cells[1], "`") {
			continue
		}
		for i, name := range strings.Split(cells[1], "`") {
			if i%2 == 1 {
				listed[name] = true
			}
		}
	}
	named := map[string]bool{}
	names(named, "", reflect.TypeFor[control.Audits]())
	names(named, "", reflect.TypeFor[control.Recomputed]())
	names(named, "public", reflect.TypeFor[control.PublicConduct]())
	for name := range named {
		if !listed[name] {
			t.Errorf("docs/audits.md lacks %s", name)
		}
	}
	for name := range listed {
		if !named[name] {
			t.Errorf("docs/audits.md has %s, which is none", name)
		}
	}
}

// names adds the members of a struct and of those in it.
func names(to map[string]bool, path string, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous {
			names(to, path, f.Type)
			continue
		}
		at, in := strings.TrimPrefix(path+"."+name, "."), f.Type
		if in.Kind() == reflect.Slice {
			at, in = at+"[]", in.Elem()
		}
		to[at] = true
		if in.Kind() == reflect.Struct && strings.HasSuffix(in.PkgPath(), "/control") {
			names(to, at, in)
		}
	}
}
