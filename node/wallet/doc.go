// Package wallet moves a node's own money on its network's chain: it plans what a command asks for, says what that costs, carries it out
// through the node's Sender, and tells how the money stands. It neither earns nor audits.
//
// # Terms
//
//   - request: what a person wants, for example a deposit of so many tokens.
//   - plan: the calls of contracts that do it, in their order, with what they cost. Planning stores and sends nothing.
//   - begun plan: one that was confirmed. It is stored before its first call is sent, with a random id that names its calls in the outbox.
//   - told plan: a begun one of which a command has said how it ended.
//
// # Repeating a command
//
// A command that is killed leaves a begun plan that nobody was told the end of. The same request then yields that plan and no
// other: what was sent is not sent again, and what was not is sent under the ids that it would have had. So a command may be repeated
// until it says that it is done, and its money moves once. Another request of the same kind waits until the calls of the first are closed.
//
// A call that depends on the one before is sent when that one is in a block, as the Sender demands.
package wallet
