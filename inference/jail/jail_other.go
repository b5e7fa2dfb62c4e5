//go:build !linux

package jail

// Enter does nothing: only Linux has what it needs, which Missing says.
func Enter() (Jail, error) { return Jail{}, nil }

// GPU is false: where no process is closed it needs no leave to reach one.
func GPU() bool { return false }

// Close does nothing.
func (j Jail) Close() error { return nil }

// Missing is what this system cannot keep from a model's process.
func Missing() []string {
	return []string{"a model's process is not closed on this system: it can reach the files and the network of the user it runs as; only Linux closes it"}
}
