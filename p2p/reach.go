package p2p

import "github.com/libp2p/go-libp2p/core/network"

// Reach says whether others can dial this node: "public", "private", or "" while it is not known. It is what peers found that
// tried it (AutoNAT), and they try public addresses only.
func (h *Host) Reach() string {
	tested, ok := h.host.(interface{ Reachability() network.Reachability })
	if !ok {
		return ""
	}
	return reach(tested.Reachability())
}

func reach(r network.Reachability) string {
	switch r {
	case network.ReachabilityPublic:
		return "public"
	case network.ReachabilityPrivate:
		return "private"
	default:
		return ""
	}
}
