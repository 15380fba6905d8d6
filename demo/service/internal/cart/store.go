// Package cart keeps carts in memory and tells open pages about changes. It is healthy: its janitor and its journal run
// as long as the process, and the pages that wait come and go with traffic.
package cart

import (
	"context"
	"sync"
	"time"
)

const (
	keepFor      = 30 * time.Second
	cleanEvery   = 5 * time.Second
	journalEvery = time.Second
)

type cart struct {
	items   int
	touched time.Time
}

// Store holds carts by customer.
type Store struct {
	mu      sync.RWMutex
	carts   map[int64]*cart
	journal chan int64
}

// NewStore starts the janitor and the journal.
func NewStore() *Store {
	s := &Store{carts: make(map[int64]*cart), journal: make(chan int64, 256)}
	go s.clean()
	go s.write()
	return s
}

// Add puts an item into a cart and returns how many there are.
func (s *Store) Add(customer int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.carts[customer]
	if !ok {
		c = &cart{}
		s.carts[customer] = c
	}
	c.items++
	c.touched = time.Now()
	select {
	case s.journal <- customer:
	default:
	}
	return c.items
}

// Await blocks, as an open page does, until the page is closed or patience is over.
func (s *Store) Await(ctx context.Context, patience time.Duration) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (s *Store) clean() {
	ticker := time.NewTicker(cleanEvery)
	defer ticker.Stop()
	for now := range ticker.C {
		s.mu.Lock()
		for customer, c := range s.carts {
			if now.Sub(c.touched) > keepFor {
				delete(s.carts, customer)
			}
		}
		s.mu.Unlock()
	}
}

func (s *Store) write() {
	flush := time.NewTicker(journalEvery)
	defer flush.Stop()
	var batch []int64
	for {
		select {
		case customer := <-s.journal:
			batch = append(batch, customer)
		case <-flush.C:
			batch = batch[:0]
		}
	}
}
