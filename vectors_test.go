package dgrid_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/ethereum/go-ethereum/crypto"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorsFile = "testdata/vectors.json"

// vectors is the shape of testdata/vectors.json. Numbers above 2^53 are strings, because JavaScript reads the file too.
type vectors struct {
	Version   int             `json:"version"`
	Domains   []domainVector  `json:"domains"`
	Objects   []objectVector  `json:"objects"`
	Requests  []requestVector `json:"requests"`
	Models    []modelVector   `json:"models"`
	JobSeeds  []jobSeed       `json:"jobSeeds"`
	UserSeeds []userSeed      `json:"userSeeds"`
	Leaves    []leafVector    `json:"leaves"`
	Outputs   []outputVector  `json:"outputs"`
	Trees     []treeVector    `json:"trees"` // of sizes 0, 1, 2, ...; leaf i's hash is keccak256("leaf i")
	Fees      []feeVector     `json:"fees"`

	BatchLeaves []batchLeafVector  `json:"batchLeaves"`
	Inclusions  []dgrid.Inclusion  `json:"inclusions"` // of each of the leaves above in one batch
	Randomness  []randomnessVector `json:"randomness"`
}

type domainVector struct {
	ChainID string        `json:"chainId"`
	Anchors dgrid.Address `json:"anchors"`
	Escrow  dgrid.Address `json:"escrow"`
}

type objectVector struct {
	Kind     string            `json:"kind"`
	KindByte byte              `json:"kindByte"`
	Case     string            `json:"case"`
	Type     string            `json:"type"`
	Fields   map[string]string `json:"fields"`
	Encoding string            `json:"encoding"`
	Signed   []signedVector    `json:"signed"` // one a domain
}

type signedVector struct {
	Hash       dgrid.Digest    `json:"hash"`
	PrivateKey dgrid.Digest    `json:"privateKey"`
	Signer     dgrid.Address   `json:"signer"`
	Signature  dgrid.Signature `json:"signature"`
}

type requestVector struct {
	Case    string        `json:"case"`
	Request dgrid.Request `json:"request"`
	Hash    dgrid.Digest  `json:"hash"`
}

type modelVector struct {
	Files     []dgrid.Digest `json:"files"`
	Adapters  []dgrid.Digest `json:"adapters"`
	Overrides []string       `json:"overrides"`
	Template  dgrid.Digest   `json:"template"`
	KVCache   string         `json:"kvCache"`
	Sampler   string         `json:"sampler"`
	ID        dgrid.ModelID  `json:"id"`
}

type jobSeed struct {
	Model      dgrid.ModelID `json:"model"`
	ClientSeed dgrid.Digest  `json:"clientSeed"`
	Seed       dgrid.Digest  `json:"seed"`
}

type userSeed struct {
	Seed       string       `json:"seed"`
	ClientSeed dgrid.Digest `json:"clientSeed"`
}

type leafVector struct {
	Leaf     dgrid.Leaf     `json:"leaf"`
	Sketches []dgrid.Sketch `json:"sketches"`
	IDsHash  dgrid.Digest   `json:"idsHash"`
	Hash     dgrid.Digest   `json:"hash"`
}

type outputVector struct {
	IDs  []dgrid.TokenID `json:"ids"`
	Text string          `json:"text"`
	Hash dgrid.Digest    `json:"hash"`
}

type treeVector struct {
	Size  int              `json:"size"`
	Root  dgrid.Digest     `json:"root"`
	Paths [][]dgrid.Digest `json:"paths"` // of each leaf, from the leaf upwards
}

type feeVector struct {
	Price  dgrid.Price  `json:"price"`
	Input  uint32       `json:"input"`
	Output uint32       `json:"output"`
	Fee    dgrid.Amount `json:"fee"`
}

// batchLeafVector carries the numbers of a leaf as text.
type batchLeafVector struct {
	Leaf dgrid.BatchLeaf `json:"leaf"`
	Seq  string          `json:"seq"` // leaf.seq, which may be above 2^53
	Hash dgrid.Digest    `json:"hash"`
}

