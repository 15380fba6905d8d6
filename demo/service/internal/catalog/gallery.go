// Package catalog prepares the pictures of products.
package catalog

import (
	"sync"
	"time"

	"example.com/shop/internal/faults"
)

const resizeTakes = 8 * time.Millisecond

// Gallery publishes a product's pictures once all sizes are there.
type Gallery struct {
	fault     *faults.Switch
	mu        sync.Mutex
	published int
}

// NewGallery returns an empty gallery.
func NewGallery(board *faults.Board) *Gallery {
	g := &Gallery{}
	g.fault = board.Add("waitgroup-without-done", "catalog.(*Gallery).publishWhenReady", 3)
	g.fault.ByHand(func() { g.prepare(true) })
	return g
}

// Prepare resizes a new picture in the background.
func (g *Gallery) Prepare() { g.prepare(g.fault.Strikes()) }

func (g *Gallery) prepare(damaged bool) {
	sizes := new(sync.WaitGroup)
	for size := range 3 {
		sizes.Add(1)
		go resize(sizes, damaged && size == 0)
	}
	go g.publishWhenReady(sizes)
}

// resize has the fault: a damaged picture returns without Done.
func resize(sizes *sync.WaitGroup, damaged bool) {
	time.Sleep(resizeTakes)
	if damaged {
		return
	}
	sizes.Done()
}

func (g *Gallery) publishWhenReady(sizes *sync.WaitGroup) {
	sizes.Wait()
	g.mu.Lock()
	g.published++
	g.mu.Unlock()
}
