package main

import "sync"

// actor has a mailbox without room.
type actor struct {
	inbox chan int
	peer  *actor
}

func (a *actor) run(first int) {
	pause()
	a.peer.tell(first)
	for m := range a.inbox {
		a.peer.tell(m + 1)
	}
}
func (a *actor) tell(m int) { a.inbox <- m }

var _ = add("circular-wait/two-actors", func() {
	a, b := &actor{inbox: make(chan int)}, &actor{inbox: make(chan int)}
	a.peer, b.peer = b, a
	go a.run(1)
	go b.run(2)
})

// crew's workers hand new work to one another.
type crew2 struct {
	jobs chan int
	wg   sync.WaitGroup
}

func (c *crew2) worker() {
	defer c.wg.Done()
	for job := range c.jobs {
		if job > 0 {
			c.jobs <- job - 1
		}
	}
}
func (c *crew2) run() {
	for i := 0; i < 2; i++ {
		c.wg.Add(1)
		go c.worker()
	}
	c.jobs <- 3
	c.jobs <- 3
	c.wg.Wait()
}

var _ = add("circular-wait/own-queue", func() { go (&crew2{jobs: make(chan int)}).run() })

// cluster opens once all members are ready, and they are ready once it is open.
type cluster struct {
	ready sync.WaitGroup
	open  chan struct{}
}

func (c *cluster) member() {
	<-c.open
	c.ready.Done()
}
func (c *cluster) prepare() {
	for i := 0; i < 3; i++ {
		c.ready.Add(1)
		go c.member()
	}
	c.ready.Wait()
	close(c.open)
}

var _ = add("circular-wait/open-after-ready", func() { go (&cluster{open: make(chan struct{})}).prepare() })

// hub is closed by the callback of one of its own sessions.
type hub2 struct {
	sessions sync.WaitGroup
	onError  func()
}

func (h *hub2) serve(n int) {
	for i := 0; i < n; i++ {
		h.sessions.Add(1)
		go func(i int) {
			defer h.sessions.Done()
			if i == 1 {
				h.onError()
			}
		}(i)
	}
}
func (h *hub2) Close() { h.sessions.Wait() }

var _ = add("circular-wait/callback-closes", func() {
	h := &hub2{}
	h.onError = func() { h.Close() }
	h.serve(3)
})

// relay passes what it gets to the next one, around a ring.
type relay struct {
	in, out chan int
	wg      *sync.WaitGroup
}

func (r *relay) pump() {
	defer r.wg.Done()
	r.out <- 1
	r.out <- <-r.in
}

var _ = add("circular-wait/ring", func() {
	var wg sync.WaitGroup
	a, b, c := make(chan int), make(chan int), make(chan int)
	wg.Add(3)
	go (&relay{a, b, &wg}).pump()
	go (&relay{b, c, &wg}).pump()
	go (&relay{c, a, &wg}).pump()
	go wg.Wait()
})
