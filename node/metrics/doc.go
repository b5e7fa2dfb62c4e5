// Package metrics counts what a node does, for Prometheus. Names begin with dgrid_ and end in their unit; docs/operating.md lists them.
//
// # Terms
//
//   - event: something that happened once and is counted when it does: a job's end, a request, an audit.
//   - state: what holds now, read from Sources when Prometheus asks.
//   - role: in which part this node took part in a job: payer or provider.
//
// No label is of unbounded cardinality: there is no peer, no owner, no job and no key among them. Models are those of the
// node's own configuration, and whatever is not known by name is counted as "other".
package metrics
