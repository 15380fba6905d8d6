package main

import (
	"errors"
	"sync"
)

// batch hands out all jobs before it reads results, and its workers send results before they take more.
type batch struct {
	jobs, results chan int
}

func (b *batch) worker() {
	for job := range b.jobs {
		spin(1000)
		b.results <- job * job
	}
}
func (b *batch) run(n int) (sum int) {
	for i := 0; i < 3; i++ {
		go b.worker()
	}
	for i := 0; i < n; i++ {
		b.jobs <- i
	}
	close(b.jobs)
	for i := 0; i < n; i++ {
		sum += <-b.results
	}
	return sum
}

var _ = amid("circular-wait/jobs-and-results", func() {
	go (&batch{jobs: make(chan int), results: make(chan int)}).run(20)
})

// The same in closures.
func resize(images []string) (all []string) {
	in, out := make(chan string), make(chan string)
	for i := 0; i < 2; i++ {
		go func() {
			for name := range in {
				out <- name + ".png"
			}
		}()
	}
	for _, name := range images {
		in <- name
	}
	close(in)
	for range images {
		all = append(all, <-out)
	}
	return all
}

var _ = amid("circular-wait/jobs-and-results-closures", func() { go resize(make([]string, 9)) })

// agent asks another one and waits for its answer; the other one is asking back.
type question struct {
	text  string
	reply chan string
}
type agent struct {
	name  string
	inbox chan question
	peer  *agent
	known map[string]string
}

func (a *agent) serve() {
	for q := range a.inbox {
		q.reply <- a.answer(q.text)
	}
}
func (a *agent) answer(text string) string {
	if known, ok := a.known[text]; ok {
		return known
	}
	pause()
	return a.peer.ask(text)
}
func (a *agent) ask(text string) string {
	q := question{text, make(chan string)}
	for _, one := range []question{q} {
		a.inbox <- one
	}
	return <-q.reply
}

var _ = amid("circular-wait/agents", func() {
	a, b := &agent{inbox: make(chan question)}, &agent{inbox: make(chan question)}
	a.peer, b.peer = b, a
	go a.serve()
	go b.serve()
	go a.ask("x")
	go b.ask("y")
})

// A room broadcasts to members whose loops broadcast in turn.
type room struct {
	members []*member
}
type member struct {
	in   chan string
	room *room
	seen int
}

func (r *room) broadcast(text string) {
	for _, m := range r.members {
		m.deliver(text)
	}
}
func (m *member) deliver(text string) {
	for i := 0; i < 1; i++ {
		m.in <- text
	}
}
func (m *member) loop() {
	for text := range m.in {
		m.seen++
		m.room.broadcast(text + "!")
	}
}

var _ = amid("circular-wait/broadcast-to-itself", func() {
	r := &room{}
	for i := 0; i < 3; i++ {
		r.members = append(r.members, &member{in: make(chan string), room: r})
	}
	for _, m := range r.members {
		go m.loop()
	}
	go r.broadcast("hello")
})

// gather returns early, and its deferred Wait waits for workers that nobody reads any more.
func gather2(parts []int) (err error) {
	var wg sync.WaitGroup
	out := make(chan int)
	defer wg.Wait()
	for _, part := range parts {
		wg.Add(1)
		go weigh2(&wg, out, part)
	}
	for range parts {
		if <-out == 1 {
			return errors.New("light")
		}
	}
	return nil
}
func weigh2(wg *sync.WaitGroup, out chan<- int, part int) {
	defer wg.Done()
	spin(1000)
	out <- part
}

var _ = amid("circular-wait/deferred-wait", func() { go func() { _ = gather2([]int{1, 1, 1, 1}) }() })

// link's loop closes the link itself when a frame is bad, and waits for the reader that sends to the loop.
type link struct {
	frames  chan int
	done    chan struct{}
	readers sync.WaitGroup
}

func (l *link) read() {
	defer l.readers.Done()
	for i := 0; ; i++ {
		l.frames <- i
	}
}
func (l *link) loop() {
	for {
		select {
		case frame := <-l.frames:
			if frame == 3 {
				l.Close()
				return
			}
		case <-l.done:
			return
		}
	}
}
func (l *link) Close() {
	l.readers.Wait()
	close(l.done)
}

var _ = amid("circular-wait/loop-closes-itself", func() {
	l := &link{frames: make(chan int), done: make(chan struct{})}
	l.readers.Add(2)
	go l.read()
	go l.read()
	go l.loop()
})

