package dgrid_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

var domainType = []apitypes.Type{{Name: "name", Type: "string"}, {Name: "version", Type: "string"},
	{Name: "chainId", Type: "uint256"}, {Name: "verifyingContract", Type: "address"}}

// parseType turns "Step(bytes32 job,uint32 number)" into its name and fields.
func parseType(t *testing.T, s string) (string, []apitypes.Type) {
	t.Helper()
	name, rest, ok := strings.Cut(s, "(")
	if !ok || !strings.HasSuffix(rest, ")") {
		t.Fatalf("type %q is not of the form Name(fields)", s)
	}
	var fields []apitypes.Type
	for _, field := range strings.Split(strings.TrimSuffix(rest, ")"), ",") {
		typ, name, ok := strings.Cut(field, " ")
		if !ok {
			t.Fatalf("type %q: field %q has no name", s, field)
		}
		fields = append(fields, apitypes.Type{Name: name, Type: typ})
	}
	return name, fields
}

// TestVectorsTypedData hashes the vectors' fields with the EIP-712 code of go-ethereum's signer.
func TestVectorsTypedData(t *testing.T) {
	v := readVectors(t)
	for _, o := range v.Objects {
		t.Run(o.Kind+" "+o.Case, func(t *testing.T) {
			kind, fields := parseType(t, o.Type)
			if kind != o.Kind {
				t.Fatalf("type of %s is named %s", o.Kind, kind)
			}
			message := apitypes.TypedDataMessage{}
			for name, value := range o.Fields {
				message[name] = value
			}
			for i, d := range v.Domains {
				chain, ok := new(big.Int).SetString(d.ChainID, 10)
				if !ok {
					t.Fatalf("chain id %q", d.ChainID)
				}
				domain := apitypes.TypedDataDomain{Name: "dgrid Anchors", Version: fmt.Sprint(v.Version),
					ChainId: (*math.HexOrDecimal256)(chain), VerifyingContract: d.Anchors.Hex()}
				if o.Kind == "Voucher" {
					domain.Name, domain.VerifyingContract = "dgrid Escrow", d.Escrow.Hex()
				}
				hash, _, err := apitypes.TypedDataAndHash(apitypes.TypedData{Types: apitypes.Types{"EIP712Domain": domainType, kind: fields},
					PrimaryType: kind, Domain: domain, Message: message})
				if err != nil {
					t.Fatal(err)
				}
				signed := o.Signed[i]
				if dgrid.Digest(hash) != signed.Hash {
					t.Errorf("domain %d: hash %x, the vectors have %s", i, hash, signed.Hash)
				}
				raw := signed.Signature
				raw[64] -= 27
				pub, err := crypto.SigToPub(hash, raw[:])
				if err != nil {
					t.Fatal(err)
				}
				if got := crypto.PubkeyToAddress(*pub); got != signed.Signer {
					t.Errorf("domain %d: signer %s, the vectors have %s", i, got, signed.Signer)
				}
			}
		})
	}
}

// TestRequestTypedData does the same for the nested structs of a request.
func TestRequestTypedData(t *testing.T) {
	types := apitypes.Types{"EIP712Domain": domainType}
	for _, s := range dgrid.RequestTypes() {
		name, fields := parseType(t, s)
		types[name] = fields
	}
	for _, v := range readVectors(t).Requests {
		data := apitypes.TypedData{Types: types, PrimaryType: "Request", Message: requestMessage(&v.Request),
			Domain: apitypes.TypedDataDomain{Name: "the library wants one; a struct's hash has none"}}
		hash, err := data.HashStruct("Request", data.Message)
		if err != nil {
			t.Fatalf("%s: %v", v.Case, err)
		}
		if dgrid.Digest(hash) != v.Hash {
			t.Errorf("%s: hash %x, the vectors have %s", v.Case, []byte(hash), v.Hash)
		}
	}
}

