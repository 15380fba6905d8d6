package main

import (
	"errors"
	"sync"
)

type vault struct {
	mu    sync.Mutex
	coins map[string]int
}

func (v *vault) take(name string) (int, error) {
	v.mu.Lock()
	n, ok := v.coins[name]
	if !ok {
		return 0, errors.New("none")
	}
	v.mu.Unlock()
	return n, nil
}

func handle(v *vault, name string) { _, _ = v.take(name) }

var _ = add("lock-never-released/handlers", func() {
	v := &vault{coins: map[string]int{}}
	handle(v, "x")
	for i := 0; i < 3; i++ {
		go handle(v, "a")
	}
})

// A read lock that a loop leaves.
type log2 struct {
	sync.RWMutex
	lines []string
}

func (l *log2) find(s string) int {
	for i := range l.lines {
		l.RLock()
		if l.lines[i] == s {
			return i
		}
		l.RUnlock()
	}
	return -1
}
func (l *log2) append(s string) { l.Lock(); defer l.Unlock(); l.lines = append(l.lines, s) }

var _ = add("lock-never-released/loop", func() {
	l := &log2{lines: []string{"a"}}
	l.find("a")
	go l.append("b")
	go l.append("c")
})

// The goroutine that locked has ended.
var _ = add("lock-never-released/other-goroutine", func() {
	var mu sync.Mutex
	total := 0
	go func() { mu.Lock(); total++ }()
	pause()
	for i := 0; i < 4; i++ {
		go func() { mu.Lock(); defer mu.Unlock(); total++ }()
	}
})

type pool2[T any] struct {
	mu   sync.Mutex
	free []T
}

func (p *pool2[T]) get() (v T, ok bool) {
	p.mu.Lock()
	if len(p.free) == 0 {
		return v, false
	}
	defer p.mu.Unlock()
	v, p.free = p.free[0], p.free[1:]
	return v, true
}

var _ = add("lock-never-released/generic-pool", func() {
	p := &pool2[int]{}
	p.get()
	go p.get()
	go p.get()
})

type switchboard struct{ lines map[int]*line }
type line struct {
	mu   sync.Mutex
	busy bool
}

func (s *switchboard) dial(n int) bool {
	l := s.lines[n]
	l.mu.Lock()
	if l.busy {
		return false
	}
	l.mu.Unlock()
	return true
}

var _ = add("lock-never-released/map-of-locks", func() {
	s := &switchboard{map[int]*line{1: {}, 2: {busy: true}, 3: {}}}
	s.dial(2)
	for i := 0; i < 4; i++ {
		go s.dial(2)
	}
})
