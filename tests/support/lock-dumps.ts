// Writes small dumps of goroutines that wait for locks, as the runtime prints them.

interface Waiter {
  /** The object whose lock it waits for, and the object whose method it is in further out; by number. */
  readonly wants: number;
  readonly holds?: number;
}

const addressOf = (object: number): string => `0xc000${(0x10000 + object * 0x100).toString(16)}`;
const frame = (name: string, values: string, line: number) =>
  `main.${name}(${values})\n\t/src/shop/main.go:${line} +0x1d`;

/** Each object `n` is a `main.(*T<n>)` that begins with its mutex. */
export function writeLockDump(waiters: readonly Waiter[]): string {
  const blocks = waiters.map(({ wants, holds }, index) => {
    const lock = addressOf(wants);
    const calls = [
      `internal/sync.(*Mutex).lockSlow(${lock})\n\tinternal/sync/mutex.go:149 +0x15d`,
      'sync.(*Mutex).Lock(...)\n\tsync/mutex.go:46',
      frame(`(*T${wants}).Get`, lock, 20),
      ...(holds === undefined ? [] : [frame(`(*T${holds}).Run`, addressOf(holds), 30)]),
    ];
    return `goroutine ${index + 20} [sync.Mutex.Lock, 3 minutes]:\n${calls.join('\n')}\n`;
  });
  const main = 'goroutine 1 [running]:\nmain.main()\n\t/src/shop/main.go:9 +0x1\n';
  return [main, ...blocks].join('\n');
}
