// Package verify decides whether a job's answer is what its model would have given. It is pure: it reads a transcript and plain
// numbers, never a clock, a network or a model.
//
// # Terms
//
//   - rung: one statement about a transcript that holds, fails, or has nothing to be checked against. A ladder of rungs is
//     what `receipt verify` and `audit` print.
//   - evidence: what a re-computation of the answer found, token by token.
//   - T0, structure: what must be exactly so. One failing rung is proof.
//   - margin: how much a token's logit would have to rise for the sampler to have chosen it, in nats of logit, clipped at 1.
//     An honest provider's are not all 0, because machines round differently; a cheat's are larger.
//   - T1: the mean margin of the whole answer (S1) and of its worst 64 tokens in a row (S1Window).
//   - T2: how far the committed sketches lie from the recomputed ones, of the whole answer (S2) and of its worst 64 tokens
//     (S2Window).
//   - cell: the scores of honest jobs of one kind and the thresholds that follow from them. Measuring them is calibration.
//   - joint score: the largest of an answer's scores, each scaled by the cell's median and spread.
//   - suspicion: scores above a cell's thresholds. It is not yet proof, because rare prompts are noisier than the cell's.
//   - control: what an honest machine scores on the same tokens. A suspicion that exceeds it by much is a failure.
//   - process: what the audits of one provider say together, over its lifetime.
//   - seat: a validator's place in the committee of one job, drawn from the tickets of its model.
//   - record: all verdicts that stand on the chain, folded in their order into the providers' processes.
//
// docs/verification.md defines the tests and says what each rung proves; docs/calibration.md specifies the cells; docs/audits.md says
// which jobs are audited, by whom, and what decides.
package verify
