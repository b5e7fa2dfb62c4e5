package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/validator"
)

// seats is what a validator's audits cost.
type seats struct {
	verdicts, seconds, bytes *prometheus.CounterVec
}

func newSeats() seats {
	return seats{
		verdicts: counters("seat_verdicts_total", "Verdicts that this node signed as a validator.", "finding"),
		seconds:  counters("seat_seconds_total", "What they took: of the engine to re-compute and for controls, and from the first question to the verdict.", "part"),
		bytes:    counters("seat_bytes_total", "Bytes of requests sent and of answers received for them.", "direction"),
	}
}

func (s *seats) all() []prometheus.Collector {
	return []prometheus.Collector{s.verdicts, s.seconds, s.bytes}
}

// Seat counts a verdict of this node's as a validator.
func (m *Metrics) Seat(f dgrid.Finding, spent validator.Spent) {
	m.seats.verdicts.WithLabelValues(f.String()).Inc()
	m.seats.seconds.WithLabelValues("recompute").Add(spent.Recompute)
	m.seats.seconds.WithLabelValues("control").Add(spent.Control)
	m.seats.seconds.WithLabelValues("whole").Add(spent.Took)
	m.seats.bytes.WithLabelValues("sent").Add(float64(spent.Sent))
	m.seats.bytes.WithLabelValues("received").Add(float64(spent.Received))
}
