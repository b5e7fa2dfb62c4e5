package inference

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dgrid-network/dgrid/inference/workerpb"
)

var (
	// ErrWorkerLost means that the child died or hung while the job ran. Another child is being started: the same job can be
	// tried again here or elsewhere.
	ErrWorkerLost = errors.New("the model's worker process was lost; it is being restarted, try again")
	// ErrBusy means that too many jobs wait for the model already.
	ErrBusy = errors.New("the model is busy; try again later or elsewhere")
	// ErrContextOverflow is what a *ContextOverflowError wraps.
	ErrContextOverflow = errors.New("the job does not fit the model's context")
	// ErrRefused means that the job itself is wrong: it will fail wherever it is tried.
	ErrRefused = errors.New("the model's worker refused the job")
	// ErrStopped means that Run has ended.
	ErrStopped = errors.New("the model's worker was stopped")
)

// ContextOverflowError says by how much a job is too long. It is found before any work is done.
type ContextOverflowError struct {
	Prompt  uint32 // tokens, a resumed prefix included
	Output  uint32 // tokens that may be answered
	Context uint32 // tokens that the worker was loaded for
}

func (e *ContextOverflowError) Error() string {
	return fmt.Sprintf("%v: prompt of %d tokens and answer of up to %d need %d, the model was loaded for %d; shorten the prompt or ask for fewer tokens",
		ErrContextOverflow, e.Prompt, e.Output, uint64(e.Prompt)+uint64(e.Output), e.Context)
}

// Unwrap is ErrContextOverflow.
func (e *ContextOverflowError) Unwrap() error { return ErrContextOverflow }

// LoadError means that the runtime or the model cannot be used. It is permanent: Run ends with it, because a restart would end
// the same way.
type LoadError struct {
	Reason string // what is wrong and what to do
	Log    string // the last lines that libllama wrote, if any
}

func (e *LoadError) Error() string {
	if e.Log == "" {
		return e.Reason
	}
	return e.Reason + " (libllama: " + e.Log + ")"
}

// failed turns the worker's report into the error that it stands for.
func failed(f *workerpb.Failure) error {
	switch f.GetKind() {
	case workerpb.Failure_KIND_LOAD:
		return &LoadError{Reason: f.GetMessage()}
	case workerpb.Failure_KIND_OVERFLOW:
		return &ContextOverflowError{Prompt: f.GetPrompt(), Output: f.GetOutput(), Context: f.GetContext()}
	case workerpb.Failure_KIND_REFUSED:
		return fmt.Errorf("%w: %s", ErrRefused, f.GetMessage())
	case workerpb.Failure_KIND_BUSY:
		return ErrBusy
	case workerpb.Failure_KIND_LATE:
		return context.DeadlineExceeded
	}
	return fmt.Errorf("the model's worker failed: %s", f.GetMessage())
}

// hopeless are errors of GPUs that no restart mends, by what the driver says.
var hopeless = []struct{ says, advice string }{
	{"PTX was compiled with an unsupported toolchain", "the GPU's driver is older than the code that this runtime brings for the GPU: update the driver, or `dgridd pull runtime --gpu cuda12` fetches a runtime for older drivers, which needs the libraries of CUDA 12 (libcudart.so.12, libcublas.so.12)"},
	{"no kernel image is available for execution on the device", "this runtime brings no code for the GPU: `dgridd pull runtime --gpu vulkan` fetches one for all GPUs, or set device = \"cpu\" to compute on the CPU"},
}

// hopelessly is the error of a child that died with these last lines, where another child would die like it; else nil.
func hopelessly(last string) *LoadError {
	for _, h := range hopeless {
		if strings.Contains(last, h.says) {
			return &LoadError{Reason: h.advice, Log: last}
		}
	}
	return nil
}
