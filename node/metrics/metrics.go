package metrics

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/dgrid-network/dgrid"
)

// Build is what the program says about itself.
type Build struct {
	Version  string
	Protocol int
	Sampler  string
}

// Metrics is a node's counters and their registry. Its methods are safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	jobs       *prometheus.CounterVec
	tokens     *prometheus.CounterVec
	firstToken *prometheus.HistogramVec
	speed      *prometheus.HistogramVec

	answers *prometheus.CounterVec
	retries prometheus.Counter
	resumes prometheus.Counter
	audits  *prometheus.CounterVec
	seats   seats

	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	running  prometheus.Gauge
}

const (
	scrapes        = 4                // answered at once
	scrapePatience = 10 * time.Second // for one
)

// New makes the registry. more is collectors of other parts, for example of the host.
func New(b Build, src Sources, more ...prometheus.Collector) (*Metrics, error) {
	m := &Metrics{registry: prometheus.NewRegistry(), seats: newSeats()}
	m.makeJobs()
	m.makeRequests()
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "dgrid_build_info", Help: "1, with what this program is.",
		ConstLabels: prometheus.Labels{"version": b.Version, "protocol": fmt.Sprint(b.Protocol), "sampler": b.Sampler},
	}, func() float64 { return 1 })
	all := append([]prometheus.Collector{
		build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), newState(src),
		m.jobs, m.tokens, m.firstToken, m.speed, m.answers, m.retries, m.resumes, m.audits, m.requests, m.latency, m.running,
	}, append(m.seats.all(), more...)...)
	for _, c := range all {
		if err := m.registry.Register(c); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	return m, nil
}

// Register adds a collector of another part, which did not exist yet when New was called.
func (m *Metrics) Register(c prometheus.Collector) error {
	if err := m.registry.Register(c); err != nil {
		return fmt.Errorf("register metrics: %w", err)
	}
	return nil
}

// Handler answers Prometheus. A collector that fails is left out of the answer.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: scrapes, Timeout: scrapePatience, Registry: m.registry,
	})
}

// Gatherer is the registry, for tests and tools that read without HTTP.
func (m *Metrics) Gatherer() prometheus.Gatherer { return m.registry }

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "dgrid_" + name, Help: help}, labels)
}

func histograms(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "dgrid_" + name, Help: help, Buckets: buckets}, labels)
}

// amount is a as a float: counters have no more digits, and a rate needs no more.
func amount(a dgrid.Amount) float64 {
	f, _ := strconv.ParseFloat(a.String(), 64) // a decimal integer, far below the largest float
	return f
}
