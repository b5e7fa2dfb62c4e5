package dgrid

import "encoding/binary"

// Micro is a fixed-point number in units of 1e-6. Sampling parameters are signed, so none is a float.
type Micro int32

// One is 1.0.
const One Micro = 1_000_000

// Message is one message of a conversation.
type Message struct {
	Role       string `json:"role"`
	Content    string `json:"content"`
	Name       string `json:"name,omitempty"`
	ToolCallID string `json:"toolCallId,omitempty"`
	ToolCalls  string `json:"toolCalls,omitempty"` // JSON text of the calls, or empty
}

// TokenBias is added to one token's logit.
type TokenBias struct {
	Token TokenID `json:"token"` // not negative
	Bias  Micro   `json:"bias"`  // nats
}

// Params are the sampling parameters of a request; docs/sampler.md specifies what each does. The zero value decodes greedily.
type Params struct {
	Temperature       Micro       `json:"temperature"`       // 0 is greedy
	TopK              uint32      `json:"topK"`              // 0 is off
	TopP              Micro       `json:"topP"`              // 0 and One are off
	MinP              Micro       `json:"minP"`              // 0 is off
	RepetitionPenalty Micro       `json:"repetitionPenalty"` // 0 and One are off
	RepetitionWindow  uint32      `json:"repetitionWindow"`  // tokens of prompt and answer looked back on; 0 is all
	FrequencyPenalty  Micro       `json:"frequencyPenalty"`  // nats for each time that a token is in the answer
	PresencePenalty   Micro       `json:"presencePenalty"`   // nats once if it is
	LogitBias         []TokenBias `json:"logitBias,omitempty"`
	Stop              []string    `json:"stop,omitempty"`
	Grammar           string      `json:"grammar,omitempty"` // GBNF, or empty
}

// Request is what a user asks, apart from who answers it and at which price.
type Request struct {
	Messages []Message `json:"messages"`
	Tools    string    `json:"tools,omitempty"` // JSON text of the tool definitions, or empty
	Params   Params    `json:"params"`
	Nonce    Digest    `json:"nonce"` // the user's; zero if it gave none
}

const (
	messageType   = "Message(string role,string content,string name,string toolCallId,string toolCalls)"
	tokenBiasType = "TokenBias(uint32 token,int32 bias)"
	paramsType    = "Params(int32 temperature,uint32 topK,int32 topP,int32 minP,int32 repetitionPenalty,uint32 repetitionWindow,int32 frequencyPenalty,int32 presencePenalty,TokenBias[] logitBias,string[] stop,string grammar)"
	requestType   = "Request(Message[] messages,string tools,Params params,bytes32 nonce)"
)

// RequestTypes is the EIP-712 types of a request and of the structs inside it, each on its own, the request's first.
func RequestTypes() []string { return []string{requestType, messageType, paramsType, tokenBiasType} }

// Hash is EIP-712's hashStruct of the request, so that any language's EIP-712 library computes it.
func (r *Request) Hash() Digest {
	var messages [][]byte
	for _, m := range r.Messages {
		h := hashStruct(messageType, str(m.Role), str(m.Content), str(m.Name), str(m.ToolCallID), str(m.ToolCalls))
		messages = append(messages, h[:])
	}
	params := r.Params.hash()
	list := Hash(messages...)
	return hashStruct(requestType+messageType+paramsType+tokenBiasType, list[:], str(r.Tools), params[:], r.Nonce[:])
}

func (p *Params) hash() Digest {
	var biases, stops [][]byte
	for _, b := range p.LogitBias {
		h := hashStruct(tokenBiasType, unsigned(uint32(b.Token)), signed(b.Bias))
		biases = append(biases, h[:])
	}
	for _, s := range p.Stop {
		stops = append(stops, str(s))
	}
	biasList, stopList := Hash(biases...), Hash(stops...)
	return hashStruct(paramsType+tokenBiasType, signed(p.Temperature), unsigned(p.TopK), signed(p.TopP), signed(p.MinP),
		signed(p.RepetitionPenalty), unsigned(p.RepetitionWindow), signed(p.FrequencyPenalty), signed(p.PresencePenalty),
		biasList[:], stopList[:], str(p.Grammar))
}

func hashStruct(typ string, words ...[]byte) Digest {
	h := Hash([]byte(typ))
	return Hash(append([][]byte{h[:]}, words...)...)
}

func str(s string) []byte {
	h := Hash([]byte(s))
	return h[:]
}

func unsigned(n uint32) []byte {
	return binary.BigEndian.AppendUint32(make([]byte, 28, 32), n)
}

// signed is a two's complement word, as Solidity encodes an int32.
func signed(n Micro) []byte {
	w := binary.BigEndian.AppendUint32(make([]byte, 28, 32), uint32(n))
	if n < 0 {
		for i := range 28 {
			w[i] = 0xff
		}
	}
	return w
}
