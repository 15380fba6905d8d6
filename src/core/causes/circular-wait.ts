// Goroutines that wait for one another, without a lock.
import { weighLock } from './lock-clues.ts';
import type { Cause } from './model.ts';

export const circularWait: Cause = {
  id: 'circular-wait',
  name: 'Goroutines wait for one another',
  looksLike:
    'A goroutine in `sync.WaitGroup.Wait`, while all goroutines that it has started are in `chan send`. No other code could receive.',
  excerpt: `goroutine 41 [sync.WaitGroup.Wait]:
sync.runtime_SemacquireWaitGroup(…)
	runtime/sema.go:114
sync.(*WaitGroup).Wait(0xc00001a0b0)
	sync/waitgroup.go:206
example.com/shop/quotes.Collect(…)
	example.com/shop/quotes/quotes.go:16
created by example.com/shop/quotes.Drive in goroutine 1
	example.com/shop/quotes/support.go:4

goroutine 42 [chan send]:
example.com/shop/quotes.Collect.func1()
	example.com/shop/quotes/quotes.go:13
created by example.com/shop/quotes.Collect in goroutine 41
	example.com/shop/quotes/quotes.go:11
`,
  why: 'The goroutine in `Wait` would receive once `Wait` has returned. The others send before they call `Done`. So each waits for the other, for ever.',
  fix: 'Receive while they work: let a goroutine of its own call `Wait` and close the channel, and range over the channel. Or give the channel room for every result.',
  example: {
    package: 'quotes',
    imports: ['sync'],
    before: `// Collect asks all suppliers for a price.
func Collect(prices []int) int {
	found := make(chan int)
	var group sync.WaitGroup
	for _, price := range prices {
		group.Add(1)
		go func() {
			defer group.Done()
			found <- price
		}()
	}
	group.Wait() // Nobody receives before all have sent.
	close(found)
	return sum(found)
}
`,
    after: `// Collect asks all suppliers for a price.
func Collect(prices []int) int {
	found := make(chan int)
	var group sync.WaitGroup
	for _, price := range prices {
		group.Add(1)
		go func() {
			defer group.Done()
			found <- price
		}()
	}
	go func() {
		group.Wait()
		close(found)
	}()
	return sum(found)
}
`,
    support: `func sum(all <-chan int) int {
	total := 0
	for one := range all {
		total += one
	}
	return total
}
`,
    drive: `go Collect([]int{1, 2, 3})`,
    waitsIn: 'example.com/shop/quotes.Collect.func',
    proven: false,
    decidedByDump: true,
  },
  prevention: [
    'A rule for reviews: behind `Wait` stands no receive from a channel that the group fills, unless the channel has room for all.',
    '`errgroup` with results in a slice needs no channel.',
    '`goleak.VerifyNone(t)` in a test with more results than the channel has room for.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => weighLock('circular-wait', clues, null),
};
