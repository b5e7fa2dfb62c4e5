package reputation_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/reputation"
)

// A record is stored: its bytes are those of testdata/record.json, which docs/routing.md describes.
func TestRecordBytes(t *testing.T) {
	want := reputation.Record{Owner: owner, Model: model}
	want = want.With(event(reputation.Answered, 0))
	want = want.With(event(reputation.Unreachable, 0))
	failed := event(reputation.AuditFailed, 0)
	failed.Job = dgrid.JobID{0xaa}
	want = want.With(failed)
	golden, err := os.ReadFile("testdata/record.json")
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(&want)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, bytes.TrimSpace(golden)) {
		t.Errorf("the record's bytes are\n%s", b)
	}
	var got reputation.Record
	if err := json.Unmarshal(golden, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v: read back as\n%+v", err, got)
	}
}
