#!/bin/sh
# Makes inference/workerpb/worker.pb.go. Run it from the root of the repository. It needs npm and go; the tools are fetched by
# name and version into a temporary folder, so that they stay out of go.mod.
set -eu

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT INT TERM

npm install --silent --no-audit --no-fund --prefix "$tools" @bufbuild/buf@1.75.0 >"$tools/npm.log" 2>&1 || { cat "$tools/npm.log" >&2; exit 1; }
GOBIN="$tools/bin" GOFLAGS=-mod=mod go install google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12

PATH="$tools/bin:$tools/node_modules/.bin:$PATH"
export PATH BUF_CACHE_DIR="$tools/cache"
buf generate inference/workerpb \
	--template '{"version":"v2","plugins":[{"local":"protoc-gen-go","out":"inference/workerpb","opt":["paths=source_relative"]}]}'
