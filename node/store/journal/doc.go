// Package journal is the format and the file of a node's journal: an append-only sequence of records, each chained to the
// one before by a hash and known to be on the disk before it is acknowledged.
//
// # Terms
//
//   - record: a length, a sequence number, a check of these two, an entry, and a link.
//   - entry: what a record says: a signed object, that a job was closed by its last step, or that the node started.
//   - link: keccak256 over the link before and the record; so a record that is changed, lost or moved breaks every later one.
//   - torn tail: the beginning of one record, or zero bytes only, at the end of the file. A crash in the middle of a write
//     leaves it. It was never acknowledged, so Open cuts it off.
//   - damage: everything else that does not add up. It is never repaired silently.
//
// docs/journal.md specifies every byte; testdata/vectors.json holds the golden vectors.
package journal
