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
node $here/compile.js "$tools/node_modules" $here/sol "$tools" $contracts >"$tools/sizes"
{
	echo "# Bytes of each contract's runtime code; the limit is 24,576. Written by generate.sh."
	cat "$tools/sizes"
} >$here/sizes.txt
for name in $contracts; do
	pkg=$(echo "$name" | tr '[:upper:]' '[:lower:]')
	mkdir -p $here/"$pkg"
	"$tools/abigen" --v2 --abi "$tools/$name.abi" --bin "$tools/$name.bin" --pkg "$pkg" --type "$name" --out "$here/$pkg/$pkg.go"
done
