package main

import "sync"

type routes struct {
	mu    sync.RWMutex
	table map[string]string
}

func (r *routes) resolve(a string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if to, ok := r.table[a]; ok {
		pause()
		pause()
		return r.resolve(to)
	}
	return a
}
func (r *routes) set(a, b string) { r.mu.Lock(); r.table[a] = b; r.mu.Unlock() }

var _ = add("recursive-read-lock/recursion", func() {
	r := &routes{table: map[string]string{"a": "b"}}
	go r.resolve("a")
	pause()
	go r.set("c", "d")
})

type flags struct {
	*sync.RWMutex
	on map[string]bool
}

func (f flags) enabled(n string) bool { f.RLock(); defer f.RUnlock(); return f.on[n] }
func (f flags) list() (all []string) {
	f.RLock()
	defer f.RUnlock()
	pause()
	pause()
	for n := range f.on {
		if f.enabled(n) {
			all = append(all, n)
		}
	}
	return all
}
func (f flags) turn(n string) { f.Lock(); f.on[n] = true; f.Unlock() }

var _ = add("recursive-read-lock/pointer-embedded", func() {
	f := flags{&sync.RWMutex{}, map[string]bool{"a": true}}
	go f.list()
	pause()
	go f.turn("b")
	pause()
	pause()
	for i := 0; i < 3; i++ {
		go f.enabled("a")
	}
})

type sheet[K comparable] struct {
	mu   sync.RWMutex
	rows map[K]int
}

func (s *sheet[K]) total() (n int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	pause()
	pause()
	s.visit(func(v int) { n += v })
	return n
}
func (s *sheet[K]) visit(f func(int)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, v := range s.rows {
		f(v)
	}
}
func (s *sheet[K]) add(k K) { s.mu.Lock(); s.rows[k]++; s.mu.Unlock() }

var _ = add("recursive-read-lock/generic-visit", func() {
	s := &sheet[int]{rows: map[int]int{1: 1}}
	go s.total()
	pause()
	go s.add(2)
})

type team struct {
	lead *person
	mu   sync.RWMutex
	all  []*person
}
type person struct {
	team *team
	name string
}

func (t *team) names() (out []string) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	pause()
	pause()
	for _, p := range t.all {
		out = append(out, p.label())
	}
	return out
}
func (p *person) label() string { return p.name + p.team.tag() }
func (t *team) tag() string     { t.mu.RLock(); defer t.mu.RUnlock(); return "x" }
func (t *team) hire(p *person)  { t.mu.Lock(); t.all = append(t.all, p); t.mu.Unlock() }

var _ = add("recursive-read-lock/through-other-type", func() {
	t := &team{}
	t.all = []*person{{t, "a"}}
	go t.names()
	pause()
	go t.hire(&person{t, "b"})
})

var _ = add("recursive-read-lock/locker-in-map", func() {
	all := map[string]*routes{"x": {table: map[string]string{"a": "b"}}, "y": {table: map[string]string{}}, "z": {table: map[string]string{}}}
	go all["x"].resolve("a")
	pause()
	for _, r := range all {
		go r.set("q", "r")
		go r.set("s", "t")
	}
})
