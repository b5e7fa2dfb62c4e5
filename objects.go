package dgrid

// Time is milliseconds since 1970 in UTC.
type Time = uint64

// Privacy says who but the payer may read a job's transcript.
type Privacy uint8

// The privacy classes.
const (
	Committee Privacy = iota // the validators drawn for the job
	Open                     // anybody who challenges it, too
)

// Finish says why an answer ended.
type Finish uint8

// The finish reasons. A number is never used again.
const (
	FinishStop        Finish = iota + 1 // the model ended its answer; its last token is the end token
	FinishStopString                    // a stop string of the request came out; it is cut from the text
	FinishLength                        // the order's maximum of output tokens
	FinishCancelled                     // the payer cancelled
	FinishInterrupted                   // payer or engine went away
)

var finishNames = [...]string{FinishStop: "stop", FinishStopString: "stop string", FinishLength: "length", FinishCancelled: "cancelled", FinishInterrupted: "interrupted"}

func (f Finish) String() string {
	if int(f) < len(finishNames) && finishNames[f] != "" {
		return finishNames[f]
	}
	return "unknown"
}

// Early reports whether the answer ended before the model or the order would have ended it. Such a job is settled by its
// last step.
func (f Finish) Early() bool { return f == FinishCancelled || f == FinishInterrupted }

// Order is the payer's signed wish.
type Order struct {
	Payer        Address `json:"payer"`
	Provider     Address `json:"provider"`
	Model        ModelID `json:"model"`
	RequestHash  Digest  `json:"requestHash"`
	ClientSeed   Digest  `json:"clientSeed"`
	MaxPrompt    uint32  `json:"maxPrompt"` // tokens, a resumed prefix included
	MaxOutput    uint32  `json:"maxOutput"` // tokens of this job
	Price        Price   `json:"price"`
	MaxFee       Amount  `json:"maxFee"`
	Created      Time    `json:"created"`
	Expiry       Time    `json:"expiry"`       // of acceptance: later the provider refuses
	TemplateTime Time    `json:"templateTime"` // the clock that the chat template sees; a resumed job keeps its parent's
	Privacy      Privacy `json:"privacy"`
	Nonce        Digest  `json:"nonce"`      // random, so that two equal orders are two jobs
	Session      Digest  `json:"session"`    // the provider's run that this order is for
	Parent       JobID   `json:"parent"`     // the job that this one resumes, or zero
	PrefixHash   Digest  `json:"prefixHash"` // HashTokens of the answer so far when resuming, else zero
	Start        uint32  `json:"start"`      // how many tokens of the answer came before
}

// Kind is KindOrder.
func (*Order) Kind() Kind { return KindOrder }

func (o *Order) fields(c *coder) {
	c.address("payer", &o.Payer)
	c.address("provider", &o.Provider)
	c.digest("model", (*[32]byte)(&o.Model))
	c.digest("requestHash", (*[32]byte)(&o.RequestHash))
	c.digest("clientSeed", (*[32]byte)(&o.ClientSeed))
	c.uint32("maxPrompt", &o.MaxPrompt)
	c.uint32("maxOutput", &o.MaxOutput)
	c.amount("priceInput", &o.Price.Input)
	c.amount("priceOutput", &o.Price.Output)
	c.amount("maxFee", &o.MaxFee)
	c.uint64("created", &o.Created)
	c.uint64("expiry", &o.Expiry)
	c.uint64("templateTime", &o.TemplateTime)
	c.uint8("privacy", (*uint8)(&o.Privacy))
	c.digest("nonce", (*[32]byte)(&o.Nonce))
	c.digest("session", (*[32]byte)(&o.Session))
	c.digest("parent", (*[32]byte)(&o.Parent))
	c.digest("prefixHash", (*[32]byte)(&o.PrefixHash))
	c.uint32("start", &o.Start)
}

// Acceptance is the provider's word that it runs the job.
type Acceptance struct {
	Job          JobID  `json:"job"`
	PromptHash   Digest `json:"promptHash"` // HashTokens of the prompt as the model reads it
	PromptTokens uint32 `json:"promptTokens"`
	AnchorBy     uint64 `json:"anchorBy"` // block by which the job's receipt or last step is anchored; 0 on a network without a chain
}

// Kind is KindAcceptance.
func (*Acceptance) Kind() Kind { return KindAcceptance }

func (a *Acceptance) fields(c *coder) {
	c.digest("job", (*[32]byte)(&a.Job))
	c.digest("promptHash", (*[32]byte)(&a.PromptHash))
	c.uint32("promptTokens", &a.PromptTokens)
	c.uint64("anchorBy", &a.AnchorBy)
}

