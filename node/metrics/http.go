package metrics

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

func (m *Metrics) makeRequests() {
	seconds := []float64{0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 600}
	m.requests = counters("gateway_requests_total", "Requests to the HTTP API, by endpoint and status.", "endpoint", "code")
	m.latency = histograms("gateway_request_seconds", "Time from a request to the end of its answer, by endpoint.", seconds, "endpoint")
	m.running = prometheus.NewGauge(prometheus.GaugeOpts{Name: "dgrid_gateway_requests_running", Help: "Requests to the HTTP API that are being answered."})
}

// Wrap counts the requests that next answers. next is, or sits around, an http.ServeMux that gets the request itself: its
// pattern is the endpoint, so that no path that somebody made up becomes a label.
func (m *Metrics) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		m.running.Inc()
		s := &statusWriter{ResponseWriter: w, code: http.StatusOK}
		defer func() {
			m.running.Dec()
			endpoint := endpointOf(r.Pattern)
			m.requests.WithLabelValues(endpoint, strconv.Itoa(s.code)).Inc()
			m.latency.WithLabelValues(endpoint).Observe(time.Since(began).Seconds())
		}()
		next.ServeHTTP(s, r)
	})
}

// endpointOf is a pattern without its method; a request that matched none, or only "/", is "other".
func endpointOf(pattern string) string {
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path
	}
	if pattern == "" || pattern == "/" {
		return "other"
	}
	return pattern
}

// statusWriter notes the status. Unwrap lets http.ResponseController reach what streams.
type statusWriter struct {
	http.ResponseWriter
	code  int
	wrote bool
}

func (s *statusWriter) WriteHeader(code int) {
	if !s.wrote && code >= 200 { // others come before the answer's own
		s.code, s.wrote = code, true
	}
	s.ResponseWriter.WriteHeader(code)
}

func (s *statusWriter) Write(b []byte) (int, error) {
	s.wrote = true
	return s.ResponseWriter.Write(b)
}

// Flush is for handlers that look for an http.Flusher.
func (s *statusWriter) Flush() { _ = http.NewResponseController(s.ResponseWriter).Flush() }

// Unwrap is the writer inside.
func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }
