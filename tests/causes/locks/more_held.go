package main

import (
	"net"
	"sync"
	"time"
)

// Lock and channel: the receiver needs the lock first.
type board struct {
	mu    sync.Mutex
	moves chan int
	count int
}

func (b *board) play(m int) { b.mu.Lock(); defer b.mu.Unlock(); b.moves <- m }
func (b *board) referee() {
	for {
		b.mu.Lock()
		b.count++
		b.mu.Unlock()
		<-b.moves
	}
}

var _ = add("lock-held-while-waiting/receiver-needs-lock", func() {
	b := &board{moves: make(chan int)}
	go b.play(1)
	pause()
	go b.referee()
})

// Closures that share a lock and a channel.
var _ = add("lock-held-while-waiting/closures", func() {
	var mu sync.Mutex
	done := make(chan bool)
	go func() {
		mu.Lock()
		done <- true
		mu.Unlock()
	}()
	pause()
	go func() {
		mu.Lock()
		mu.Unlock()
		<-done
	}()
})

// A group whose members the waiter did not start.
type farm struct {
	state sync.Mutex
	wg    sync.WaitGroup
	ready int
}

func (f *farm) start() {
	for i := 0; i < 3; i++ {
		f.wg.Add(1)
		go f.work()
	}
}
func (f *farm) work() {
	defer f.wg.Done()
	pause()
	f.state.Lock()
	f.ready++
	f.state.Unlock()
}
func (f *farm) stop() { f.state.Lock(); defer f.state.Unlock(); f.wg.Wait() }

var _ = add("lock-held-while-waiting/group-of-others", func() {
	f := &farm{}
	go func() { f.start() }()
	time.Sleep(5 * time.Millisecond)
	go f.stop()
})

// I/O under a lock.
type client struct {
	mu   sync.RWMutex
	conn net.Conn
	sent int
}

func (c *client) call()      { c.mu.Lock(); defer c.mu.Unlock(); buf := make([]byte, 8); c.conn.Read(buf) }
func (c *client) stats() int { c.mu.RLock(); defer c.mu.RUnlock(); return c.sent }

var _ = add("lock-held-while-waiting/pipe", func() {
	a, _ := net.Pipe()
	c := &client{conn: a}
	go c.call()
	pause()
	for i := 0; i < 4; i++ {
		go c.stats()
	}
})

// A generic queue that waits for room under its lock.
type queue[T any] struct {
	mu    sync.Mutex
	items chan T
	size  int
}

func (q *queue[T]) push(v T) { q.mu.Lock(); defer q.mu.Unlock(); q.items <- v; q.size++ }
func (q *queue[T]) pop() T {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.size--
	return <-q.items
}

var _ = add("lock-held-while-waiting/generic-queue", func() {
	q := &queue[int]{items: make(chan int, 1)}
	q.push(1)
	go q.push(2)
	pause()
	go q.pop()
	go q.push(3)
})
