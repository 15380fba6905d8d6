// Package stock knows what is in store and waits for what isn't.
package stock

import (
	"sync"
	"time"

	"example.com/shop/internal/faults"
)

const (
	lookAgainAfter = 2 * time.Second
	deliveredAfter = time.Second
)

// Shelf counts what is there.
type Shelf struct {
	fault  *faults.Switch
	mu     sync.RWMutex
	due    map[int64]time.Time
	nextID int64
}

// NewShelf returns an empty shelf.
func NewShelf(board *faults.Board) *Shelf {
	s := &Shelf{due: make(map[int64]time.Time)}
	s.fault = board.Add("loop-without-exit", "stock.(*Shelf).waitForDelivery", 4)
	s.fault.ByHand(func() { go s.waitForDelivery(-1) })
	return s
}

// Reorder orders more of a product and keeps an eye on the delivery. The fault: a product that is no longer made is
// never delivered, and the loop that looks for it has no other way out.
func (s *Shelf) Reorder() {
	s.mu.Lock()
	s.nextID++
	id := s.nextID
	if !s.fault.Strikes() {
		s.due[id] = time.Now().Add(deliveredAfter)
	}
	s.mu.Unlock()
	go s.waitForDelivery(id)
}

func (s *Shelf) waitForDelivery(id int64) {
	for !s.arrived(id) {
		time.Sleep(lookAgainAfter)
	}
	s.mu.Lock()
	delete(s.due, id)
	s.mu.Unlock()
}

func (s *Shelf) arrived(id int64) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	due, ok := s.due[id]
	return ok && time.Now().After(due)
}
