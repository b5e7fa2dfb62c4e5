// Package gateway answers HTTP: OpenAI's API for chat completions and models, and what the network adds to it: who answered,
// why that one, what it cost, and the receipts.
//
// # Terms
//
//   - user: somebody who calls the gateway over HTTP. The node signs and pays; the user trusts it (docs/api.md says with what).
//   - API key: names a user by 256 random bits and limits what it may spend. Only the SHA-256 of it is stored.
//   - budget: the most that all answers to one key may cost together.
//   - hold: the part of a budget that one running answer may use up.
//   - keepalive: an SSE comment, which clients skip, sent while an answer that has begun is silent.
//
// Requests are decoded field by field from one table (fields.go): what would change an answer and cannot be honoured is an
// error, and nothing is left out in silence. docs/api.md lists endpoints, fields, errors and the security model.
package gateway
