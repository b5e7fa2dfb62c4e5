// Package workerpb is the language between a daemon and its worker process. worker.proto is its source; generate.sh, run from
// the root of the repository, makes worker.pb.go from it with pinned tools.
package workerpb

//go:generate sh -c "cd ../.. && inference/workerpb/generate.sh"
