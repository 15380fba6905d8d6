package main

import (
	"sync"
	"time"
)

type Registry struct {
	mu    sync.RWMutex
	names []string
}

func (r *Registry) Names() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	time.Sleep(30 * time.Millisecond)
	if r.Len() == 0 {
		return nil
	}
	return r.names
}

func (r *Registry) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.names)
}

func (r *Registry) Add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names = append(r.names, name)
}

func recursiveNested() {
	r := &Registry{}
	go r.Names()
	time.Sleep(10 * time.Millisecond)
	go r.Add("a")
}

type Config struct {
	sync.RWMutex
	values map[string]string
}

func (c *Config) Dump() int {
	c.RLock()
	defer c.RUnlock()
	time.Sleep(30 * time.Millisecond)
	n := 0
	for k := range c.values {
		n += len(c.Get(k))
	}
	return n
}

func (c *Config) Get(k string) string {
	c.RLock()
	defer c.RUnlock()
	return c.values[k]
}

func (c *Config) Set(k, v string) {
	c.Lock()
	c.values[k] = v
	c.Unlock()
}

func recursiveEmbedded() {
	c := &Config{values: map[string]string{"a": "b"}}
	go c.Dump()
	time.Sleep(10 * time.Millisecond)
	go c.Set("x", "y")
}

func recursiveMap() {
	all := map[int]*Registry{}
	for i := 0; i < 5; i++ {
		all[i] = &Registry{}
	}
	go all[3].Names()
	time.Sleep(10 * time.Millisecond)
	times(5, func(i int) { all[i].Add("a") })
}

type Set[T comparable] struct {
	mu  sync.RWMutex
	all map[T]bool
}

func (s *Set[T]) All(f func(T)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	time.Sleep(30 * time.Millisecond)
	for one := range s.all {
		if s.Has(one) {
			f(one)
		}
	}
}

func (s *Set[T]) Has(one T) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.all[one]
}

func (s *Set[T]) Add(one T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[one] = true
}

func recursiveGeneric() {
	s := &Set[string]{all: map[string]bool{"a": true}}
	go s.All(func(string) {})
	time.Sleep(10 * time.Millisecond)
	go s.Add("b")
}

func recursiveMany() {
	r := &Registry{}
	times(6, func(int) { r.Names() })
	time.Sleep(10 * time.Millisecond)
	times(2, func(int) { r.Add("a") })
	time.Sleep(40 * time.Millisecond)
	times(10, func(int) { r.Len() })
}
