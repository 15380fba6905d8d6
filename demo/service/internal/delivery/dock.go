// Package delivery brings parcels from the packing table into a van.
package delivery

import (
	"sync"
	"time"

	"example.com/shop/internal/faults"
)

const packingTakes = 20 * time.Millisecond

type parcel struct {
	mu     sync.Mutex
	ready  *sync.Cond
	packed bool
}

// Dock is where vans are loaded.
type Dock struct {
	fault *faults.Switch
}

// NewDock returns an empty dock.
func NewDock(board *faults.Board) *Dock {
	d := &Dock{}
	d.fault = board.Add("lost-signal", "delivery.(*Dock).load", 2)
	d.fault.ByHand(func() { d.ship(true) })
	return d
}

// Ship packs and loads one parcel in the background.
func (d *Dock) Ship() { d.ship(d.fault.Strikes()) }

func (d *Dock) ship(brokenGoods bool) {
	p := &parcel{}
	p.ready = sync.NewCond(&p.mu)
	go d.load(p)
	go d.pack(p, brokenGoods)
}

func (d *Dock) load(p *parcel) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.packed {
		p.ready.Wait()
	}
}

// pack has the fault: goods that break while they are packed end the work, and nobody signals the van.
func (d *Dock) pack(p *parcel, brokenGoods bool) {
	time.Sleep(packingTakes)
	if brokenGoods {
		return
	}
	p.mu.Lock()
	p.packed = true
	p.mu.Unlock()
	p.ready.Signal()
}
