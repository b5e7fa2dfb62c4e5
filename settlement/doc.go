// Package settlement holds the rules of money between one payer and one provider for one model: what a payer promises and
// when, how far a provider works ahead of what is promised, what a job costs when it ends, and what both sides take over when
// they meet again after a crash or a restored backup. docs/money.md explains the rules with an example in numbers.
//
// # Terms
//
//   - pair: payer, provider and model; vouchers, fees and accounts are kept for each pair alone.
//   - promised: the amount of the highest voucher of a pair.
//   - settled: the fees of a pair's closed jobs.
//   - ahead: what is promised beyond settled fees and verified steps. It counts for the pair's next job.
//   - cover: the output tokens of a job that vouchers pay for. A provider works at most one step beyond it.
//   - exposure: what a provider is owed, or may come to be owed, beyond vouchers.
//   - credit: the exposure that a provider accepts of a payer.
//   - meeting: the exchange at the start of a connection in which both sides show vouchers, totals and unfinished jobs.
//
// Everything here is pure: no I/O, no clock, no goroutine. The caller stores first and sends then, and verifies signatures
// before it asks an account. Accounts are not safe for concurrent use; one goroutine owns each.
package settlement
