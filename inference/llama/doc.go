// Package llama binds libllama.
//
// It loads the shared libraries of a runtime, opens one model with one context, and moves tokens in and logits and hidden
// states out. It decides nothing: sampling, text and scoring are the caller's. Native code can crash, so this package
// belongs in a worker process. llama.cpp keeps global state, hence a process loads one runtime and never another.
package llama
