// Package pricing tells whoever watches a product when its price changes.
package pricing

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"example.com/shop/internal/faults"
)

const (
	pricesChangeEvery = 2 * time.Second
	watchFor          = 300 * time.Millisecond
)

type watcher struct {
	prices chan int
	last   int
}

// Hub hands new prices to all watchers.
type Hub struct {
	fault    *faults.Switch
	mu       sync.Mutex
	watchers map[*watcher]struct{}
}

// NewHub starts the one goroutine that changes prices.
func NewHub(board *faults.Board) *Hub {
	h := &Hub{watchers: make(map[*watcher]struct{})}
	h.fault = board.Add("missing-cancellation", "pricing.(*Hub).follow", 3)
	h.fault.ByHand(func() { h.Watch(context.Background()) })
	go h.publish()
	return h
}

// Preview watches prices while a page is open. The fault: the goroutine gets a context that outlives the page, and
// that nothing ever cancels.
func (h *Hub) Preview(ctx context.Context) {
	if h.fault.Strikes() {
		h.Watch(context.WithoutCancel(ctx))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, watchFor)
	defer cancel()
	h.Watch(ctx)
	<-ctx.Done()
}

// Watch follows prices until ctx is done.
func (h *Hub) Watch(ctx context.Context) {
	w := &watcher{prices: make(chan int, 1)}
	h.mu.Lock()
	h.watchers[w] = struct{}{}
	h.mu.Unlock()
	go h.follow(ctx, w)
}

func (h *Hub) follow(ctx context.Context, w *watcher) {
	for {
		select {
		case w.last = <-w.prices:
		case <-ctx.Done():
			h.mu.Lock()
			delete(h.watchers, w)
			h.mu.Unlock()
			return
		}
	}
}

func (h *Hub) publish() {
	for range time.Tick(pricesChangeEvery) {
		price := 100 + rand.IntN(900)
		h.mu.Lock()
		for w := range h.watchers {
			select {
			case w.prices <- price:
			default: // A watcher that is behind gets the next one.
			}
		}
		h.mu.Unlock()
	}
}
