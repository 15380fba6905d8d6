// The function that was to receive has returned.
import { discountLibrary, isSend, multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const earlyReturn: Cause = {
  id: 'early-return',
  name: 'Returns before the channel is read',
  looksLike:
    'Goroutines in `chan send` within a function literal (`place.func1`), started by a function that serves a request: the function around the literal was to receive.',
  excerpt: `goroutine 42 [chan send]:
example.com/shop/checkout.Place.func1()
	example.com/shop/checkout/checkout.go:17
created by example.com/shop/checkout.Place in goroutine 1
	example.com/shop/checkout/checkout.go:16
`,
  why: 'A function starts a goroutine to fetch an answer, then returns before it has read it: on an error, on a timeout, because the caller has gone. The goroutine waits to hand over an answer that nobody wants.',
  fix: 'Give the channel room for the one answer: `make(chan T, 1)`. The send then never waits, and the channel is collected with the goroutine.',
  example: {
    package: 'checkout',
    imports: ['errors', 'time'],
    given: `func askCarrier() int {
	time.Sleep(time.Millisecond)
	return 390
}
`,
    before: `// Place returns the price of shipping.
func Place(address string) (int, error) {
	quote := make(chan int)
	go func() {
		quote <- askCarrier()
	}()
	if address == "" {
		return 0, errors.New("address is empty") // Nobody reads quote any more.
	}
	return <-quote, nil
}
`,
    after: `// Place returns the price of shipping.
func Place(address string) (int, error) {
	quote := make(chan int, 1) // The send never waits.
	go func() {
		quote <- askCarrier()
	}()
	if address == "" {
		return 0, errors.New("address is empty")
	}
	return <-quote, nil
}
`,
    drive: `_, _ = Place("")`,
    waitsIn: 'example.com/shop/checkout.Place.func',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in tests of errors and timeouts, not only of success.',
    'In review: an unbuffered channel that a goroutine sends to once is nearly always a mistake.',
    "The runtime's leak profile proves it, unless the goroutine sends a variable that it shares with the function around it.",
  ],
  sharePercent: 10,
  howCommon:
    '10 % of leaks in one published table; with timeouts counted in, the most common one in a study of production services.',
  weigh: (clues) => {
    if (!isSend(clues)) return null;
    const receiver = clues.source?.receiver;
    return multiply(
      discountLibrary(clues) * 10,
      [clues.operation === 'chan or select', 0.6],
      [clues.closure && clues.request, 3.5],
      [clues.closure && !clues.request, 2.5],
      [receiver === 'leaves', 10],
      [receiver === 'none' || receiver === 'fewer', 0.3],
    );
  },
};
