package p2p

import (
	"fmt"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// packRequest is r as it travels, or why it cannot.
func packRequest(r *dgrid.Request) (*pb.Request, error) {
	out := &pb.Request{Tools: r.Tools, Nonce: digestBytes(r.Nonce)}
	for i := range r.Messages {
		m := &r.Messages[i]
		out.Messages = append(out.Messages, &pb.Message{Role: m.Role, Content: m.Content, Name: m.Name, ToolCallId: m.ToolCallID, ToolCalls: m.ToolCalls})
		for _, s := range []string{m.Role, m.Content, m.Name, m.ToolCallID, m.ToolCalls} {
			if !utf8.ValidString(s) {
				return nil, fmt.Errorf("message %d is not UTF-8", i)
			}
		}
	}
	p := &r.Params
	out.Params = &pb.Params{Temperature: int32(p.Temperature), TopK: p.TopK, TopP: int32(p.TopP), MinP: int32(p.MinP),
		RepetitionPenalty: int32(p.RepetitionPenalty), RepetitionWindow: p.RepetitionWindow,
		FrequencyPenalty: int32(p.FrequencyPenalty), PresencePenalty: int32(p.PresencePenalty), Stop: p.Stop, Grammar: p.Grammar}
	for _, b := range p.LogitBias {
		if b.Token < 0 {
			return nil, fmt.Errorf("bias of token %d: negative", b.Token)
		}
		out.Params.LogitBias = append(out.Params.LogitBias, &pb.TokenBias{Token: uint32(b.Token), Bias: int32(b.Bias)})
	}
	for _, c := range []struct {
		what string
		n    int
		max  int
	}{{"messages", len(r.Messages), maxMessages}, {"biases", len(p.LogitBias), maxBiases}, {"stop strings", len(p.Stop), maxStops}} {
		if c.n > c.max {
			return nil, fmt.Errorf("%d %s, at most %d", c.n, c.what, c.max)
		}
	}
	for _, s := range append([]string{r.Tools, p.Grammar}, p.Stop...) {
		if !utf8.ValidString(s) {
			return nil, fmt.Errorf("tools, grammar or a stop string is not UTF-8")
		}
	}
	return out, nil
}

// unpackRequest reads what packRequest writes. Counts were checked on the encoded form, UTF-8 by protobuf.
func unpackRequest(m *pb.Request) (r dgrid.Request, err error) {
	if m == nil {
		return r, errAbsent
	}
	if r.Nonce, err = digest(m.Nonce); err != nil {
		return r, fmt.Errorf("nonce: %w", err)
	}
	r.Tools = m.Tools
	for _, x := range m.Messages {
		r.Messages = append(r.Messages, dgrid.Message{Role: x.Role, Content: x.Content, Name: x.Name, ToolCallID: x.ToolCallId, ToolCalls: x.ToolCalls})
	}
	p := m.Params
	if p == nil {
		return r, nil
	}
	r.Params = dgrid.Params{Temperature: dgrid.Micro(p.Temperature), TopK: p.TopK, TopP: dgrid.Micro(p.TopP), MinP: dgrid.Micro(p.MinP),
		RepetitionPenalty: dgrid.Micro(p.RepetitionPenalty), RepetitionWindow: p.RepetitionWindow,
		FrequencyPenalty: dgrid.Micro(p.FrequencyPenalty), PresencePenalty: dgrid.Micro(p.PresencePenalty), Stop: p.Stop, Grammar: p.Grammar}
	for _, b := range p.LogitBias {
		if b.Token > 1<<31-1 {
			return r, fmt.Errorf("bias of token %d: larger than 2^31-1", b.Token)
		}
		r.Params.LogitBias = append(r.Params.LogitBias, dgrid.TokenBias{Token: dgrid.TokenID(b.Token), Bias: dgrid.Micro(b.Bias)})
	}
	return r, nil
}
