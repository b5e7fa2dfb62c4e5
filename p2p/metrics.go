package p2p

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metric is one of the Stats as Prometheus sees it.
type metric struct {
	desc   *prometheus.Desc
	typ    prometheus.ValueType
	values func(s *Stats, put func(v float64, labels ...string))
}

func newMetric(name, help string, typ prometheus.ValueType, values func(*Stats, func(float64, ...string)), labels ...string) metric {
	return metric{prometheus.NewDesc("dgrid_p2p_"+name, help, labels, nil), typ, values}
}

func labelled[K ~string](m map[K]uint64, put func(float64, ...string)) {
	for k, v := range m {
		put(float64(v), string(k))
	}
}

func metrics() []metric {
	const total, now = prometheus.CounterValue, prometheus.GaugeValue
	one := func(f func(*Stats) float64) func(*Stats, func(float64, ...string)) {
		return func(s *Stats, put func(float64, ...string)) { put(f(s)) }
	}
	return []metric{
		newMetric("adverts_received_total", "Adverts that came in, by what became of them.", total,
			func(s *Stats, put func(float64, ...string)) { labelled(s.Adverts, put) }, "verdict"),
		newMetric("adverts_published_total", "Adverts of this node.", total, one(func(s *Stats) float64 { return float64(s.Published) })),
		newMetric("adverts", "Adverts that this node holds.", now, one(func(s *Stats) float64 { return float64(s.Table) })),
		newMetric("adverts_bytes", "Bytes of them as they travel.", now, one(func(s *Stats) float64 { return float64(s.TableBytes) })),
		newMetric("gossip_rejected_total", "Messages that gossip did not hand on, by its reason.", total,
			func(s *Stats, put func(float64, ...string)) { labelled(s.Gossip.Rejected, put) }, "reason"),
		newMetric("gossip_delivered_total", "Messages that gossip handed on.", total, one(func(s *Stats) float64 { return float64(s.Gossip.Delivered) })),
		newMetric("gossip_duplicates_total", "Messages that came again.", total, one(func(s *Stats) float64 { return float64(s.Gossip.Duplicates) })),
		newMetric("gossip_dropped_total", "Sends for which a peer's queue was full.", total, one(func(s *Stats) float64 { return float64(s.Gossip.Dropped) })),
		newMetric("provider_records_refused_total", "Provider records above a peer's share.", total, one(func(s *Stats) float64 { return float64(s.ProvidersRefused) })),
		newMetric("streams_served_total", "Streams of other peers that were served.", total,
			func(s *Stats, put func(float64, ...string)) { labelled(s.Served, put) }, "protocol"),
		newMetric("streams_refused_total", "Streams of other peers that were not served.", total,
			func(s *Stats, put func(float64, ...string)) { labelled(s.Refused, put) }, "protocol"),
		newMetric("peers", "Connected peers.", now, one(func(s *Stats) float64 { return float64(s.Peers) })),
		newMetric("subscribers", "Connected peers that hear adverts.", now, one(func(s *Stats) float64 { return float64(s.Subscribers) })),
		newMetric("dht_peers", "Peers in the DHT's table.", now, one(func(s *Stats) float64 { return float64(s.DHT) })),
	}
}

// collector hands the Stats of a host to Prometheus.
type collector struct {
	host    *Host
	metrics []metric
}

// Collector is h's Stats for a Prometheus registry.
func (h *Host) Collector() prometheus.Collector { return &collector{h, metrics()} }

func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, m := range c.metrics {
		out <- m.desc
	}
}

func (c *collector) Collect(out chan<- prometheus.Metric) {
	s := c.host.Stats()
	for _, m := range c.metrics {
		m.values(&s, func(v float64, labels ...string) { out <- prometheus.MustNewConstMetric(m.desc, m.typ, v, labels...) })
	}
}
