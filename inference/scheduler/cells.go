package scheduler

// pool counts the cells that are in use, exactly: what several sequences share counts once.
type pool struct {
	used int
}

// segment is a run of tokens whose cells have the same holders. The chain to the first ancestor is a sequence.
type segment struct {
	parent *segment
	n      int
	refs   int // sequences that end with it, and segments that follow it
}

// leaf begins a sequence behind the tokens of parent, a reference to which it takes over.
func leaf(parent *segment) *segment { return &segment{parent: parent, refs: 1} }

// grow adds n tokens to a sequence's own segment.
func (p *pool) grow(s *segment, n int) {
	s.n += n
	p.used += n
}

// share returns the segment that ends behind the first n of the length tokens that end with s, with a reference for the caller.
// Where n falls inside a segment, or the segment may still grow, it is split.
func share(s *segment, length, n int) *segment {
	if n == 0 {
		return nil
	}
	end, grows := length, true
	for end-s.n >= n {
		end -= s.n
		s, grows = s.parent, false
	}
	if head := n - (end - s.n); head < s.n || grows {
		s.parent = &segment{parent: s.parent, n: head, refs: 1}
		s.n -= head
		s = s.parent
	}
	s.refs++
	return s
}

// release gives up a reference to s, and frees the cells that nobody else holds.
func (p *pool) release(s *segment) {
	for ; s != nil; s = s.parent {
		if s.refs--; s.refs > 0 {
			return
		}
		p.used -= s.n
	}
}

// held is how many cells the chains that end with the given segments hold together.
func held(ends []*segment) int {
	seen, n := make(map[*segment]bool, 2*len(ends)), 0
	for _, s := range ends {
		for ; s != nil && !seen[s]; s = s.parent {
			seen[s] = true
			n += s.n
		}
	}
	return n
}
