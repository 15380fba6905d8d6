// A timeout that starts anew on every iteration of the loop.
import { isSelect, multiply } from './odds.ts';
import type { Cause } from './model.ts';

export const timeAfterInLoop: Cause = {
  id: 'time-after-in-loop',
  name: 'time.After in a loop never fires',
  looksLike:
    'Goroutines in `select` that wake up often and never leave. A stack cannot show the timer: the source line can.',
  excerpt: `goroutine 42 [select]:
example.com/shop/upload.Follow(…)
	example.com/shop/upload/upload.go:12
created by example.com/shop/upload.Drive in goroutine 1
	example.com/shop/upload/support.go:25
`,
  why: '`time.After` in a `select` within a loop starts from zero on every turn. Whatever keeps the other cases busy (heartbeats, progress, a chatty peer) keeps the timeout from ever firing. Before Go 1.23 each turn also left a timer behind until it expired.',
  fix: 'Make the deadline once, before the loop: `context.WithTimeout`, or a `time.NewTimer` whose channel all turns share.',
  example: {
    package: 'upload',
    imports: ['context', 'time'],
    given: `const patience = 100 * time.Millisecond
`,
    before: `// Follow counts progress until the upload takes too long.
func Follow(progress <-chan int) {
	for {
		select {
		case <-progress:
		case <-time.After(patience): // Starts anew with every sign of progress.
			return
		}
	}
}
`,
    after: `// Follow counts progress until the upload takes too long.
func Follow(progress <-chan int) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		select {
		case <-progress:
		case <-ctx.Done():
			return
		}
	}
}
`,
    support: `var progress = make(chan int)

func init() {
	go report()
}

// report is the chatty peer: it tells everybody, faster than anybody's patience.
func report() {
	for {
		select {
		case progress <- 1:
		default:
			time.Sleep(5 * time.Millisecond)
		}
	}
}
`,
    drive: `go Follow(progress)`,
    waitsIn: 'example.com/shop/upload.Follow',
    proven: false,
  },
  prevention: [
    '`testing/synctest`: let the other cases stay busy past the deadline and see whether the goroutine leaves.',
    "The runtime's leak profile cannot see it: the goroutine wakes up. Growth is the only sign.",
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (!isSelect(clues) || !clues.waitsInOwn) return null;
    if (clues.source !== undefined) {
      if (!clues.source.timeAfter) return null;
      return multiply(clues.source.loop ? 60 : 3, [clues.source.receives.includes('context'), 0.2]);
    }
    // A goroutine that a timer will wake is not proven to leak, and has not waited long.
    return clues.longWait || (clues.leaked ?? 0) > 0 ? null : 2.5;
  },
};
