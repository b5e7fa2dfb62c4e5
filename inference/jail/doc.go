// Package jail closes the process that runs a model, so that native code that a hostile model file has taken over finds nothing:
// no keys, no network, no other program to start, no other process to read, and no more memory than was planned.
//
// It closes in two steps, both in the process itself, by a plan that its parent put into the environment.
//
// Enter is the first thing that the process does. On one thread it takes away files, TCP, signals and privileges (Landlock,
// no_new_privs, limits), and then executes the same program again: a process that begins closed is closed in every thread it
// will ever have, those of Go, of libllama and of a GPU's driver alike.
//
// Close comes after the shared libraries are loaded and before a model file is opened. It takes away the system calls that no
// model needs (seccomp, for all threads at once), and sets the limit of memory.
//
// What the kernel lacks is left out and named by Missing, which the daemon logs and `dgridd doctor` shows. What the kernel has and
// refuses is an error, and the process ends.
package jail
