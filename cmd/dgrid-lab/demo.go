package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid/node/router"
)

const (
	question     = "Tell me about the lighthouse keepers of a small island, and how they spend their days."
	longQuestion = "Write a long story about a ship that is lost in a storm and finds its way home."
	seed         = 7
)

// stages times the acts of the demo.
type stages struct {
	names []string
	took  []time.Duration
}

func (s *stages) run(name string, act func() error) error {
	title(fmt.Sprintf("%d  %s", len(s.names)+1, name))
	began := time.Now()
	err := act()
	s.names, s.took = append(s.names, name), append(s.took, time.Since(began))
	return err
}

func (s *stages) print() {
	for i, name := range s.names {
		fmt.Printf("  %5.1f s  %s\n", s.took[i].Seconds(), name)
	}
}

// demo is the whole show. Each act fails the demo where what it shows is not so.
func demo(ctx context.Context, p programs) (err error) {
	began := time.Now()
	title("dgrid: a network of strangers that any OpenAI client can use, that is checked by strangers, and that pays")
	var s stages
	l := newLab(p)
	defer func() { err = errors.Join(err, l.kill()) }()
	acts := []struct {
		name string
		act  func() error
	}{
		{"A chain, and the contracts on it", func() error { return founded(ctx, l) }},
		{"Seven nodes meet: one address is all they know", func() error { return meet(ctx, l) }},
		{"Money goes in", func() error { return funded(ctx, l) }},
		{"A question through the gateway", func() error { return ask(ctx, l) }},
		{"The provider is killed in mid-answer", func() error { return killed(ctx, l) }},
		{"Randomness of the chain picks jobs, and strangers to audit them", func() error { return judged(ctx, l, "provider-a", "provider-b") }},
		{"What was earned is paid", func() error { return paid(ctx, l) }},
		{"A cheat, the cheapest of all", func() error { return convicted(ctx, l) }},
		{"The honest ones go on", func() error { return records(ctx, l) }},
		{"Everybody ends", l.stop},
	}
	for _, a := range acts {
		if err := s.run(a.name, a.act); err != nil {
			return err
		}
	}
	fmt.Println()
	s.print()
	fmt.Printf("\n%s all of it held, in %.1f s; no process is left behind\n", green("✓"), time.Since(began).Seconds())
	return nil
}

// meet starts the nodes, and waits until the gateway knows both providers.
func meet(ctx context.Context, l *lab) error {
	if err := l.startNodes(ctx, roles); err != nil {
		return err
	}
	if err := l.awaitProviders(ctx, 2); err != nil {
		return err
	}
	done("bootstrap at %s; the others were told this address and nothing else", l.bootstrap)
	done("the gateway has no model; it learned by gossip that 2 providers serve %s", l.model)
	fmt.Printf("  any OpenAI client: base_url=%s/v1\n", l.gateway.base)
	return nil
}

// ask is a question to whoever is best.
func ask(ctx context.Context, l *lab) error {
	a, err := askShown(ctx, l, question, 96, nil)
	if err != nil {
		return err
	}
	if len(a.Parts) != 1 {
		return fmt.Errorf("the answer has %d parts, want 1", len(a.Parts))
	}
	showWhy(l, &a.Parts[0].Decision)
	if got := l.nameOf(a.Parts[0].Provider); got != "provider-a" {
		return fmt.Errorf("%s answered, but provider-a is cheaper and as good", got)
	}
	return verifyParts(ctx, l, a)
}

// killed ends the provider with SIGKILL when some of its answer has come.
func killed(ctx context.Context, l *lab) error {
	const after = 200 // characters of the answer
	var victim string
	var once sync.Once
	seen := 0
	a, err := askShown(ctx, l, longQuestion, 160, func(id, text string) {
		if seen += len(text); seen < after {
			return
		}
		once.Do(func() {
			if victim = l.answering(ctx, id); victim != "" {
				l.nodes[victim].kill()
				fmt.Print(red(" ⟨" + victim + " killed⟩"))
			}
		})
	})
	if err != nil {
		return err
	}
	if victim == "" {
		return errors.New("nobody was killed: the answer was over before")
	}
	<-l.nodes[victim].ended
	delete(l.nodes, victim)
	if len(a.Parts) != 2 {
		return fmt.Errorf("the answer has %d parts, want 2", len(a.Parts))
	}
	if err := verifyParts(ctx, l, a); err != nil {
		return err
	}
	if err := l.start(ctx, victim); err != nil {
		return err
	}
	done("%s is back, with all that it had signed", victim)
	return nil
}

