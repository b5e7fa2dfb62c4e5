package scheduler

import (
	"time"

	"github.com/dgrid-network/dgrid"
)

// ID names a call. It is not used again.
type ID uint64

// Class is what kind of work a call is.
type Class uint8

// The classes, the most important first.
const (
	Paid  Class = iota
	Spare       // re-checks, controls and embeddings
	classes
)

// Way is how a call's rows are read.
type Way uint8

// The ways.
const (
	Chosen Way = iota // one a step; each token is known only when the row before it was read
	Listed            // many at once: all tokens are known
	Alone             // one a step, all known, in steps that no other sequence shares
)

// Job is what a call asks for.
type Job struct {
	ID       ID
	Class    Class
	Way      Way
	Payer    string
	Deadline time.Time       // the zero time is none
	Tokens   []dgrid.TokenID // the head, then the rows that are known: at least one
	Head     int             // tokens without numbers
	Rows     int             // tokens with numbers, at most
}

// need is how many tokens the call's sequence can come to have.
func (j *Job) need() int { return j.Head + j.Rows }

// state is where a call stands.
type state uint8

const (
	waiting state = iota
	running
	kept
)

// sequence is a call, and what is kept of it.
type sequence struct {
	Job
	state  state
	order  uint64 // of arrival
	passed int    // calls that were admitted before this one though it was first
	held   int    // chunks that were read while it could have had its first row

	// Of those that run or are kept:
	id     int
	at     int // tokens that are read
	pure   int // of them from the first on, tokens that were read in chunks or slices and not one by one
	end    *segment
	paused bool
	wanted bool   // another call went on from what is kept of it, or it is such a call
	used   uint64 // rows that were read until it ended, or another began with it
}

// ready reports whether the sequence has a row to read.
func (s *sequence) ready() bool { return !s.paused && s.at >= s.Head && s.at < len(s.Tokens) }

// reading reports whether a part of the head is still to be read.
func (s *sequence) reading() bool { return s.at < s.Head }

// promised is how many cells the sequence may still come to need.
func (s *sequence) promised() int { return s.need() - s.at }

// before orders two calls of one payer.
func (s *sequence) before(t *sequence) bool {
	switch {
	case s.Deadline.Equal(t.Deadline):
		return s.order < t.order
	case s.Deadline.IsZero() || t.Deadline.IsZero():
		return t.Deadline.IsZero()
	}
	return s.Deadline.Before(t.Deadline)
}
