package store

// The stages of a commit, for tests that let it fail after its data is durable.
const (
	AfterContent = int(afterContent)
	AfterJournal = int(afterJournal)
	AfterIndex   = int(afterIndex)
)

// SetFault makes every later commit call f after each stage. It is for the time before the first write.
func (s *Store) SetFault(f func(stage int) error) {
	s.fault = func(st stage) error { return f(int(st)) }
}
