// Package evm is how a node speaks to an Ethereum-like chain: what it reads, what it sends, and what it follows.
// docs/chain.md explains the rules and lists the errors.
//
// # Terms
//
//   - endpoint: one JSON-RPC server of the chain, named by a URL of the configuration. Its answers are not trusted more than
//     they must be: chain id and genesis are checked before anything else is asked of it.
//   - head: the newest block. final: the block that many confirmations below it; what decides about money is read there.
//   - intent: a call of a contract that somebody wants to take effect once, under a key of his own choice.
//   - item: an intent with what became of it. The outbox holds items durably.
//   - attempt: one signed transaction of an item. All attempts of an item share its nonce, so at most one of them is mined.
//   - open item: one that is queued, sent or mined. closed: final, failed or replaced.
//
// # What is durable when
//
// An intent is stored before Send returns. The write that binds it to a nonce also holds the signed bytes, and it is on the disk
// before any endpoint sees them; so no nonce is ever taken by something that could not be sent again, byte by byte, after a
// crash. What the Sender does next follows from receipts and from the account's nonce on the chain alone, never from the words
// with which an endpoint refused a transaction.
package evm
