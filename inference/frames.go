package inference

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"

	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"
)

// maxFrame bounds a frame between daemon and worker. The largest is a prompt (8 MiB in the network's protocol).
const maxFrame = 16 << 20

// frames is one end of the socket pair. Any goroutine may send; one receives.
type frames struct {
	conn net.Conn
	in   *bufio.Reader

	sending sync.Mutex // guards out
	out     *bufio.Writer
}

func newFrames(conn net.Conn) *frames {
	return &frames{conn: conn, in: bufio.NewReader(conn), out: bufio.NewWriter(conn)}
}

// send writes one frame. A peer that takes nothing for so long does not run any more.
func (f *frames) send(m proto.Message, patience time.Duration) error {
	if n := proto.Size(m); n > maxFrame {
		return fmt.Errorf("send frame: %d bytes, at most %d are allowed", n, maxFrame)
	}
	f.sending.Lock()
	defer f.sending.Unlock()
	if err := f.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return fmt.Errorf("send frame: %w", err)
	}
	if _, err := protodelim.MarshalTo(f.out, m); err != nil {
		return fmt.Errorf("send frame: %w", err)
	}
	if err := f.out.Flush(); err != nil {
		return fmt.Errorf("send frame: %w", err)
	}
	return nil
}

// receive reads one frame; its length is checked before room is made for it.
func (f *frames) receive(m proto.Message) error {
	return protodelim.UnmarshalOptions{MaxSize: maxFrame}.UnmarshalFrom(f.in, m)
}
