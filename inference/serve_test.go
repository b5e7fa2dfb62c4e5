package inference_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/workerpb"
	"golang.org/x/sys/unix"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"
)

// serve runs the child's side on one end of a socket pair, sends input, and returns everything that comes back, and the error
// with which ServeWorker ended.
func serve(t testing.TB, input []byte) ([]byte, error) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- inference.ServeWorker(deadline(t), os.NewFile(uintptr(fds[0]), "daemon")) }()
	f := os.NewFile(uintptr(fds[1]), "worker")
	conn, err := net.FileConn(f)
	f.Close()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(input); err != nil && !errors.Is(err, unix.EPIPE) {
		t.Fatal(err)
	}
	if err := conn.(*net.UnixConn).CloseWrite(); err != nil && !errors.Is(err, unix.ENOTCONN) {
		t.Fatal(err)
	}
	output, err := io.ReadAll(conn)
	if err != nil && !errors.Is(err, unix.ECONNRESET) {
		t.Fatal(err)
	}
	return output, <-ended
}

func frame(t testing.TB, m proto.Message) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := protodelim.MarshalTo(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func reports(t testing.TB, b []byte) []*workerpb.Report {
	t.Helper()
	var all []*workerpb.Report
	for r := bytes.NewReader(b); r.Len() > 0; {
		report := new(workerpb.Report)
		if err := protodelim.UnmarshalFrom(r, report); err != nil {
			t.Fatal(err)
		}
		all = append(all, report)
	}
	return all
}

func TestServeWorkerAnswersPings(t *testing.T) {
	output, err := serve(t, frame(t, &workerpb.Command{Call: 7, Body: &workerpb.Command_Ping{Ping: &workerpb.Ping{}}}))
	if err != nil {
		t.Fatal(err)
	}
	if r := reports(t, output); len(r) != 1 || r[0].GetCall() != 7 || r[0].GetPong() == nil || r[0].GetPong().GetBusy() {
		t.Errorf("reports %v, want one idle pong", r)
	}
}

func TestServeWorkerRefusesHugeFrames(t *testing.T) {
	if _, err := serve(t, []byte{0xff, 0xff, 0xff, 0xff, 0x0f}); err == nil || !strings.Contains(err.Error(), "size") {
		t.Errorf("a frame of 4 GiB: %v, want that it is too large", err)
	}
}

// Whatever bytes come in, the worker neither crashes nor hangs, and what it sends are frames. (Frames that make it load
// libraries or touch files are none that a fuzzer should try.)
func FuzzServeWorker(f *testing.F) {
	commands := []*workerpb.Command{
		{Call: 1, Body: &workerpb.Command_Ping{Ping: &workerpb.Ping{}}},
		{Call: 2, Body: &workerpb.Command_Prompt{Prompt: &workerpb.Prompt{Messages: []*workerpb.Message{{Role: "user", Content: "hi"}}}}},
		{Call: 3, Body: &workerpb.Command_Generate{Generate: &workerpb.Generate{Job: &workerpb.Job{Prompt: []int32{1, 2}, MaxOutput: 3}}}},
		{Call: 4, Body: &workerpb.Command_Recheck{Recheck: &workerpb.Recheck{Others: []*workerpb.Column{{Tokens: []int32{1}}}}}},
		{Call: 6, Body: &workerpb.Command_Control{Control: &workerpb.Control{Output: []int32{1}}}},
		{Call: 4, Body: &workerpb.Command_Cancel{Cancel: &workerpb.Cancel{}}},
		{Call: 4, Body: &workerpb.Command_Credit{Credit: &workerpb.Credit{Tokens: 1 << 31}}},
		{Call: 5},
	}
	var all []byte
	for _, c := range commands {
		b := frame(f, c)
		f.Add(b)
		all = append(all, b...)
	}
	f.Add(all)
	f.Add([]byte{})
	f.Add([]byte{0x05, 1, 2})
	f.Fuzz(func(t *testing.T, input []byte) {
		r := bytes.NewReader(input)
		for {
			var c workerpb.Command
			if err := protodelim.UnmarshalFrom(r, &c); err != nil {
				break
			}
			if c.GetLoad() != nil || c.GetQuantize() != nil {
				return
			}
		}
		output, _ := serve(t, input)
		reports(t, output)
	})
}
