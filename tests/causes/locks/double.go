package main

import "sync"

type Cart struct {
	name  string
	mu    sync.Mutex
	items map[string]int
}

func (c *Cart) Total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, count := range c.items {
		n += count
	}
	return n
}

func (c *Cart) Checkout() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Total() + 1
}

func doubleThroughMethod() {
	c := &Cart{items: map[string]int{}}
	go c.Checkout()
	times(3, func(int) { c.Total() })
}

type Shelf struct {
	sync.Mutex
	books int
}

func (s *Shelf) Add(n int) {
	s.Lock()
	defer s.Unlock()
	s.books += n
	if s.books > 1 {
		s.report()
	}
}

func (s *Shelf) report() {
	s.Lock()
	println(s.books)
	s.Unlock()
}

func doubleEmbedded() { s := &Shelf{}; go s.Add(2) }

type Prices struct {
	mu   sync.RWMutex
	list map[string]int
}

func (p *Prices) Get(name string) int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if v, ok := p.list[name]; ok {
		return v
	}
	return p.fill(name)
}

func (p *Prices) fill(name string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list[name] = len(name)
	return len(name)
}

func doubleUpgrade() {
	p := &Prices{list: map[string]int{}}
	go p.Get("pen")
	times(2, func(int) { p.Get("ink") })
}

func doubleInMap() {
	carts := map[string]*Cart{}
	for _, name := range []string{"a", "b", "c", "d"} {
		carts[name] = &Cart{name: name, items: map[string]int{"x": 1}}
	}
	for _, name := range []string{"a", "b", "d"} {
		go carts[name].Total()
	}
	go carts["c"].Checkout()
	go carts["c"].Total()
}

type Cache[K comparable, V any] struct {
	mu  sync.Mutex
	all map[K]V
}

func (c *Cache[K, V]) Get(k K, make func() V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.all[k]; ok {
		return v
	}
	v := make()
	c.Put(k, v)
	return v
}

func (c *Cache[K, V]) Put(k K, v V) {
	c.mu.Lock()
	c.all[k] = v
	c.mu.Unlock()
}

func doubleGeneric() {
	c := &Cache[string, int]{all: map[string]int{}}
	go c.Get("a", func() int { return 1 })
	times(2, func(int) { c.Put("b", 2) })
}
