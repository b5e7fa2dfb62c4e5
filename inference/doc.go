// Package inference runs a model and re-checks what a model is said to have answered.
//
// # Terms
//
//   - engine: what turns a prompt's tokens into an answer's. This package drives libllama.
//   - runtime: a folder with the shared libraries of llama.cpp. Its CPU code comes in variants, one for each level of the
//     instruction set; the best that the machine can run is taken unless the configuration names one.
//   - worker: the child process that holds one loaded model. Native code can crash or hang; then only the child dies, and
//     Worker starts another. It is given no key and no network, and its environment holds nothing but where to unpack code.
//   - prompt: a request as the model reads it: chat template, then tokenizer, then the answer so far when a job is resumed.
//   - generate: sample an answer token by token. Sampling happens in the child, because logits are too large to move.
//   - re-check: read prompt and answer in one pass of large batches and measure, for every token, how far it was from being
//     the sampler's choice (its margin) and what the model's state behind it was (its sketch).
//   - release: a token's bytes need not be whole characters, and may begin a stop string; the text that becomes certain with
//     a token is what it releases. Both sides compute it from the tokens alone.
//
// The subpackages: llama binds libllama; sampler decides; template renders chats; workerpb is the language of the socket
// between parent and child; models fetches runtimes and weights.
package inference
