// Nobody sends on the channel or closes it.
import { discountLibrary, isReceive, isSelect, multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const forgottenSender: Cause = {
  id: 'forgotten-sender',
  name: 'Nobody sends or closes',
  looksLike: 'Goroutines in `chan receive`. The innermost own frame is the function that receives.',
  excerpt: `goroutine 42 [chan receive]:
example.com/shop/settings.Load.func1()
	example.com/shop/settings/settings.go:13
created by example.com/shop/settings.Load in goroutine 1
	example.com/shop/settings/settings.go:12
`,
  why: 'A receive waits until somebody sends or closes the channel. The code that should do so took another way: it returned on an error, gave up after a timeout, or forgot the waiter when it removed it from a map. Nothing can wake the goroutine any more.',
  fix: 'Let whoever owns the channel close it on every way out: `defer close(ch)` right where it is made. Where an answer may never come, receive in a `select` with `ctx.Done()`.',
  example: {
    package: 'settings',
    imports: ['fmt', 'io', 'os'],
    before: `// Load reads a setting and prints it in the background.
func Load(path string) error {
	loaded := make(chan string)
	go func() {
		text := <-loaded
		fmt.Fprintln(io.Discard, text)
	}()
	text, err := os.ReadFile(path)
	if err != nil {
		return err // Nobody sends any more.
	}
	loaded <- string(text)
	return nil
}
`,
    after: `// Load reads a setting and prints it in the background.
func Load(path string) error {
	loaded := make(chan string)
	defer close(loaded) // Wakes the receiver on every way out.
	go func() {
		if text, ok := <-loaded; ok {
			fmt.Fprintln(io.Discard, text)
		}
	}()
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	loaded <- string(text)
	return nil
}
`,
    drive: `_ = Load("/no/such/file")`,
    waitsIn: 'example.com/shop/settings.Load.func',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in a test of the way that fails: that is where senders are forgotten.',
    '`testing/synctest`: a bubble whose goroutines are all blocked for ever ends the test with "deadlock".',
    "The runtime's leak profile (`/debug/pprof/goroutineleak`) proves it when nothing else holds the channel.",
  ],
  sharePercent: 35,
  howCommon: 'The most common cause: 35 % of leaks in one published table.',
  weigh: (clues) => {
    const { source } = clues;
    const base = discountLibrary(clues) * 35;
    if (source !== undefined && isReceive(clues)) {
      const form = source.receives[0];
      if (form === 'plain') return base * 3;
      if (form !== undefined) return base * (form === 'quit' ? 1 : 0.03);
    }
    if (isReceive(clues)) {
      return multiply(base, [clues.twoValueReceive, 0.12], [clues.operation === 'chan or select', 0.6]);
    }
    return isSelect(clues) ? base * 0.05 : null;
  },
};
