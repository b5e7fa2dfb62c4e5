package control_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid/node/control"
)

// Each problem is told with what to do, and a node without one has none.
func TestDiagnose(t *testing.T) {
	good := func() *control.Status {
		return &control.Status{
			Running: true, Started: time.Now().Add(-time.Hour), Addrs: []string{"/ip4/192.0.2.7/tcp/4700"},
			Roles:  []string{control.RoleGateway, control.RoleProvider},
			Mesh:   control.Mesh{Bootstrap: 1, Peers: 3, Adverts: 2, Providers: 1, Reach: "public", Skew: 200, Clocks: 3},
			Disk:   control.Disk{Free: 10 << 30, Want: 1 << 30},
			Models: []control.Model{{Name: "m"}},
		}
	}
	if problems := control.Diagnose(good()); len(problems) != 0 {
		t.Fatalf("a good node has %q", problems)
	}
	tests := []struct {
		name   string
		change func(*control.Status)
		want   string // "" is no problem
	}{
		{"disk nearly full", func(s *control.Status) { s.Disk.Free = 1500 << 20 }, "1500 MiB are free, and below 1024 MiB no job is taken: free some space"},
		{"disk not known", func(s *control.Status) { s.Disk.Free = 0 }, ""},
		{"no address", func(s *control.Status) { s.Addrs = nil }, "listens nowhere: set p2p.listen"},
		{"gateway", func(s *control.Status) { s.Gateway.Error = "address in use" }, "the gateway does not answer: address in use"},
		{"engine", func(s *control.Status) { s.Models[0].Down = "killed" }, "the engine of m does not answer: killed"},
		{"alone", func(s *control.Status) { s.Mesh = control.Mesh{} }, "add an address to p2p.peers"},
		{"no peer", func(s *control.Status) { s.Mesh = control.Mesh{Bootstrap: 2} }, "dgridd doctor dials the bootstrap peers"},
		{"no peer yet", func(s *control.Status) { s.Mesh, s.Started = control.Mesh{Bootstrap: 2}, time.Now() }, ""},
		{"no provider", func(s *control.Status) { s.Mesh.Providers = 0 }, "no provider is known"},
		{"no provider, and none is needed", func(s *control.Status) { s.Mesh.Providers, s.Roles = 0, []string{control.RoleProvider} }, ""},
		{"clock ahead", func(s *control.Status) { s.Mesh.Skew = -3_600_000 }, "this clock is 1h0m0s ahead of that of most of 3 peers: set it"},
		{"clock behind", func(s *control.Status) { s.Mesh.Skew = 3_600_000 }, "this clock is 1h0m0s behind that of most of 3 peers"},
		{"clock not compared", func(s *control.Status) { s.Mesh.Skew, s.Mesh.Clocks = 3_600_000, 0 }, ""},
		{"not reached", func(s *control.Status) { s.Mesh.Reach = "private" }, "open or forward the port"},
		{"not reached, and need not be", func(s *control.Status) { s.Mesh.Reach, s.Roles = "private", nil }, ""},
		{"not running", func(s *control.Status) { *s = control.Status{Mesh: control.Mesh{Bootstrap: 1}} }, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := good()
			test.change(s)
			problems := control.Diagnose(s)
			if test.want == "" && len(problems) > 0 || test.want != "" && (len(problems) != 1 || !strings.Contains(problems[0], test.want)) {
				t.Errorf("problems are %q, want one with %q", problems, test.want)
			}
		})
	}
}
