// Package libffi says in plain words that the library libffi is missing, before the binding of it panics.
//
// The binding of llama.cpp calls C through github.com/jupiterrider/ffi, which on Linux opens the system's libffi.so.8 when the
// program starts and panics if there is none: every command of the daemon would print a stack trace, `dgridd version` too. Go
// initializes packages whose imports are ready in the order of their import paths, and this one's comes first.
package libffi
