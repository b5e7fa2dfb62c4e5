// Package provider serves jobs: it decides whether to take an order, has the engine generate, sends tokens no further ahead
// than they are paid, signs a step for every full leaf and a receipt at the end, and stores each of them before it is sent.
//
// # Terms
//
//   - offer: one model that this node serves, with its price and its slots.
//   - account: what one payer owes for one model, over all its jobs (settlement.ProviderAccount).
//   - replay: the same order again gets the stored frames, never a new job.
//   - session: this run of the process. A job of an earlier session is settled by its last step; it gets no receipt.
package provider
