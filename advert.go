package dgrid

// Advert is what a node tells everybody about itself: who it is, where it is reached, and what it does for others. The node's
// peer key signs it in a libp2p envelope (docs/mesh.md), so that it can be checked by whoever hands it on. It is a hint:
// what a job costs is said by its order, what a provider really did by its receipts.
type Advert struct {
	Network  Digest          `json:"network"` // the network's id
	Peer     PeerID          `json:"peer"`    // whose key signed
	Owner    Address         `json:"owner"`
	Binding  Signed[Binding] `json:"binding"`  // Owner's word that Peer acts for it
	Boot     uint64          `json:"boot"`     // how many times the node's store has been opened
	Sequence uint64          `json:"sequence"` // of the adverts of one boot; a larger (Boot, Sequence) takes the place of a smaller
	Issued   Time            `json:"issued"`
	TTL      uint32          `json:"ttl"` // milliseconds from Issued for which it counts
	Agent    string          `json:"agent"`
	Addrs    []string        `json:"addrs"` // multiaddresses, without the peer id
	Hardware Hardware        `json:"hardware"`
	Models   []Listing       `json:"models"` // that it serves
	Audits   []ModelID       `json:"audits"` // whose answers it re-computes for others
}

// Hardware is what a node says that it runs on. Nobody checks it.
type Hardware struct {
	Device  string `json:"device"`  // "cpu", or the name of the first GPU
	Threads uint32 `json:"threads"` // of the CPU
	Memory  uint64 `json:"memory"`  // bytes, of the machine
	GPUs    []GPU  `json:"gpus"`    // that its models lie on
}

// GPU is one GPU in an advert.
type GPU struct {
	Name   string `json:"name"`   // the maker's, for example "NVIDIA H100 80GB HBM3"
	Memory uint64 `json:"memory"` // bytes
}

// Listing is a model in an advert.
type Listing struct {
	Model   ModelID `json:"model"`
	Name    string  `json:"name"`    // as the node's catalogue calls it; for people's eyes only
	Class   string  `json:"class"`   // runtime class, for example "cpu-x86-avx2/haswell"
	Lane    string  `json:"lane"`    // which tests apply to its answers: "L1" is all of them
	Context uint32  `json:"context"` // tokens, prompt and answer together
	Slots   uint32  `json:"slots"`   // jobs at once
	Price   Price   `json:"price"`
}

// Serves is the node's listing of model, or nil.
func (a *Advert) Serves(model ModelID) *Listing {
	for i := range a.Models {
		if a.Models[i].Model == model {
			return &a.Models[i]
		}
	}
	return nil
}

// Newer reports whether a takes the place of b, an advert of the same peer.
func (a *Advert) Newer(b *Advert) bool {
	return a.Boot > b.Boot || a.Boot == b.Boot && a.Sequence > b.Sequence
}

// Expires is when the advert counts no more.
func (a *Advert) Expires() Time { return a.Issued + Time(a.TTL) }

// Quote is a provider's word, signed like an advert and good for seconds, on what changes by the second.
type Quote struct {
	Network Digest  `json:"network"`
	Peer    PeerID  `json:"peer"`
	Owner   Address `json:"owner"`
	Model   ModelID `json:"model"`
	Price   Price   `json:"price"`
	Context uint32  `json:"context"` // tokens
	Slots   uint32  `json:"slots"`
	Free    uint32  `json:"free"`    // of Slots
	Waiting uint32  `json:"waiting"` // jobs that wait for a slot; where one is free, seconds until the model is loaded
	Prefill uint32  `json:"prefill"` // tokens of prompt a second, as measured; 0 is unknown
	Decode  uint32  `json:"decode"`  // tokens of answer a second, as measured; 0 is unknown
	Issued  Time    `json:"issued"`
	Expiry  Time    `json:"expiry"`
}
