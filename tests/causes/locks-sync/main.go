// Command locks-sync makes mistakes with golang.org/x/sync, waits until all who take part are stuck, and prints a dump.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/pprof"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// shapes: the part before the slash is the cause.
var shapes = map[string]func(){
	"semaphore-exhausted/weighted":       weighted,
	"semaphore-exhausted/errgroup-limit": limited,
	"circular-wait/errgroup":             gathered,
	"busy/weighted":                      busyWeighted,
	"busy/errgroup-limit":                busyLimited,
}

func main() {
	if len(os.Args) < 2 {
		for name := range shapes {
			fmt.Println(name)
		}
		return
	}
	shapes[os.Args[1]]()
	time.Sleep(300 * time.Millisecond)
	_ = pprof.Lookup("goroutine").WriteTo(os.Stdout, 2)
}

func pause() { time.Sleep(20 * time.Millisecond) }

type tree struct{ children []*tree }

type walker struct{ memory *semaphore.Weighted }

// walk keeps its share while the children ask for theirs.
func (w *walker) walk(ctx context.Context, t *tree) error {
	if err := w.memory.Acquire(ctx, 1); err != nil {
		return err
	}
	defer w.memory.Release(1)
	pause()
	group, ctx := errgroup.WithContext(ctx)
	for _, child := range t.children {
		child := child
		group.Go(func() error { return w.walk(ctx, child) })
	}
	return group.Wait()
}

func weighted() {
	leaf := &tree{}
	root := &tree{[]*tree{{[]*tree{leaf, leaf}}, {[]*tree{leaf}}}}
	go func() { _ = (&walker{semaphore.NewWeighted(2)}).walk(context.Background(), root) }()
}

// limited starts work from within work, beneath one limit.
func limited() {
	var group errgroup.Group
	group.SetLimit(2)
	var visit func(depth int) error
	visit = func(depth int) error {
		pause()
		if depth > 0 {
			group.Go(func() error { return visit(depth - 1) })
		}
		return nil
	}
	go func() {
		for i := 0; i < 2; i++ {
			group.Go(func() error { return visit(3) })
		}
		_ = group.Wait()
	}()
}

type prices struct{ found chan int }

func (p *prices) ask(shop int) error { p.found <- shop; return nil }

// all reads what was found only once everybody is done.
func (p *prices) all() (least int) {
	var group errgroup.Group
	for shop := 0; shop < 4; shop++ {
		shop := shop
		group.Go(func() error { return p.ask(shop) })
	}
	_ = group.Wait()
	for shop := 0; shop < 4; shop++ {
		least = min(least, <-p.found)
	}
	return least
}

func gathered() { go (&prices{make(chan int)}).all() }

func busyWeighted() {
	memory := semaphore.NewWeighted(3)
	for i := 0; i < 12; i++ {
		go func() {
			for {
				_ = memory.Acquire(context.Background(), 1)
				spin()
				memory.Release(1)
			}
		}()
	}
}

func busyLimited() {
	for i := 0; i < 3; i++ {
		go func() {
			for {
				var group errgroup.Group
				group.SetLimit(2)
				for job := 0; job < 20; job++ {
					group.Go(func() error { spin(); return nil })
				}
				_ = group.Wait()
			}
		}()
	}
}

func spin() {
	for until := time.Now().Add(100 * time.Microsecond); time.Now().Before(until); {
	}
}
