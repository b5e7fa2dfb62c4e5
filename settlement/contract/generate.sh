#!/bin/sh
# Compiles the contracts and regenerates their Go bindings, a package each. Run it from the repository's root; it needs go, node and
# npm. The tools are pinned and go to a temporary folder, so they never enter go.mod: CI runs this and fails where `git diff` then
# shows a difference.
set -eu
[ -f go.mod ] || { echo "run this from the repository's root: sh settlement/contract/generate.sh" >&2; exit 2; }

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT INT TERM
npm install --silent --no-save --no-audit --no-fund --prefix "$tools" solc@0.8.37 @openzeppelin/contracts@5.7.0
GOBIN="$tools" GOFLAGS= go install github.com/ethereum/go-ethereum/cmd/abigen@v1.17.10

here=settlement/contract
contracts="Escrow Anchors Staking Disputes DevToken AccessManager"
tests="OddToken Wallet" # what only the tests deploy

bind() { # contract, folder
	pkg=$(echo "$1" | tr '[:upper:]' '[:lower:]')
	mkdir -p "$2/$pkg"
	"$tools/abigen" --v2 --abi "$tools/$1.abi" --bin "$tools/$1.bin" --pkg "$pkg" --type "$1" --out "$2/$pkg/$pkg.go"
}

# The names are lists of words.
# shellcheck disable=SC2086
node $here/compile.js "$tools/node_modules" $here/sol "$tools" $contracts $tests >"$tools/sizes"
for name in $contracts; do bind "$name" $here; done
for name in $tests; do bind "$name" $here/internal; done
{
	echo "# Bytes of each contract's runtime code; the limit is 24,576. Written by generate.sh."
	for name in $contracts; do grep "^$name " "$tools/sizes"; done
} >$here/sizes.txt
