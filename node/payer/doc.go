// Package payer asks a provider: it signs the order, recomputes every root from what it reads, signs a voucher for each step
// that holds, and keeps the transcript. It trusts nothing that the provider says.
//
// # Terms
//
//   - question: what to ask, and what it may cost.
//   - open job: one whose stream broke before its receipt came. Recover fetches what is missing when the provider is met
//     again; what cannot be fetched is settled by the last step that was verified.
package payer
