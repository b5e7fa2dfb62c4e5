// Package store keeps what a node must not forget: the signed objects of its jobs, what each pair of payer and provider
// owes, and the content of answers for as long as they may be disputed.
//
// # Terms
//
//   - journal: one append-only file of hash-chained, fsynced records. It holds every signed object and decides about money.
//   - index: a Badger database that answers questions quickly. All of it that concerns money is derived from the journal.
//   - content: requests, leaves and sketches. Only the index holds them; they expire, signed objects never do.
//   - applied: the number of the last journal record that the index has taken in.
//   - role: the side of a job that this node stands on. A node that buys from itself has the job twice, once a role.
//   - open job: a job that is neither finished by a receipt nor closed by its last step.
//   - settled: the sum of the fees of a pair's closed jobs, each by its receipt or else by its last step.
//
// # What an acknowledgement means
//
// Every writing method returns after its data is on the disk: content in the index first, then the journal, then the index.
// A crash between two of them leaves, in this order, content that no signed object speaks of (it is overwritten when the
// step comes again), or journal records that the index lacks (Open applies them). Nothing of either was acknowledged.
//
// One goroutine, started by Open and ended by Close, commits the writes of all callers in groups with one fsync each.
// docs/journal.md and docs/store.md specify the bytes.
package store
