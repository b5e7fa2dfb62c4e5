package dgrid

// Role says in which capacity a validator audited a job.
type Role uint8

// The roles. A number is never used again.
const (
	RoleSeat       Role = iota + 1 // drawn for the job
	RoleControl                    // decoded the tokens again, to hold a suspicion against
	RoleChallenger                 // of its own will
)

// Finding is what a validator says of an audited job.
type Finding uint8

// The findings. A number is never used again.
const (
	FindingAbstain Finding = iota // nothing can be said: model or cell is missing, or it is nobody's fault
	FindingPass
	FindingSuspect // above the threshold, and no control was there
	FindingFail
	FindingSilent // the provider was asked and sent nothing
)

var findingNames = [...]string{FindingAbstain: "abstain", FindingPass: "pass", FindingSuspect: "suspect", FindingFail: "fail", FindingSilent: "silent"}

func (f Finding) String() string {
	if int(f) < len(findingNames) {
		return findingNames[f]
	}
	return "unknown"
}

// Scores are an audit's figures in millionths: S1 of nats, S2 of the logarithm of a distance.
type Scores struct {
	S1       int32 `json:"s1"`
	S1Window int32 `json:"s1Window"`
	S2       int32 `json:"s2"`
	S2Window int32 `json:"s2Window"`
}

func (s *Scores) fields(c *coder) {
	c.int32("s1", &s.S1)
	c.int32("s1Window", &s.S1Window)
	c.int32("s2", &s.S2)
	c.int32("s2Window", &s.S2Window)
}

// Verdict is a validator's signed finding on one job.
type Verdict struct {
	Job       JobID   `json:"job"`
	Object    Digest  `json:"object"` // EIP-712 hash of the receipt or last step that was anchored
	Provider  Address `json:"provider"`
	Model     ModelID `json:"model"`
	Epoch     uint64  `json:"epoch"` // of the provider, in which the job is anchored
	Validator Address `json:"validator"`
	Role      Role    `json:"role"`
	Seat      uint32  `json:"seat"`
	Finding   Finding `json:"finding"`
	Scores    Scores  `json:"scores"`
	Cell      Digest  `json:"cell"`     // keccak256 of the calibration cell's name, zero where none covers the job
	Evidence  Digest  `json:"evidence"` // keccak256 of what the validator keeps: its commit, the opening and its reveal
}

// Kind is KindVerdict.
func (*Verdict) Kind() Kind { return KindVerdict }

func (v *Verdict) fields(c *coder) {
	c.digest("job", (*[32]byte)(&v.Job))
	c.digest("object", (*[32]byte)(&v.Object))
	c.address("provider", &v.Provider)
	c.digest("model", (*[32]byte)(&v.Model))
	c.uint64("epoch", &v.Epoch)
	c.address("validator", &v.Validator)
	c.uint8("role", (*uint8)(&v.Role))
	c.uint32("seat", &v.Seat)
	c.uint8("finding", (*uint8)(&v.Finding))
	v.Scores.fields(c)
	c.digest("cell", (*[32]byte)(&v.Cell))
	c.digest("evidence", (*[32]byte)(&v.Evidence))
}

// Commit is a validator's word that it has its own figures of a job, given before the provider opens its sketches.
type Commit struct {
	Job       JobID   `json:"job"`
	Object    Digest  `json:"object"`
	Validator Address `json:"validator"`
	Seat      uint32  `json:"seat"`
	Hash      Digest  `json:"hash"` // RevealHash of the later reveal
}

// Kind is KindCommit.
func (*Commit) Kind() Kind { return KindCommit }

func (x *Commit) fields(c *coder) {
	c.digest("job", (*[32]byte)(&x.Job))
	c.digest("object", (*[32]byte)(&x.Object))
	c.address("validator", &x.Validator)
	c.uint32("seat", &x.Seat)
	c.digest("hash", (*[32]byte)(&x.Hash))
}

// HashCommits is what an Opening says of commits: keccak256 over their EIP-712 hashes, in the order of their seats.
func HashCommits(hashes []Digest) Digest {
	b := make([]byte, 0, 32*len(hashes))
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return Hash(b)
}

// HashEvidence is what a Verdict says of its evidence: keccak256 over the EIP-712 hashes of the validator's commit, of the
// provider's opening and of the validator's reveal, zero for each that does not exist.
func HashEvidence(commit, opening, reveal Digest) Digest {
	return Hash(commit[:], opening[:], reveal[:])
}

// Opening is a provider's word that it hands over its sketches, having seen these commits.
type Opening struct {
	Job      JobID  `json:"job"`
	Object   Digest `json:"object"`
	Commits  Digest `json:"commits"`  // HashCommits
	Sketches Digest `json:"sketches"` // HashSketches over all settled tokens
}

// Kind is KindOpening.
func (*Opening) Kind() Kind { return KindOpening }

func (o *Opening) fields(c *coder) {
	c.digest("job", (*[32]byte)(&o.Job))
	c.digest("object", (*[32]byte)(&o.Object))
	c.digest("commits", (*[32]byte)(&o.Commits))
	c.digest("sketches", (*[32]byte)(&o.Sketches))
}

// Reveal is what a validator committed to.
type Reveal struct {
	Job       JobID   `json:"job"`
	Object    Digest  `json:"object"`
	Validator Address `json:"validator"`
	Seat      uint32  `json:"seat"`
	S1        int32   `json:"s1"` // millionths of nats
	S1Window  int32   `json:"s1Window"`
	Sketches  Digest  `json:"sketches"` // HashSketches over its own
	Salt      Digest  `json:"salt"`     // 32 random bytes
}

// Kind is KindReveal.
func (*Reveal) Kind() Kind { return KindReveal }

func (r *Reveal) fields(c *coder) {
	c.digest("job", (*[32]byte)(&r.Job))
	c.digest("object", (*[32]byte)(&r.Object))
	c.address("validator", &r.Validator)
	c.uint32("seat", &r.Seat)
	c.int32("s1", &r.S1)
	c.int32("s1Window", &r.S1Window)
	c.digest("sketches", (*[32]byte)(&r.Sketches))
	c.digest("salt", (*[32]byte)(&r.Salt))
}

// RevealHash is what a Commit holds of r: keccak256 of its canonical encoding.
func RevealHash(r *Reveal) Digest { return Hash(Encode(r)) }

// Ballot is a validator's vote in a dispute on chain: whether the provider's record, with this job as the last exhibit, convicts it.
type Ballot struct {
	Provider  Address `json:"provider"`
	Object    Digest  `json:"object"` // of the disputed leaf
	Validator Address `json:"validator"`
	Seat      uint32  `json:"seat"`
	Guilty    uint8   `json:"guilty"` // 1 or 0
}

// Kind is KindBallot.
func (*Ballot) Kind() Kind { return KindBallot }

func (b *Ballot) fields(c *coder) {
	c.address("provider", &b.Provider)
	c.digest("object", (*[32]byte)(&b.Object))
	c.address("validator", &b.Validator)
	c.uint32("seat", &b.Seat)
	c.uint8("guilty", &b.Guilty)
}
