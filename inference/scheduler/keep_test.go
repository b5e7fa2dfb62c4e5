package scheduler_test

import (
	"testing"

	"github.com/dgrid-network/dgrid"
)

// strangers runs n jobs at once that have nothing in common with any other, each of that many rows.
func (m *machine) strangers(n, rows int) {
	m.t.Helper()
	for range n {
		m.add(chosen("p", text(20, 10_000+1000*dgrid.TokenID(m.last)), rows), text(rows, 7)...)
	}
	m.run()
}

// follower runs a job that begins with prompt, and returns how many tokens were read for it.
func (m *machine) follower(prompt []dgrid.TokenID, of dgrid.TokenID) int {
	m.t.Helper()
	j := m.add(chosen("agent", append(prompt[:len(prompt):len(prompt)], of, of), 4), text(4, 500)...)
	m.run()
	return j.read
}

// What nobody has asked for again is forgotten behind 128 rows of others.
func TestKeptSequencesMakeWay(t *testing.T) {
	m := start(t, usual)
	prompt := text(400, 3)
	m.follower(prompt, 901)
	m.strangers(1, 100)
	if st := m.s.Stats(); st.Kept != 2 {
		t.Fatalf("%d sequences are kept, want 2", st.Kept)
	}
	m.strangers(1, 100)
	if st := m.s.Stats(); st.Kept != 2 {
		t.Errorf("%d sequences are kept behind 200 rows, want the last two", st.Kept)
	}
	if n := m.follower(prompt, 902); n != 405 {
		t.Errorf("%d tokens are read, want all 405", n)
	}
}

// A long beginning that was wanted again stays for 4,096 rows of others, and each call that begins with it makes it stay as long again.
func TestWantedBeginningsStay(t *testing.T) {
	m := start(t, usual)
	prompt := text(400, 3)
	m.follower(prompt, 901)
	for i := range dgrid.TokenID(4) {
		if n := m.follower(prompt, 902+i); n != 5 {
			t.Errorf("%d tokens are read of what was read before, want 5", n)
		}
		m.strangers(8, 500)
	}
	m.strangers(8, 20)
	if n := m.follower(prompt, 990); n != 405 {
		t.Errorf("%d tokens are read behind more rows than that, want all 405", n)
	}
}

// A conversation is wanted again from its second turn on, short as it is; a beginning that all have is not what anybody wants.
func TestConversationsStay(t *testing.T) {
	m := start(t, usual)
	common := text(30, 3)
	turn := append(append([]dgrid.TokenID{}, common...), text(60, 600)...)
	m.follower(turn, 901)
	next := append(append([]dgrid.TokenID{}, turn...), append([]dgrid.TokenID{901, 901}, text(4, 500)...)...)
	m.follower(next, 902)
	for i := range dgrid.TokenID(10) {
		m.follower(append(append([]dgrid.TokenID{}, common...), text(70, 2000+100*i)...), 903)
		m.strangers(1, 50)
	}
	if n := m.follower(next, 904); n != 5 {
		t.Errorf("%d tokens of the conversation's third turn are read, want 5", n)
	}
	if n := m.follower(append(append([]dgrid.TokenID{}, common...), text(70, 2000)...), 905); n < 70 {
		t.Errorf("%d tokens are read of what nobody wanted, want all but the common beginning", n)
	}
}

// However much is wanted again, it is bounded.
func TestKeptSequencesAreBounded(t *testing.T) {
	cfg := usual
	cfg.Cells = 1 << 16
	m := start(t, cfg)
	for i := range dgrid.TokenID(20) {
		m.follower(text(400, 1000*i), 901)
		m.follower(text(400, 1000*i), 902)
	}
	if st := m.s.Stats(); st.Kept != cfg.Kept || st.Used > cfg.Kept*410 {
		t.Errorf("%+v: want %d kept sequences and their cells", st, cfg.Kept)
	}
}
