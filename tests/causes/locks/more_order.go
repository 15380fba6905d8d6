package main

import "sync"

// Methods of two types, with pointers in maps.
type user struct {
	id     int
	mu     sync.Mutex
	groups map[int]*group
}
type group struct {
	name  string
	mu    sync.Mutex
	users map[int]*user
}

func (u *user) leaveAll() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, g := range u.groups {
		pause()
		g.remove(u.id)
	}
}
func (g *group) remove(id int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.users, id)
}
func (g *group) disband() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, u := range g.users {
		pause()
		u.forget(g.name)
	}
}
func (u *user) forget(string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.id++
}

var _ = add("lock-order/maps", func() {
	u := &user{id: 7, groups: map[int]*group{}}
	g := &group{users: map[int]*user{7: u}}
	u.groups[1] = g
	for i := 0; i < 4; i++ {
		other := &user{id: i}
		go other.forget("")
	}
	go u.leaveAll()
	go g.disband()
	pause()
	pause()
	for i := 0; i < 3; i++ {
		go u.forget("x")
	}
})

// Three services in a circle.
type billing struct {
	mu   sync.Mutex
	next *shipping
}
type shipping struct {
	sync.Mutex
	next *catalog
}
type catalog struct {
	lock sync.RWMutex
	next *billing
}

func (b *billing) run()  { b.mu.Lock(); defer b.mu.Unlock(); pause(); b.next.run() }
func (s *shipping) run() { s.Lock(); defer s.Unlock(); pause(); s.next.run() }
func (c *catalog) run()  { c.lock.Lock(); defer c.lock.Unlock(); pause(); c.next.run() }

var _ = add("lock-order/three-services", func() {
	b, s, c := &billing{}, &shipping{}, &catalog{}
	b.next, s.next, c.next = s, c, b
	go b.run()
	go s.run()
	go c.run()
})

// Package variables and plain functions.
var stockMu, priceMu sync.Mutex

func restock() {
	stockMu.Lock()
	defer stockMu.Unlock()
	pause()
	priceMu.Lock()
	priceMu.Unlock()
}
func reprice() {
	priceMu.Lock()
	defer priceMu.Unlock()
	pause()
	stockMu.Lock()
	stockMu.Unlock()
}

var _ = add("lock-order/globals", func() { go restock(); go reprice() })

// A generic pair.
type cell[T any] struct {
	mu  sync.Mutex
	val T
}

func swap[T any](a, b *cell[T]) {
	a.mu.Lock()
	defer a.mu.Unlock()
	pause()
	b.mu.Lock()
	defer b.mu.Unlock()
	a.val, b.val = b.val, a.val
}

var _ = add("lock-order/generic-swap", func() {
	a, b := &cell[string]{}, &cell[string]{}
	go swap(a, b)
	go swap(b, a)
})

// A parent and its child, among other parents.
type parent struct {
	mu   sync.Mutex
	kids []*child
}
type child struct {
	up *parent
	mu sync.RWMutex
	n  int
}

func (p *parent) sum() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range p.kids {
		pause()
		n += k.read()
	}
	return n
}
func (c *child) read() int { c.mu.RLock(); defer c.mu.RUnlock(); return c.n }
func (c *child) set(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = n
	pause()
	c.up.changed()
}
func (p *parent) changed() { p.mu.Lock(); p.kids = p.kids[:len(p.kids)]; p.mu.Unlock() }

var _ = add("lock-order/parent-child", func() {
	for i := 0; i < 3; i++ {
		p := &parent{}
		p.kids = []*child{{up: p}}
		if i == 1 {
			go p.sum()
			go p.kids[0].set(1)
		} else {
			go p.sum()
		}
	}
})
