package main

import (
	"fmt"
	"strings"
	"sync"
)

// An embedded RWMutex, three methods deep.
type ticketDesk struct {
	sync.RWMutex
	open map[int]string
}

func (d *ticketDesk) Close(id int) {
	d.Lock()
	defer d.Unlock()
	d.archive(id)
}
func (d *ticketDesk) archive(id int) { d.log("archived", id) }
func (d *ticketDesk) log(what string, id int) {
	d.Lock()
	_ = fmt.Sprint(what, d.open[id])
	d.Unlock()
}

var _ = add("double-lock/three-deep", func() {
	d := &ticketDesk{open: map[int]string{}}
	go d.Close(1)
	pause()
	for i := 0; i < 5; i++ {
		go d.Close(i)
	}
})

// A callback that comes back to the object.
type feed struct {
	name string
	mu   sync.Mutex
	subs []func(string)
}

func (f *feed) each(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, sub := range f.subs {
		sub(text)
	}
}
func (f *feed) subscribe(sub func(string)) {
	f.mu.Lock()
	f.subs = append(f.subs, sub)
	f.mu.Unlock()
}

var _ = add("double-lock/callback", func() {
	f := &feed{name: "news"}
	f.subscribe(func(text string) {
		if strings.HasPrefix(text, "a") {
			f.subscribe(func(string) {})
		}
	})
	go f.each("abc")
})

// An interface between the two.
type store interface{ put(string) }
type memory struct {
	sync.Mutex
	all  []string
	next store
}

func (m *memory) put(s string) {
	m.Lock()
	defer m.Unlock()
	if m.next != nil {
		m.next.put(s)
	}
	m.all = append(m.all, s)
}

type logged struct{ under *memory }

func (l logged) put(s string) { l.under.put(s + "!") }

var _ = add("double-lock/interface", func() {
	m := &memory{}
	m.next = logged{m}
	go m.put("x")
	pause()
	go m.put("y")
})

// A generic tree.
type node[T any] struct {
	mu    sync.Mutex
	value T
	kids  []*node[T]
}

func (n *node[T]) walk(f func(T)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f(n.value)
	for _, k := range n.kids {
		k.walk(f)
	}
}

var _ = add("double-lock/generic-tree", func() {
	root := &node[int]{}
	kid := &node[int]{value: 2, kids: []*node[int]{root}}
	root.kids = []*node[int]{kid}
	go root.walk(func(int) {})
})

// Objects in a slice; one of many is stuck.
type lane struct {
	cars int
	mu   sync.RWMutex
}

func (l *lane) enter() {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.grow()
}
func (l *lane) grow() {
	l.mu.Lock()
	l.cars++
	l.mu.Unlock()
}

var _ = add("double-lock/slice", func() {
	lanes := make([]lane, 6)
	go lanes[4].enter()
	pause()
	for i := range lanes {
		go lanes[i].grow()
	}
})
