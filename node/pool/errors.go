package pool

import (
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid/inference"
)

// BusyError says that a model cannot be loaded soon enough: others have the memory.
type BusyError struct {
	Model string
	After time.Duration // when it is worth to ask again
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("%s is not loaded, and others have the memory that it needs: ask again in %s", e.Model, e.After.Round(time.Second))
}

// Unwrap is inference.ErrBusy.
func (e *BusyError) Unwrap() error { return inference.ErrBusy }

// Retry is After.
func (e *BusyError) Retry() time.Duration { return e.After }

// LoadError says that a model could not be loaded.
type LoadError struct {
	Model string
	After time.Duration // it is not tried again before
	Err   error
}

func (e *LoadError) Error() string {
	return fmt.Sprintf("load %s: %v; it is tried again when it is asked for in %s or later", e.Model, e.Err, e.After.Round(time.Second))
}

func (e *LoadError) Unwrap() error { return e.Err }

// Retry is After.
func (e *LoadError) Retry() time.Duration { return e.After }

// SizeError says that a model can never be loaded within the budget.
type SizeError struct {
	Model    string
	Need     uint64 // bytes
	Measured bool   // on this machine; else it is an estimate
	Budget   Budget
	Besides  []string // models that are to be loaded at the same time, and have a part of the budget
}

func (e *SizeError) Error() string {
	how := "by its file, context and slots"
	if e.Measured {
		how = "as measured here"
	}
	if len(e.Besides) > 0 {
		return fmt.Sprintf("model %s needs %s (%s), and with %v, which are to be loaded at start, too, that is more than the memory budget of %s (%s): set load = \"auto\" for one of them, or raise engine.memory",
			e.Model, Text(e.Need), how, e.Besides, Text(e.Budget.Bytes), e.Budget.From)
	}
	return fmt.Sprintf("model %s needs %s (%s), the memory budget is %s (%s): lower its context or slots, take a smaller quantisation, or raise engine.memory",
		e.Model, Text(e.Need), how, Text(e.Budget.Bytes), e.Budget.From)
}
