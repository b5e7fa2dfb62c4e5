package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/p2p"
)

// asking is the flags of ask.
type asking struct {
	peer, model, system, out        string
	maxTokens, maxPrompt, topK      uint32
	temperature, topP, minP, repeat float64
	frequency, presence             float64
	stop                            []string
	seed                            int64
	open                            bool
	timeout                         time.Duration
}

func newAsk(a *app) *cobra.Command {
	var f asking
	cmd := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Ask a model, and pay for the answer",
		Long: `Ask a model of the network. The node finds the providers that serve it, chooses one, and goes on with another where that one
fails. The answer is printed as it arrives; for every 32 tokens the provider signs a step, which is checked before the next one
is paid. At the end it signs a receipt. QUESTION "-" is read from standard input.

Where the node runs (dgridd up) it is the one that asks. With --peer only that provider is asked, directly.

Interrupting it (Ctrl-C) cancels the job: it is settled by its last step.`,
		Example: `  dgridd ask "What is a lighthouse?"
  dgridd ask --peer /ip4/192.0.2.7/tcp/4700/p2p/12D3KooW... "What is a lighthouse?"
  dgridd ask --temperature 0 --max-tokens 64 --json "Count to ten."
  dgridd ask --seed 7 --transcript answer.json "Tell me a story."`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return a.ask(cmd, &f, args[0]) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.peer, "peer", "", "address of the only provider that may answer (default: whoever is best)")
	fl.StringVar(&f.model, "model", "", "name or id of the model (default: the only one that is served)")
	fl.StringVar(&f.system, "system", "", "system message")
	fl.StringVar(&f.out, "transcript", "", "write the transcript to this file, for dgridd audit and receipt verify anywhere")
	fl.Uint32Var(&f.maxTokens, "max-tokens", 256, "most tokens of the answer")
	fl.Uint32Var(&f.maxPrompt, "max-prompt", 4096, "most tokens of the prompt that are paid for")
	fl.Float64Var(&f.temperature, "temperature", 0.8, "0 always takes the likeliest token")
	fl.Float64Var(&f.topP, "top-p", 1, "sample from the likeliest tokens that together have this probability")
	fl.Uint32Var(&f.topK, "top-k", 0, "sample from this many likeliest tokens; 0 is all")
	fl.Float64Var(&f.minP, "min-p", 0, "least probability relative to the likeliest token's")
	fl.Float64Var(&f.repeat, "repetition-penalty", 1, "above 1 makes tokens that came before less likely")
	fl.Float64Var(&f.frequency, "frequency-penalty", 0, "nats taken from a token for each time that it is in the answer")
	fl.Float64Var(&f.presence, "presence-penalty", 0, "nats taken from a token that is in the answer")
	fl.StringArrayVar(&f.stop, "stop", nil, "end the answer before this text; may be given several times")
	fl.Int64Var(&f.seed, "seed", 0, "the same seed and question give the same answer (default: random)")
	fl.BoolVar(&f.open, "open", false, "let anybody audit the answer, prompt included")
	fl.DurationVar(&f.timeout, "timeout", 10*time.Minute, "give up after this time")
	settingFlags(cmd, "payer.max_fee", "payer.unverified")
	a.jsonFlag(cmd)
	return cmd
}

// askResult is what ask prints with --json.
type askResult struct {
	Answer     string            `json:"answer"`
	Job        dgrid.JobID       `json:"job"`
	Provider   dgrid.Address     `json:"provider"`
	Model      dgrid.ModelID     `json:"model"`
	Usage      askUsage          `json:"usage"`
	Finish     string            `json:"finish"`
	Fee        dgrid.Amount      `json:"fee"`      // base units
	Promised   dgrid.Amount      `json:"promised"` // the pair's voucher, base units
	Steps      int               `json:"steps"`
	Seconds    float64           `json:"seconds"`
	FirstToken float64           `json:"firstToken"`      // seconds
	Parts      []router.Part     `json:"parts,omitempty"` // where the node chose: who gave which part, and why
	Transcript *dgrid.Transcript `json:"transcript"`      // of the first part
}

type askUsage struct {
	PromptTokens uint32 `json:"promptTokens"`
	OutputTokens uint32 `json:"outputTokens"`
	Unsigned     uint32 `json:"unsigned"` // received behind the last step, not paid
}

func (a *app) ask(cmd *cobra.Command, f *asking, question string) error {
	q, err := f.question(question, cmd.InOrStdin(), cmd.Flags().Changed("seed"))
	if err != nil {
		return usageError(cmd, err)
	}
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	if f.peer != "" {
		return a.askPeer(cmd, p, f, q)
	}
	return a.askNetwork(cmd, p, f, q)
}

