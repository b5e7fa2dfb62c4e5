// Command dgridd is a node of the dgrid network: it asks, serves and checks. `dgridd help` lists its commands.
//
// Exit codes: 0 done; 1 failed; 2 wrong command line or configuration; 3 what was checked does not hold; 4 failed, and the same
// command may succeed later.
package main

import (
	"context"
	"os"
)

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) }
