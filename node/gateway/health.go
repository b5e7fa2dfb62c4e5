package gateway

import "net/http"

// healthz says that the process lives and answers.
func (g *Gateway) healthz(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, struct {
		Status string `json:"status"`
	}{"ok"})
}

// readiness is the body of /readyz.
type readiness struct {
	Ready   bool     `json:"ready"`
	Reasons []string `json:"reasons"` // why not
}

func (g *Gateway) readyz(w http.ResponseWriter, _ *http.Request) {
	reasons := []string{}
	if g.draining.Load() {
		reasons = append(reasons, "this node is ending: it finishes what runs and takes nothing new")
	}
	reasons = append(reasons, g.Ready()...)
	status := http.StatusOK
	if len(reasons) > 0 {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, readiness{Ready: len(reasons) == 0, Reasons: reasons})
}
