package main

import "sync"

type settings struct {
	once sync.Once
	all  map[string]string
}

func (s *settings) get(k string) string {
	s.once.Do(func() { s.all = map[string]string{"home": s.get("root")} })
	return s.all[k]
}

var _ = add("once-within-itself/closure", func() {
	s := &settings{}
	go s.get("home")
	pause()
	for i := 0; i < 3; i++ {
		go s.get("root")
	}
})

var initA, initB sync.Once

func setupA() { initA.Do(func() { pause(); setupB() }) }
func setupB() { initB.Do(func() { pause(); setupA() }) }

var _ = add("once-within-itself/two", func() { go setupA(); go setupB() })

type registry2[T any] struct {
	once sync.Once
	v    T
	make func() T
}

func (r *registry2[T]) value() T { r.once.Do(func() { r.v = r.make() }); return r.v }

var _ = add("once-within-itself/generic", func() {
	r := &registry2[int]{}
	r.make = func() int { return r.value() + 1 }
	go r.value()
})

var single sync.Once

func boot()  { single.Do(load) }
func load()  { check() }
func check() { boot() }

var _ = add("once-within-itself/package", func() { go boot(); pause(); go boot() })

type plugin struct {
	deps []*plugin
	once sync.Once
	name string
}

func (p *plugin) init() {
	p.once.Do(func() {
		pause()
		for _, d := range p.deps {
			d.init()
		}
	})
}

var _ = add("once-within-itself/dependency-circle", func() {
	a, b, c := &plugin{name: "a"}, &plugin{name: "b"}, &plugin{name: "c"}
	a.deps, b.deps, c.deps = []*plugin{b}, []*plugin{c}, []*plugin{a}
	go a.init()
})

type limiter chan struct{}

func (l limiter) take() { l <- struct{}{} }
func (l limiter) give() { <-l }

type crawler struct {
	limit limiter
	links map[string][]string
}

func (c *crawler) visit(u string) {
	c.limit.take()
	defer c.limit.give()
	var wg sync.WaitGroup
	for _, l := range c.links[u] {
		wg.Add(1)
		go func(l string) { defer wg.Done(); c.visit(l) }(l)
	}
	wg.Wait()
}

var _ = add("semaphore-exhausted/crawler", func() {
	c := &crawler{make(limiter, 1), map[string][]string{"a": {"b", "c"}}}
	go c.visit("a")
})

type compiler struct{ sem chan int }

func (c *compiler) acquire() { c.sem <- 1 }
func (c *compiler) release() { <-c.sem }
func (c *compiler) build(depth int) chan int {
	out := make(chan int)
	go func() {
		c.acquire()
		defer c.release()
		n := 1
		if depth > 0 {
			n += <-c.build(depth - 1)
		}
		out <- n
	}()
	return out
}

var _ = add("semaphore-exhausted/results", func() {
	c := &compiler{make(chan int, 2)}
	c.build(5)
})

func gather(n int) (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go square(i, out, &wg)
	}
	wg.Wait()
	for i := 0; i < n; i++ {
		sum += <-out
	}
	return sum
}
func square(i int, out chan<- int, wg *sync.WaitGroup) { defer wg.Done(); out <- i * i }

var _ = add("circular-wait/plain-functions", func() { go gather(3) })

type scan struct {
	wg   sync.WaitGroup
	errs chan error
}

func (s *scan) file(string) { defer s.wg.Done(); s.errs <- nil }
func (s *scan) all() error {
	for _, f := range []string{"a", "b", "c"} {
		s.wg.Add(1)
		go s.file(f)
	}
	s.wg.Wait()
	return <-s.errs
}

var _ = add("circular-wait/methods", func() { go (&scan{errs: make(chan error, 1)}).all() })
