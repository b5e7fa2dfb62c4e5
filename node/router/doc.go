// Package router finds who answers a question: it filters what is advertised, draws a few candidates, asks them for quotes,
// ranks them by a pure function whose reasons are kept, and goes on with the next one when a provider fails, before its first
// token or in mid-answer.
//
// # Terms
//
//   - question: what a caller wants answered, and its limits. It names no provider.
//   - candidate: a provider that could answer, with the reasons for its rank or for its exclusion.
//   - decision: all candidates of one choice, and who was chosen.
//   - part: what one provider contributed to an answer: one job, with its own receipt.
//   - answer: the parts in order. It is named by the job of its first part.
package router
