package p2p_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

var update = flag.Bool("update", false, "write testdata/frames.json anew")

// body is an encoded frame without its length.
func body(t testing.TB, f p2p.Frame) []byte {
	t.Helper()
	b, err := p2p.EncodeFrame(f)
	check(t, err)
	size, n := protowire.ConsumeVarint(b)
	if n < 0 || int(size) != len(b)-n {
		t.Fatalf("the length in front says %d, %d bytes follow", size, len(b)-n)
	}
	return b[n:]
}

// fixedFrames are one frame of each kind, the same in every run.
func fixedFrames() map[string]p2p.Frame {
	sig := dgrid.Signature(bytes.Repeat([]byte{0x5a}, 65))
	voucher := dgrid.Signed[dgrid.Voucher]{Object: dgrid.Voucher{Payer: dgrid.Address{1}, Provider: dgrid.Address{2}, Model: dgrid.ModelID{3}, Amount: dgrid.NewAmount(4)}, Signature: sig}
	step := dgrid.Signed[dgrid.Step]{Object: dgrid.Step{Job: dgrid.JobID{1}, Number: 2, Root: dgrid.Digest{3}, OutputTokens: 64, Fee: dgrid.NewAmount(5)}, Signature: sig}
	request := dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "hi"}}, Params: dgrid.Params{Temperature: 800_000, PresencePenalty: -1, Stop: []string{"\n"}, LogitBias: []dgrid.TokenBias{{Token: 7, Bias: -1}}}}
	order := dgrid.Signed[dgrid.Order]{Object: dgrid.Order{Payer: dgrid.Address{1}, RequestHash: request.Hash(), MaxOutput: 64}, Signature: sig}
	return map[string]p2p.Frame{
		"meet":    &p2p.MeetFrame{Model: dgrid.ModelID{3}, Voucher: &voucher, Settled: dgrid.MaxAmount, Steps: []dgrid.Signed[dgrid.Step]{step}},
		"order":   &p2p.OrderFrame{Order: order, Request: request, Prefix: []dgrid.TokenID{1, 300, math.MaxInt32}, Deadline: 90 * time.Second},
		"voucher": &p2p.VoucherFrame{Voucher: voucher},
		"cancel":  &p2p.CancelFrame{Cancel: dgrid.Signed[dgrid.Cancel]{Object: dgrid.Cancel{Job: dgrid.JobID{1}, OutputTokens: 40}, Signature: sig}},
		"accept":  &p2p.AcceptFrame{Acceptance: dgrid.Signed[dgrid.Acceptance]{Object: dgrid.Acceptance{Job: dgrid.JobID{1}, PromptTokens: 9}, Signature: sig}},
		"refusal": &p2p.RefusalFrame{Code: p2p.Credit, Message: "owes 5, lends 4", Have: 5, Want: 4, Retry: 2 * time.Second},
		"chunk":   &p2p.ChunkFrame{IDs: []dgrid.TokenID{5, 49_151}, Text: "sky 🌍"},
		"step":    &p2p.StepFrame{Step: step, SketchHash: dgrid.Digest{6}},
		"receipt": &p2p.ReceiptFrame{Receipt: dgrid.Signed[dgrid.Receipt]{Object: dgrid.Receipt{Job: dgrid.JobID{1}, OutputTokens: 65, Finish: dgrid.FinishStop}, Signature: sig}, SketchHash: dgrid.Digest{7}},
		"failure": &p2p.FailureFrame{Code: p2p.FailureEngine, Message: "the engine died", Retryable: true},
	}
}

func TestGoldenFrames(t *testing.T) {
	const path = "testdata/frames.json"
	got := map[string]string{}
	for name, f := range fixedFrames() {
		got[name] = hex.EncodeToString(body(t, f))
		back, err := p2p.DecodeFrame(body(t, f))
		check(t, err)
		if !reflect.DeepEqual(back, f) {
			t.Errorf("%s: decoded %+v, want %+v", name, back, f)
		}
	}
	if *update {
		b, err := json.MarshalIndent(got, "", "  ")
		check(t, err)
		check(t, os.WriteFile(path, append(b, '\n'), 0o644))
	}
	b, err := os.ReadFile(path)
	check(t, err)
	var want map[string]string
	check(t, json.Unmarshal(b, &want))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the frames' encoding differs from %s", path)
	}
}

