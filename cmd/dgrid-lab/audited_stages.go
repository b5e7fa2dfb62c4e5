package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"path/filepath"

	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/p2p"
)

// Names of the stages.
const (
	onEngine = "engine"
	onHTTP   = "HTTP"
)

// keptAnswers is how many answers a stage keeps for re-checks, and keptMost how many tokens one has: between a half and all.
const (
	keptAnswers = 12
	keptMost    = 96
)

// neverEnd forbids the tokens that end an answer, so that all answers of a run are of one length.
func neverEnd(ends []dgrid.TokenID) []dgrid.TokenBias {
	var biases []dgrid.TokenBias
	for _, t := range ends {
		biases = append(biases, dgrid.TokenBias{Token: t, Bias: -100 * dgrid.One})
	}
	return biases
}

// keptSizes are drawn, in tokens of the answers.
func (a *auditing) keptSizes() []int {
	rng := mathrand.New(mathrand.NewPCG(a.Seed, 2<<48))
	sizes := make([]int, keptAnswers)
	for i := range sizes {
		sizes[i] = keptMost/2 + rng.IntN(keptMost/2+1)
	}
	return sizes
}

// engineStage is an engine in a child process of the lab.
type engineStage struct {
	worker *inference.Worker
	info   inference.Info
	items  []engineItem
}

type engineItem struct {
	job    *dgrid.Job
	output []dgrid.TokenID
}

func (a *auditing) openEngine(ctx context.Context) (stage, func() error, error) {
	w, end, err := startEngine(ctx, a.programs, loadName, 1)
	if err != nil {
		return nil, nil, err
	}
	s := &engineStage{worker: w}
	stop := func() error { end(); return nil }
	if s.info, err = w.Ready(ctx); err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	for i, size := range a.keptSizes() {
		job, err := s.job(ctx, a.question(0, partKept, i), size, uint64(i))
		if err != nil {
			return nil, nil, errors.Join(err, stop())
		}
		item := engineItem{job: job}
		if _, err := w.Generate(ctx, job, func(c dgrid.Chunk) error { item.output = append(item.output, c.IDs...); return nil }); err != nil {
			return nil, nil, errors.Join(err, stop())
		}
		s.items = append(s.items, item)
	}
	return s, stop, nil
}

func (s *engineStage) job(ctx context.Context, text string, tokens int, seed uint64) (*dgrid.Job, error) {
	req := &dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: text}}}
	prompt, err := s.worker.Prompt(ctx, req, 0, nil)
	if err != nil {
		return nil, err
	}
	params := dgrid.Params{Temperature: 800_000, LogitBias: neverEnd(s.info.EndTokens)}
	return &dgrid.Job{ID: dgrid.JobID(dgrid.Hash([]byte(text))), Prompt: prompt, Params: params, Seed: dgrid.Hash(fmt.Append(nil, seed)), MaxOutput: uint32(tokens)}, nil
}

func (s *engineStage) answer(ctx context.Context, text string, tokens int, seed uint64, each func()) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	job, err := s.job(ctx, text, tokens, seed)
	if err != nil {
		return 0, err
	}
	usage, err := s.worker.Generate(ctx, job, func(dgrid.Chunk) error { each(); return nil })
	if err == nil && int(usage.OutputTokens) != tokens {
		err = fmt.Errorf("the answer has %d tokens, want %d", usage.OutputTokens, tokens)
	}
	return len(job.Prompt), err
}

func (s *engineStage) kept() (sizes []int) {
	for _, i := range s.items {
		sizes = append(sizes, len(i.job.Prompt)+len(i.output))
	}
	return sizes
}

func (s *engineStage) recheck(ctx context.Context, item int) error {
	_, err := s.worker.Recheck(ctx, s.items[item].job, s.items[item].output)
	return err
}

func (s *engineStage) pid() int { return s.info.PID }

// nodeStage is a node that is gateway, provider and auditor in one, asked over HTTP, and asked for audits by a peer of the lab's own.
type nodeStage struct {
	*lab
	auditor *p2p.Host
	ends    []dgrid.TokenID
	worker  int
	items   []*dgrid.Transcript
}

func (a *auditing) openNode(ctx context.Context) (_ stage, _ func() error, err error) {
	w, end, err := startEngine(ctx, a.programs, loadName, 1)
	if err != nil {
		return nil, nil, err
	}
	info, err := w.Ready(ctx)
	end() // only its word on the end tokens is wanted
	if err != nil {
		return nil, nil, err
	}
	s := &nodeStage{lab: newLab(a.programs), ends: info.EndTokens}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.kill())
		}
	}()
	if err := s.startServing(ctx, []string{"--provider", "--auditor", "--audit-rate", "0"}); err != nil {
		return nil, nil, err
	}
	if s.worker, err = awaitChild(ctx, s.nodes["gateway"].cmd.Process.Pid); err != nil {
		return nil, nil, err
	}
	if s.auditor, err = s.ownHost(ctx); err != nil {
		return nil, nil, err
	}
	if err := s.keep(ctx, a); err != nil {
		return nil, nil, errors.Join(err, s.auditor.Close())
	}
	return s, func() error { return errors.Join(s.auditor.Close(), s.stop()) }, nil
}

