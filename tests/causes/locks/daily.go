package main

import (
	"context"
	"net"
	"sync"
	"time"
)

// ordinary is the healthy life around a mistake: an idle pool, a server without clients, a ticker, a busy lock and a
// pipeline that moves.
func ordinary() {
	pool := &idlePool{jobs: make(chan func())}
	go pool.run(4)
	if at, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		go acceptAll(at)
	}
	go tick(time.NewTicker(50 * time.Millisecond))
	shared := &tallies{by: map[string]int{}}
	forever(3, func(int) { shared.add("x"); time.Sleep(time.Millisecond) })
	go move()
}

type idlePool struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func (p *idlePool) run(n int) {
	for i := 0; i < n; i++ {
		p.wg.Add(1)
		go p.work()
	}
	p.wg.Wait()
}
func (p *idlePool) work() {
	defer p.wg.Done()
	for job := range p.jobs {
		job()
	}
}

func acceptAll(at net.Listener) {
	for {
		if _, err := at.Accept(); err != nil {
			return
		}
	}
}

func tick(t *time.Ticker) {
	for range t.C {
	}
}

type tallies struct {
	mu sync.Mutex
	by map[string]int
}

func (t *tallies) add(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.by[key]++
	spin(2000)
}

func move() {
	numbers := make(chan int)
	go func() {
		for i := 0; ; i++ {
			time.Sleep(time.Millisecond)
			numbers <- i
		}
	}()
	for range numbers {
		spin(5000)
	}
}

func amid(name string, run func()) bool { return add(name, func() { ordinary(); run() }) }

// directory leaves with its lock when a name is taken.
type directory struct {
	mu    sync.RWMutex
	names map[string]int
}

func (d *directory) register(name string) error {
	d.mu.Lock()
	if _, taken := d.names[name]; taken {
		return context.Canceled
	}
	d.names[name] = len(d.names)
	d.mu.Unlock()
	return nil
}
func (d *directory) find(name string) int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.names[name]
}

var _ = amid("lock-never-released/error-path", func() {
	d := &directory{names: map[string]int{}}
	_ = d.register("a")
	_ = d.register("a")
	times(3, func(int) { d.find("a") })
})

// session locks in one method and unlocks in another that an error skips.
type session struct {
	sync.Mutex
	open bool
}

func (s *session) begin() { s.Lock(); s.open = true }
func (s *session) end()   { s.open = false; s.Unlock() }
func (s *session) query(ok bool) {
	s.begin()
	if !ok {
		return
	}
	s.end()
}

var _ = amid("lock-never-released/skipped-end", func() {
	s := &session{}
	s.query(false)
	go s.query(true)
})

// bus calls its listeners while it is locked, and one of them subscribes.
type listener interface{ on(event string) }
type bus struct {
	mu  sync.Mutex
	all []listener
}

func (b *bus) subscribe(l listener) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, l)
}
func (b *bus) emit(event string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.all {
		l.on(event)
	}
}

type logger struct{ to *bus }

func (l *logger) on(event string) { l.to.subscribe(&logger{l.to}) }

var _ = amid("double-lock/listener", func() {
	b := &bus{}
	b.subscribe(&logger{b})
	go b.emit("start")
	pause()
	times(4, func(int) { b.emit("more") })
})

// tenant's deferred cleanup takes the lock that the method still holds.
type tenant struct {
	mu    sync.Mutex
	users map[string]bool
}

func (t *tenant) drop(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.compact()
	delete(t.users, name)
}
func (t *tenant) compact() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name := range t.users {
		if name == "" {
			delete(t.users, name)
		}
	}
}

var _ = amid("double-lock/deferred", func() { go (&tenant{users: map[string]bool{"a": true}}).drop("a") })

// Three stores call one another in a ring, through an interface.
type sized interface{ size() int }
type cold struct {
	mu   sync.Mutex
	next sized
}

func (c *cold) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	pause()
	return 1 + c.next.size()
}

type warm struct {
	sync.Mutex
	next sized
}

func (w *warm) size() int {
	w.Lock()
	defer w.Unlock()
	pause()
	return 1 + w.next.size()
}

type hot struct {
	name string
	mu   sync.RWMutex
	next sized
}

func (h *hot) size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	pause()
	return 1 + h.next.size()
}