type randomnessVector struct {
	BlockHash  dgrid.Digest `json:"blockHash"`
	Root       dgrid.Digest `json:"root"`
	Randomness dgrid.Digest `json:"randomness"`
	Job        dgrid.JobID  `json:"job"`
	JobDraw    dgrid.Digest `json:"jobDraw"`
	Seats      []seatVector `json:"seats"`
}

type seatVector struct {
	Seat    string       `json:"seat"`
	Attempt string       `json:"attempt"`
	Draw    dgrid.Digest `json:"draw"`
}

func buildBatches(v *vectors) {
	for _, l := range batchLeaves() {
		v.BatchLeaves = append(v.BatchLeaves, batchLeafVector{l, strconv.FormatUint(l.Seq, 10), l.Hash()})
	}
	v.Inclusions = inclusions()
	for _, name := range []string{"one", "two"} {
		r := randomnessVector{BlockHash: digest("block " + name), Root: v.Inclusions[0].Batch.Root, Job: dgrid.JobID(digest("job " + name))}
		r.Randomness = dgrid.Randomness(r.BlockHash, r.Root)
		r.JobDraw = dgrid.JobDraw(r.Randomness, r.Job)
		for _, x := range [][2]uint64{{0, 0}, {0, 1}, {1, 0}, {20, 63}, {math.MaxUint64, math.MaxUint64}} {
			r.Seats = append(r.Seats, seatVector{strconv.FormatUint(x[0], 10), strconv.FormatUint(x[1], 10), dgrid.SeatDraw(r.Randomness, r.Job, x[0], x[1])})
		}
		v.Randomness = append(v.Randomness, r)
	}
}

func buildVectors(t *testing.T) vectors {
	v := vectors{Version: dgrid.Version}
	for _, d := range domains {
		v.Domains = append(v.Domains, domainVector{strconv.FormatUint(d.ChainID, 10), d.Anchors, d.Escrow})
	}
	for _, x := range examples(t) {
		v.Objects = append(v.Objects, buildObject(t, x))
	}
	for _, r := range requestExamples() {
		v.Requests = append(v.Requests, requestVector{r.name, r.request, r.request.Hash()})
	}
	for _, s := range modelExamples() {
		id, err := s.ID()
		if err != nil {
			t.Fatal(err)
		}
		v.Models = append(v.Models, modelVector{s.Files, s.Adapters, s.Overrides, s.Template, s.KVCache, s.Sampler, id})
	}
	for _, n := range []int64{0, 1, 42, -1, -9223372036854775808, 9223372036854775807} {
		s := dgrid.UserSeed(n)
		m := dgrid.ModelID(digest("model"))
		v.UserSeeds = append(v.UserSeeds, userSeed{strconv.FormatInt(n, 10), s})
		v.JobSeeds = append(v.JobSeeds, jobSeed{m, s, dgrid.JobSeed(m, s)})
	}
	for _, l := range leafExamples() {
		l.Leaf.SketchHash = dgrid.HashSketches(l.Sketches)
		l.IDsHash, l.Hash = dgrid.HashTokens(l.Leaf.IDs), l.Leaf.Hash()
		v.Leaves = append(v.Leaves, l)
		v.Outputs = append(v.Outputs, outputVector{l.Leaf.IDs, l.Leaf.Text, dgrid.OutputHash(l.Leaf.IDs, l.Leaf.Text)})
	}
	for size := range 21 {
		v.Trees = append(v.Trees, buildTree(t, size))
	}
	for _, f := range feeExamples(t) {
		f.Fee = f.Price.Fee(f.Input, f.Output)
		v.Fees = append(v.Fees, f)
	}
	buildBatches(&v)
	return v
}

