package gauge

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// passage is what prompts are cut from: plain text, which no tokenizer spells in a strange way.
const passage = `The keeper of the lighthouse wrote down the weather every morning before the lamp was put out. On the first day of spring the wind came from
the south and brought two ships that nobody expected; one of them carried timber, the other one letters for people who had left the island years ago. He read the
names aloud, for it was quiet, and sorted the letters by the houses in which they had once lived. In the evening the harbour master rowed across, counted the barrels of
oil and asked whether the glass had been cleaned. It had been cleaned twice. They spoke about the price of rope, about a bridge that would be built, and about the sea,
which had taken another three metres of the northern path during the winter. `

// corpus is the tokens of a text that is a good deal longer than the longest prompt.
func corpus(ctx context.Context, e Engine, most int) ([]dgrid.TokenID, error) {
	var whole []dgrid.TokenID
	for times := 2; times <= 64; times *= 2 {
		req := dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: strings.Repeat(passage, times)}}}
		var err error
		if whole, err = e.Prompt(ctx, &req, 0, nil); err != nil {
			return nil, err
		}
		// The template's own words come first and last, and are the same each time.
		if text := len(whole) * 3 / 4; text >= min(longestPrompt, most)+offsets {
			return whole[len(whole)-text:], nil
		}
	}
	return nil, fmt.Errorf("the model's template makes only %d tokens of a long text", len(whole))
}

// offsets is at how many places of the text prompts begin, one behind the other.
const offsets = 251

// job is another one of that size.
func (r *run) job(prompt, answer int) *dgrid.Job {
	at := r.jobs * 37 % offsets // two that follow each other begin far apart
	r.jobs++
	job := &dgrid.Job{Prompt: slices.Clone(r.text[at : at+prompt]), MaxOutput: uint32(answer)}
	job.Params.Temperature = dgrid.One * 8 / 10
	for _, t := range r.Ends {
		job.Params.LogitBias = append(job.Params.LogitBias, dgrid.TokenBias{Token: t, Bias: -100 * dgrid.One})
	}
	slices.SortFunc(job.Params.LogitBias, func(a, b dgrid.TokenBias) int { return int(a.Token) - int(b.Token) })
	number := binary.BigEndian.AppendUint64(nil, uint64(r.jobs))
	job.ID, job.Seed = dgrid.JobID(dgrid.Hash([]byte("gauge job"), number)), dgrid.Hash([]byte("gauge seed"), number)
	return job
}