var _ = amid("lock-order/three-stores", func() {
	a, b, c := &cold{}, &warm{}, &hot{}
	a.next, b.next, c.next = b, c, a
	go a.size()
	go b.size()
	go c.size()
	pause()
	pause()
	times(3, func(int) { a.size() })
})

// A cache locks its entries and itself in either order.
type entry struct {
	mu    sync.Mutex
	value string
}
type cache struct {
	mu      sync.RWMutex
	entries map[string]*entry
}

func (c *cache) refresh(e *entry) {
	e.mu.Lock()
	defer e.mu.Unlock()
	pause()
	c.touch(e)
}
func (c *cache) touch(e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e.value += "."
}
func (c *cache) dump() (all string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	pause()
	for _, e := range c.entries {
		e.mu.Lock()
		all += e.value
		e.mu.Unlock()
	}
	return all
}

var _ = amid("lock-order/cache-and-entry", func() {
	e := &entry{}
	c := &cache{entries: map[string]*entry{"a": e}}
	go c.refresh(e)
	go c.dump()
})

// status reads under a read lock what reads under the same lock again, and a writer comes between.
type cluster2 struct {
	mu    sync.RWMutex
	nodes []string
}

func (c *cluster2) leader() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.nodes[0]
}
func (c *cluster2) status() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	pause()
	pause()
	return c.leader() + "!"
}
func (c *cluster2) join(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nodes = append(c.nodes, name)
}

var _ = amid("recursive-read-lock/status", func() {
	c := &cluster2{nodes: []string{"a"}}
	go c.status()
	pause()
	go c.join("b")
	pause()
	pause()
	times(5, func(int) { c.leader() })
})

// flusher waits for its writers while it has the lock that they need to end.
type flusher struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	pending int
}

func (f *flusher) write(n int) {
	defer f.wg.Done()
	pause()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending -= n
}
func (f *flusher) flush() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := 0; i < 3; i++ {
		f.wg.Add(1)
		f.pending++
		go f.write(1)
	}
	f.wg.Wait()
}

var _ = amid("lock-held-while-waiting/flush", func() { go (&flusher{}).flush() })

// watcher sends its event under the lock that the loop takes before it receives.
type watcher struct {
	mu     sync.Mutex
	events chan string
	seen   map[string]bool
}

func (w *watcher) notify(event string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.seen[event] {
		w.events <- event
	}
}
func (w *watcher) loop(ctx context.Context) {
	for {
		w.purge()
		select {
		case event := <-w.events:
			w.seen[event] = true
		case <-ctx.Done():
			return
		}
	}
}
func (w *watcher) purge() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for event := range w.seen {
		delete(w.seen, event)
	}
}

var _ = amid("lock-held-while-waiting/notify", func() {
	w := &watcher{events: make(chan string), seen: map[string]bool{}}
	go w.notify("a")
	pause()
	go w.loop(context.Background())
	times(2, func(int) { w.notify("b") })
})

// lease holds its lock until a context ends that nobody cancels.
type lease struct {
	mu    sync.Mutex
	owner string
}

func (l *lease) hold(ctx context.Context, owner string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.owner = owner
	<-ctx.Done()
}
func (l *lease) who() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.owner
}

var _ = amid("lock-held-while-waiting/context", func() {
	l := &lease{}
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	go l.hold(ctx, "a")
	pause()
	times(3, func(int) { l.who() })
})

// codec loads itself once, and asks for itself while it does.
type codec struct {
	once  sync.Once
	table map[string]int
}

func (c *codec) load()               { c.table = map[string]int{"a": c.lookup("b")} }
func (c *codec) lookup(k string) int { c.once.Do(c.load); return c.table[k] }

var _ = amid("once-within-itself/method-value", func() {
	c := &codec{}
	go c.lookup("a")
	pause()
	times(3, func(int) { c.lookup("c") })
})

// Uploads hold a slot of a channel while they wait for the upload of their thumbnail, which needs one.
type uploads struct{ slots chan struct{} }

func (u *uploads) put(name string, depth int) {
	u.slots <- struct{}{}
	defer func() { <-u.slots }()
	if depth == 0 {
		return
	}
	pause()
	done := make(chan struct{})
	go func() {
		defer close(done)
		u.put(name+".small", depth-1)
	}()
	<-done
}

var _ = amid("semaphore-exhausted/thumbnails", func() {
	u := &uploads{make(chan struct{}, 2)}
	times(2, func(int) { u.put("a", 1) })
})
