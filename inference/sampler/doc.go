// Package sampler is dgs1, the deterministic sampler: it turns a model's logits into a token so that anyone who has the same
// logits, parameters and seed gets the same token, on any CPU.
//
// # Terms
//
//   - grid: logits are rounded to whole 1/256 nat before anything else; everything that filters decide is decided on this grid.
//   - score: what the arg max is taken of, the logit on the grid plus temperature times noise, in units of 1/65536 nat.
//   - noise: a Gumbel number for each (seed, position, token id), so that runs with differing candidates still agree.
//   - filter: top-k, top-p or min-p. Each keeps a prefix of the ids in order of falling logit, then rising id.
//   - margin: the least raise of a token's logit that lets it pass the filters and win.
//
// docs/sampler.md specifies every integer; testdata holds the golden vectors and an independent implementation in Python.
//
// The package draws noise only for ids that can still win, and computes the logarithms of the noise only for those that very
// nearly do; the tests hold it to the plain form of the specification. It does no I/O.
package sampler
