// Package calibrator measures how honest answers score when they are re-computed, so that a threshold can be set that honest
// providers stay under, and how lies score, so that one can see that they do not.
//
// # Terms
//
//   - plan: what to measure: jobs, settings, engines.
//   - lane: one engine under the name of its runtime class; a job is generated on one lane and re-computed on one.
//   - sample: the scores of one job. Samples are appended to a file as they are made, so that a run that is stopped goes on.
package calibrator