// slots is how many jobs the node that is asked admits at once.
const slots = 8

// startServing starts a bootstrap node, and a gateway that answers by itself, several jobs at once; others are further nodes.
func (l *lab) startServing(ctx context.Context, init []string, others ...role) error {
	if err := l.startFirst(ctx); err != nil {
		return err
	}
	serving := role{"gateway", init}
	if err := l.create(ctx, serving); err != nil {
		return err
	}
	if err := setModel(l.home("gateway"), fmt.Sprintf("slots = %d\n", slots)); err != nil {
		return err
	}
	if err := l.startNodes(ctx, append([]role{serving}, others...)); err != nil {
		return err
	}
	return l.awaitProviders(ctx, 1)
}

// keep has the node give the answers that it is asked to re-check later.
func (s *nodeStage) keep(ctx context.Context, a *auditing) error {
	view, err := s.at(ctx, "gateway")
	if err != nil {
		return err
	}
	for i, size := range a.keptSizes() {
		h, err := s.ask(ctx, a.question(0, partKept, i), size, uint64(i), nil)
		if err != nil {
			return err
		}
		found, err := view.Find(ctx, h.ID)
		if err != nil {
			return err
		}
		s.items = append(s.items, found.Transcript)
	}
	return nil
}

func (s *nodeStage) ask(ctx context.Context, text string, tokens int, seed uint64, each func(*heard)) (*heard, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	bias := map[string]int{}
	for _, t := range s.ends {
		bias[fmt.Sprint(t)] = -100
	}
	body, err := json.Marshal(map[string]any{"model": s.model, "stream": true, "stream_options": map[string]bool{"include_usage": true}, "max_tokens": tokens,
		"temperature": 0.8, "seed": seed, "logit_bias": bias, "messages": []map[string]string{{"role": "user", "content": text}}})
	if err != nil {
		return nil, err
	}
	h, err := s.gateway.listen(ctx, body, each)
	if err == nil && h.Tokens != tokens {
		err = fmt.Errorf("answer %s has %d tokens, want %d", h.ID, h.Tokens, tokens)
	}
	return h, err
}

func (s *nodeStage) answer(ctx context.Context, text string, tokens int, seed uint64, each func()) (int, error) {
	h, err := s.ask(ctx, text, tokens, seed, func(*heard) { each() })
	if err != nil {
		return 0, err
	}
	return h.Prompt, nil
}

func (s *nodeStage) kept() (sizes []int) {
	for _, t := range s.items {
		tokens, _, _ := t.Settled()
		sizes = append(sizes, int(t.Acceptance.Object.PromptTokens+tokens))
	}
	return sizes
}

func (s *nodeStage) recheck(ctx context.Context, item int) error {
	b, err := s.auditor.Check(ctx, s.nodes["gateway"].Peer, s.items[item])
	if err != nil {
		return err
	}
	report, err := auditor.ParseReport(b)
	if err != nil {
		return err
	}
	if report.Positions == 0 {
		return fmt.Errorf("the audit of job %s read nothing: %s", report.Job.Short(), report.Verdict.Reason)
	}
	return nil
}

func (s *nodeStage) pid() int { return s.worker }

// ownHost is a peer of the network in this program, with keys of its own, that knows the gateway.
func (l *lab) ownHost(ctx context.Context) (*p2p.Host, error) {
	n, err := config.LoadNetwork(filepath.Join(l.home("gateway"), "network.json"))
	if err != nil {
		return nil, err
	}
	key, _, err := crypto.GenerateEd25519Key(rand.Reader)
	if err != nil {
		return nil, err
	}
	id, err := peer.IDFromPrivateKey(key)
	if err != nil {
		return nil, err
	}
	owner, err := ethcrypto.GenerateKey()
	if err != nil {
		return nil, err
	}
	b := dgrid.Binding{Owner: ethcrypto.PubkeyToAddress(owner.PublicKey), Peer: dgrid.Hash([]byte(id))}
	sig, err := n.Domain.Sign(&b, owner)
	if err != nil {
		return nil, err
	}
	h, err := p2p.New(p2p.Config{Key: key, Network: n.Name, NetworkID: n.ID, Domain: n.Domain, Owner: b.Owner, Binding: dgrid.Signed[dgrid.Binding]{Object: b, Signature: sig},
		Agent: "dgrid-lab"}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if _, err := h.Greet(ctx, l.nodes["gateway"].Addrs[0]); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}
