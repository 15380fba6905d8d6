package main

import (
	"sync"
	"sync/atomic"
	"time"
)

type ring struct {
	mu  sync.Mutex
	rw  sync.RWMutex
	val int
}

func (r *ring) outer() { r.mu.Lock(); defer r.mu.Unlock(); spin(200 * time.Microsecond); r.val++ }
func (r *ring) via()   { r.outer() }
func (r *ring) read() int {
	r.rw.RLock()
	defer r.rw.RUnlock()
	spin(100 * time.Microsecond)
	return r.val
}
func (r *ring) write() { r.rw.Lock(); defer r.rw.Unlock(); spin(100 * time.Microsecond); r.val++ }

var _ = add("busy/nested-call", func() { r := &ring{}; forever(15, func(int) { r.via() }) })
var _ = add("busy/readers-writers", func() {
	r := &ring{}
	forever(12, func(int) { r.read() })
	forever(4, func(int) { r.write() })
})
var _ = add("busy/handoff", func() {
	var mu sync.Mutex
	ch := make(chan int)
	forever(4, func(i int) { mu.Lock(); spin(50 * time.Microsecond); mu.Unlock(); ch <- i })
	forever(2, func(int) { <-ch; mu.Lock(); spin(50 * time.Microsecond); mu.Unlock() })
})
var _ = add("busy/semaphore", func() {
	l := make(limiter, 3)
	forever(20, func(int) { l.take(); spin(100 * time.Microsecond); l.give() })
})
var _ = add("busy/once", func() {
	forever(10, func(int) {
		var o sync.Once
		var wg sync.WaitGroup
		for i := 0; i < 4; i++ {
			wg.Add(1)
			go func() { defer wg.Done(); o.Do(func() { spin(100 * time.Microsecond) }) }()
		}
		// A slow machine would collect goroutines without end.
		wg.Wait()
	})
})
var _ = add("busy/fan-in", func() {
	forever(3, func(int) {
		out := make(chan int)
		var wg sync.WaitGroup
		for i := 0; i < 6; i++ {
			wg.Add(1)
			go func() { defer wg.Done(); spin(50 * time.Microsecond); out <- 1 }()
		}
		go func() { wg.Wait(); close(out) }()
		for range out {
			spin(100 * time.Microsecond)
		}
	})
})
var _ = add("busy/two-objects", func() {
	a, b := &ring{}, &ring{}
	forever(10, func(i int) {
		a.mu.Lock()
		spin(50 * time.Microsecond)
		b.mu.Lock()
		spin(50 * time.Microsecond)
		b.mu.Unlock()
		a.mu.Unlock()
	})
})
var _ = add("busy/sleeping-holder", func() {
	r := &ring{}
	forever(25, func(int) { r.mu.Lock(); time.Sleep(2 * time.Millisecond); r.mu.Unlock() })
})
var _ = add("busy/cond-queue", func() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	n := 0
	forever(6, func(int) {
		mu.Lock()
		for n == 0 {
			c.Wait()
		}
		n--
		mu.Unlock()
	})
	forever(3, func(int) { mu.Lock(); n++; mu.Unlock(); c.Broadcast(); spin(200 * time.Microsecond) })
})
var _ = add("busy/shared-groups", func() {
	r := &ring{}
	var served atomic.Int64
	forever(5, func(int) {
		var wg sync.WaitGroup
		for i := 0; i < 5; i++ {
			wg.Add(1)
			go func() { defer wg.Done(); r.outer(); served.Add(1) }()
		}
		wg.Wait()
	})
})
