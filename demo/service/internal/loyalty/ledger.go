// Package loyalty books points for orders.
package loyalty

import (
	"sync"
	"time"

	"example.com/shop/internal/faults"
)

const bookingTakes = 2 * time.Millisecond

type account struct {
	mu     sync.Mutex
	points int
	open   int
}

// Ledger holds an account for every order that still earns points.
type Ledger struct {
	fault    *faults.Switch
	mu       sync.Mutex
	accounts map[int64]*account
	nextID   int64
}

// NewLedger returns an empty ledger.
func NewLedger(board *faults.Board) *Ledger {
	l := &Ledger{accounts: make(map[int64]*account)}
	l.fault = board.Add("lock-never-released", "loyalty.(*Ledger).book", 2)
	l.fault.ByHand(func() { l.earn(true) })
	return l
}

// Earn books the points of an order, then its bonus.
func (l *Ledger) Earn() { l.earn(l.fault.Strikes()) }

func (l *Ledger) earn(overdrawn bool) {
	l.mu.Lock()
	l.nextID++
	id := l.nextID
	a := &account{open: 2}
	l.accounts[id] = a
	l.mu.Unlock()
	l.book(id, a, 10, overdrawn) // The bonus may only follow the points.
	go l.book(id, a, 1, false)
}

// book has the fault: it gives up on an overdrawn account without giving up the lock.
func (l *Ledger) book(id int64, a *account, points int, overdrawn bool) {
	a.mu.Lock()
	if overdrawn {
		return
	}
	time.Sleep(bookingTakes)
	a.points += points
	a.open--
	done := a.open == 0
	a.mu.Unlock()
	if done {
		l.mu.Lock()
		delete(l.accounts, id)
		l.mu.Unlock()
	}
}
