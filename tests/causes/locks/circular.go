package main

import "sync"

// server waits for its handlers, and one of them closes it.
type server struct {
	active sync.WaitGroup
	mu     sync.Mutex
	closed bool
}

func (s *server) accept(requests int) {
	for i := 0; i < requests; i++ {
		s.active.Add(1)
		go s.handle(i)
	}
}
func (s *server) handle(i int) {
	defer s.active.Done()
	if i == 2 {
		s.fail()
	}
}
func (s *server) fail() { s.shutdown() }
func (s *server) shutdown() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.active.Wait()
}

var _ = add("circular-wait/own-group", func() { (&server{}).accept(4) })

// poller waits for its loops, and tells them to end only then.
type poller struct {
	wg   sync.WaitGroup
	quit chan struct{}
	work chan int
}

func (p *poller) loop() {
	defer p.wg.Done()
	for {
		select {
		case <-p.work:
		case <-p.quit:
			return
		}
	}
}
func (p *poller) stop() {
	p.wg.Wait()
	close(p.quit)
}

var _ = add("circular-wait/close-after-wait", func() {
	p := &poller{quit: make(chan struct{}), work: make(chan int)}
	for i := 0; i < 3; i++ {
		p.wg.Add(1)
		go p.loop()
	}
	pause()
	go p.stop()
})

// stage is started by one goroutine and ended by another.
type stage[T any] struct {
	wg  sync.WaitGroup
	out chan T
	in  []T
}

func (s *stage[T]) start() {
	for _, one := range s.in {
		s.wg.Add(1)
		go s.run(one)
	}
}
func (s *stage[T]) run(one T) { defer s.wg.Done(); s.out <- one }
func (s *stage[T]) finish() (all []T) {
	s.wg.Wait()
	close(s.out)
	for one := range s.out {
		all = append(all, one)
	}
	return all
}

var _ = add("circular-wait/started-elsewhere", func() {
	s := &stage[string]{out: make(chan string), in: []string{"a", "b", "c"}}
	begun := make(chan struct{})
	go func() {
		s.start()
		close(begun)
	}()
	<-begun
	go s.finish()
})

// Two halves each wait for the group of the other.
type half struct {
	wg    sync.WaitGroup
	other *half
}

func (h *half) serve() { defer h.wg.Done(); pause(); h.other.wg.Wait() }

var _ = add("circular-wait/two-groups", func() {
	a, b := &half{}, &half{}
	a.other, b.other = b, a
	a.wg.Add(1)
	b.wg.Add(1)
	go a.serve()
	go b.serve()
})

// Programs that wait for one another, and move.
var _ = add("busy/stop-in-order", func() {
	forever(4, func(int) {
		p := &poller{quit: make(chan struct{}), work: make(chan int)}
		for i := 0; i < 3; i++ {
			p.wg.Add(1)
			go p.loop()
		}
		for i := 0; i < 9; i++ {
			spin(20000)
			p.work <- i
		}
		close(p.quit)
		p.stopped()
	})
})

func (p *poller) stopped() { p.wg.Wait() }

var _ = add("busy/results-drained", func() {
	forever(3, func(int) {
		s := &stage[int]{out: make(chan int), in: []int{1, 2, 3, 4}}
		s.start()
		go func() { s.wg.Wait(); close(s.out) }()
		for range s.out {
			spin(50000)
		}
	})
})