func requestMessage(r *dgrid.Request) apitypes.TypedDataMessage {
	number := func(n int64) string { return fmt.Sprint(n) }
	messages, biases, stops := []any{}, []any{}, []any{}
	for _, m := range r.Messages {
		messages = append(messages, map[string]any{"role": m.Role, "content": m.Content, "name": m.Name, "toolCallId": m.ToolCallID, "toolCalls": m.ToolCalls})
	}
	p := r.Params
	for _, b := range p.LogitBias {
		biases = append(biases, map[string]any{"token": number(int64(b.Token)), "bias": number(int64(b.Bias))})
	}
	for _, s := range p.Stop {
		stops = append(stops, s)
	}
	return apitypes.TypedDataMessage{"messages": messages, "tools": r.Tools, "nonce": r.Nonce.String(), "params": map[string]any{
		"temperature": number(int64(p.Temperature)), "topK": number(int64(p.TopK)), "topP": number(int64(p.TopP)), "minP": number(int64(p.MinP)),
		"repetitionPenalty": number(int64(p.RepetitionPenalty)), "repetitionWindow": number(int64(p.RepetitionWindow)),
		"frequencyPenalty": number(int64(p.FrequencyPenalty)), "presencePenalty": number(int64(p.PresencePenalty)),
		"logitBias": biases, "stop": stops, "grammar": p.Grammar}}
}

// TestVectorsViem runs testdata/viem/verify.js, which recomputes everything in JavaScript.
func TestVectorsViem(t *testing.T) {
	out, err := viem(t).CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "values confirmed\n") {
		t.Fatalf("node testdata/viem/verify.js: %v\n%s", err, out)
	}
	t.Log(strings.TrimSpace(string(out)))
}

// TestViemNotices proves that the script would see a wrong value: it must refuse a file with one digit changed.
func TestViemNotices(t *testing.T) {
	v := readVectors(t)
	v.Trees[20].Root[31] ^= 1
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "vectors.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := viem(t, file).CombinedOutput(); err == nil || !strings.Contains(string(out), "root of 20 leaves") {
		t.Fatalf("the script accepted a wrong root (%v):\n%s", err, out)
	}
}

// TestDocumentedSnippet runs the code that docs/formats.md shows, on a transcript.
func TestDocumentedSnippet(t *testing.T) {
	page, err := os.ReadFile("docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(page), "```js\n")
	code, _, ok := strings.Cut(code, "```")
	if !ok {
		t.Fatal("docs/formats.md shows no code")
	}
	x := exampleTranscript(t)
	x.Receipt.Object.Provider = address(signingKey)
	x.Order.Object.Provider = address(signingKey)
	if x.Receipt.Signature, err = x.Domain.Sign(&x.Receipt.Object, signingKey); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	cmd := viem(t)
	cmd.Dir = t.TempDir()
	for name, content := range map[string][]byte{"snippet.js": []byte(code), "transcript.json": b} {
		if err := os.WriteFile(filepath.Join(cmd.Dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd.Args = []string{"node", "snippet.js"}
	out, err := cmd.CombinedOutput()
	want := fmt.Sprintln(true, x.Domain.HashObject(&x.Receipt.Object), x.Receipt.Object.Job)
	if err != nil || string(out) != want {
		t.Fatalf("the snippet printed (%v)\n%s\nwant\n%s", err, out, want)
	}
}

// viem is the command that runs the script with args.
func viem(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: it installs npm packages")
	}
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: the vectors are confirmed by go-ethereum's typed data alone", program)
		}
	}
	modules := installViem(t)
	cmd := exec.CommandContext(t.Context(), "node", append([]string{"testdata/viem/verify.js"}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	return cmd
}

// installViem installs the packages of testdata/viem/package-lock.json, which names them by digest, into the user's cache and
// returns their folder. The folder's name is the lock file's hash, so it is installed once.
func installViem(t *testing.T) string {
	t.Helper()
	lock, err := os.ReadFile("testdata/viem/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(lock)
	dir := filepath.Join(cache, "dgrid", "test", "viem-"+hex.EncodeToString(sum[:8]))
	modules := filepath.Join(dir, "node_modules")
	if _, err := os.Stat(modules); err == nil {
		return modules
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	// Installed beside and then renamed: an interrupted install is never taken for a whole one.
	partial, err := os.MkdirTemp(filepath.Dir(dir), "viem-partial-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(partial)
	for _, name := range []string{"package.json", "package-lock.json"} {
		b, err := os.ReadFile(filepath.Join("testdata/viem", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(partial, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit")
	cmd.Dir = partial
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v (the test needs the npm registry once; -short leaves it out)\n%s", err, out)
	}
	if err := os.Rename(partial, dir); err != nil {
		if _, statErr := os.Stat(modules); statErr != nil { // else another test run was first
			t.Fatal(err)
		}
	}
	return modules
}
