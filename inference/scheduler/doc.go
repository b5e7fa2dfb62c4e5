// Package scheduler decides what a model reads next: which calls get a sequence, and what goes into the next call of the model.
// It computes nothing, has no clock and no goroutine; whoever drives the model asks it before every call and tells it afterwards.
//
// # Terms
//
//   - sequence: the tokens of one call as the model remembers them. Each has an id, of which there are few.
//   - cell: room for one token in the model's memory. Sequences that begin alike share the cells of what they have in common.
//   - head: the tokens that a call has read before the first one whose numbers it wants. It is read in chunks.
//   - row: a token whose numbers are wanted.
//   - paid: work that somebody waits and pays for. Everything else is spare: re-checks, controls and embeddings.
//   - admit: give a call a sequence. All cells that it can come to need are promised to it then, so that it never lacks one.
//   - kept: a sequence whose call has ended. Its cells are there for whoever begins with the same tokens, until others need them.
//   - step: one call of the model.
//
// # Rules
//
//   - Every step in which paid sequences have a row carries one row of each that is ready. Between two of those steps there is at most
//     one other, and its length is bounded by theirs: a chunk of heads, or a slice of spare work.
//   - Chunks and admission go round between payers. Within a payer the earliest deadline is first, then the first come.
//   - Spare work, earliest deadline first, gets what paid work leaves, and a small share of the time beside it. What would miss its
//     deadline at that pace is served like paid work.
package scheduler