func TestFrameRoundTrip(t *testing.T) {
	text := rapid.StringOfN(rapid.Rune(), 0, 200, 1000)
	ids := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dgrid.TokenID { return dgrid.TokenID(rapid.Int32Range(0, math.MaxInt32).Draw(t, "id")) }), 0, 32)
	micro := rapid.Custom(func(t *rapid.T) dgrid.Micro { return dgrid.Micro(rapid.Int32().Draw(t, "micro")) })
	rapid.Check(t, func(t *rapid.T) {
		order := *fixedFrames()["order"].(*p2p.OrderFrame)
		order.Order.Object.MaxPrompt = rapid.Uint32().Draw(t, "max prompt")
		order.Prefix = normal(ids.Draw(t, "prefix"))
		order.Request = dgrid.Request{
			Messages: normal(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dgrid.Message {
				return dgrid.Message{Role: text.Draw(t, "role"), Content: text.Draw(t, "content"), Name: text.Draw(t, "name"), ToolCallID: text.Draw(t, "call"), ToolCalls: text.Draw(t, "calls")}
			}), 0, 5).Draw(t, "messages")),
			Tools: text.Draw(t, "tools"), Nonce: dgrid.Hash([]byte(text.Draw(t, "nonce"))),
			Params: dgrid.Params{Temperature: micro.Draw(t, "temperature"), TopK: rapid.Uint32().Draw(t, "top k"), TopP: micro.Draw(t, "top p"), MinP: micro.Draw(t, "min p"),
				RepetitionPenalty: micro.Draw(t, "repetition"), RepetitionWindow: rapid.Uint32().Draw(t, "window"), FrequencyPenalty: micro.Draw(t, "frequency"),
				PresencePenalty: micro.Draw(t, "presence"), Stop: normal(rapid.SliceOfN(text, 0, 4).Draw(t, "stop")), Grammar: text.Draw(t, "grammar")},
		}
		order.Deadline = time.Duration(rapid.Int64Range(1, 86_400_000).Draw(t, "deadline")) * time.Millisecond
		chunk := p2p.ChunkFrame{IDs: normal(ids.Draw(t, "ids")), Text: text.Draw(t, "text") + "."}
		for _, f := range []p2p.Frame{&order, &chunk} {
			b, err := p2p.EncodeFrame(f)
			if err != nil {
				t.Fatal(err)
			}
			_, n := protowire.ConsumeVarint(b)
			got, err := p2p.DecodeFrame(b[n:])
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, f) {
				t.Fatalf("decoded %+v, want %+v", got, f)
			}
			if o, ok := got.(*p2p.OrderFrame); ok && o.Request.Hash() != order.Request.Hash() {
				t.Fatal("the request's hash did not survive")
			}
		}
	})
}

// normal is nil for an empty slice, as decoding has it.
func normal[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return s
}

func TestSendRefuses(t *testing.T) {
	order := func(f func(*p2p.OrderFrame)) p2p.Frame { o := exampleOrder(t); f(o); return o }
	for _, c := range []struct {
		name  string
		frame p2p.Frame
		text  string
	}{
		{"no frame", nil, "is no frame"},
		{"order without a deadline", order(func(o *p2p.OrderFrame) { o.Deadline = 0 }), "deadline"},
		{"order of 9 MiB", order(func(o *p2p.OrderFrame) { o.Request.Messages[0].Content = strings.Repeat("a", 9<<20) }), "at most 8388608"},
		{"message that is not UTF-8", order(func(o *p2p.OrderFrame) { o.Request.Messages[0].Content = "\xff" }), "not UTF-8"},
		{"tools that are not UTF-8", order(func(o *p2p.OrderFrame) { o.Request.Tools = "\xff" }), "not UTF-8"},
		{"negative bias token", order(func(o *p2p.OrderFrame) { o.Request.Params.LogitBias[0].Token = -1 }), "negative"},
		{"too many messages", order(func(o *p2p.OrderFrame) { o.Request.Messages = make([]dgrid.Message, 4097) }), "at most 4096"},
		{"too many stop strings", order(func(o *p2p.OrderFrame) { o.Request.Params.Stop = make([]string, 65) }), "at most 64"},
		{"prefix with a negative id", order(func(o *p2p.OrderFrame) { o.Prefix = []dgrid.TokenID{1, -1} }), "token id -1 at 1"},
		{"prefix too long", order(func(o *p2p.OrderFrame) { o.Prefix = make([]dgrid.TokenID, 1<<20+1) }), "at most 1048576"},
		{"chunk with nothing", &p2p.ChunkFrame{}, "neither"},
		{"chunk over a leaf", &p2p.ChunkFrame{IDs: make([]dgrid.TokenID, 33)}, "at most 32"},
		{"chunk with half a character", &p2p.ChunkFrame{Text: "\xf0\x9f"}, "UTF-8"},
		{"chunk over 32 KiB", &p2p.ChunkFrame{Text: strings.Repeat("a", 33<<10)}, "at most 32768"},
		{"refusal without a code", &p2p.RefusalFrame{}, "no code"},
		{"refusal for ever", &p2p.RefusalFrame{Code: p2p.Busy, Retry: 1000 * time.Hour}, "retry"},
		{"failure without a code", &p2p.FailureFrame{}, "no code"},
		{"meet with too many steps", &p2p.MeetFrame{Steps: make([]dgrid.Signed[dgrid.Step], 65)}, "at most 64"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := p2p.EncodeFrame(c.frame)
			var refused *p2p.FrameError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("encode: %v, want a frame error that says %q", err, c.text)
			}
		})
	}
}

