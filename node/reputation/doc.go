// Package reputation remembers how providers behaved towards this node: what they answered, refused, broke off, and how their
// audits went. It is this node's own experience; nobody else's word enters it.
//
// # Terms
//
//   - record: what is remembered of one owner for one model, over all its peers.
//   - event: one thing that happened, with its time, its job and its reason in words.
//   - weight: a number in (0, 1], from the events, by which a provider is drawn and ranked.
//   - circuit: open after a peer has failed; nobody is sent there until it closes. At its end one question probes the peer.
//   - ban: what a failed audit brings, for 30 days.
//   - watched: a provider whose every answer is audited, because of a suspicion or a failure.
package reputation
