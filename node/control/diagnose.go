package control

import (
	"fmt"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/dgrid-network/dgrid/node/wallet"
)

// SkewLimit is how far a clock may be off. Signed messages count for seconds: with more, others refuse some of them.
const SkewLimit = 3 * time.Second

const (
	nearFull = 2 // times the least free space, below which the disk is spoken of
	settling = 30 * time.Second
)

// Diagnose is what is wrong with a node that stands like s, each with what to do. It is pure but for the age of the node.
func Diagnose(s *Status) []string { return diagnose(s, time.Since(s.Started)) }

func diagnose(s *Status, age time.Duration) (problems []string) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if d := s.Disk; d.Free != 0 && d.Free >= d.Want && d.Free < nearFull*d.Want {
		wrong("the disk is nearly full: %d MiB are free, and below %d MiB no job is taken: free some space", d.Free>>20, d.Want>>20)
	}
	if s.Chain != nil {
		problems = append(problems, s.Chain.Diagnose(wallet.Roles{
			Provider: slices.Contains(s.Roles, RoleProvider), Validator: slices.Contains(s.Roles, RoleValidator), Payer: slices.Contains(s.Roles, RoleGateway),
		})...)
	}
	if !s.Running {
		return problems
	}
	if len(s.Addrs) == 0 {
		wrong("the node listens nowhere: set p2p.listen in config.toml")
	}
	if s.Gateway.Error != "" {
		wrong("the gateway does not answer: %s", s.Gateway.Error)
	}
	for _, m := range s.Models {
		if m.Down != "" {
			wrong("the engine of %s does not answer: %s: it is restarted by itself; dgridd doctor checks runtime and model once the node is stopped", m.Name, m.Down)
		}
	}
	return append(problems, s.Mesh.diagnose(slices.Contains(s.Roles, RoleProvider), slices.Contains(s.Roles, RoleGateway), age)...)
}

func (m *Mesh) diagnose(provider, gateway bool, age time.Duration) (problems []string) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	switch {
	case m.Peers == 0 && m.Bootstrap == 0:
		wrong("no peer is known, and there is none to dial: add an address to p2p.peers; if this is the network's first node, others join with the file that dgridd network prints")
	case m.Peers == 0 && age > settling:
		wrong("no peer is connected: dgridd doctor dials the bootstrap peers and says what fails")
	case m.Peers > 0 && m.Providers == 0 && gateway && age > settling:
		wrong("no provider is known: nobody can answer until one advertises; dgridd peers shows whom the node sees")
	}
	if skew := time.Duration(m.Skew) * time.Millisecond; m.Clocks > 0 && skew.Abs() > SkewLimit {
		wrong("this clock is %s %s that of most of %d peers: set it, for example with chrony; others refuse what is signed at another time",
			skew.Abs().Round(time.Second), BehindOrAhead(skew), m.Clocks)
	}
	if provider && m.Reach == "private" {
		wrong("others cannot dial this node: open or forward the port of p2p.listen; until then only peers that it has dialled can order")
	}
	return problems
}

// FreeSpace is how many bytes are free on the disk of dir, or 0 where that is not known.
func FreeSpace(dir string) uint64 {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0
	}
	return uint64(st.Bavail) * uint64(st.Bsize)
}

// BehindOrAhead is where this clock stands if those of others are ahead of it by skew.
func BehindOrAhead(skew time.Duration) string {
	if skew < 0 {
		return "ahead of"
	}
	return "behind"
}