// field is the encoding of a length-delimited field.
func field(num protowire.Number, content []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, num, protowire.BytesType), content)
}

func TestDecodeFrameRefuses(t *testing.T) {
	frames := fixedFrames()
	order, chunk, meet := body(t, frames["order"]), body(t, frames["chunk"]), body(t, frames["meet"])
	inner := func(b []byte) []byte {
		_, _, n := protowire.ConsumeTag(b)
		c, _ := protowire.ConsumeBytes(b[n:])
		return c
	}
	with := func(num protowire.Number, content ...[]byte) []byte { return field(num, bytes.Join(content, nil)) }
	number := func(num protowire.Number, v uint64) []byte {
		return protowire.AppendVarint(protowire.AppendTag(nil, num, protowire.VarintType), v)
	}
	for _, c := range []struct {
		name string
		b    []byte
		text string
	}{
		{"nothing", nil, "does not begin"},
		{"a number", number(1, 1), "does not begin"},
		{"cut short", order[:len(order)-1], "length"},
		{"one byte more", append(order[:len(order):len(order)], 0), "length"},
		{"two kinds at once", append(chunk[:len(chunk):len(chunk)], chunk...), "length"},
		{"unknown kind", field(14, nil), "kind 14 is unknown"},
		{"heartbeat with content", field(15, []byte{8, 1}), "heartbeat"},
		{"order without fields", field(1, nil), "absent"},
		{"order without a request", with(1, field(1, inner(inner(order)))), "request: absent"},
		{"meet with 65 steps", with(10, inner(meet), bytes.Repeat([]byte{0x22, 0}, 65)), "more than 64 steps"},
		{"meet over 64 KiB", with(10, inner(meet), field(99, make([]byte, 65<<10))), "at most 65536"},
		{"meet with half a model", with(10, field(1, make([]byte, 16))), "model: digest of 16 bytes"},
		{"a million empty messages", with(1, inner(order), field(2, bytes.Repeat([]byte{0x0a, 0}, 1_000_000))), "more than 4096 messages"},
		{"messages in many requests", with(1, inner(order), bytes.Repeat(field(2, []byte{0x0a, 0}), 4096)), "more than 4096 messages"},
		{"a million stop strings", with(1, inner(order), field(2, field(3, bytes.Repeat([]byte{0x52, 0}, 1_000_000)))), "more than 64 stop strings"},
		{"a million biases", with(1, inner(order), field(2, field(3, bytes.Repeat([]byte{0x4a, 0}, 1_000_000)))), "more than 4096 biases"},
		{"two million prefix tokens", with(1, inner(order), field(3, make([]byte, 2_000_000))), "more than 1048576 prefix tokens"},
		{"no time left", with(1, inner(order), number(6, 0)), "no time is left"},
		{"a deadline of years", with(1, inner(order), number(6, 1<<40)), "at most 24h"},
		{"a deadline that overflows", with(1, inner(order), number(6, math.MaxUint64)), "at most 24h"},
		{"settled below zero", with(10, inner(meet), field(3, []byte("-1"))), "decimal integer"},
		{"settled above 2^128-1", with(10, inner(meet), field(3, bytes.Repeat([]byte("9"), 39))), "larger than 2^128-1"},
		{"token id too large", with(6, number(1, 1<<31)), "larger than 2^31-1"},
		{"33 tokens", with(6, field(1, make([]byte, 33))), "more than 32 tokens"},
		{"33 tokens one by one", with(6, bytes.Repeat(number(1, 1), 33)), "more than 32 tokens"},
		{"text that is not UTF-8", with(6, field(2, []byte{0xff})), "UTF-8"},
		{"empty chunk", field(6, nil), "neither ids nor text"},
		{"chunk over 32 KiB", with(6, field(2, make([]byte, 33<<10))), "at most 32768"},
		{"voucher over 64 KiB", with(2, field(1, make([]byte, 65<<10))), "at most 65536"},
		{"voucher that is a step", with(2, inner(inner(body(t, frames["step"])))), "the bytes hold a Step"},
		{"short signature", with(3, field(1, dgrid.Encode(&dgrid.Cancel{})), field(2, make([]byte, 64))), "signature of 64 bytes"},
		{"sketch hash of 31 bytes", with(7, inner(body(t, frames["step"])), field(2, make([]byte, 31))), "digest of 31 bytes"},
		{"refusal without a code", with(5, field(2, []byte("no"))), "no code"},
		{"refusal that clears the screen", with(5, number(1, 1), field(2, []byte("\x1b[2J"))), "cannot be printed"},
		{"refusal with a novel", with(5, number(1, 1), field(2, bytes.Repeat([]byte("a"), 513))), "at most 512"},
		{"failure without a code", field(9, nil), "no code"},
		{"failure with a bell", with(9, number(1, 1), field(2, []byte{7})), "cannot be printed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := p2p.DecodeFrame(c.b)
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("decoded %+v, %v; want an error that says %q", f, err, c.text)
			}
		})
	}
}

