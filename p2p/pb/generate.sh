#!/bin/sh
# Regenerates the Go code of the .proto files in the given directories (p2p/pb where none is given). Run it from the
# repository's root; it needs go and npm. The tools are pinned and go to a temporary folder, so they never enter go.mod:
# CI runs this and fails where `git diff` then shows a difference.
set -eu
[ -f go.mod ] || { echo "run this from the repository's root: sh p2p/pb/generate.sh [directory...]" >&2; exit 2; }
[ $# -gt 0 ] || set -- p2p/pb

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT INT TERM
npm install --silent --no-save --no-audit --no-fund --prefix "$tools" @bufbuild/buf@1.75.0
GOBIN="$tools/bin" go install google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12

for dir; do
	PATH="$tools/bin:$PATH" "$tools/node_modules/.bin/buf" generate . --path "$dir" \
		--template '{"version":"v2","plugins":[{"local":"protoc-gen-go","out":".","opt":"paths=source_relative"}]}'
done
