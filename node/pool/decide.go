package pool

import (
	"cmp"
	"slices"
	"time"
)

// State is how a model stands.
type State uint8

// The states. A model goes round through them; only one that is absent needs no memory.
const (
	Absent State = iota
	Loading
	Loaded
	Leaving // its worker is being ended
)

// Need is the memory that a model takes, or that there is, in bytes: the machine's, and that of its GPUs together. A model may lie on several.
type Need struct{ Memory, GPU uint64 }

// least is the smaller of both, part by part.
func (n Need) least(other Need) Need {
	return Need{min(n.Memory, other.Memory), min(n.GPU, other.GPU)}
}

// balance is what is left of a budget; below zero where models turned out larger.
type balance struct{ memory, gpu int64 }

func (b balance) plus(n Need) balance {
	return balance{b.memory + int64(n.Memory), b.gpu + int64(n.GPU)}
}
func (b balance) minus(n Need) balance {
	return balance{b.memory - int64(n.Memory), b.gpu - int64(n.GPU)}
}

// holds reports whether n fits.
func (b balance) holds(n Need) bool { return !b.minus(n).over() }

// over reports whether more is taken than there is.
func (b balance) over() bool { return b.memory < 0 || b.gpu < 0 }

// helped reports whether giving n back gives something that lacks.
func (b balance) helped(n Need) bool { return b.memory < 0 && n.Memory > 0 || b.gpu < 0 && n.GPU > 0 }

// Standing is one model, as far as it decides what is loaded and evicted.
type Standing struct {
	State State
	Need  Need
	Calls int       // that hold it; 0 unless it is loaded
	Used  time.Time // when it was last held, or loaded
	Stays time.Time // it is not evicted before
}

// Decision is what to do now.
type Decision struct {
	Grant []int     // indices of wishes whose model is loaded
	Load  []int     // models
	Evict []int     // models
	Look  time.Time // when to decide again though nothing has happened; zero is never
}

// Decide says what to do for wishes, each the index of a model, in the order in which they came.
//
// A wish for a loaded model is granted. The first wish whose model has no room waits for it, and nobody behind it takes room: models that
// can be evicted make it, those idle longest first; where they do not suffice, busy ones whose stay is over are drained.
func Decide(now time.Time, budget Need, models []Standing, wishes []int) Decision {
	d := &decider{now: now, models: slices.Clone(models), drained: make([]bool, len(models)), room: balance{}.plus(budget), soon: balance{}.plus(budget)}
	for i := range d.models {
		switch m := &d.models[i]; m.State {
		case Absent:
		case Leaving:
			d.room = d.room.minus(m.Need)
		default:
			d.take(m.Need)
		}
	}
	blocked := false
	for i, w := range wishes {
		m := &d.models[w]
		need := m.Need.least(budget) // one that turned out larger than all there is may have all there is
		switch {
		case m.State == Loaded && !d.drained[w]:
			d.Grant = append(d.Grant, i)
			m.Calls++
		case m.State == Loading, m.State == Loaded, blocked:
		case m.State == Absent && d.room.holds(need):
			d.load(w)
		default:
			blocked = true
			d.makeRoom(need)
		}
	}
	if !blocked {
		d.trim()
	}
	return d.Decision
}

type decider struct {
	Decision
	now     time.Time
	models  []Standing
	drained []bool
	room    balance // of the budget that nobody has
	soon    balance // the same once those that are leaving are gone
}

func (d *decider) take(n Need) { d.room, d.soon = d.room.minus(n), d.soon.minus(n) }

func (d *decider) load(i int) {
	d.Load = append(d.Load, i)
	d.models[i].State = Loading
	d.take(d.models[i].Need)
}

func (d *decider) evict(i int) {
	d.Evict = append(d.Evict, i)
	d.models[i].State = Leaving
	d.soon = d.soon.plus(d.models[i].Need)
}

// makeRoom evicts so many models that need is there. Where those that are idle are too few it evicts none, for none would
// help, but drains.
func (d *decider) makeRoom(need Need) {
	left := d.soon.minus(need)
	if !left.over() {
		return // those that are leaving suffice
	}
	var victims []int
	idle := true
	for _, i := range d.candidates() {
		if !left.over() {
			break
		}
		if !left.helped(d.models[i].Need) {
			continue
		}
		victims = append(victims, i)
		left = left.plus(d.models[i].Need)
		idle = idle && d.models[i].Calls == 0
	}
	for _, i := range victims {
		d.drained[i] = true
	}
	if left.over() || !idle { // a call's end lets it be decided again, and so does the end of a stay
		d.lookAtStays()
		return
	}
	for _, i := range victims {
		d.evict(i)
	}
}

// trim evicts idle models while more memory is needed than there is: some have turned out larger than they were thought to be. The last
// one stays: loading it again would need as much.
func (d *decider) trim() {
	resident := 0
	for i := range d.models {
		if s := d.models[i].State; s == Loading || s == Loaded {
			resident++
		}
	}
	for _, i := range d.candidates() {
		if !d.soon.over() || resident <= 1 || d.models[i].Calls > 0 {
			break
		}
		if d.soon.helped(d.models[i].Need) {
			d.evict(i)
			resident--
		}
	}
	if d.soon.over() && resident > 1 {
		d.lookAtStays()
	}
}

// candidates are the models whose stay is over: the idle ones, those unused longest first, and then the busy ones.
func (d *decider) candidates() (list []int) {
	for i := range d.models {
		if m := &d.models[i]; m.State == Loaded && !d.now.Before(m.Stays) {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		x, y := &d.models[a], &d.models[b]
		return cmp.Or(cmp.Compare(min(x.Calls, 1), min(y.Calls, 1)), x.Used.Compare(y.Used))
	})
	return list
}

// lookAtStays sets Look to the end of the first stay.
func (d *decider) lookAtStays() {
	for i := range d.models {
		m := &d.models[i]
		if m.State == Loaded && d.now.Before(m.Stays) && (d.Look.IsZero() || m.Stays.Before(d.Look)) {
			d.Look = m.Stays
		}
	}
}

// Delay is the least time until a call for a model can begin, where loads[i] is how long model i takes to load and began[i] is when its
// load began. It does not know how long calls run.
func Delay(now time.Time, budget Need, models []Standing, i int, load time.Duration, began time.Time) time.Duration {
	m := &models[i]
	switch m.State {
	case Loaded:
		return 0
	case Loading:
		return max(load-now.Sub(began), least)
	}
	room := balance{}.plus(budget)
	var free []Standing
	for j := range models {
		if j == i {
			continue
		}
		switch models[j].State {
		case Loading:
			room = room.minus(models[j].Need)
		case Loaded:
			room = room.minus(models[j].Need)
			free = append(free, models[j])
		}
	}
	slices.SortFunc(free, func(a, b Standing) int { return a.Stays.Compare(b.Stays) })
	wait, left := time.Duration(0), room.minus(m.Need.least(budget))
	for _, f := range free {
		if !left.over() {
			break
		}
		if left.helped(f.Need) {
			wait = max(wait, f.Stays.Sub(now))
			left = left.plus(f.Need)
		}
	}
	return wait + max(load, least)
}

// least is the shortest time that a load is said to take.
const least = time.Second
