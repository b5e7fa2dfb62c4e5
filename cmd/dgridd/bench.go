package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/gauge"
	"github.com/dgrid-network/dgrid/node/speed"
)

// benching is the flags of bench.
type benching struct {
	threads, rounds int
	seconds         float64
	force           bool
}

const (
	benchPatience = 30 * time.Minute // for one model
	benchLook     = time.Second      // during which it is seen how busy the machine is
)

// benchStreams are how many answers run at once.
var benchStreams = []int{1, 4, 8}

// benched is what bench prints of one model.
type benched struct {
	Name    string        `json:"name"`
	ID      dgrid.ModelID `json:"id"`
	Class   string        `json:"class"`   // runtime class
	Runtime string        `json:"runtime"` // version and variant
	Threads int           `json:"threads"`
	Rounds  int           `json:"rounds"`
	Prompt  int           `json:"promptTokens"`      // that Prefill was measured with
	Answer  int           `json:"answerTokens"`      // of each answer of Streams
	Prefill float64       `json:"prefill"`           // tokens a second
	First   float64       `json:"firstTokenSeconds"` // behind a short prompt
	Streams []benchStream `json:"streams"`
	Recheck float64       `json:"recheck"`        // time of a re-check over that of generating the same
	RSS     uint64        `json:"rss"`            // bytes: the most that the worker had resident; 0 where the system does not say
	Book    string        `json:"book,omitempty"` // file that the figures were written to
}

// benchStream is answers that ran at once, and their tokens a second together.
type benchStream struct {
	Streams int     `json:"streams"`
	Rate    float64 `json:"tokensPerSecond"`
}

// figures are what the book keeps.
func (b *benched) figures() speed.Figures {
	f := speed.Figures{Prefill: b.Prefill, RSS: b.RSS, Recheck: b.Recheck, Measured: dgrid.Time(time.Now().UnixMilli())}
	for _, s := range b.Streams {
		switch s.Streams {
		case 1:
			f.Decode = s.Rate
		case 8:
			f.Decode8 = s.Rate
		}
	}
	return f
}

func newBench(a *app) *cobra.Command {
	var f benching
	cmd := &cobra.Command{
		Use:   "bench [MODEL]",
		Short: "Measure how fast this machine runs a model",
		Long: `Load a model as dgridd up does and measure: how fast it reads a prompt, how long a first token takes, how many tokens a second come
of 1, 4 and 8 answers at once, and what a re-check costs. Without MODEL every model of the configuration is measured, or else the
catalogue's first. A MODEL that stands in the configuration is loaded with its settings there.

The figures are written to speed.json in the cache folder, by model, runtime class and threads: dgridd models shows them, and this
node's quotes begin with them. They hold for a machine that does nothing else. While it is busy, or this node runs, nothing is measured;
with --force it is, and shown, but not written down.`,
		Example: `  dgridd bench
  dgridd bench smollm2 --threads 2 --json`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return a.bench(cmd, &f, args) },
	}
	fl := cmd.Flags()
	fl.IntVar(&f.threads, "threads", 0, "CPU threads that compute (default those of the configuration)")
	fl.IntVar(&f.rounds, "rounds", 3, "how often each figure is measured; the median counts")
	fl.Float64Var(&f.seconds, "seconds", 10, "about how long the rounds of one figure take together; prompts and answers are made shorter for it")
	fl.BoolVar(&f.force, "force", false, "measure on a machine that is busy, too, and write nothing down")
	settingFlags(cmd, "cache", "catalogue", "runtime")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) bench(cmd *cobra.Command, f *benching, args []string) error {
	if f.threads < 0 || f.rounds < 1 || f.seconds <= 0 {
		return usageError(cmd, errors.New("--rounds and --seconds must be above 0, and --threads not below"))
	}
	c, _, err := a.settings(cmd)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(cmd.Context())
	defer stop()
	_, files, err := node.OpenModels(c)
	if err != nil {
		return err
	}
	book, err := speed.Open(files.Dir())
	if err != nil {
		return err
	}
	wanted, err := f.wanted(c, args)
	if err != nil {
		return err
	}
	if err := f.quiet(ctx, c); err != nil {
		return err
	}
	p := &parts{config: c, log: a.logger(c)}
	all := make([]*benched, 0, len(wanted))
	for i := range wanted {
		b, err := a.benchModel(ctx, p, f, &wanted[i])
		if err != nil {
			return fmt.Errorf("%s: %w", wanted[i].Name, err)
		}
		if !f.force {
			if err := book.Put(speed.Key{Model: b.ID, Class: b.Class, Threads: b.Threads}, b.figures()); err != nil {
				return err
			}
			b.Book = filepath.Join(files.Dir(), speed.FileName)
		}
		all = append(all, b)
		if a.asJSON {
			continue
		}
		if err := a.printBenched(b); err != nil {
			return err
		}
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"models": all})
	}
	return nil
}

