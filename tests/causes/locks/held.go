package main

import (
	"sync"
	"time"
)

type Hub struct {
	mu   sync.Mutex
	out  chan string
	subs int
}

func (h *Hub) Publish(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.out <- text
}

func (h *Hub) Subscribe() {
	h.mu.Lock()
	h.subs++
	h.mu.Unlock()
}

func heldSend() {
	h := &Hub{out: make(chan string)}
	go h.Publish("a")
	time.Sleep(20 * time.Millisecond)
	times(4, func(int) { h.mu.Lock(); h.subs++; h.mu.Unlock() })
	times(4, func(int) { h.Subscribe() })
}

type Jobs struct {
	mu   sync.RWMutex
	done chan struct{}
	n    int
}

func (j *Jobs) Wait() {
	j.mu.Lock()
	defer j.mu.Unlock()
	<-j.done
}

func (j *Jobs) Count() int {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.n
}

func heldReceive() {
	j := &Jobs{done: make(chan struct{})}
	go j.Wait()
	time.Sleep(20 * time.Millisecond)
	times(5, func(int) { j.Count() })
}

type Crew struct {
	mu    sync.Mutex
	group sync.WaitGroup
	done  int
}

func (c *Crew) Run(workers int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := 0; i < workers; i++ {
		c.group.Add(1)
		go c.work()
	}
	c.group.Wait()
}

func (c *Crew) work() {
	defer c.group.Done()
	c.mu.Lock()
	c.done++
	c.mu.Unlock()
}

func heldGroup() { c := &Crew{}; go c.Run(5) }

type Mailer struct {
	mu         sync.Mutex
	send, quit chan int
	sent       int
}

func (m *Mailer) Flush() {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case m.send <- 1:
	case <-m.quit:
	}
}

func (m *Mailer) Sent() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sent
}

func heldSelect() {
	m := &Mailer{send: make(chan int), quit: make(chan int)}
	go m.Flush()
	time.Sleep(20 * time.Millisecond)
	times(3, func(int) { m.Sent() })
}

type Buffer struct {
	outer sync.Mutex
	inner sync.Mutex
	full  *sync.Cond
	n     int
}

func (b *Buffer) Put() {
	b.outer.Lock()
	defer b.outer.Unlock()
	b.inner.Lock()
	for b.n < 10 {
		b.full.Wait()
	}
	b.inner.Unlock()
}

func (b *Buffer) Take() int {
	b.outer.Lock()
	defer b.outer.Unlock()
	b.n++
	b.full.Signal()
	return b.n
}

func heldCond() {
	b := &Buffer{}
	b.full = sync.NewCond(&b.inner)
	go b.Put()
	time.Sleep(20 * time.Millisecond)
	times(3, func(int) { b.Take() })
}
