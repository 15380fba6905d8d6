// Package payment waits for a payment provider to confirm what it was asked to collect.
package payment

import (
	"sync"
	"time"

	"example.com/shop/internal/faults"
)

const providerAnswersAfter = 40 * time.Millisecond

// Gateway matches the provider's confirmations with the orders that wait for them.
type Gateway struct {
	fault   *faults.Switch
	mu      sync.Mutex
	pending map[int64]chan bool
	booked  func(order int64, paid bool)
}

// NewGateway calls booked for every order that is settled.
func NewGateway(board *faults.Board, booked func(order int64, paid bool)) *Gateway {
	g := &Gateway{pending: make(map[int64]chan bool), booked: booked}
	g.fault = board.Add("forgotten-sender", "payment.(*Gateway).awaitConfirmation", 3)
	g.fault.ByHand(func() { go g.awaitConfirmation(0, make(chan bool)) })
	return g
}

// Collect asks the provider for the money and returns at once.
func (g *Gateway) Collect(order int64) {
	confirmed := make(chan bool)
	g.mu.Lock()
	g.pending[order] = confirmed
	g.mu.Unlock()
	go g.awaitConfirmation(order, confirmed)
	time.AfterFunc(providerAnswersAfter, func() { g.onCallback(order) })
}

func (g *Gateway) awaitConfirmation(order int64, confirmed <-chan bool) {
	paid := <-confirmed
	g.booked(order, paid)
}

// onCallback is what the provider calls. The fault: an answer that can't be read removes the order from the waiting
// list, and nobody tells the goroutine that waits.
func (g *Gateway) onCallback(order int64) {
	g.mu.Lock()
	confirmed, ok := g.pending[order]
	delete(g.pending, order)
	g.mu.Unlock()
	if !ok || g.fault.Strikes() {
		return
	}
	confirmed <- true
}