func buildObject(t *testing.T, x example) objectVector {
	o := objectVector{Kind: x.object.Kind().String(), KindByte: byte(x.object.Kind()), Case: x.name, Type: dgrid.TypeString(x.object),
		Fields: x.fields, Encoding: "0x" + hex.EncodeToString(dgrid.Encode(x.object))}
	for _, d := range domains {
		k := key(o.Kind)
		sig, err := d.Sign(x.object, k)
		if err != nil {
			t.Fatal(err)
		}
		o.Signed = append(o.Signed, signedVector{d.HashObject(x.object), dgrid.Digest(crypto.FromECDSA(k)), address(k), sig})
	}
	return o
}

func buildTree(t *testing.T, size int) treeVector {
	v := treeVector{Size: size, Root: dgrid.RootOf(leafHashes(size)), Paths: [][]dgrid.Digest{}}
	for i := range size {
		path, err := dgrid.Prove(leafHashes(size), i)
		if err != nil {
			t.Fatal(err)
		}
		if path == nil {
			path = []dgrid.Digest{}
		}
		v.Paths = append(v.Paths, path)
	}
	return v
}

func leafHashes(n int) []dgrid.Digest {
	hashes := make([]dgrid.Digest, n)
	for i := range hashes {
		hashes[i] = dgrid.Hash([]byte("leaf " + strconv.Itoa(i)))
	}
	return hashes
}

type requestExample struct {
	name    string
	request dgrid.Request
}

func requestExamples() []requestExample {
	return []requestExample{
		{"empty", dgrid.Request{Messages: []dgrid.Message{}, Params: dgrid.Params{LogitBias: []dgrid.TokenBias{}, Stop: []string{}}}},
		{"one question", dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "What is a receipt?"}},
			Params: dgrid.Params{Temperature: 800_000, TopP: 950_000}, Nonce: digest("nonce")}},
		{"unicode", dgrid.Request{Messages: []dgrid.Message{
			{Role: "system", Content: "Réponds en français. Ω≈ç√ 日本語 \U0001F980 a\u0301 \u200d\u0000\t\"\\"},
			{Role: "user", Content: "naïve — “quotes”", Name: "Zoë"}}}},
		{"every parameter", dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: ""}}, Params: dgrid.Params{
			Temperature: 2 * dgrid.One, TopK: 40, TopP: 900_000, MinP: 50_000, RepetitionPenalty: 1_100_000, RepetitionWindow: 64,
			FrequencyPenalty: 500_000, PresencePenalty: 250_000,
			LogitBias: []dgrid.TokenBias{{Token: 0, Bias: 1}, {Token: 49_151, Bias: -100 * dgrid.One}},
			Stop:      []string{"\n\n", "", "ENDE ✂"}, Grammar: "root ::= \"yes\" | \"no\""}}},
		{"negative penalties", dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "x"}}, Params: dgrid.Params{
			FrequencyPenalty: -2 * dgrid.One, PresencePenalty: -1, RepetitionPenalty: -2147483648, Temperature: 2147483647,
			LogitBias: []dgrid.TokenBias{{Token: 2147483647, Bias: -2147483648}}}}},
		{"tools", dgrid.Request{Tools: `[{"type":"function","function":{"name":"clock","parameters":{}}}]`, Messages: []dgrid.Message{
			{Role: "user", Content: "What time is it?"},
			{Role: "assistant", ToolCalls: `[{"id":"c1","type":"function","function":{"name":"clock","arguments":"{}"}}]`},
			{Role: "tool", Content: "12:00", ToolCallID: "c1"}}, Params: dgrid.Params{Stop: []string{"."}}}},
	}
}

