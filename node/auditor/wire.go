package auditor

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

// MaxReport is the largest encoded report, in bytes.
const MaxReport = 64 << 10

// What of a report is longer than these is cut when it is encoded: only text of the transcript that was quoted can be.
const (
	maxName   = 200  // bytes of the model's name
	maxDetail = 1000 // bytes of a rung's detail or a verdict's reason
)

// Encode is the report for other nodes, in JSON.
func (r *Report) Encode() ([]byte, error) {
	short := *r
	short.ModelName = cut(r.ModelName, maxName)
	short.Signatures, short.Structure = cutRungs(r.Signatures), cutRungs(r.Structure)
	short.Verdict.Reason = cut(r.Verdict.Reason, maxDetail)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // which would make six bytes of one
	if err := e.Encode(&short); err != nil {
		return nil, fmt.Errorf("encode audit report: %w", err)
	}
	if b.Len() > MaxReport {
		return nil, fmt.Errorf("encode audit report: %d bytes, at most %d", b.Len(), MaxReport)
	}
	return b.Bytes(), nil
}

func cutRungs(rungs []verify.Rung) []verify.Rung {
	short := make([]verify.Rung, len(rungs))
	for i, r := range rungs {
		r.Detail = cut(r.Detail, maxDetail)
		short[i] = r
	}
	return short
}

// cut is s without what is beyond n bytes, whole characters only.
func cut(s string, n int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= n {
		return s
	}
	n -= len("…")
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// ParseReport reads what Encode wrote elsewhere. It is that node's word and proves nothing.
func ParseReport(b []byte) (*Report, error) {
	if len(b) > MaxReport {
		return nil, fmt.Errorf("parse audit report: %d bytes, at most %d", len(b), MaxReport)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	r := new(Report)
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("parse audit report: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("parse audit report: more than one object")
	}
	if r.Job == (dgrid.JobID{}) {
		return nil, errors.New("parse audit report: it names no job")
	}
	return r, nil
}

// Combine makes one verdict of several auditors' reports on one job (verify.Combine).
func Combine(reports []*Report) (verify.Verdict, error) {
	verdicts := make([]verify.Verdict, len(reports))
	for i, r := range reports {
		if r.Job != reports[0].Job {
			return verify.Verdict{}, fmt.Errorf("combine audit reports: they are on jobs %s and %s", reports[0].Job, r.Job)
		}
		verdicts[i] = r.Verdict
	}
	return verify.Combine(verdicts)
}
