package models

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// The patience of a download.
const (
	stallTime   = 60 * time.Second       // without a byte, a connection is given up
	retryPause  = 200 * time.Millisecond // before the second attempt; doubles with each that brings nothing
	maxAttempts = 5                      // in a row that bring nothing
)

// errRefused is an answer of the server that another attempt will not change.
var errRefused = errors.New("the server refused")

// errStalled ends a connection that is open but silent.
var errStalled = fmt.Errorf("no byte came for %s", stallTime)

// download gets s.Address into the artifact's .part file and moves it to dir. Broken connections are taken up again where they
// broke, also by a later pull. What it returns is an archive, or the artifact's only file with the right digest.
func (p *pull) download(ctx context.Context, s Source, dir string) (string, error) {
	part := filepath.Join(p.store.dir, partialDir, hexOf(p.artifact.SHA256)+".part")
	path := filepath.Join(dir, "download")
	resumed, err := p.complete(ctx, s.Address, part)
	if err == nil {
		err = os.Rename(part, path)
	}
	if err == nil {
		err = p.checkDownload(ctx, path)
	}
	if err == nil || !resumed || !errors.Is(err, ErrDigest) {
		return path, err
	}
	// The two halves may stem from different files: the whole is fetched again, once, before the source is blamed.
	if _, err = p.complete(ctx, s.Address, part); err == nil {
		err = os.Rename(part, path)
	}
	if err == nil {
		err = p.checkDownload(ctx, path)
	}
	return path, err
}

// checkDownload hashes what came if it is no archive. The members of an archive are hashed when they are unpacked.
func (p *pull) checkDownload(ctx context.Context, path string) error {
	shape, err := shapeOf(path)
	if err != nil || shape != shapeFile || len(p.artifact.Files) != 1 {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	f := p.artifact.Files[0]
	got, err := hashFile(ctx, path, func(done int64) { p.progress(StageCheck, done, f.Size) })
	if err != nil {
		return err
	}
	return compare(f, info.Size(), got)
}

// complete repeats attempts until the file is whole. resumed says that part of it was there before.
func (p *pull) complete(ctx context.Context, address, part string) (resumed bool, err error) {
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	begin, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	at, pause := begin, retryPause
	for idle := 1; ; idle++ {
		from := at
		whole, err := p.attempt(ctx, address, f, &at)
		if whole {
			return begin > 0, f.Sync()
		}
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		if errors.Is(err, errRefused) || errors.Is(err, ErrNoSpace) || errors.Is(err, ErrDigest) {
			return false, errors.Join(err, os.Remove(part))
		}
		if at > from {
			idle, pause = 0, retryPause
		}
		if idle >= maxAttempts {
			return false, fmt.Errorf("download: %d attempts brought nothing; the last: %w", idle, err)
		}
		select {
		case <-ctx.Done():
			return false, context.Cause(ctx)
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// attempt is one request. It appends to f from offset *at on and moves *at along, back to 0 if the server starts over.
func (p *pull) attempt(ctx context.Context, address string, f *os.File, at *int64) (whole bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := time.AfterFunc(stallTime, func() { cancel(errStalled) })
	defer stall.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false, fmt.Errorf("%w: %w", errRefused, err)
	}
	// Ranges count bytes as they are sent, so the server must not compress.
	req.Header.Set("Accept-Encoding", "identity")
	if *at > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", *at))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, err
	}
	defer res.Body.Close() // only read from
	total, err := p.accept(res, at)
	if err != nil || total == *at && total > 0 {
		return err == nil, err
	}
	if _, err := f.Seek(*at, io.SeekStart); err != nil {
		return false, err
	}
	if err := f.Truncate(*at); err != nil {
		return false, err
	}
	limit := p.limit()
	body := &meter{ctx: ctx, in: io.LimitReader(res.Body, limit+1-*at), done: *at, progress: func(done int64) {
		stall.Reset(stallTime)
		p.progress(StageDownload, done, total)
	}}
	n, err := io.CopyBuffer(onlyWriter{f}, body, make([]byte, 1<<18))
	*at += n
	switch {
	case *at > limit:
		return false, fmt.Errorf("%w: more than %s came", ErrDigest, size(limit))
	case err != nil:
		return false, err
	case total > 0 && *at < total:
		return false, io.ErrUnexpectedEOF
	}
	return true, nil
}

// accept reads the head of an answer: it sets *at to where the body begins and returns how long the whole is, or 0.
func (p *pull) accept(res *http.Response, at *int64) (total int64, err error) {
	switch res.StatusCode {
	case http.StatusOK:
		*at, total = 0, max(res.ContentLength, 0)
	case http.StatusPartialContent:
		begin, whole, ok := contentRange(res.Header.Get("Content-Range"))
		if !ok || begin != *at {
			return 0, fmt.Errorf("%w: Content-Range %.80q for bytes from %d on", errRefused, res.Header.Get("Content-Range"), *at)
		}
		total = whole
	case http.StatusRequestedRangeNotSatisfiable:
		// Either all bytes are here already, or what is here is not a beginning of the file.
		_, whole, ok := contentRange(res.Header.Get("Content-Range"))
		if ok && whole == *at {
			return whole, nil
		}
		*at = 0
		return 0, errors.New("what was left of an earlier download is not part of this file")
	default:
		if res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests {
			return 0, errors.New(res.Status)
		}
		return 0, fmt.Errorf("%w: %s", errRefused, res.Status)
	}
	if total > p.limit() {
		return 0, fmt.Errorf("%w: the server has %s, want at most %s", ErrDigest, size(total), size(p.limit()))
	}
	need := total - *at
	if total != p.artifact.Size { // an archive, which is unpacked beside itself
		need += p.artifact.Size
	}
	return total, p.store.room(need)
}

// limit is how long a download may be: the artifact's own bytes, packed as badly as may be, with some company.
func (p *pull) limit() int64 { return p.artifact.Size + 64<<20 }

// contentRange reads "bytes 5-9/10" or "bytes */10".
func contentRange(s string) (begin, whole int64, ok bool) {
	span, total, ok := strings.Cut(strings.TrimPrefix(s, "bytes "), "/")
	if !ok {
		return 0, 0, false
	}
	whole, err := strconv.ParseInt(total, 10, 64)
	if err != nil || whole < 0 {
		return 0, 0, false
	}
	if span == "*" {
		return 0, whole, true
	}
	first, _, ok := strings.Cut(span, "-")
	begin, err = strconv.ParseInt(first, 10, 64)
	return begin, whole, ok && err == nil && begin >= 0
}

// onlyWriter hides that a file reads from others, which would bypass the meter.
type onlyWriter struct{ io.Writer }
