// A worker that outlives the object it works for.
import { isSelect, isSend, multiply } from './odds.ts';
import type { Operation } from './clues.ts';
import type { Cause } from './model.ts';

/** How a worker waits for work. */
const workerWaits: ReadonlySet<Operation> = new Set([
  'receive',
  'send',
  'select',
  'chan or select',
  'cond',
  'sleep',
  'io',
]);

export const orphanedWorker: Cause = {
  id: 'orphaned-worker',
  name: 'A worker whose owner is gone',
  looksLike:
    'Any state, often `select` in the loop of a method (`(*Digest).run`), created by a constructor. Stacks that lie wholly in a library belong to an object that was never closed.',
  excerpt: `goroutine 42 [select]:
example.com/shop/notify.(*Digest).run(…)
	example.com/shop/notify/notify.go:21
created by example.com/shop/notify.NewDigest in goroutine 1
	example.com/shop/notify/notify.go:12
`,
  why: 'A constructor starts a goroutine that works for the object until `Close` or `Stop`. Whoever made the object dropped it without that call. The garbage collector cannot help: the goroutine itself keeps the object alive.',
  fix: 'Call `Close` (`Stop`, `Shutdown`) right where the object is made: `defer x.Close()`. If an object was made for every request, make one and share it.',
  example: {
    package: 'notify',
    imports: [],
    given: `// Digest gathers texts. Close ends its worker.
type Digest struct {
	texts  chan string
	closed chan struct{}
}

// NewDigest starts the worker.
func NewDigest() *Digest {
	d := &Digest{texts: make(chan string), closed: make(chan struct{})}
	go d.run()
	return d
}

// Close ends the worker.
func (d *Digest) Close() { close(d.closed) }

func (d *Digest) run() {
	for {
		select {
		case <-d.texts:
		case <-d.closed:
			return
		}
	}
}
`,
    before: `// Announce sends texts as one.
func Announce(texts ...string) {
	d := NewDigest() // Nobody closes it.
	for _, text := range texts {
		d.texts <- text
	}
}
`,
    after: `// Announce sends texts as one.
func Announce(texts ...string) {
	d := NewDigest()
	defer d.Close()
	for _, text := range texts {
		d.texts <- text
	}
}
`,
    drive: `Announce("welcome")`,
    waitsIn: 'example.com/shop/notify.(*Digest).run',
    proven: true,
  },
  prevention: [
    '`goleak.VerifyNone(t)` behind the use of anything that has a `Close`.',
    'A constructor that starts a goroutine says so in its comment, and returns something with `Close`.',
    '`runtime.AddCleanup` on a small handle that the worker does not refer to can end a worker whose owner was dropped.',
  ],
  sharePercent: 2,
  howCommon:
    '2 % of leaks in one published table; calls that are missing (`Stop` after `Start`) are among the causes named in every study.',
  weigh: (clues) => {
    const receives = clues.source?.receives ?? [];
    if (clues.operation === 'other' || clues.operation === 'running') return null;
    if (!workerWaits.has(clues.operation)) return clues.own === '' ? 5 : 0.2;
    if (clues.own === '') return clues.operation === 'io' ? 3 : 12;
    const quits = receives.includes('quit') && !receives.includes('context');
    return multiply(
      2,
      [!clues.waitsInOwn, 0.5],
      [isSend(clues), 0.3],
      [clues.operation === 'receive', 0.7],
      [clues.operation === 'select' && clues.method && !clues.closure, 2],
      [clues.workerLoop && !isSend(clues), 3],
      [clues.fromConstructor, 4],
      [quits && isSelect(clues), 25],
      [quits && clues.operation === 'receive', 5],
      [receives.includes('context'), 0.5],
    );
  },
};
