package calibrator

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/verify"
)

// Generator answers, honestly or not.
type Generator interface {
	Prompt(ctx context.Context, req *dgrid.Request, at dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error)
	Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error)
}

// Provider is a lane that generates, and an honest machine of its class that decodes other lanes' answers as a control.
type Provider struct {
	Class   string
	Engine  Generator
	Control auditor.Controller
}

// Validator is a lane that re-computes.
type Validator struct {
	Class  string
	Engine auditor.Checker
}

// Setting is one way to sample.
type Setting struct {
	Name   string // for people, for example "top-p 0.95"
	Params dgrid.Params
}

// Plan is what to measure. Job i takes setting i, provider i/settings, validator i/(settings x providers), each modulo its
// list, so that every combination comes equally often; pairs that are left out are counted as if they were not. Its control is
// decoded on another provider's class where there is one: one of the very same class repeats the provider's numbers bit by bit, and would make the honest excess over a control nothing.
type Plan struct {
	Model      dgrid.ModelID
	Seed       int64
	MaxOutput  uint32 // tokens; the jobs' own limits lie evenly between MinOutput and this, because short answers are noisier
	MinOutput  uint32 // tokens; a shorter answer is drawn again with another prompt, because it could not be judged alone
	Settings   []Setting
	Providers  []Provider
	Validators []Validator
	Without    func(verify.ClassPair) bool // which pairs of provider and validator are left out; nil is none
	Suspected  func(verify.Sample) bool    // which jobs get a control; nil is all, which a cell needs
}

// Job is one job of a plan, measured.
type Job struct {
	Number int           `json:"number"`
	Draws  int           `json:"draws"` // prompts that were tried
	Prompt int           `json:"prompt"`
	Finish dgrid.Finish  `json:"finish"`
	Sample verify.Sample `json:"sample"`
}

// templateTime is the clock that chat templates see in a calibration: 2026-01-01 00:00 UTC.
const templateTime = 1767225600000

// maxDraws bounds how many prompts one job may try.
const maxDraws = 20

// Measure runs job number n of the plan.
func (p *Plan) Measure(ctx context.Context, n int) (*Job, error) {
	if len(p.Settings) == 0 || len(p.Providers) == 0 || len(p.Validators) == 0 {
		return nil, errors.New("measure: the plan has no settings, no providers or no validators")
	}
	if p.MaxOutput < p.MinOutput {
		return nil, fmt.Errorf("measure: at most %d tokens and at least %d", p.MaxOutput, p.MinOutput)
	}
	setting := p.Settings[n%len(p.Settings)]
	l, err := p.lanes(n)
	if err != nil {
		return nil, err
	}
	provider, validator := p.Providers[l.provider], p.Validators[l.validator]
	for draw := range maxDraws {
		job, err := p.prepare(ctx, provider.Engine, setting, n, draw)
		if err != nil {
			return nil, err
		}
		output, sketches, usage, err := generate(ctx, provider.Engine, job)
		if err != nil {
			return nil, fmt.Errorf("job %d: generate: %w", n, err)
		}
		if len(output) < int(p.MinOutput) {
			continue
		}
		sample := verify.Sample{ClassPair: verify.ClassPair{Provider: provider.Class, Validator: validator.Class},
			Temperature: setting.Params.Temperature, Filters: setting.Name}
		if err := p.score(ctx, &p.Providers[l.control], validator.Engine, job, output, sketches, &sample); err != nil {
			return nil, fmt.Errorf("job %d: %w", n, err)
		}
		return &Job{Number: n, Draws: draw + 1, Prompt: len(job.Prompt), Finish: usage.Finish, Sample: sample}, nil
	}
	return nil, fmt.Errorf("job %d: none of %d prompts gave %d tokens", n, maxDraws, p.MinOutput)
}

// lanes are who does what in a job, as places in the plan's lists.
type lanes struct{ provider, validator, control int }

// lanes of job n. Its control is each of the other providers in turn.
func (p *Plan) lanes(n int) (lanes, error) {
	var pairs []lanes
	for v := range p.Validators {
		for i := range p.Providers {
			if p.Without == nil || !p.Without(verify.ClassPair{Provider: p.Providers[i].Class, Validator: p.Validators[v].Class}) {
				pairs = append(pairs, lanes{provider: i, validator: v})
			}
		}
	}
	if len(pairs) == 0 {
		return lanes{}, errors.New("measure: the plan leaves out all pairs of providers and validators")
	}
	at := n / len(p.Settings)
	l := pairs[at%len(pairs)]
	all := len(p.Providers)
	others := max(1, all-1)
	l.control = (l.provider + min(1, all-1) + (at/len(pairs)+n)%others) % all
	return l, nil
}

func (p *Plan) prepare(ctx context.Context, g Generator, s Setting, n, draw int) (*dgrid.Job, error) {
	req := &dgrid.Request{Messages: prompt(p.Seed, n+draw*100_003), Params: s.Params}
	ids, err := g.Prompt(ctx, req, templateTime, nil)
	if err != nil {
		return nil, fmt.Errorf("job %d: %w", n, err)
	}
	var number [24]byte
	binary.BigEndian.PutUint64(number[:], uint64(p.Seed))
	binary.BigEndian.PutUint64(number[8:], uint64(n))
	binary.BigEndian.PutUint64(number[16:], uint64(draw))
	client := dgrid.Hash([]byte("dgrid/calibration/0"), number[:])
	return &dgrid.Job{ID: dgrid.JobID(client), Prompt: ids, Params: s.Params, Seed: dgrid.JobSeed(p.Model, client), MaxOutput: p.limit(client)}, nil
}

// limit is how long the job may become.
func (p *Plan) limit(client dgrid.Digest) uint32 {
	span := uint64(p.MaxOutput-p.MinOutput) + 1
	return p.MinOutput + uint32(binary.BigEndian.Uint64(client[8:])%span)
}

func generate(ctx context.Context, g Generator, job *dgrid.Job) (ids []dgrid.TokenID, sketches []dgrid.Sketch, u dgrid.Usage, err error) {
	u, err = g.Generate(ctx, job, func(c dgrid.Chunk) error {
		ids, sketches = append(ids, c.IDs...), append(sketches, c.Sketches...)
		return nil
	})
	return ids, sketches, u, err
}

// score fills in the sample's scores. One pass serves the answer and its control, where it is known that there will be one.
func (p *Plan) score(ctx context.Context, control *Provider, c auditor.Checker, job *dgrid.Job, output []dgrid.TokenID, sketches []dgrid.Sketch, s *verify.Sample) error {
	if p.Suspected != nil {
		read, err := c.Recheck(ctx, job, output)
		if err != nil {
			return err
		}
		if s.Scores, err = own(read, sketches); err != nil || !p.Suspected(*s) {
			return err
		}
	}
	s.ControlClass = control.Class
	found, err := control.Control.Control(ctx, job, output)
	if err != nil {
		return err
	}
	read, err := c.Recheck(ctx, job, output, found.Winners)
	if err != nil {
		return err
	}
	if s.Scores, err = own(read, sketches); err != nil {
		return err
	}
	s.Control, err = verify.Score(&verify.Evidence{Margins: read.Others[0], Sketches: read.Sketches}, found.Sketches)
	return err
}

func own(read *inference.Evidence, sketches []dgrid.Sketch) (verify.Scores, error) {
	ev := &verify.Evidence{Sketches: read.Sketches}
	for _, m := range read.Margins {
		ev.Margins = append(ev.Margins, m.Value)
	}
	return verify.Score(ev, sketches)
}
