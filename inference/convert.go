package inference

import (
	"encoding/binary"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

const sketchBytes = 2 * len(dgrid.Sketch{})

func appendSketch(b []byte, s dgrid.Sketch) []byte {
	for _, v := range s {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

func parseSketches(b []byte) ([]dgrid.Sketch, error) {
	if len(b)%sketchBytes != 0 {
		return nil, fmt.Errorf("sketches of %d bytes: want a multiple of %d", len(b), sketchBytes)
	}
	sketches := make([]dgrid.Sketch, len(b)/sketchBytes)
	for i := range sketches {
		for j := range sketches[i] {
			sketches[i][j] = int16(binary.BigEndian.Uint16(b[i*sketchBytes+2*j:]))
		}
	}
	return sketches, nil
}

func tokensToWire(ids []dgrid.TokenID) []int32 {
	w := make([]int32, len(ids))
	for i, t := range ids {
		w[i] = int32(t)
	}
	return w
}

func tokensFromWire(w []int32) []dgrid.TokenID {
	ids := make([]dgrid.TokenID, len(w))
	for i, t := range w {
		ids[i] = dgrid.TokenID(t)
	}
	return ids
}

func messagesToWire(messages []dgrid.Message) []*workerpb.Message {
	w := make([]*workerpb.Message, len(messages))
	for i, m := range messages {
		w[i] = &workerpb.Message{Role: m.Role, Content: m.Content, Name: m.Name, ToolCallId: m.ToolCallID, ToolCalls: m.ToolCalls}
	}
	return w
}

func messagesFromWire(w []*workerpb.Message) []dgrid.Message {
	messages := make([]dgrid.Message, len(w))
	for i, m := range w {
		messages[i] = dgrid.Message{Role: m.GetRole(), Content: m.GetContent(), Name: m.GetName(), ToolCallID: m.GetToolCallId(), ToolCalls: m.GetToolCalls()}
	}
	return messages
}

func jobToWire(j *dgrid.Job) *workerpb.Job {
	p := &j.Params
	w := &workerpb.Params{
		Temperature: int32(p.Temperature), TopK: p.TopK, TopP: int32(p.TopP), MinP: int32(p.MinP),
		RepetitionPenalty: int32(p.RepetitionPenalty), RepetitionWindow: p.RepetitionWindow,
		FrequencyPenalty: int32(p.FrequencyPenalty), PresencePenalty: int32(p.PresencePenalty),
		Stop: p.Stop, Grammar: p.Grammar,
	}
	for _, b := range p.LogitBias {
		w.LogitBias = append(w.LogitBias, &workerpb.Bias{Token: int32(b.Token), Bias: int32(b.Bias)})
	}
	return &workerpb.Job{Prompt: tokensToWire(j.Prompt), Seed: j.Seed[:], Start: j.Start, MaxOutput: j.MaxOutput, Params: w, Payer: j.Payer[:]}
}

func jobFromWire(w *workerpb.Job) (*dgrid.Job, error) {
	p := w.GetParams()
	j := &dgrid.Job{Prompt: tokensFromWire(w.GetPrompt()), Start: w.GetStart(), MaxOutput: w.GetMaxOutput()}
	if n := copy(j.Seed[:], w.GetSeed()); n != len(j.Seed) || len(w.GetSeed()) != n {
		return nil, fmt.Errorf("seed of %d bytes: want %d", len(w.GetSeed()), len(j.Seed))
	}
	copy(j.Payer[:], w.GetPayer())
	j.Params = dgrid.Params{
		Temperature: dgrid.Micro(p.GetTemperature()), TopK: p.GetTopK(), TopP: dgrid.Micro(p.GetTopP()), MinP: dgrid.Micro(p.GetMinP()),
		RepetitionPenalty: dgrid.Micro(p.GetRepetitionPenalty()), RepetitionWindow: p.GetRepetitionWindow(),
		FrequencyPenalty: dgrid.Micro(p.GetFrequencyPenalty()), PresencePenalty: dgrid.Micro(p.GetPresencePenalty()),
		Stop: p.GetStop(), Grammar: p.GetGrammar(),
	}
	for _, b := range p.GetLogitBias() {
		j.Params.LogitBias = append(j.Params.LogitBias, dgrid.TokenBias{Token: dgrid.TokenID(b.GetToken()), Bias: dgrid.Micro(b.GetBias())})
	}
	return j, nil
}
