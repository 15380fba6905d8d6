// Package mail sends letters with a fixed number of workers. It is healthy: many goroutines wait here for ever, and
// their number never changes.
package mail

import "time"

const (
	workers      = 120
	sendingTakes = 30 * time.Millisecond
)

// Pool is the post office.
type Pool struct {
	letters chan int64
}

// NewPool starts the workers.
func NewPool() *Pool {
	p := &Pool{letters: make(chan int64, 1000)}
	for range workers {
		go p.work()
	}
	return p
}

// Send queues a letter about an order; when the queue is full, the letter is dropped.
func (p *Pool) Send(order int64) {
	select {
	case p.letters <- order:
	default:
	}
}

func (p *Pool) work() {
	for range p.letters {
		time.Sleep(sendingTakes)
	}
}