func TestDecodeHelloRefuses(t *testing.T) {
	binding := field(5, bytes.Join([][]byte{field(1, dgrid.Encode(&dgrid.Binding{})), field(2, make([]byte, 65))}, nil))
	good := append(field(1, []byte("dev")), binding...)
	if _, err := p2p.DecodeHello(good); err != nil {
		t.Fatal(err)
	}
	model := field(1, bytes.Repeat([]byte{1}, 32))
	for _, c := range []struct {
		name  string
		extra []byte
		text  string
	}{
		{"network", field(1, []byte("Dev Net")), "no network's name"},
		{"network id", field(2, make([]byte, 31)), "network id: digest of 31 bytes"},
		{"session", field(3, make([]byte, 33)), "session: digest of 33 bytes"},
		{"agent", field(4, bytes.Repeat([]byte("a"), 129)), "at most 128"},
		{"offers", bytes.Repeat(field(6, nil), 17), "more than 16 offers"},
		{"offer without a model", field(6, nil), "model: absent"},
		{"offer's name", field(6, append(model[:len(model):len(model)], field(2, []byte("\x1b[31m"))...)), "cannot be printed"},
		{"offer's price", field(6, append(model[:len(model):len(model)], field(4, []byte("1.5"))...)), "decimal integer"},
		{"cut short", []byte{0x32, 9}, "end inside a field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := p2p.DecodeHello(append(good[:len(good):len(good)], c.extra...))
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("decode: %v, want %q", err, c.text)
			}
		})
	}
}

func TestDecodeSkipsUnknownFields(t *testing.T) {
	want := fixedFrames()["chunk"]
	chunk := body(t, want)
	_, _, n := protowire.ConsumeTag(chunk)
	content, _ := protowire.ConsumeBytes(chunk[n:])
	later := field(6, append(content[:len(content):len(content)], field(99, []byte("of a later version"))...))
	got, err := p2p.DecodeFrame(later)
	check(t, err)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("decoded %+v, want %+v", got, want)
	}
}

func TestDecodeTranscriptRefuses(t *testing.T) {
	good, err := p2p.EncodeTranscript(exampleTranscript(t, 2), p2p.MaxTranscript)
	check(t, err)
	for _, c := range []struct {
		name  string
		extra []byte // protobuf lets a later field win over an earlier one
		text  string
	}{
		{"version", protowire.AppendVarint([]byte{8}, 9), "version 9, this program knows version 0"},
		{"network", field(2, []byte("\x1b")), "no network's name"},
		{"model name", field(4, []byte("\n")), "cannot be printed"},
		{"domain", field(3, field(2, make([]byte, 19))), "want 20"},
		{"a leaf too many", field(9, field(1, []byte{1})), "has 1 ids"},
		{"an empty leaf", field(9, nil), "ids"},
		{"a million leaves", bytes.Repeat([]byte{0x4a, 0}, 1_000_000), "more than 32768 leaves"},
		{"a million steps", bytes.Repeat([]byte{0x52, 0}, 1_000_000), "more than 32768 steps"},
		{"sketches", field(14, make([]byte, 15)), "sketches of 15 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := p2p.DecodeTranscript(append(good[:len(good):len(good)], c.extra...))
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("decode: %v, want %q", err, c.text)
			}
		})
	}
	if _, err := p2p.EncodeTranscript(exampleTranscript(t, 2), 100); err == nil || !strings.Contains(err.Error(), "at most 100") {
		t.Errorf("encode over its limit: %v", err)
	}
}