// wanted are the models to measure, as they would be served. It fails at once where one is not on this machine.
func (f *benching) wanted(c *config.Config, args []string) ([]config.ModelConfig, error) {
	catalogue, files, err := node.OpenModels(c)
	if err != nil {
		return nil, err
	}
	list := slices.Clone(c.Models)
	if len(list) == 0 && len(args) == 0 {
		args = []string{catalogue.Models()[0].Name}
	}
	if len(args) == 1 {
		model, err := node.ResolveModel(catalogue, files, args[0])
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(m config.ModelConfig) bool {
			known, err := node.ResolveModel(catalogue, files, m.Name)
			return err != nil || known.ID != model.ID
		})
		if len(list) == 0 {
			list = append(list, config.ModelConfig{Name: model.Name, Context: min(2048, model.Context)})
		}
	}
	for i := range list {
		if f.threads > 0 {
			list[i].Threads = f.threads
		}
		if list[i].Path != "" {
			continue
		}
		model, err := node.ResolveModel(catalogue, files, list[i].Name)
		if err != nil {
			return nil, err
		}
		if _, err := files.Model(model); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// quiet fails where something else computes on this machine, unless it is to be measured all the same.
func (f *benching) quiet(ctx context.Context, c *config.Config) error {
	if f.force {
		return nil
	}
	if _, ok := control.Dial(ctx, c.Home); ok {
		return withCode(exitLater, withHint(errors.New("this node runs, and its jobs would be measured with the rest"), "dgridd bench when it is stopped", "dgridd bench --force, which writes nothing down"))
	}
	busy, known, err := gauge.Busy(ctx, benchLook)
	if err != nil {
		return err
	}
	if cores := float64(runtime.NumCPU()); known && busy > max(0.5, cores/10) {
		return withCode(exitLater, withHint(fmt.Errorf("the machine is busy: %.1f of its %.0f cores compute something else, and the figures would be too low", busy, cores),
			"dgridd bench when it is idle", "dgridd bench --force, which writes nothing down"))
	}
	return nil
}

// benchModel loads a model, measures and ends its worker.
func (a *app) benchModel(ctx context.Context, p *parts, f *benching, m *config.ModelConfig) (b *benched, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, benchPatience, fmt.Errorf("it was not measured within %s: fewer --rounds or --seconds make it shorter", benchPatience))
	defer cancel()
	e, stop, err := startEngine(ctx, p, m)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	info, err := e.Worker.Ready(ctx)
	if err != nil {
		return nil, err
	}
	r, err := gauge.Measure(ctx, gauge.Config{
		Engine: e.Worker, Ends: info.EndTokens, Context: info.Context, Streams: benchStreams, Rounds: f.rounds, Each: time.Duration(f.seconds * float64(time.Second)),
		Recheck: func(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) error {
			_, err := e.Worker.Recheck(ctx, job, output)
			return err
		},
		Began: a.benchProgress(e.Model.Name),
	})
	if err != nil {
		return nil, errors.Join(err, context.Cause(ctx))
	}
	b = &benched{Name: e.Model.Name, ID: e.Model.ID, Class: info.Class(), Runtime: info.Runtime, Threads: node.Threads(m), Rounds: f.rounds,
		Prompt: r.Prompt, Answer: r.Answer, Prefill: r.Prefill, First: r.First.Seconds(), Recheck: r.Recheck, RSS: gauge.Peak(info.PID)}
	for _, n := range benchStreams {
		b.Streams = append(b.Streams, benchStream{n, r.Decode[n]})
	}
	return b, nil
}

// benchProgress tells a person at a terminal what is measured now.
func (a *app) benchProgress(name string) func(round int, what string) {
	return func(round int, what string) {
		if isTerminal(a.stderr) {
			fmt.Fprintf(a.stderr, "%s: round %d, %s\n", name, round, what)
		}
	}
}

func (a *app) printBenched(b *benched) error {
	a.printf("%s (%s) on %s, %d threads, %s\n", b.Name, b.ID.Short(), b.Class, b.Threads, b.Runtime)
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "  prefill\t%.1f tokens/s\tprompts of %d tokens\n", b.Prefill, b.Prompt)
	fmt.Fprintf(w, "  first token\t%.0f ms\tbehind a prompt of %d tokens\n", 1000*b.First, gauge.ShortPrompt)
	for _, s := range b.Streams {
		fmt.Fprintf(w, "  %d at once\t%.1f tokens/s\tanswers of %d tokens, together\n", s.Streams, s.Rate, b.Answer)
	}
	fmt.Fprintf(w, "  re-check\t%.2f\tof the time that generating the same takes\n", b.Recheck)
	if b.RSS > 0 {
		fmt.Fprintf(w, "  memory\t%s\tthe most that the worker had resident\n", megabytes(int64(b.RSS)))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the figures: %w", err)
	}
	if b.Book == "" {
		a.printf("medians of %d rounds; nothing is written down: --force\n", b.Rounds)
	} else {
		a.printf("medians of %d rounds, written to %s\n", b.Rounds, b.Book)
	}
	return nil
}
