package p2p

import (
	"fmt"
	"time"
)

// Sizes in bytes, checked before anything is allocated. docs/stream.md gives the reason for each.
const (
	MaxControl    = 64 << 10  // every frame but the two below
	MaxTokens     = 32 << 10  // a chunk frame
	MaxOrder      = 8 << 20   // an order frame; memory is reserved first
	MaxPart       = 256 << 10 // one part of a transcript
	MaxReceipt    = 16 << 20  // a transcript without sketches
	MaxTranscript = 32 << 20  // a transcript with sketches
	MaxMessage    = 512       // text of a refusal or failure
	maxHello      = 8 << 10
	maxAgent      = 128
	maxName       = 64  // name of a network
	maxModelName  = 256 // name of a model in a transcript
)

// Counts, checked before anything is decoded: a message of two bytes on the wire takes a hundred in memory.
const (
	maxMessages   = 4096    // messages of a request
	maxBiases     = 4096    // biases of a request
	maxStops      = 64      // stop strings of a request
	maxSteps      = 64      // steps in a meet frame
	maxTokens     = 1 << 20 // tokens of a prefix or an answer
	maxLeaves     = maxTokens / 32
	maxLifetime   = 24 * time.Hour
	maxRetryAfter = 24 * time.Hour
)

const (
	grace         = 5 * time.Second // after a job's deadline, for the provider to end it and hand over the receipt
	cancelLinger  = time.Second     // after a cancel frame, before the reset that would overtake it
	dismissLinger = 2 * time.Second // after a last word to a stream that is not served
	queueFrames   = 16              // received frames that nobody has asked for yet
	retryBusy     = time.Second     // when a peer with too many streams may try again
)

// slowest is the least rate in bytes a second that a frame above MaxControl may come or go at.
const slowest = 512 << 10

// frameTime is how long a frame of n bytes may take.
func (l *Limits) frameTime(n int) time.Duration {
	return l.Write + time.Duration(n/slowest)*time.Second
}

// withDefaults fills the zero fields and refuses what cannot work.
func (l Limits) withDefaults() (Limits, error) {
	ints := []struct {
		name    string
		field   *int
		initial int
	}{
		{"streams per peer", &l.StreamsPerPeer, 8},
		{"streams", &l.Streams, 256},
		{"connections per address", &l.ConnectionsPerAddress, 64},
	}
	for _, f := range ints {
		if *f.field == 0 {
			*f.field = f.initial
		}
		if *f.field < 0 {
			return l, fmt.Errorf("limit %s is %d: give a positive number, or 0 for %d", f.name, *f.field, f.initial)
		}
	}
	times := []struct {
		name    string
		field   *time.Duration
		initial time.Duration
	}{
		{"dial", &l.Dial, 10 * time.Second},
		{"header", &l.Header, 10 * time.Second},
		{"write", &l.Write, 10 * time.Second},
		{"heartbeat", &l.Heartbeat, time.Second},
		{"silence", &l.Silence, 3 * time.Second},
		{"lifetime", &l.Lifetime, time.Hour},
	}
	for _, f := range times {
		if *f.field == 0 {
			*f.field = f.initial
		}
		if *f.field < 0 {
			return l, fmt.Errorf("limit %s is %s: give a positive time, or 0 for %s", f.name, *f.field, f.initial)
		}
	}
	if l.Silence < 2*l.Heartbeat {
		return l, fmt.Errorf("limit silence is %s with a heartbeat every %s: give at least twice the heartbeat", l.Silence, l.Heartbeat)
	}
	if l.Lifetime > maxLifetime {
		return l, fmt.Errorf("limit lifetime is %s: give at most %s", l.Lifetime, maxLifetime)
	}
	return l, nil
}
