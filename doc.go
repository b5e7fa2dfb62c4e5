// Package dgrid is the vocabulary of the dgrid network: the objects that payers, providers and validators sign, how each is
// encoded and hashed, what a job costs, and how an answer is committed to.
//
// # Terms
//
//   - payer: signs orders and vouchers. Somebody who calls a gateway over HTTP is a user; the gateway is then the payer.
//   - provider: runs jobs; signs acceptances, steps and receipts.
//   - validator: re-computes answers that others gave and signs verdicts.
//   - order: the payer's signed wish. Its EIP-712 hash is the job's id.
//   - acceptance: the provider's signed word that it will run the job, with the prompt it will read.
//   - leaf: 32 tokens of an answer with their text and sketches. A tree over the leaves commits to the answer.
//   - step: the provider's signed root over all leaves so far, one for each full leaf.
//   - voucher: the payer's signed, cumulative promise to one provider for one model.
//   - receipt: the provider's signed statement of a finished job. (It is not Ethereum's transaction receipt.)
//   - session: one run of a provider's process, named by 32 random bytes. An order is good for one session only.
//   - sketch: a short projection of the model's hidden state behind one token.
//   - transcript: everything needed to check an answer.
//
// The package does no I/O and keeps no state. docs/formats.md specifies every byte; testdata/vectors.json holds the golden
// vectors, which an independent implementation confirms.
package dgrid
