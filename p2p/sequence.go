package p2p

import "fmt"

// sequence holds one side of a job stream to the order of its frames.
type sequence struct {
	provider bool // the side that answers
	met      bool // its meet frame is there
	begun    bool // its order, or the answer to one, is there
	over     bool // no frame may follow
}

// next fails where f may not come now.
func (q *sequence) next(f Frame) error {
	ok := false
	switch f.(type) {
	case *MeetFrame:
		if ok = !q.met && !q.begun; ok && !q.over {
			q.met = true
			return nil
		}
	case *VoucherFrame:
		if ok = !q.provider && (q.met || q.begun); ok && !q.begun && !q.over {
			return nil // what was due from before
		}
	case *OrderFrame:
		ok = !q.provider && !q.begun
	case *CancelFrame:
		ok = !q.provider && q.begun
	case *AcceptFrame, *RefusalFrame:
		ok = q.provider && !q.begun
	case *ChunkFrame, *StepFrame, *ReceiptFrame:
		ok = q.provider && q.begun
	case *FailureFrame:
		ok = q.provider
	}
	if !ok || q.over {
		return fmt.Errorf("%s frame out of order", frameName(f))
	}
	_, q.over = f.(*RefusalFrame)
	q.begun = true
	return nil
}
