// Package speed keeps how fast models ran on this machine.
//
// # Terms
//
//   - figures: tokens a second, resident memory and the cost of a re-check, measured once and read by whoever tells an operator
//     or a payer what to expect.
//   - key: what figures hold for: a model, a runtime class and a number of threads. Another file, another device or another
//     number of threads is measured anew.
//   - book: the file speed.json in the cache folder, which all nodes of a user on a machine share.
//
// Nothing in the book is needed to run: a book that is lost or damaged costs a measurement.
package speed
