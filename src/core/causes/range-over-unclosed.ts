// A range over a channel that nobody closes.
import { discountLibrary, isReceive, multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const rangeOverUnclosed: Cause = {
  id: 'range-over-unclosed',
  name: 'Ranges over a channel nobody closes',
  looksLike:
    'Goroutines in `chan receive` by `runtime.chanrecv2`, which only debug=0 shows. `v, ok := <-ch` and a range over a ticker look the same; the source line tells them apart.',
  excerpt: `goroutine 42 [chan receive]:
example.com/shop/report.Export.func1()
	example.com/shop/report/report.go:13
created by example.com/shop/report.Export in goroutine 1
	example.com/shop/report/report.go:12
`,
  why: '`for v := range ch` ends when the channel is closed, and only then. Whoever sends returned on an error, or sent everything and never called `close`.',
  fix: 'Close the channel where it is sent to, on every way out: `defer close(ch)`. With several senders, close it once all are done: `go func() { wg.Wait(); close(ch) }()`.',
  example: {
    package: 'report',
    imports: ['errors', 'fmt', 'io'],
    before: `// Export writes rows in the background.
func Export(rows []string) error {
	lines := make(chan string)
	go func() {
		for line := range lines {
			fmt.Fprintln(io.Discard, line)
		}
	}()
	for _, row := range rows {
		if row == "" {
			return errors.New("row is empty") // lines stays open.
		}
		lines <- row
	}
	close(lines)
	return nil
}
`,
    after: `// Export writes rows in the background.
func Export(rows []string) error {
	lines := make(chan string)
	defer close(lines) // On every way out.
	go func() {
		for line := range lines {
			fmt.Fprintln(io.Discard, line)
		}
	}()
	for _, row := range rows {
		if row == "" {
			return errors.New("row is empty")
		}
		lines <- row
	}
	return nil
}
`,
    drive: `_ = Export([]string{"a", ""})`,
    waitsIn: 'example.com/shop/report.Export.func',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` in a test in which the producer fails.',
    '`testing/synctest` ends such a test with "deadlock".',
    'In review: every `range` over a channel names, in a comment or by its position, the one place that closes it.',
  ],
  sharePercent: 5,
  howCommon: '5 % of leaks in one published table.',
  weigh: (clues) => {
    if (!isReceive(clues) || clues.twoValueReceive === false) return null;
    const base = discountLibrary(clues) * 5;
    const form = clues.source?.receives[0];
    if (form !== undefined) return form === 'range' ? base * 20 : null;
    return multiply(
      base,
      [clues.twoValueReceive, 5],
      [clues.workerLoop, 1.5],
      [clues.operation === 'chan or select', 0.6],
    );
  },
};