// answering is the name of the node that gives the answer now.
func (l *lab) answering(ctx context.Context, id string) string {
	a, err := l.gateway.answer(ctx, id)
	if err != nil || len(a.Parts) == 0 {
		return ""
	}
	name := l.nameOf(a.Parts[len(a.Parts)-1].Provider)
	if l.nodes[name] == nil {
		return ""
	}
	return name
}

// askShown asks, shows the answer as it comes and who gave which part of it, and returns the gateway's record of it.
func askShown(ctx context.Context, l *lab, text string, maxTokens int, each func(id, text string)) (*answer, error) {
	id, err := stream(ctx, l, text, maxTokens, each)
	if err != nil {
		return nil, err
	}
	a, err := l.gateway.answer(ctx, id)
	if err == nil {
		showParts(l, a)
	}
	return a, err
}

// stream asks and shows the answer as it comes.
func stream(ctx context.Context, l *lab, text string, maxTokens int, each func(id, text string)) (string, error) {
	fmt.Printf("\n  %s\n\n", bold(text))
	w := &wrapped{prefix: "  │ ", width: 100}
	began, first := time.Now(), time.Duration(0)
	id, err := l.gateway.chat(ctx, l.model, text, maxTokens, func(id, text string) {
		if first == 0 && text != "" {
			first = time.Since(began)
		}
		_, _ = w.Write([]byte(text))
		if each != nil {
			each(id, text)
		}
	})
	w.end()
	if err == nil {
		fmt.Printf("\n  first words after %d ms, all after %.1f s\n", first.Milliseconds(), time.Since(began).Seconds())
	}
	return id, err
}

// showParts says who gave which part of an answer, and what each was paid.
func showParts(l *lab, a *answer) {
	for _, p := range a.Parts {
		who := l.nameOf(p.Provider)
		signed := "all"
		if p.Signed < p.Tokens {
			signed = fmt.Sprintf("%d of them", p.Signed)
		}
		done("%s (%s) answered from token %d: %d tokens, %s signed, for %s base units; job %s", who, short(p.Provider.Hex()), p.Start, p.Tokens, signed, p.Fee, p.Job.Short())
		if p.Error != "" {
			fmt.Printf("    then: %s\n", p.Error)
		}
	}
	fmt.Printf("  %d tokens in all, fee %s base units\n", a.Tokens, a.Fee)
}

// showWhy shows the choice between the providers.
func showWhy(l *lab, d *router.Decision) {
	for _, c := range d.Candidates {
		who := l.nameOf(c.Owner)
		if c.Excluded != "" {
			fmt.Printf("    %-10s excluded: %s\n", who, c.Excluded)
			continue
		}
		fmt.Printf("    %-10s cost %.3g", who, c.Cost)
		for _, r := range c.Reasons {
			fmt.Printf("; %s", r)
		}
		fmt.Println()
	}
}

// verifyParts checks every part's receipt, or steps, offline, with nothing but a file.
func verifyParts(ctx context.Context, l *lab, a *answer) error {
	for _, p := range a.Parts {
		b, err := l.gateway.raw(ctx, "/v1/dgrid/jobs/"+p.Job.String()+"/receipt")
		if err != nil {
			return err
		}
		file := filepath.Join(l.dir, p.Job.Short()+".json")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			return err
		}
		if err := verifyReceipt(ctx, l.programs, l.home("validator-1"), file); err != nil {
			return fmt.Errorf("job %s: %w", p.Job.Short(), err)
		}
	}
	return nil
}

func verifyReceipt(ctx context.Context, p programs, home, file string) error {
	out, err := run(ctx, nil, p.honest, "receipt", "verify", "--home", home, "--json", file)
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
	done("verified offline by another node: %d rungs hold, none fails", holding)
	return nil
}