func modelExamples() []dgrid.ModelSpec {
	none := []dgrid.Digest{}
	return []dgrid.ModelSpec{
		{Files: none, Adapters: none, Overrides: []string{}},
		{Files: []dgrid.Digest{digest("weights")}, Adapters: none, Overrides: []string{}, Template: digest("template"), KVCache: "f16", Sampler: dgrid.SamplerVersion},
		{Files: []dgrid.Digest{digest("shard 1"), digest("shard 2")}, Adapters: []dgrid.Digest{digest("adapter")},
			Overrides: []string{"general.name=Ω", "", "tokenizer.ggml.add_bos_token=false, which is longer than a word of thirty-two bytes"},
			Template:  digest("template"), KVCache: "q8_0", Sampler: "dgs1"},
		// Same digests as above, but one is an adapter: the id must tell which is which.
		{Files: []dgrid.Digest{digest("shard 1")}, Adapters: []dgrid.Digest{digest("shard 2"), digest("adapter")}, Overrides: []string{},
			Template: digest("template"), KVCache: "q8_0", Sampler: "dgs1"},
	}
}

func leafExamples() []leafVector {
	full := leafVector{Leaf: dgrid.Leaf{Text: "thirty-two tokens, among them 日本語 and \U0001F980"}}
	for i := range dgrid.LeafTokens {
		full.Leaf.IDs = append(full.Leaf.IDs, dgrid.TokenID(i*1531))
		full.Sketches = append(full.Sketches, dgrid.Sketch{int16(i), -1, 1, -32768, 32767, int16(-i), 1024, 0})
	}
	return []leafVector{
		{Leaf: dgrid.Leaf{IDs: []dgrid.TokenID{}}, Sketches: []dgrid.Sketch{}},
		{Leaf: dgrid.Leaf{IDs: []dgrid.TokenID{2}}, Sketches: []dgrid.Sketch{{}}},
		{Leaf: dgrid.Leaf{IDs: []dgrid.TokenID{1, 2147483647, 49_151}, Text: "é\n"}, Sketches: []dgrid.Sketch{{1}, {-1}, {0, 0, 0, 0, 0, 0, 0, -2}}},
		full,
	}
}

func feeExamples(t *testing.T) []feeVector {
	price := func(in, out string) dgrid.Price { return dgrid.Price{Input: amount(t, in), Output: amount(t, out)} }
	const most, all = "340282366920938463463374607431768211455", 4294967295
	return []feeVector{
		{Price: price("1000000", "2000000"), Input: 100, Output: 0},  // no token came out, so nothing is due
		{Price: price("1000000", "2000000"), Input: 100, Output: 32}, // 164, exactly
		{Price: price("1", "1"), Input: 499_999, Output: 500_000},    // 0.999999 is rounded down
		{Price: price("1", "1"), Input: 500_000, Output: 500_000},    // 1
		{Price: price("3", "7"), Input: 333_333, Output: 1},          // 1.000006; rounding each part alone would give 0
		{Price: price("0", "0"), Input: all, Output: all},
		{Price: price("0", "1"), Input: all, Output: all},
		{Price: price("18446744073709551615", "18446744073709551617"), Input: all, Output: all},
		{Price: price(most, most), Input: 1, Output: 1},
		{Price: price(most, "0"), Input: 1_000_000, Output: 1},       // exactly the largest amount
		{Price: price(most, "1000000"), Input: 1_000_000, Output: 1}, // one more: stays there
		{Price: price(most, most), Input: all, Output: all},
	}
}

// TestVectors holds the package to testdata/vectors.json, which TestVectorsViem and TestVectorsTypedData confirm.
func TestVectors(t *testing.T) {
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(buildVectors(t)); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(vectorsFile, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := bytes.Split(got.Bytes(), []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(gotLines), len(wantLines)) {
		if !bytes.Equal(gotLines[i], wantLines[i]) {
			t.Fatalf("%s line %d:\n got %s\nwant %s", vectorsFile, i+1, gotLines[i], wantLines[i])
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Fatalf("%s has %d lines, want %d", vectorsFile, len(wantLines), len(gotLines))
	}
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	b, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var v vectors
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	if len(v.Objects) == 0 || len(v.Requests) == 0 || len(v.Trees) == 0 || len(v.BatchLeaves) == 0 || len(v.Inclusions) == 0 || len(v.Randomness) == 0 {
		t.Fatalf("%s is missing a part", vectorsFile)
	}
	return v
}
