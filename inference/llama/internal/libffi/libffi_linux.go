package libffi

import (
	"fmt"
	"os"

	"github.com/ebitengine/purego"
)

// library is the file that the binding opens on Linux. Elsewhere it brings its own.
const library = "libffi.so.8"

func init() {
	if _, err := purego.Dlopen(library, purego.RTLD_LAZY); err != nil {
		fmt.Fprintf(os.Stderr, "this program needs the library libffi, version 8: %v; install it (in Debian and Ubuntu: apt install libffi8)\n", err)
		os.Exit(1)
	}
}
