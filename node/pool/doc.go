// Package pool keeps the models of one node: it loads one when the first call for it comes, keeps it loaded, and evicts it when
// another needs its memory.
//
// # Terms
//
//   - worker: what holds one loaded model (package inference).
//   - budget: the memory that all workers together may need.
//   - need: the memory of one model's worker: estimated from its file and settings until it has answered on this machine, then as
//     measured.
//   - call: work on a model. A model is held while a call runs, and while one is promised: a provider holds it from before it reads
//     an order's prompt until the job has ended.
//   - wish: a call that waits for its model. Wishes are granted in the order in which they came, as far as memory lets them.
//   - evict: end the worker of a model that nobody holds, the one that has been idle longest first.
//   - stay: the time for which a model that was loaded for a call is not evicted. Two models that do not fit together and are asked for
//     in turn would else do nothing but load.
//   - drain: a model whose stay is over and whose memory an earlier wish waits for is given to no further call, so that a model
//     that is always busy cannot keep another out for ever.
//   - found: what a load shows of the model on this machine, its runtime class among it. It is kept in the cache folder, so that a
//     node can advertise a model that is not loaded.
//
// Which model is loaded and which evicted is decided by Decide, which is pure; Pool carries it out.
package pool
