package spotcheck

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/verify"
)

// ErrNoAuditor says that nobody is known who could re-compute the answer.
var ErrNoAuditor = errors.New("no auditor of the model is known")

// auditElsewhere asks one auditor, and further ones where the first one suspects: a single stranger's word convicts nobody.
func (c *Checker) auditElsewhere(ctx context.Context, r *Record, t *dgrid.Transcript) error {
	var reports []*auditor.Report
	var failed error
	r.Opinions = nil
	for _, a := range c.auditors(r) {
		if len(reports) == opinions || len(reports) > 0 && !suspects(reports[0]) {
			break
		}
		report, err := c.ask(ctx, a.Peer, r, t)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("auditor %s: %w", a.Peer, err))
			continue
		}
		reports = append(reports, report)
		r.Opinions = append(r.Opinions, opinionOf(a.Peer, a.Owner, report))
	}
	if len(reports) == 0 {
		return cmp.Or(failed, ErrNoAuditor)
	}
	var err error
	r.Verdict, err = auditor.Combine(reports)
	return err
}

func suspects(r *auditor.Report) bool {
	return r.Verdict.Result == verify.Suspected || r.Verdict.Result == verify.Failed
}

// auditors are those that may be asked about r, in an order that depends on the job, so that no auditor can foresee for whom it will
// be asked. The provider's own owner is none.
func (c *Checker) auditors(r *Record) []dgrid.Advert {
	var out []dgrid.Advert
	for _, a := range c.net.Adverts() {
		trusted := len(c.cfg.Trusted) == 0 || slices.Contains(c.cfg.Trusted, a.Peer)
		if trusted && a.Peer != c.cfg.Self && a.Owner != r.Provider && slices.Contains(a.Audits, r.Model) {
			out = append(out, a)
		}
	}
	place := func(a dgrid.Advert) []byte {
		h := dgrid.Hash([]byte("dgrid/auditor/0"), c.cfg.Secret[:], r.Job[:], []byte(a.Peer))
		return h[:]
	}
	slices.SortFunc(out, func(a, b dgrid.Advert) int { return bytes.Compare(place(a), place(b)) })
	return out
}

// ask hands the transcript to one auditor. What comes back must speak of this job.
func (c *Checker) ask(ctx context.Context, peer dgrid.PeerID, r *Record, t *dgrid.Transcript) (*auditor.Report, error) {
	ctx, cancel := context.WithTimeout(ctx, auditTime)
	defer cancel()
	b, err := c.net.Check(ctx, peer, t)
	if err != nil {
		return nil, err
	}
	report, err := auditor.ParseReport(b)
	if err != nil {
		return nil, err
	}
	if report.Job != r.Job || report.Model != r.Model || report.Provider != r.Provider {
		return nil, fmt.Errorf("its report is on job %s of provider %s, not on %s of %s", report.Job.Short(), report.Provider, r.Job.Short(), r.Provider)
	}
	return report, nil
}
