// Package gauge measures how fast a loaded model is on this machine.
//
// # Terms
//
//   - prefill: tokens a second at which a prompt is read, up to the first token of the answer.
//   - decode: tokens a second of answers, from the first token of any to the last of all. One stream is one answer alone; of several
//     the tokens are counted together.
//   - re-check: the time of one over the time of generating what it checks, prompt included.
//
// Prompts are fixed, no two begin alike, so nothing that the engine keeps of one helps the next, and answers are as long as they are
// asked to be: the tokens that would end one are biased away.
package gauge
