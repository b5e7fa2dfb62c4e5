package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/dgrid-network/dgrid"
)

// Sources is what holds now. Each is asked at every scrape, maybe by several at once; one that is nil is left out.
type Sources struct {
	Models func() []Model
	Budget func() uint64 // bytes that all engines may need together
	Store  func() Store
	Books  func() []Book
	Mesh   func() Mesh
	Audits func() int // that run for others
	Keys   func() int // good API keys
}

// Model is a model of the node's configuration.
type Model struct {
	Name     string
	Up       bool // its engine answers, or is loaded when it is asked for
	Slots    int
	Free     int // of Slots
	Waiting  int // jobs that wait for the engine
	Restarts uint64

	Loaded    bool
	Memory    uint64 // bytes that its engine needs while it is loaded
	OnGPUs    uint64 // bytes of GPUs that it needs besides
	Loads     uint64
	Evictions uint64
	Engine    Engine
}

// Engine is what a model's engine does, all zero where that is not known.
type Engine struct {
	Cells   int    // tokens that its KV cache holds
	Used    int    // of them, hold a token
	Running int    // calls that are being computed
	Audits  int    // re-checks, controls and embeddings, running or waiting
	Kept    int    // sequences of calls that have ended
	Read    uint64 // tokens, since the worker process began
	Reused  uint64 // tokens of prompts that were found read, since the worker process began
}

// Store is the disk.
type Store struct {
	Free    uint64 // bytes of the file system
	Want    uint64 // bytes below which no job is taken
	Journal uint64 // bytes ever written to the journal
	Failed  bool   // it takes no more writes
}

// Book is the money in one role, over all accounts.
type Book struct {
	Role     string
	Accounts int
	Begun    uint64 // jobs
	Open     int    // of them, without an end
	Promised dgrid.Amount
	Settled  dgrid.Amount
}

// Mesh is what is known of others.
type Mesh struct {
	Providers int     // with a valid advert
	Skew      float64 // seconds by which others' clocks are ahead
	Clocks    int     // that Skew is taken from
	Reachable bool    // others can dial this node
}

// state is the collector of Sources.
type state struct {
	src  Sources
	desc map[string]*prometheus.Desc
}

// gauges are the metrics of Sources: name, help and labels.
var gauges = []struct {
	name, help string
	labels     []string
}{
	{"engine_up", "1 if the model's engine answers, or is loaded when it is asked for.", []string{"model"}},
	{"engine_loaded", "1 if the model is loaded.", []string{"model"}},
	{"engine_memory_bytes", "Memory that the model's engine needs while it is loaded, measured or estimated.", []string{"model"}},
	{"engine_gpu_memory_bytes", "Memory of GPUs that the model's engine needs while it is loaded, measured or estimated.", []string{"model"}},
	{"engine_loads_total", "Times that the model was loaded.", []string{"model"}},
	{"engine_evictions_total", "Times that the model was evicted, mostly because another needed its memory.", []string{"model"}},
	{"engine_memory_budget_bytes", "Memory that the engines of all models may need together.", nil},
	{"engine_restarts_total", "Times that the model's worker process was started anew.", []string{"model"}},
	{"provider_slots", "Jobs that are admitted at a time.", []string{"model"}},
	{"provider_slots_free", "Slots that no job has.", []string{"model"}},
	{"provider_waiting_jobs", "Admitted jobs that wait for the engine.", []string{"model"}},
	{"engine_cells", "Tokens that the engine's KV cache holds.", []string{"model"}},
	{"engine_cells_used", "Cells of the KV cache that hold a token.", []string{"model"}},
	{"engine_running", "Calls that the engine computes.", []string{"model"}},
	{"engine_audits", "Re-checks and controls that run or wait.", []string{"model"}},
	{"engine_kept_sequences", "Sequences that lie in the cache for whoever begins alike.", []string{"model"}},
	{"engine_read_tokens_total", "Tokens that the worker process has read.", []string{"model"}},
	{"engine_reused_tokens_total", "Tokens of prompts that the worker process found read.", []string{"model"}},
	{"store_free_bytes", "Free space on the store's disk.", nil},
	{"store_wanted_bytes", "Free space below which no job is taken.", nil},
	{"store_journal_bytes", "Size of the journal, which only grows: its rate is that of durable writes.", nil},
	{"store_failed", "1 if the store takes no more writes, which only a restart mends.", nil},
	{"accounts", "Pairs of this node, another and a model that there is an account of.", []string{"role"}},
	{"jobs_begun_total", "Jobs that were ever begun, over all runs of the node.", []string{"role"}},
	{"jobs_open", "Jobs without an end.", []string{"role"}},
	{"fees_base_units_total", "Fees of closed jobs, over all runs of the node.", []string{"role"}},
	{"vouchers_base_units_total", "Sum of the highest vouchers, over all runs of the node.", []string{"role"}},
	{"providers", "Providers with a valid advert.", nil},
	{"clock_skew_seconds", "Time by which the clocks of most peers are ahead of this one.", nil},
	{"clock_peers", "Peers that the skew is taken from.", nil},
	{"reachable", "1 if others can dial this node, as AutoNAT says.", nil},
	{"auditor_running", "Audits that run for others.", nil},
	{"api_keys", "Good keys of the HTTP API.", nil},
}

