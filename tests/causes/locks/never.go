package main

import (
	"errors"
	"sync"
)

type Wallet struct {
	id     string
	mu     sync.Mutex
	points int
}

func (w *Wallet) Book(points int) error {
	w.mu.Lock()
	if w.points+points < 0 {
		return errors.New("overdrawn")
	}
	w.points += points
	w.mu.Unlock()
	return nil
}

func neverReturn() {
	w := &Wallet{}
	_ = w.Book(-1)
	times(4, func(int) { _ = w.Book(1) })
}

func (w *Wallet) Must(points int) {
	w.mu.Lock()
	if points < 0 {
		panic("negative")
	}
	w.points += points
	w.mu.Unlock()
}

func neverPanic() {
	w := &Wallet{}
	func() {
		defer func() { _ = recover() }()
		w.Must(-1)
	}()
	times(3, func(int) { w.Must(1) })
}

func (p *Prices) Peek(name string) int {
	p.mu.RLock()
	return p.list[name]
}

func neverReaders() {
	p := &Prices{list: map[string]int{}}
	p.Peek("a")
	times(2, func(int) { p.fill("b") })
}

func (w *Wallet) Take(points int) bool {
	w.mu.Lock()
	switch {
	case points > w.points:
		return false
	default:
		w.points -= points
		w.mu.Unlock()
		return true
	}
}

func neverBranch() {
	w := &Wallet{}
	w.Take(1)
	go w.Take(1)
}

func neverMap() {
	all := map[string]*Wallet{}
	for _, id := range []string{"a", "b", "c"} {
		all[id] = &Wallet{id: id}
	}
	_ = all["b"].Book(-1)
	for _, w := range all {
		w := w
		times(3, func(int) { _ = w.Book(1) })
	}
}
