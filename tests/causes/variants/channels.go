package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

func init() {
	register("forgotten-receiver", "main.merge.func1", func() { firstOf(merge(count(3), count(3))) })
	register("forgotten-receiver", "main.(*courier).Stop", func() { go newCourier().Stop() })
	register("forgotten-receiver", "main.(*bulletin).publish", func() { (&bulletin{}).leaveEarly() })
	register("forgotten-receiver", "main.sortParcel", func() { sortAll(3) })
	register("forgotten-receiver", "main.(*intake).enqueue", func() { newIntake().fill(3) })
	register("forgotten-sender", "main.(*election).await", func() { new(election).start() })
	register("forgotten-sender", "main.secondReader", func() { readTwice(make(chan int)) })
	register("forgotten-sender", "main.(*rendezvous).meet", func() { go (&rendezvous{arrived: make(chan string)}).meet(2) })
	register("early-return", "main.quote.func1", func() { _, _ = quote(context.Background()) })
	register("early-return", "main.inspect.func1", func() { _ = inspect([]string{"a", "", "b"}) })
	register("early-return", "main.walk.func1", func() { firstLeaf([]int{1, 2, 3}) })
	register("forgotten-receiver", "main.(*dockyard).unload", func() { newDockyard(1).unloadAll([]string{"", "a"}) })
	register("range-over-unclosed", "main.collect", func() { _ = produceUntilError(2) })
	register("nil-channel", "main.(*lamp).wait", func() { go new(lamp).wait() })
	register("missing-cancellation", "main.(*relay).run", func() { go (&relay{in: make(chan int), out: make(chan int)}).run() })
	register("missing-cancellation", "main.watchLevel.func1", func() { watchLevel(context.Background(), make(chan int)) })
}

func count(to int) <-chan int {
	numbers := make(chan int, to)
	for n := range to {
		numbers <- n
	}
	close(numbers)
	return numbers
}

// merge hands on what comes from several channels; its reader may stop at the first.
func merge(inputs ...<-chan int) <-chan int {
	merged := make(chan int)
	for _, input := range inputs {
		go func() {
			for value := range input {
				merged <- value
			}
		}()
	}
	return merged
}

func firstOf(values <-chan int) int { return <-values }

type courier struct{ stop chan struct{} }

// newCourier starts a courier that leaves by itself when there is nothing to do.
func newCourier() *courier {
	c := &courier{stop: make(chan struct{})}
	go func() {
		select {
		case <-c.stop:
		case <-time.After(time.Millisecond):
		}
	}()
	time.Sleep(5 * time.Millisecond)
	return c
}

// Stop tells the courier to leave, who may have left already.
func (c *courier) Stop() {
	c.stop <- struct{}{}
}

type bulletin struct {
	mu      sync.Mutex
	readers []chan string
}

func (b *bulletin) subscribe() <-chan string {
	reader := make(chan string)
	b.mu.Lock()
	b.readers = append(b.readers, reader)
	b.mu.Unlock()
	return reader
}

func (b *bulletin) publish(news string) {
	b.mu.Lock()
	readers := b.readers
	b.mu.Unlock()
	for _, reader := range readers {
		reader <- news
	}
}

func (b *bulletin) leaveEarly() {
	news := b.subscribe()
	go func() { <-news }()
	go func() {
		b.publish("first")
		b.publish("second")
	}()
}

// sortAll waits for its workers before it reads what they found.
func sortAll(parcels int) {
	found := make(chan int)
	var workers sync.WaitGroup
	for n := range parcels {
		workers.Add(1)
		go sortParcel(n, found, &workers)
	}
	go func() {
		workers.Wait()
		for range parcels {
			<-found
		}
	}()
}

func sortParcel(parcel int, found chan<- int, workers *sync.WaitGroup) {
	defer workers.Done()
	found <- parcel % 2
}

type intake struct{ jobs chan int }

func newIntake() *intake {
	in := &intake{jobs: make(chan int, 1)}
	go func() {
		defer func() { _ = recover() }()
		for job := range in.jobs {
			if job > 0 {
				panic("damaged")
			}
		}
	}()
	return in
}

func (in *intake) fill(jobs int) {
	for n := 1; n <= jobs; n++ {
		go in.enqueue(n)
	}
}

func (in *intake) enqueue(job int) {
	in.jobs <- job
}

type election struct{ decided chan struct{} }

func (e *election) start() {
	e.decided = make(chan struct{})
	go e.await()
	go e.vote(errors.New("no majority"))
}

func (e *election) await() {
	<-e.decided
}

func (e *election) vote(err error) {
	if err != nil {
		return
	}
	close(e.decided)
}

// readTwice sends one value to two readers.
func readTwice(values chan int) {
	go func() { values <- 1 }()
	time.Sleep(time.Millisecond)
	<-values
	go secondReader(values)
}

func secondReader(values <-chan int) int {
	return <-values
}

type rendezvous struct{ arrived chan string }

func (r *rendezvous) meet(guests int) {
	go func() { r.arrived <- "early" }()
	for range guests {
		<-r.arrived
	}
}

type answer struct {
	price int
	err   error
}

// quote asks two shops, and takes the first answer or none.
func quote(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	answers := make(chan answer)
	for shop := range 2 {
		go func() {
			time.Sleep(10 * time.Millisecond)
			answers <- answer{price: shop}
		}()
	}
	select {
	case first := <-answers:
		return first.price, first.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func inspect(parcels []string) error {
	failures := make(chan error)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, parcel := range parcels {
			if parcel == "" {
				failures <- errors.New("empty")
			}
			failures <- nil
		}
	}()
	for {
		select {
		case err := <-failures:
			if err != nil {
				return err
			}
		case <-done:
			return nil
		}
	}
}

func walk(tree []int) <-chan int {
	leaves := make(chan int)
	go func() {
		defer close(leaves)
		for _, leaf := range tree {
			leaves <- leaf
		}
	}()
	return leaves
}

func firstLeaf(tree []int) int {
	for leaf := range walk(tree) {
		return leaf
	}
	return 0
}

type dockyard struct{ berths chan struct{} }

func newDockyard(berths int) *dockyard {
	return &dockyard{berths: make(chan struct{}, berths)}
}

func (d *dockyard) unloadAll(ships []string) {
	for _, ship := range ships {
		go func() { _ = d.unload(ship) }()
		time.Sleep(time.Millisecond)
	}
}

// unload keeps its berth when it fails.
func (d *dockyard) unload(ship string) error {
	d.berths <- struct{}{}
	if ship == "" {
		return errors.New("no ship")
	}
	<-d.berths
	return nil
}

func produceUntilError(at int) error {
	items := make(chan int)
	go collect(items)
	for n := range 5 {
		if n == at {
			return errors.New("torn")
		}
		items <- n
	}
	close(items)
	return nil
}

func collect(items <-chan int) {
	sum := 0
	for item := range items {
		sum += item
	}
}

type lamp struct{ lit chan bool }

func (l *lamp) wait() {
	<-l.lit
}

type relay struct{ in, out chan int }

func (r *relay) run() {
	for {
		select {
		case value := <-r.in:
			select {
			case r.out <- value:
			case <-time.After(time.Second):
			}
		case <-r.out:
		}
	}
}

func watchLevel(parent context.Context, levels <-chan int) {
	ctx, _ := context.WithCancel(parent)
	go func() {
		for {
			select {
			case <-levels:
			case <-ctx.Done():
				return
			}
		}
	}()
}