// Two components each wait in Stop for the goroutines of the other.
type fetch struct {
	wg    sync.WaitGroup
	quit  chan struct{}
	parse *parse
}
type parse struct {
	wg    sync.WaitGroup
	quit  chan struct{}
	fetch *fetch
}

func (f *fetch) run()  { defer f.wg.Done(); <-f.quit; f.parse.Stop() }
func (p *parse) run()  { defer p.wg.Done(); <-p.quit; p.fetch.Stop() }
func (f *fetch) Stop() { f.wg.Wait() }
func (p *parse) Stop() { p.wg.Wait() }

var _ = amid("circular-wait/two-components", func() {
	f, p := &fetch{quit: make(chan struct{})}, &parse{quit: make(chan struct{})}
	f.parse, p.fetch = p, f
	f.wg.Add(1)
	p.wg.Add(1)
	go f.run()
	go p.run()
	close(f.quit)
	close(p.quit)
})

// flow drains its errors only when all workers are done, and they report errors before they are.
type flow struct {
	wg   sync.WaitGroup
	errs chan error
}

func (f *flow) step(i int) {
	defer f.wg.Done()
	if err := examine(i); err != nil {
		f.errs <- err
	}
}
func (f *flow) all(n int) error {
	for i := 0; i < n; i++ {
		f.wg.Add(1)
		go f.step(i)
	}
	f.wg.Wait()
	close(f.errs)
	return <-f.errs
}
func examine(i int) error {
	if i%2 == 0 {
		return errors.New("even")
	}
	return nil
}

var _ = amid("circular-wait/errors-after-wait", func() { go (&flow{errs: make(chan error, 1)}).all(8) })

// merge waits for its sources in the goroutine that is to drain them.
func merge(sources ...func(chan<- int)) []int {
	out := make(chan int, 2)
	var wg sync.WaitGroup
	wg.Add(len(sources))
	for _, source := range sources {
		source := source
		go func() {
			defer wg.Done()
			source(out)
		}()
	}
	wg.Wait()
	close(out)
	var all []int
	for n := range out {
		all = append(all, n)
	}
	return all
}

func count5(out chan<- int) {
	for i := 0; i < 5; i++ {
		out <- i
	}
}

var _ = amid("circular-wait/merge", func() { go merge(count5, count5, count5) })

// janitor is one of the group whose end it waits for.
type janitor struct {
	tasks sync.WaitGroup
	log   chan string
}

func (j *janitor) start(n int) {
	for i := 0; i < n; i++ {
		j.tasks.Add(1)
		go j.sweep(i)
	}
}
func (j *janitor) sweep(i int) {
	defer j.tasks.Done()
	if i == 0 {
		j.finish()
	}
}
func (j *janitor) finish() {
	j.tasks.Wait()
	close(j.log)
}

var _ = amid("circular-wait/janitor", func() { (&janitor{log: make(chan string)}).start(3) })

// Programs that look alike, and move.
var _ = amid("busy/jobs-and-results-read", func() {
	b := &batch{jobs: make(chan int), results: make(chan int)}
	go func() {
		for i := 0; ; i++ {
			b.jobs <- i
		}
	}()
	for i := 0; i < 3; i++ {
		go b.worker()
	}
	go func() {
		for range b.results {
			spin(100000)
		}
	}()
})

var _ = amid("busy/agents", func() {
	a, b := &agent{inbox: make(chan question)}, &agent{inbox: make(chan question)}
	a.peer, b.peer = b, a
	b.known = map[string]string{"x": "y"}
	go a.serve()
	go b.serve()
	forever(4, func(int) { a.ask("x") })
})

var _ = amid("busy/broadcast", func() {
	r := &room{}
	for i := 0; i < 3; i++ {
		m := &member{in: make(chan string), room: &room{}}
		r.members = append(r.members, m)
		go m.loop()
	}
	forever(4, func(int) { r.broadcast("hello") })
})

var _ = amid("busy/slow-sink", func() {
	forever(2, func(int) {
		f := &flow{errs: make(chan error)}
		for i := 0; i < 6; i++ {
			f.wg.Add(1)
			go f.step(i)
		}
		go func() { f.wg.Wait(); close(f.errs) }()
		for range f.errs {
			spin(300000)
		}
	})
})
