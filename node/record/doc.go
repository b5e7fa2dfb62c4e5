// Package record reads the public record: it follows the anchors on the chain, fetches the batches behind them from the nodes
// that anchored them, and folds their verdicts by the network's rules. Every node of a network with a chain does so, whatever else
// it does; all come to the same standings of providers. docs/audits.md defines them.
//
// # Terms
//
//   - anchor: the event by which a node put a batch's root on the chain. Only anchors in final blocks are read.
//   - pin: the event that fixed a batch's randomness.
//   - view: the record as it follows from what has been fetched, with the jobs whose committees are at work. It never changes; a
//     new one takes its place.
//   - missing: a batch that nobody has handed over yet. It is asked for again and again, and when it comes, the record is folded anew.
package record
