package main

import (
	"sync"
	"time"
)

type Account struct {
	id      int
	mu      sync.Mutex
	balance int
}

func transfer(from, to *Account, amount int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	to.mu.Lock()
	defer to.mu.Unlock()
	from.balance -= amount
	to.balance += amount
}

func orderAccounts() {
	a, b := &Account{id: 1}, &Account{id: 2}
	go transfer(a, b, 1)
	go transfer(b, a, 2)
	time.Sleep(50 * time.Millisecond)
	times(3, func(int) { transfer(a, &Account{id: 3}, 1) })
}

type Stock struct {
	mu     sync.Mutex
	orders *Orders
	left   int
}

type Orders struct {
	mu    sync.Mutex
	stock *Stock
	open  int
}

func (s *Stock) Reserve() {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	s.orders.note()
}

func (s *Stock) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left
}

func (o *Orders) note() {
	o.mu.Lock()
	o.open++
	o.mu.Unlock()
}

func (o *Orders) Close() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	return o.stock.count()
}

func orderTwoTypes() {
	s, o := &Stock{}, &Orders{}
	s.orders, o.stock = o, s
	go s.Reserve()
	go o.Close()
	time.Sleep(50 * time.Millisecond)
	times(4, func(int) { o.note() })
}

type Fork struct {
	mu   sync.Mutex
	used int
}

type Eater struct{ left, right *Fork }

func (e *Eater) Eat() {
	e.left.take(func() {
		time.Sleep(20 * time.Millisecond)
		e.right.take(func() {})
	})
}

func (f *Fork) take(then func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.used++
	then()
}

func orderThree() {
	f := []*Fork{{}, {}, {}}
	for i := range f {
		go (&Eater{f[i], f[(i+1)%3]}).Eat()
	}
}

type Index struct {
	mu  sync.RWMutex
	log *Log
	n   int
}

type Log struct {
	mu    sync.RWMutex
	index *Index
	n     int
}

func (i *Index) Update() {
	i.mu.Lock()
	defer i.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	i.log.Append()
}

func (i *Index) Len() int {
	i.mu.RLock()
	defer i.mu.RUnlock()
	return i.n
}

func (l *Log) Append() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
}

func (l *Log) Compact() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	return l.index.Len()
}

func orderRW() {
	i, l := &Index{}, &Log{}
	i.log, l.index = l, i
	go i.Update()
	go l.Compact()
}

func lockBoth(first, second *sync.Mutex) {
	first.Lock()
	defer first.Unlock()
	time.Sleep(20 * time.Millisecond)
	second.Lock()
	defer second.Unlock()
}

func orderClosures() {
	var a, b sync.Mutex
	go func() { lockBoth(&a, &b) }()
	go func() { lockBoth(&b, &a) }()
}
