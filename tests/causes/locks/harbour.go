package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"sort"
	"sync"
)

// berth describes itself under its lock, also while it is logged under it.
type berth struct {
	mu   sync.Mutex
	name string
	ship string
}

func (b *berth) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.name + ":" + b.ship
}
func (b *berth) dock(ship string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ship != "" {
		_ = fmt.Sprintf("%v is taken", b)
	}
	b.ship = ship
}

var _ = amid("double-lock/logged", func() {
	b := &berth{name: "a"}
	b.dock("x")
	times(3, func(int) { b.dock("y") })
})

// yard sorts its crates by a comparison that takes the lock of the yard.
type yard struct {
	sync.RWMutex
	crates []string
	weight map[string]int
}

func (y *yard) weigh(name string) int {
	y.Lock()
	defer y.Unlock()
	y.weight[name]++
	return y.weight[name]
}
func (y *yard) order() {
	y.Lock()
	defer y.Unlock()
	sort.Slice(y.crates, func(i, j int) bool { return y.weigh(y.crates[i]) < y.weigh(y.crates[j]) })
}

var _ = amid("double-lock/sort", func() {
	y := &yard{crates: []string{"b", "a", "c"}, weight: map[string]int{}}
	go y.order()
	pause()
	times(2, func(int) { y.weigh("a") })
})

// A crane asks the port while it is locked; the port lists its cranes while it is locked.
type port struct {
	mu     sync.Mutex
	cranes map[string]*crane
}
type crane struct {
	mu    sync.Mutex
	port  *port
	moves int
}

func (c *crane) stop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	pause()
	c.port.remove(name)
}
func (p *port) remove(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.cranes, name)
}
func (p *port) total() (sum int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pause()
	for _, c := range p.cranes {
		sum += c.count()
	}
	return sum
}
func (c *crane) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moves
}

var _ = amid("lock-order/port-and-crane", func() {
	p := &port{cranes: map[string]*crane{}}
	c := &crane{port: p}
	p.cranes["a"] = c
	go c.stop("a")
	go p.total()
	pause()
	pause()
	times(4, func(int) { p.total() })
})

// Pilots take the locks of two lanes, each in its own order, four of them in a ring.
type lane2 struct {
	sync.Mutex
	ships int
}

func pass(from, to *lane2) {
	from.Lock()
	defer from.Unlock()
	pause()
	to.Lock()
	defer to.Unlock()
	from.ships--
	to.ships++
}

var _ = amid("lock-order/four-lanes", func() {
	lanes := []*lane2{{}, {}, {}, {}}
	for i := range lanes {
		go pass(lanes[i], lanes[(i+1)%len(lanes)])
	}
})

// manifest writes itself as JSON under a read lock, and its encoder takes the read lock again.
type manifest struct {
	mu    sync.RWMutex
	items map[string]int
}

func (m *manifest) MarshalJSON() ([]byte, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return json.Marshal(m.items)
}
func (m *manifest) export() string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	pause()
	pause()
	text, _ := json.Marshal(m)
	return string(text)
}
func (m *manifest) load(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items[name]++
}

var _ = amid("recursive-read-lock/json", func() {
	m := &manifest{items: map[string]int{"a": 1}}
	go m.export()
	pause()
	go m.load("b")
	pause()
	pause()
	times(2, func(int) { m.load("c") })
})

// dispatch submits under the lock that its workers need to go on.
type dispatch struct {
	mu   sync.Mutex
	jobs chan int
	done int
}

func (d *dispatch) submit(job int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.jobs <- job
}
func (d *dispatch) worker() {
	for job := range d.jobs {
		d.finish(job)
	}
}
func (d *dispatch) finish(job int) {
	pause()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done += job
}

var _ = amid("lock-held-while-waiting/submit", func() {
	d := &dispatch{jobs: make(chan int, 1)}
	go d.worker()
	go d.worker()
	go func() {
		for i := 0; i < 9; i++ {
			d.submit(i)
		}
	}()
})

