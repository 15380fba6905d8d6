package main

import (
	"sync"
	"time"
)

func spin(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
	}
}

type Meter struct {
	mu sync.Mutex
	rw sync.RWMutex
	n  int
}

func (m *Meter) Work(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	spin(d)
	m.n++
}

func forever(n int, f func(int)) {
	times(n, func(i int) {
		for {
			f(i)
		}
	})
}

func busyMutex() { m := &Meter{}; forever(20, func(int) { m.Work(time.Millisecond) }) }

func (m *Meter) Read(d time.Duration) int {
	m.rw.RLock()
	defer m.rw.RUnlock()
	spin(d)
	return m.n
}

func (m *Meter) Write(d time.Duration) {
	m.rw.Lock()
	defer m.rw.Unlock()
	spin(d)
	m.n++
}

func busyRW() {
	m := &Meter{}
	forever(10, func(int) { m.Read(time.Millisecond) })
	forever(3, func(int) { m.Write(time.Millisecond) })
}

func busyTwoLocks() {
	a, b := &Account{id: 1}, &Account{id: 2}
	forever(12, func(int) { ordered(a, b) })
}

func ordered(a, b *Account) {
	a.mu.Lock()
	defer a.mu.Unlock()
	spin(time.Millisecond)
	b.mu.Lock()
	defer b.mu.Unlock()
	spin(time.Millisecond)
	b.balance++
}

func (m *Meter) Slow() {
	m.mu.Lock()
	defer m.mu.Unlock()
	time.Sleep(5 * time.Millisecond)
	m.n++
}

func busySleep() { m := &Meter{}; forever(30, func(int) { m.Slow() }) }

func busyManyObjects() {
	all := make([]*Meter, 20)
	for i := range all {
		all[i] = &Meter{}
	}
	forever(60, func(i int) { all[i%20].Work(time.Millisecond) })
}

func (s *Stock) Sell(o *Orders) {
	s.mu.Lock()
	spin(200 * time.Microsecond)
	s.left--
	s.mu.Unlock()
	o.note()
}

func (o *Orders) Fill(s *Stock) {
	o.mu.Lock()
	spin(200 * time.Microsecond)
	o.open--
	o.mu.Unlock()
	s.count()
}

func busyNested() {
	s, o := &Stock{}, &Orders{}
	forever(10, func(int) { s.Sell(o) })
	forever(10, func(int) { o.Fill(s) })
}

func busyReaders() {
	r := &Registry{names: []string{"a"}}
	forever(20, func(int) { r.Len() })
	forever(2, func(int) { r.Add("a"); time.Sleep(time.Millisecond) })
}

func busyCond() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	n := 0
	forever(10, func(int) {
		mu.Lock()
		for n == 0 {
			c.Wait()
		}
		n--
		mu.Unlock()
	})
	forever(2, func(int) { mu.Lock(); n++; c.Signal(); mu.Unlock(); spin(time.Millisecond) })
}

func busyGroup() {
	m := &Meter{}
	forever(4, func(int) {
		var g sync.WaitGroup
		for i := 0; i < 8; i++ {
			g.Add(1)
			go func() { defer g.Done(); m.Work(300 * time.Microsecond) }()
		}
		g.Wait()
	})
}

func busyMap() {
	all := map[int]*Wallet{0: {}, 1: {}, 2: {}}
	forever(30, func(i int) { _ = all[i%3].Book(1); spin(10 * time.Microsecond) })
}