// question turns flags into a question, its parameters rounded to the millionths that are signed.
func (f *asking) question(text string, in io.Reader, seeded bool) (*payer.Question, error) {
	if text == "-" {
		b, err := io.ReadAll(io.LimitReader(in, p2p.MaxOrder))
		if err != nil {
			return nil, fmt.Errorf("read the question: %w", err)
		}
		text = string(b)
	}
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("the question is empty")
	}
	q := &payer.Question{Addr: f.peer, MaxPrompt: f.maxPrompt, MaxOutput: f.maxTokens, Patience: f.timeout}
	if f.system != "" {
		q.Request.Messages = append(q.Request.Messages, dgrid.Message{Role: "system", Content: f.system})
	}
	q.Request.Messages = append(q.Request.Messages, dgrid.Message{Role: "user", Content: text})
	q.Request.Params = dgrid.Params{TopK: f.topK, Stop: f.stop}
	for _, m := range []struct {
		name string
		from float64
		to   *dgrid.Micro
	}{
		{"temperature", f.temperature, &q.Request.Params.Temperature}, {"top-p", f.topP, &q.Request.Params.TopP},
		{"min-p", f.minP, &q.Request.Params.MinP}, {"repetition-penalty", f.repeat, &q.Request.Params.RepetitionPenalty},
		{"frequency-penalty", f.frequency, &q.Request.Params.FrequencyPenalty}, {"presence-penalty", f.presence, &q.Request.Params.PresencePenalty},
	} {
		if math.IsNaN(m.from) || math.Abs(m.from) > 1000 {
			return nil, fmt.Errorf("--%s %v is out of range", m.name, m.from)
		}
		*m.to = dgrid.Micro(math.Round(m.from * float64(dgrid.One)))
	}
	if seeded {
		q.ClientSeed = dgrid.UserSeed(f.seed)
	}
	if f.open {
		q.Privacy = dgrid.Open
	}
	if f.maxTokens == 0 || f.timeout <= 0 {
		return nil, errors.New("--max-tokens and --timeout must be above 0")
	}
	return q, nil
}

// chooseModel resolves the model by this machine's own catalogue: a provider's word on a name proves nothing.
func (f *asking) chooseModel(p *parts, h p2p.Hello, q *payer.Question) error {
	name := f.model
	if name == "" {
		if len(h.Offers) != 1 {
			var names []string
			for _, o := range h.Offers {
				names = append(names, o.Name)
			}
			return withCode(exitUsage, fmt.Errorf("the provider serves %d models (%s): choose one with --model", len(h.Offers), strings.Join(names, ", ")))
		}
		name = h.Offers[0].Model.String()
	}
	catalogue, files, err := node.OpenModels(p.config)
	if err != nil {
		return err
	}
	m, err := node.ResolveModel(catalogue, files, name)
	if err != nil {
		return err
	}
	q.Model, q.ModelName = m.ID, m.Name
	return nil
}

func (f *asking) write(t *dgrid.Transcript) error { return f.writePart(t, 0) }

// writePart writes the transcript of an answer's part: the first one's to the file that was named, others' beside it.
func (f *asking) writePart(t *dgrid.Transcript, part int) error {
	if f.out == "" {
		return nil
	}
	name := f.out
	if part > 0 {
		ext := filepath.Ext(name)
		name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), part+1, ext)
	}
	b, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return fmt.Errorf("write transcript: %w", err)
	}
	if err := os.WriteFile(name, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("write transcript: %w", err)
	}
	return nil
}

func (a *app) printAnswer(t *dgrid.Transcript, took, first time.Duration) {
	ids, text := t.Output(len(t.Leaves))
	r := askResult{Answer: text, Job: t.Acceptance.Object.Job, Provider: t.Order.Object.Provider, Model: t.Order.Object.Model, Steps: len(t.Steps),
		Seconds: took.Seconds(), FirstToken: first.Seconds(), Transcript: t, Finish: "broken off"}
	var signed uint32
	signed, _, r.Fee = t.Settled()
	r.Usage = askUsage{PromptTokens: t.Acceptance.Object.PromptTokens, OutputTokens: signed, Unsigned: uint32(len(ids)) - signed}
	if t.Receipt != nil {
		r.Finish = t.Receipt.Object.Finish.String()
	}
	if t.Voucher != nil {
		r.Promised = t.Voucher.Object.Amount
	}
	if a.asJSON {
		_ = a.printJSON(r)
		return
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "\n\n— %s by %s\n", t.ModelName, r.Provider)
	fmt.Fprintf(&b, "  %d + %d tokens, %.1f tokens/s, first after %d ms, ended: %s\n", r.Usage.PromptTokens, len(ids), float64(len(ids))/took.Seconds(), first.Milliseconds(), r.Finish)
	if r.Usage.Unsigned > 0 {
		fmt.Fprintf(&b, "  the last %d tokens are unsigned and not paid\n", r.Usage.Unsigned)
	}
	fmt.Fprintf(&b, "  fee %s base units, %d steps checked\n", r.Fee, r.Steps)
	fmt.Fprintf(&b, "  job %s: dgridd receipt verify %s, dgridd audit %s\n", r.Job, r.Job.Short(), r.Job.Short())
	_, _ = a.stderr.Write(b.Bytes())
}
