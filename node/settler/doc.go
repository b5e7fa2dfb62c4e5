// Package settler brings what a node earned and spent onto the chain and checks what others brought there.
//
// # Terms
//
//   - own batches: leaves of closed jobs that this node served, and of its verdicts. They are sealed by limits of time, count and
//     value, anchored through the outbox, and handed out once the anchor is final.
//   - final: as package evm has it; what decides about money is read there.
//   - restored: the chain holds epochs of this node that its store does not know. Somebody put back a backup.
//   - collecting: as a payer, asking providers where this node's jobs are included, and holding that against its own books.
//
// # What is durable when
//
// A batch is sealed in the store before its anchor is given to the outbox; both keep their key over a crash, and the contract takes an
// epoch once. Redeeming moves the difference to what the contract says was paid before, so that sending it twice would move nothing
// twice; a redemption is sent only when none of this node's is open. Each step is made again by the next round if a crash came between.
package settler
