// Package validator works for committees: it audits the drawn jobs in which this node holds a seat, and answers, as a provider
// and as a seat, what other seats ask. docs/audits.md specifies the exchange.
//
// # Terms
//
//   - case: a drawn job whose committee is at work (package record).
//   - file: what this node knows of a case in which it has a seat. It is durable, and says how far the work has come; a node that was
//     killed goes on from there, and never signs a second verdict on a job.
//   - commit, opening, reveal: the validator says that it has figures of its own, the provider hands over its sketches, and the
//     validator shows its figures. Whoever has not computed anything has nothing to commit to.
//   - silence: the provider gave no answer that can be used for so long that the seat says so.
//   - ballot: a seat's vote in a dispute on the chain. It follows from the public record alone.
package validator