// Step is the provider's commitment to all leaves so far. Step n covers n full leaves; the first is 1.
type Step struct {
	Job          JobID  `json:"job"`
	Number       uint32 `json:"number"`
	Root         Digest `json:"root"`
	OutputTokens uint32 `json:"outputTokens"`
	Fee          Amount `json:"fee"`
}

// Kind is KindStep.
func (*Step) Kind() Kind { return KindStep }

func (s *Step) fields(c *coder) {
	c.digest("job", (*[32]byte)(&s.Job))
	c.uint32("number", &s.Number)
	c.digest("root", (*[32]byte)(&s.Root))
	c.uint32("outputTokens", &s.OutputTokens)
	c.amount("fee", &s.Fee)
}

// Cancel is the payer's wish to stop a running job.
type Cancel struct {
	Job          JobID  `json:"job"`
	OutputTokens uint32 `json:"outputTokens"` // received so far
}

// Kind is KindCancel.
func (*Cancel) Kind() Kind { return KindCancel }

func (x *Cancel) fields(c *coder) {
	c.digest("job", (*[32]byte)(&x.Job))
	c.uint32("outputTokens", &x.OutputTokens)
}

// Receipt is the provider's statement of a job that it finished. Only the session that accepted a job signs its receipt, so
// there is never a second one: a job whose session ended is settled by its last step.
type Receipt struct {
	Job          JobID   `json:"job"`
	Payer        Address `json:"payer"`
	Provider     Address `json:"provider"`
	Model        ModelID `json:"model"`
	RequestHash  Digest  `json:"requestHash"`
	PromptTokens uint32  `json:"promptTokens"`
	OutputTokens uint32  `json:"outputTokens"`
	Root         Digest  `json:"root"`
	OutputHash   Digest  `json:"outputHash"`
	Fee          Amount  `json:"fee"`
	Started      Time    `json:"started"`
	Ended        Time    `json:"ended"`
	Finish       Finish  `json:"finish"`
}

// Kind is KindReceipt.
func (*Receipt) Kind() Kind { return KindReceipt }

func (r *Receipt) fields(c *coder) {
	c.digest("job", (*[32]byte)(&r.Job))
	c.address("payer", &r.Payer)
	c.address("provider", &r.Provider)
	c.digest("model", (*[32]byte)(&r.Model))
	c.digest("requestHash", (*[32]byte)(&r.RequestHash))
	c.uint32("promptTokens", &r.PromptTokens)
	c.uint32("outputTokens", &r.OutputTokens)
	c.digest("root", (*[32]byte)(&r.Root))
	c.digest("outputHash", (*[32]byte)(&r.OutputHash))
	c.amount("fee", &r.Fee)
	c.uint64("started", &r.Started)
	c.uint64("ended", &r.Ended)
	c.uint8("finish", (*uint8)(&r.Finish))
}

// Voucher is the payer's cumulative promise to one provider for one model, over all jobs together.
type Voucher struct {
	Payer    Address `json:"payer"`
	Provider Address `json:"provider"`
	Model    ModelID `json:"model"`
	Amount   Amount  `json:"amount"`
}

// Kind is KindVoucher.
func (*Voucher) Kind() Kind { return KindVoucher }

func (v *Voucher) fields(c *coder) {
	c.address("payer", &v.Payer)
	c.address("provider", &v.Provider)
	c.digest("model", (*[32]byte)(&v.Model))
	c.amount("amount", &v.Amount)
}

// Binding is an owner's word that a libp2p peer acts for it.
type Binding struct {
	Owner Address `json:"owner"`
	Peer  Digest  `json:"peer"` // keccak256 of the peer id's bytes
}

// Kind is KindBinding.
func (*Binding) Kind() Kind { return KindBinding }

func (b *Binding) fields(c *coder) {
	c.address("owner", &b.Owner)
	c.digest("peer", (*[32]byte)(&b.Peer))
}

// Pair names the account that a voucher is drawn on.
type Pair struct {
	Payer    Address `json:"payer"`
	Provider Address `json:"provider"`
	Model    ModelID `json:"model"`
}

// Pair is the account that the order is paid from.
func (o *Order) Pair() Pair { return Pair{o.Payer, o.Provider, o.Model} }

// Pair is the account that the voucher is drawn on.
func (v *Voucher) Pair() Pair { return Pair{v.Payer, v.Provider, v.Model} }
