// Package p2p is a node's libp2p host: the mesh in which nodes find each other, and the streams that jobs, receipts, audits,
// quotes and checks travel on.
//
// # Terms
//
//   - host: the node's libp2p identity, its listeners and its connections, with the resource limits that hold from the start.
//   - hello: what each side says first on every stream: its network, owner and session. The owner's signed binding ties the
//     owner to the peer id that the connection has proved, so both sides know whom they talk to before a frame is read.
//   - job stream: one order and everything that follows from it, in both directions, on a stream of its own.
//   - frame: one message on a stream, its length in front of it. Length is checked before anything is allocated.
//   - heartbeat: an empty frame, sent when a second passed without another one. A stream on which nothing arrives for three
//     seconds has failed. Heartbeats never leave this package.
//   - refusal: the provider's answer to an order that it does not take, with a reason that a program branches on.
//   - reset: the abrupt end of a stream, with an error code.
//   - member: a host with Config.Mesh. It takes part in the DHT and in gossip while Run runs.
//   - advert: what a member says about itself to everybody, signed by its peer key. Others keep the latest one for three
//     intervals. A withdrawal is an advert of nothing.
//   - verdict: what became of an advert that came in. Rejected is provably the sender's fault, ignored may happen to anybody.
//   - pull: asking one peer for the adverts that it holds.
//   - quote: a provider's signed word on price and load, good for seconds, pulled from it.
//   - check: a transcript handed to a stranger who computes it again, and its report.
//
// docs/stream.md specifies every frame, its limits, the order of frames, deadlines and errors; docs/mesh.md what makes the mesh.
package p2p
