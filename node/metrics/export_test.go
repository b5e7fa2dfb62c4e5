package metrics

import "github.com/prometheus/client_golang/prometheus"

// Describe is every description of this package's own metrics, those without a value yet too.
func (m *Metrics) Describe() []string {
	out := make(chan *prometheus.Desc, 100)
	for _, c := range []prometheus.Collector{newState(Sources{}), m.jobs, m.tokens, m.firstToken, m.speed, m.answers, m.retries, m.resumes, m.audits,
		m.requests, m.latency, m.running} {
		c.Describe(out)
	}
	close(out)
	var all []string
	for d := range out {
		all = append(all, d.String())
	}
	return all
}