// tug waits for a rope with its lock taken; who brings ropes asks the tug first.
type tug struct {
	mu    sync.Mutex
	ropes chan string
	owner string
}

func (t *tug) fasten(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case t.owner = <-t.ropes:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
func (t *tug) bring(rope string) {
	t.mu.Lock()
	isFree := t.owner == ""
	t.mu.Unlock()
	if isFree {
		t.ropes <- rope
	}
}

var _ = amid("lock-held-while-waiting/select-context", func() {
	t := &tug{ropes: make(chan string)}
	go func() { _ = t.fasten(context.Background()) }()
	pause()
	times(3, func(int) { t.bring("a") })
})

// gauge2 waits for a condition with a second lock, which its signaller needs.
type gauge2 struct {
	outer sync.Mutex
	inner sync.Mutex
	full  *sync.Cond
	level int
}

func (g *gauge2) drain() {
	g.outer.Lock()
	defer g.outer.Unlock()
	g.inner.Lock()
	defer g.inner.Unlock()
	for g.level == 0 {
		g.full.Wait()
	}
	g.level = 0
}
func (g *gauge2) fill() {
	g.outer.Lock()
	defer g.outer.Unlock()
	g.inner.Lock()
	g.level++
	g.inner.Unlock()
	g.full.Signal()
}

var _ = amid("lock-held-while-waiting/second-lock", func() {
	g := &gauge2{}
	g.full = sync.NewCond(&g.inner)
	go g.drain()
	pause()
	times(3, func(int) { g.fill() })
})

// signal ends its goroutine before the lock is given back.
type lamp struct {
	mu sync.Mutex
	on bool
}

func (l *lamp) set(on bool) {
	l.mu.Lock()
	if !on {
		runtime.Goexit()
	}
	l.on = on
	l.mu.Unlock()
}
func (l *lamp) read() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.on
}

var _ = amid("lock-never-released/goexit", func() {
	l := &lamp{}
	go l.set(false)
	pause()
	times(4, func(int) { l.read() })
})

// ferry tries its lock and forgets it in one case.
type ferry struct {
	mu   sync.Mutex
	cars []int
}

func (f *ferry) load(car int) bool {
	if !f.mu.TryLock() {
		return false
	}
	if len(f.cars) > 1 {
		return false
	}
	f.cars = append(f.cars, car)
	f.mu.Unlock()
	return true
}
func (f *ferry) unload() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cars
}

var _ = amid("lock-never-released/try-lock", func() {
	f := &ferry{}
	for i := 0; i < 4; i++ {
		f.load(i)
	}
	times(2, func(int) { f.unload() })
})

// charts are loaded once, by a loader that reports through what the charts are needed for.
var (
	chartsOnce sync.Once
	charts     map[string]string
)

func loadCharts() {
	charts = map[string]string{}
	report2("loading")
}
func chart(name string) string {
	chartsOnce.Do(loadCharts)
	return charts[name]
}
func report2(text string) { _ = chart("log") + text }

var _ = amid("once-within-itself/report", func() {
	go chart("a")
	pause()
	times(2, func(int) { chart("b") })
})

// tickets are a channel; a group takes one for itself, and one for each of its members.
type tickets chan struct{}

func (t tickets) Take() { t <- struct{}{} }
func (t tickets) Give() { <-t }

func board2(t tickets, members int) {
	t.Take()
	defer t.Give()
	pause()
	var wg sync.WaitGroup
	for i := 0; i < members; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			board2(t, 0)
		}()
	}
	wg.Wait()
}

var _ = amid("semaphore-exhausted/tickets", func() {
	t := make(tickets, 3)
	times(3, func(int) { board2(t, 2) })
})

// sorter and shipper hand parcels to each other without room between them.
type sorter struct {
	in   chan int
	next *shipper
}
type shipper struct {
	in   chan int
	back *sorter
}

