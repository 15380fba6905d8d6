// A harbour whose goroutines are started through all that stands between a go statement and the code that wanted it: errgroup, WaitGroup.Go,
// timers. And two convoys: many that wait for a lock whose holder sleeps, and two locks that are taken in different orders.
package main

import (
	"os"
	"path/filepath"
	"runtime/pprof"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// forever keeps every goroutine until the dump is written.
var forever = make(chan struct{})

func unload(crates int) {
	var group sync.WaitGroup
	for range crates {
		group.Go(func() { <-forever })
	}
	group.Wait()
}

func remind(times int) {
	for range times {
		time.AfterFunc(time.Millisecond, func() { <-forever })
	}
}

func dispatch(jobs int) {
	var group errgroup.Group
	for range jobs {
		group.Go(haul)
	}
	_ = group.Wait()
}

func haul() error {
	<-forever
	return nil
}

func openPorts(ports int) {
	for range ports {
		go servePort()
	}
}

func servePort() {
	go watchTide()
	<-forever
}

func watchTide() { <-forever }

// ledger is locked by book, which never comes to its end.
type ledger struct {
	lock sync.Mutex
}

func (l *ledger) book(slow bool) {
	l.lock.Lock()
	defer l.lock.Unlock()
	if slow {
		audit()
	}
}

func audit() { <-forever }

type berth struct{ lock sync.Mutex }

func moor(a, b *berth, first chan<- struct{}, second <-chan struct{}) {
	a.lock.Lock()
	close(first)
	<-second
	b.lock.Lock()
}

func cast(a, b *berth, first chan<- struct{}, second <-chan struct{}) {
	b.lock.Lock()
	close(first)
	<-second
	a.lock.Lock()
}

func main() {
	go unload(4)
	remind(3)
	go dispatch(5)
	openPorts(2)

	var books ledger
	go books.book(true)
	time.Sleep(20 * time.Millisecond)
	for range 7 {
		go books.book(false)
	}

	var east, west berth
	moored, cleared := make(chan struct{}), make(chan struct{})
	go moor(&east, &west, moored, cleared)
	go cast(&east, &west, cleared, moored)
	time.Sleep(200 * time.Millisecond)

	for _, debug := range []int{0, 2} {
		file, err := os.Create(filepath.Join(os.Args[1], "goroutine-debug"+string(rune('0'+debug))))
		if err != nil {
			panic(err)
		}
		if err := pprof.Lookup("goroutine").WriteTo(file, debug); err != nil {
			panic(err)
		}
		if err := file.Close(); err != nil {
			panic(err)
		}
	}
}
