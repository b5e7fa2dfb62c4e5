package router_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// The record of an answer is stored: its bytes are those of testdata/answer.json, which docs/routing.md describes.
func TestRecordBytes(t *testing.T) {
	decision := router.Decision{Time: 1_800_000_000_000, Chosen: "12D3KooWone", Candidates: []router.Candidate{
		{Peer: "12D3KooWone", Owner: dgrid.Address{1}, Price: price(1, 2), Class: "cpu-x86-avx2/haswell", Verified: true, Quoted: true, Cost: 12.5, Reasons: []string{"reputation 0.80: x 1.25"}},
		{Peer: "12D3KooWtwo", Owner: dgrid.Address{2}, Price: price(3, 4), Class: "cpu", Excluded: "unverified: no cell"},
	}}
	want := router.Answer{
		ID: dgrid.JobID{0xaa}, Model: model, ModelName: "tiny", User: "alice", Created: 1_800_000_000_001, Ended: 1_800_000_000_002,
		Prompt: 10, Tokens: 45, Finish: dgrid.FinishStop, Fee: dgrid.NewAmount(7),
		Parts: []router.Part{
			{Job: dgrid.JobID{0xaa}, Provider: dgrid.Address{1}, Peer: "12D3KooWone", Tokens: 40, Signed: 32, Prompt: 10, Fee: dgrid.NewAmount(5), Error: "the stream was cut", Decision: decision},
			{Job: dgrid.JobID{0xbb}, Provider: dgrid.Address{2}, Peer: "12D3KooWtwo", Start: 40, Tokens: 5, Signed: 5, Prompt: 50, Fee: dgrid.NewAmount(2), Finish: "stop", Decision: decision},
		},
	}
	golden, err := os.ReadFile("testdata/answer.json")
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
	var got router.Answer
	if err := json.Unmarshal(golden, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v: read back as\n%+v", err, got)
	}
}
