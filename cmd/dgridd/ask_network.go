package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/router"
)

// meetPatience is how long a node that was started for one question waits to hear of a provider.
const meetPatience = 10 * time.Second

// asker is who puts a question to the network: the daemon of this home, or a node that is opened for the question.
type asker interface {
	control.Living
	Find(ctx context.Context, prefix string) (*control.Found, error)
}

// askNetwork has this node choose who answers.
func (a *app) askNetwork(cmd *cobra.Command, p *parts, f *asking, q *payer.Question) (err error) {
	ctx, stop := interruptible(cmd.Context())
	defer stop()
	by, closeAsker, err := p.asker(ctx)
	if err != nil {
		return inUse(err)
	}
	defer func() { err = errors.Join(err, closeAsker()) }()
	if err := f.chooseOffered(ctx, p, by, q); err != nil {
		return err
	}
	started, first := time.Now(), time.Duration(0)
	var text strings.Builder
	answer, askErr := by.Ask(ctx, router.Question{
		Model: q.Model, ModelName: q.ModelName, Request: q.Request, ClientSeed: q.ClientSeed, MaxPrompt: q.MaxPrompt, MaxOutput: q.MaxOutput,
		MaxFee: p.config.Payer.MaxFee, Privacy: q.Privacy, Unverified: p.config.Payer.Unverified, Patience: q.Patience,
	}, func(piece router.Piece) error {
		if first == 0 && piece.Tokens > 0 {
			first = time.Since(started)
		}
		text.WriteString(piece.Text)
		if a.asJSON {
			return nil
		}
		_, err := io.WriteString(a.stdout, printable(piece.Text))
		return err
	})
	if answer != nil {
		showCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dialPatience)
		defer cancel()
		if err := a.showRouted(showCtx, by, f, answer, text.String(), time.Since(started), first); err != nil {
			return errors.Join(askErr, err)
		}
	}
	if askErr == nil && ctx.Err() == nil && answer.Finish == dgrid.FinishCancelled {
		askErr = fmt.Errorf("gave up after %s (--timeout); the job was cancelled, and what was signed is paid", f.timeout)
	}
	return askError(askErr)
}

// asker is the daemon, or a node of its own that has heard of a provider, or has waited long enough.
func (p *parts) asker(ctx context.Context) (by asker, closeAsker func() error, err error) {
	if c, ok := control.Dial(ctx, p.config.Home); ok {
		return c, func() error { return nil }, nil
	}
	n, err := p.open(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	wait, cancel := context.WithTimeout(ctx, meetPatience)
	defer cancel()
	for !slices.ContainsFunc(n.Host().Adverts(), func(a dgrid.Advert) bool { return len(a.Models) > 0 }) {
		select {
		case <-n.Host().Changed():
			continue
		case <-wait.Done():
		}
		break
	}
	return n.View(p.status), n.Close, nil
}

// chooseOffered resolves the model by this machine's own catalogue: a provider's word on a name proves nothing.
func (f *asking) chooseOffered(ctx context.Context, p *parts, by asker, q *payer.Question) error {
	catalogue, files, err := node.OpenModels(p.config)
	if err != nil {
		return err
	}
	name := f.model
	if name == "" {
		if name, err = onlyModel(ctx, by); err != nil {
			return err
		}
	}
	m, err := node.ResolveModel(catalogue, files, name)
	if err != nil {
		return err
	}
	q.Model, q.ModelName = m.ID, m.Name
	return nil
}

// onlyModel is the id of the one model that anybody is known to serve.
func onlyModel(ctx context.Context, by asker) (string, error) {
	peers, err := by.Peers(ctx)
	if err != nil {
		return "", err
	}
	names := map[dgrid.ModelID]string{}
	for _, peer := range peers {
		for _, m := range peer.Models {
			names[m.ID] = m.Name
		}
	}
	var known []string
	for id, name := range names {
		if len(names) == 1 {
			return id.String(), nil
		}
		known = append(known, name)
	}
	if len(known) == 0 {
		return "", withCode(exitLater, withHint(errors.New("no provider is known: this node has heard of nobody who serves a model"),
			"dgridd ask --peer ADDRESS, if you know a provider", "the same command again, when one is up", "dgridd doctor"))
	}
	slices.Sort(known)
	return "", withCode(exitUsage, fmt.Errorf("%d models are served (%s): choose one with --model", len(known), strings.Join(known, ", ")))
}

// showRouted prints what became of a question, and writes the transcripts.
func (a *app) showRouted(ctx context.Context, by asker, f *asking, answer *router.Answer, text string, took, first time.Duration) error {
	r := askResult{Answer: text, Job: answer.ID, Model: answer.Model, Finish: "broken off", Fee: answer.Fee, Seconds: took.Seconds(), FirstToken: first.Seconds(), Parts: answer.Parts}
	if answer.Finish != 0 {
		r.Finish = answer.Finish.String()
	}
	r.Usage = askUsage{PromptTokens: answer.Prompt}
	for i, part := range answer.Parts {
		r.Usage.OutputTokens += part.Signed
		r.Usage.Unsigned += part.Tokens - min(part.Tokens, part.Signed)
		found, err := by.Find(ctx, part.Job.String())
		if err != nil {
			return err
		}
		t := found.Transcript
		r.Steps += len(t.Steps)
		if t.Voucher != nil {
			r.Promised = r.Promised.Add(t.Voucher.Object.Amount)
		}
		if i == 0 {
			r.Provider, r.Transcript = part.Provider, t
		}
		if err := f.writePart(t, i); err != nil {
			return err
		}
	}
	if a.asJSON {
		return a.printJSON(r)
	}
	a.printRouted(answer, &r)
	return nil
}

func (a *app) printRouted(answer *router.Answer, r *askResult) {
	say := func(format string, args ...any) { fmt.Fprintf(a.stderr, format, args...) }
	tokens := r.Usage.OutputTokens + r.Usage.Unsigned
	say("\n\n— %s, %d + %d tokens, %.1f tokens/s, first after %d ms, ended: %s\n", answer.ModelName, r.Usage.PromptTokens, tokens,
		float64(tokens)/r.Seconds, int(1000*r.FirstToken), r.Finish)
	for _, part := range answer.Parts {
		say("  by %s from token %d: %d tokens, fee %s base units\n", part.Provider, part.Start, part.Tokens, part.Fee)
		if part.Tokens > part.Signed {
			say("    the last %d tokens are unsigned and not paid\n", part.Tokens-part.Signed)
		}
		if part.Error != "" {
			say("    then %s\n", oneLine(part.Error))
		}
		for _, c := range part.Decision.Candidates {
			if c.Peer == part.Peer {
				say("    chosen among %d: %s\n", len(part.Decision.Candidates), oneLine(strings.Join(c.Reasons, "; ")))
			}
		}
		say("    job %s: dgridd receipt verify %s, dgridd audit %s\n", part.Job, part.Job.Short(), part.Job.Short())
	}
}