func newState(src Sources) *state {
	s := &state{src: src, desc: make(map[string]*prometheus.Desc, len(gauges))}
	for _, g := range gauges {
		s.desc[g.name] = prometheus.NewDesc("dgrid_"+g.name, g.help, g.labels, nil)
	}
	return s
}

// Describe sends every description, those of nil sources too.
func (s *state) Describe(out chan<- *prometheus.Desc) {
	for _, d := range s.desc {
		out <- d
	}
}

// Collect asks every source.
func (s *state) Collect(out chan<- prometheus.Metric) {
	put := func(typ prometheus.ValueType, name string, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(s.desc[name], typ, v, labels...)
	}
	gauge := func(name string, v float64, labels ...string) { put(prometheus.GaugeValue, name, v, labels...) }
	count := func(name string, v float64, labels ...string) { put(prometheus.CounterValue, name, v, labels...) }
	if s.src.Models != nil {
		for _, m := range s.src.Models() {
			gauge("engine_up", bit(m.Up), m.Name)
			count("engine_restarts_total", float64(m.Restarts), m.Name)
			gauge("engine_loaded", bit(m.Loaded), m.Name)
			gauge("engine_memory_bytes", float64(m.Memory), m.Name)
			gauge("engine_gpu_memory_bytes", float64(m.OnGPUs), m.Name)
			count("engine_loads_total", float64(m.Loads), m.Name)
			count("engine_evictions_total", float64(m.Evictions), m.Name)
			gauge("provider_slots", float64(m.Slots), m.Name)
			gauge("provider_slots_free", float64(m.Free), m.Name)
			gauge("provider_waiting_jobs", float64(m.Waiting), m.Name)
			gauge("engine_cells", float64(m.Engine.Cells), m.Name)
			gauge("engine_cells_used", float64(m.Engine.Used), m.Name)
			gauge("engine_running", float64(m.Engine.Running), m.Name)
			gauge("engine_audits", float64(m.Engine.Audits), m.Name)
			gauge("engine_kept_sequences", float64(m.Engine.Kept), m.Name)
			count("engine_read_tokens_total", float64(m.Engine.Read), m.Name)
			count("engine_reused_tokens_total", float64(m.Engine.Reused), m.Name)
		}
	}
	if s.src.Books != nil {
		for _, b := range s.src.Books() {
			gauge("accounts", float64(b.Accounts), b.Role)
			count("jobs_begun_total", float64(b.Begun), b.Role)
			gauge("jobs_open", float64(b.Open), b.Role)
			count("fees_base_units_total", amount(b.Settled), b.Role)
			count("vouchers_base_units_total", amount(b.Promised), b.Role)
		}
	}
	s.collectNode(gauge)
}

func (s *state) collectNode(gauge func(name string, v float64, labels ...string)) {
	if s.src.Budget != nil {
		gauge("engine_memory_budget_bytes", float64(s.src.Budget()))
	}
	if s.src.Store != nil {
		st := s.src.Store()
		gauge("store_free_bytes", float64(st.Free))
		gauge("store_wanted_bytes", float64(st.Want))
		gauge("store_journal_bytes", float64(st.Journal))
		gauge("store_failed", bit(st.Failed))
	}
	if s.src.Mesh != nil {
		m := s.src.Mesh()
		gauge("providers", float64(m.Providers))
		gauge("clock_skew_seconds", m.Skew)
		gauge("clock_peers", float64(m.Clocks))
		gauge("reachable", bit(m.Reachable))
	}
	if s.src.Audits != nil {
		gauge("auditor_running", float64(s.src.Audits()))
	}
	if s.src.Keys != nil {
		gauge("api_keys", float64(s.src.Keys()))
	}
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
