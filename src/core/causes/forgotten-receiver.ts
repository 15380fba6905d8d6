// Nobody receives what a goroutine sends.
import { discountLibrary, isSend, multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const forgottenReceiver: Cause = {
  id: 'forgotten-receiver',
  name: 'Nobody receives',
  looksLike: 'Goroutines in `chan send`, most often in a function that was given the channel.',
  excerpt: `goroutine 42 [chan send]:
example.com/shop/search.ask(…)
	example.com/shop/search/search.go:9
created by example.com/shop/search.First in goroutine 1
	example.com/shop/search/search.go:16
`,
  why: 'A send on an unbuffered or full channel waits for a receiver. There are more senders than receives: the first answer wins and the others are never read, or the receiver is gone for good.',
  fix: 'Give the channel room for every sender: `make(chan T, senders)`. Where the number is not known, send in a `select` with `ctx.Done()`.',
  example: {
    package: 'search',
    imports: ['time'],
    given: `func ask(replica int, answers chan<- int) {
	time.Sleep(time.Duration(replica) * time.Millisecond)
	answers <- replica
}
`,
    before: `// First returns the answer of whichever replica is fastest.
func First(replicas int) int {
	answers := make(chan int)
	for replica := range replicas {
		go ask(replica, answers)
	}
	return <-answers // One is read; the others wait for ever.
}
`,
    after: `// First returns the answer of whichever replica is fastest.
func First(replicas int) int {
	answers := make(chan int, replicas) // Room for all.
	for replica := range replicas {
		go ask(replica, answers)
	}
	return <-answers
}
`,
    drive: `First(3)`,
    waitsIn: 'example.com/shop/search.ask',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in a test that waits for one answer of several.',
    '`testing/synctest` ends such a test with "deadlock".',
    "The runtime's leak profile proves it, unless a closure that sends one of its own variables hides the channel.",
  ],
  sharePercent: 20,
  howCommon: '20 % of leaks in one published table.',
  weigh: (clues) => {
    if (!isSend(clues)) return null;
    const base = discountLibrary(clues) * 20;
    const receiver = clues.source?.receiver;
    return multiply(
      base,
      [clues.operation === 'chan or select', 0.6],
      [receiver === 'none' || receiver === 'fewer', 5],
      [receiver === 'leaves', 0.5],
    );
  },
};
