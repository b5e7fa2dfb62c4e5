package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	question  = "Tell me about the lighthouse keepers of a small island, and how they spend their days."
	maxTokens = "128"
	seed      = "7"
	exitFalse = 3 // of dgridd: what was checked does not hold
)

// demo is the whole show. Each act fails the demo where what it shows is not so.
func demo(ctx context.Context) (err error) {
	started := time.Now()
	dir, err := os.MkdirTemp("", "dgrid-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	p, err := findPrograms(dir)
	if err != nil {
		return err
	}
	title("dgrid: an answer that is paid for step by step, and checked by a stranger")
	for _, h := range [][]string{{"provider", "--provider"}, {"cheat", "--provider"}, {"asker"}, {"auditor"}} {
		args := append([]string{"init", "--network", "dev", "--home", p.home(h[0])}, h[1:]...)
		if _, err := run(ctx, nil, p.honest, args...); err != nil {
			return err
		}
	}
	done("four nodes have their own keys: provider, cheat, asker and auditor")
	if err := honestAct(ctx, p); err != nil {
		return err
	}
	if err := cheatAct(ctx, p); err != nil {
		return err
	}
	fmt.Printf("\n%s all of it held, in %.1f s; no process is left behind\n", green("✓"), time.Since(started).Seconds())
	return nil
}

// honestAct is a question to an honest provider.
func honestAct(ctx context.Context, p programs) (err error) {
	title("1  An honest provider")
	d, err := up(ctx, nil, p.honest, "--home", p.home("provider"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopped(d)) }()
	done("provider %s serves model %s", short(d.Owner), short(d.ID))
	fmt.Printf("  dialled at %s\n", d.Addrs[0])
	file, err := ask(ctx, p, d, "honest.json")
	if err != nil {
		return err
	}
	if err := verifyReceipt(ctx, p, file); err != nil {
		return err
	}
	r, err := audit(ctx, p, file)
	if err != nil {
		return err
	}
	if r.Verdict.Result != "honest" {
		return fmt.Errorf("the honest provider's verdict is %q: %s", r.Verdict.Result, r.Verdict.Reason)
	}
	done("the auditor's verdict: %s", green("honest"))
	return nil
}

// cheatAct is the same question to a provider that runs a cheaper model under the same name.
func cheatAct(ctx context.Context, p programs) (err error) {
	title("2  A provider that cheats")
	cheap := filepath.Join(p.dir, "cheap.gguf")
	if _, err := run(ctx, nil, p.dishonest, "quantise", "--home", p.home("cheat"), "--type", "Q4_0", "--out", cheap); err != nil {
		return err
	}
	d, err := up(ctx, []string{"DGRID_CHEAT=quantisation", "DGRID_CHEAT_MODEL=" + cheap}, p.dishonest, "--home", p.home("cheat"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopped(d)) }()
	done("provider %s says that it serves model %s, and runs a coarser one (Q4_0)", short(d.Owner), short(d.ID))
	file, err := ask(ctx, p, d, "cheat.json")
	if err != nil {
		return err
	}
	if err := verifyReceipt(ctx, p, file); err != nil {
		return err
	}
	fmt.Println("  its signatures are in order, for signatures say who answered, not what with")
	r, err := audit(ctx, p, file)
	if exitCode(err) != exitFalse {
		return fmt.Errorf("the cheat was not caught: verdict %q: %w", r.Verdict.Result, err)
	}
	done("the auditor's verdict: %s: %s", red(r.Verdict.Result), r.Verdict.Reason)
	return nil
}

func stopped(d *daemon) error {
	if err := d.stop(); err != nil {
		return err
	}
	done("the provider drained and ended")
	return nil
}

// ask streams the answer to the screen and returns the transcript's file.
func ask(ctx context.Context, p programs, d *daemon, name string) (string, error) {
	file := filepath.Join(p.dir, name)
	fmt.Printf("\n  %s\n\n", bold(question))
	w := &wrapped{prefix: "  │ ", width: 100}
	_, err := run(ctx, w, p.honest, "ask", "--home", p.home("asker"), "--peer", d.Addrs[0], "--seed", seed, "--max-tokens", maxTokens, "--temperature", "0.8",
		"--transcript", file, question)
	w.end()
	if err != nil {
		return "", err
	}
	t, err := readTranscript(file)
	if err != nil {
		return "", err
	}
	r := t.Receipt.Object
	took := float64(r.Ended-r.Started) / 1000
	fmt.Println()
	done("%d + %d tokens at %.0f tokens/s, %d steps checked before each was paid", r.PromptTokens, r.OutputTokens, float64(r.OutputTokens)/took, len(t.Steps))
	done("fee %s base units; the asker's voucher promises %s in all", r.Fee, t.Voucher.Object.Amount)
	return file, nil
}

// transcript is what the demo shows of one.
type transcript struct {
	Steps   []json.RawMessage `json:"steps"`
	Receipt struct {
		Object struct {
			PromptTokens, OutputTokens int
			Started, Ended             int64
			Fee                        string
		} `json:"object"`
	} `json:"receipt"`
	Voucher struct {
		Object struct{ Amount string } `json:"object"`
	} `json:"voucher"`
}

func readTranscript(path string) (*transcript, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var t transcript
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return &t, nil
}

func verifyReceipt(ctx context.Context, p programs, file string) error {
	out, err := run(ctx, nil, p.honest, "receipt", "verify", "--home", p.home("auditor"), "--json", file)
	if err != nil {
		return err
	}
	var r struct {
		Holds bool
		Rungs []struct{ State string }
	}
	if err := json.Unmarshal(out, &r); err != nil {
		return fmt.Errorf("read the ladder: %w", err)
	}
	holding := 0
	for _, rung := range r.Rungs {
		if rung.State == "holds" {
			holding++
		}
	}
	if !r.Holds || holding == 0 {
		return errors.New("the receipt does not hold")
	}
	done("the auditor verified the receipt offline: %d rungs hold, none fails", holding)
	return nil
}

// report is what the demo shows of an audit.
type report struct {
	Scores  struct{ S1, S1Window float64 }
	Verdict struct {
		Result, Reason             string
		Threshold, WindowThreshold float64
	}
	Positions int
	Seconds   float64
}

// audit re-computes the answer on the auditor's own model. The error says that it does not pass.
func audit(ctx context.Context, p programs, file string) (report, error) {
	out, auditErr := run(ctx, nil, p.honest, "audit", "--home", p.home("auditor"), "--json", file)
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		return r, errors.Join(auditErr, fmt.Errorf("read the audit: %w", err))
	}
	done("the auditor re-computed %d tokens in %.2f s", r.Positions, r.Seconds)
	fmt.Printf("    margin of the whole answer %s\n", against(r.Scores.S1, r.Verdict.Threshold))
	fmt.Printf("    margin of the worst 64     %s\n", against(r.Scores.S1Window, r.Verdict.WindowThreshold))
	return r, auditErr
}
