// Package spotcheck audits a sample of the answers that this node has paid for, and re-computes answers for other payers that
// ask it to. What it finds moves this node's own routing and nothing else.
//
// # Terms
//
//   - sample: the jobs that are audited. Providers cannot foresee it: it follows from the job and a secret of this node.
//   - local audit: re-computed by this node's own engine, where it has the model.
//   - auditor: another node that advertises that it re-computes answers of the model. It is handed the transcript; its word is
//     an opinion, so a suspicion is put to further ones, and what most of them find counts.
//   - record: what became of one audit. A pending one survives a crash and is taken up again.
package spotcheck
