// Package facts keeps what was found out about a machine, in small files of the cache folder that all nodes of a user share.
//
// # Terms
//
//   - fact: a value that was measured or learnt, and that can be found out anew.
//   - key: a text that names all that the fact depends on. Who changes what it depends on asks for another key.
//
// Nothing in such a file is needed to run: a file that is lost or damaged costs the time to find its facts again.
package facts
