package template

import (
	_ "embed"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// maxDepth is how many calls in calls a script may have. It keeps the engine's own recursion within a Go stack.
const maxDepth = 4096

//go:embed jinja/index.cjs
var library string

//go:embed jinja/limits.js
var limits string

// program is library and limits as one function of a module object, compiled once for all machines. The library uses names that
// its text declares, so that limits.js can replace them.
var program = goja.MustCompile("jinja", "(function (module, exports) {"+library+"\n"+limits+"\n})", false)

// machine is a script engine that holds one template. One goroutine uses it at a time.
type machine struct {
	vm       *goja.Runtime
	renderer goja.Callable
	template goja.Value // as parsed
	now      time.Time  // of the rendering in progress
	clock    goja.Value // strftime_now
}

func newMachine(source string) (m *machine, err error) {
	m = &machine{vm: goja.New()}
	m.vm.SetMaxCallStackSize(maxDepth)
	// Scripts see the job's time and no chance.
	m.vm.SetTimeSource(func() time.Time { return m.now })
	m.vm.SetRandSource(func() float64 { return 0 })
	m.clock = m.vm.ToValue(func(format string) (string, error) { return strftime(m.now.UTC(), format) })
	err = m.guarded(func() error {
		load, err := m.vm.RunProgram(program)
		if err != nil {
			return err
		}
		loader, _ := goja.AssertFunction(load)
		exports, err := loader(goja.Undefined(), m.vm.NewObject(), m.vm.NewObject())
		if err != nil {
			return err
		}
		compile, _ := goja.AssertFunction(exports.ToObject(m.vm).Get("compile"))
		m.renderer, _ = goja.AssertFunction(exports.ToObject(m.vm).Get("render"))
		m.template, err = m.call(compile, m.vm.ToValue(source))
		return err
	})
	return m, err
}

func (m *machine) render(given string, now time.Time) (text string, err error) {
	m.now = now
	err = m.guarded(func() error {
		v, err := m.call(m.renderer, m.template, m.vm.ToValue(given), m.clock)
		if err != nil {
			return err
		}
		s, ok := v.Export().(string)
		if !ok {
			return fmt.Errorf("%w: it renders no text", ErrTemplate)
		}
		// Half of a surrogate pair has no form in UTF-8.
		text = strings.ToValidUTF8(s, "\uFFFD")
		return nil
	})
	return text, err
}

// call calls a function that ends in attempt of limits.js.
func (m *machine) call(f goja.Callable, args ...goja.Value) (goja.Value, error) {
	v, err := f(goja.Undefined(), args...)
	if err != nil {
		return nil, err
	}
	o := v.ToObject(m.vm)
	if value := o.Get("value"); value != nil {
		return value, nil
	}
	kind := ErrTemplate
	switch o.Get("kind").String() {
	case "refusal":
		kind = ErrRefused
	case "limit":
		kind = ErrLimit
	}
	return nil, fmt.Errorf("%w: %.1000s", kind, o.Get("message"))
}

// guarded runs f for maxTime at most. The engine is not ours and the template is not trusted: a fault in them must cost one
// job, not the process.
func (m *machine) guarded(f func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: fault in the script engine: %v\n%s", ErrTemplate, fault, debug.Stack())
		}
	}()
	// The timer may fire just after f ended. Then the flag stays and stops the next rendering, so it is cleared before each.
	m.vm.ClearInterrupt()
	stop := time.AfterFunc(maxTime, func() { m.vm.Interrupt("time") })
	defer stop.Stop()
	err = f()
	var stopped *goja.InterruptedError
	var deep *goja.StackOverflowError
	var thrown *goja.Exception
	switch {
	case errors.As(err, &stopped):
		return fmt.Errorf("%w: it took longer than %s", ErrLimit, maxTime)
	case errors.As(err, &deep):
		return fmt.Errorf("%w: it is nested too deep", ErrLimit)
	case errors.As(err, &thrown):
		return fmt.Errorf("%w: %w", ErrTemplate, err)
	}
	return err
}