func (s *sorter) accept(ctx context.Context, parcel int) {
	if ctx.Err() == nil {
		s.in <- parcel
	}
}
func (s *shipper) accept(ctx context.Context, parcel int) {
	if ctx.Err() == nil {
		s.in <- parcel
	}
}
func (s *sorter) run(ctx context.Context) {
	for parcel := range s.in {
		s.next.accept(ctx, parcel+1)
	}
}
func (s *shipper) run(ctx context.Context) {
	for parcel := range s.in {
		if parcel%2 == 0 {
			s.back.accept(ctx, parcel)
		}
	}
}

var _ = amid("circular-wait/sorter-and-shipper", func() {
	a, b := &sorter{in: make(chan int)}, &shipper{in: make(chan int)}
	a.next, b.back = b, a
	ctx := context.Background()
	times(4, func(i int) { a.accept(ctx, 2*i+1) })
	pause()
	go a.run(ctx)
	go b.run(ctx)
})

// survey stops its divers from the goroutine that is to read their notes.
type survey struct {
	notes  chan string
	divers sync.WaitGroup
}

func (s *survey) dive(n int) {
	defer s.divers.Done()
	for i := 0; i < n; i++ {
		s.notes <- "fish"
	}
}
func (s *survey) run() (all []string) {
	for i := 0; i < 3; i++ {
		s.divers.Add(1)
		go s.dive(4)
	}
	for note := range s.notes {
		all = append(all, note)
		if len(all) == 2 {
			s.end()
		}
	}
	return all
}
func (s *survey) end() {
	s.divers.Wait()
	close(s.notes)
}

var _ = amid("circular-wait/survey", func() { go (&survey{notes: make(chan string)}).run() })

// each runs a function for all items and returns errors at the end, to a channel that is read at the end.
func each(items []int, do func(int) error) (all []error) {
	var wg sync.WaitGroup
	failed := make(chan error)
	for _, item := range items {
		wg.Add(1)
		go func(item int) {
			defer wg.Done()
			if err := do(item); err != nil {
				failed <- err
			}
		}(item)
	}
	wg.Wait()
	close(failed)
	for err := range failed {
		all = append(all, err)
	}
	return all
}

var _ = amid("circular-wait/each", func() { go each([]int{2, 4, 6}, examine) })

// watchman's rounds end with him, and he is one of his own rounds.
type watchman struct {
	rounds sync.WaitGroup
	found  chan string
}

func (w *watchman) begin() {
	for _, place := range []string{"quay", "gate"} {
		w.rounds.Add(1)
		go w.round(place)
	}
}
func (w *watchman) round(place string) {
	defer w.rounds.Done()
	if place == "gate" {
		w.alarm(place)
	}
}
func (w *watchman) alarm(place string) {
	w.shut()
	w.found <- place
}
func (w *watchman) shut() { w.rounds.Wait() }

var _ = amid("circular-wait/watchman", func() { (&watchman{found: make(chan string)}).begin() })

// Programs that look alike, and move.
var _ = amid("busy/submit", func() {
	d := &dispatch{jobs: make(chan int, 1)}
	go func() {
		for range d.jobs {
			spin(200000)
		}
	}()
	forever(6, func(i int) { d.submit(i) })
})

var _ = amid("busy/sorter-and-shipper", func() {
	a, b := &sorter{in: make(chan int)}, &shipper{in: make(chan int)}
	a.next, b.back = b, a
	ctx := context.Background()
	go a.run(ctx)
	go b.run(ctx)
	forever(4, func(i int) { a.accept(ctx, 2*i) })
})

var _ = amid("busy/survey", func() {
	forever(2, func(int) {
		s := &survey{notes: make(chan string)}
		for i := 0; i < 3; i++ {
			s.divers.Add(1)
			go s.dive(4)
		}
		go s.end()
		for range s.notes {
			spin(200000)
		}
	})
})
