// gdb with Go's own script: `info goroutines`, `goroutine N bt`, and any other backtrace of Go functions.
import { isFunctionName } from '../frame-name.ts';
import { listingFormat, type ListingParser } from './listing-format.ts';
import type { StackBuilder } from './stack-builder.ts';

const states = 'idle|runnable|running|syscall|waiting|moribund|dead|enqueue|copystack|preempted';
const info = new RegExp(`^[\\s*]*(\\d{1,18})\\s+(${states})\\s+(\\S+)$`);
const frame =
  /^#(\d{1,4})\s+(?:0x[0-9a-f]{4,16} in )?([^\s(]\S{0,4000}) \(.{0,8000}\)(?: at (\S.{0,4000}):(\d{1,9})| from \S+)?$/;
/** `thread apply all bt` shows threads, which are not goroutines. */
const thread = /^Thread \d+ \((?:Thread 0x[0-9a-f]+|LWP|process) /;
/** Text of the user's shell, and the end of the list. */
const known =
  /^\s*(?:\(gdb\).*|Backtrace stopped.*|\(More stack frames follow\.{3}\)|--Type <RET>.*|goroutine \d+.*:?)$/;

export const gdbFormat = listingFormat({
  name: 'gdb',
  minPoints: 3,
  pointsOf: (line) => {
    if (thread.test(line)) return -1000;
    if (info.test(line)) return 3;
    const found = frame.exec(line);
    return found && isFunctionName(found[2]!) ? 2 : 0;
  },
  createParser: (builder) => new GdbParser(builder),
});

class GdbParser implements ListingParser {
  readonly #builder: StackBuilder;
  limits: string | undefined;

  constructor(builder: StackBuilder) {
    this.#builder = builder;
  }

  take(line: string): boolean {
    const listed = info.exec(line);
    if (listed) {
      const [, id, status, name] = listed;
      // gdb shows neither what the goroutine waits for nor where the program's own code is.
      this.#builder.begin({ id: Number(id), status: status! });
      this.#builder.frame(name!);
      this.#builder.end();
      this.limits = 'gdb lists only the innermost frame of each goroutine: "goroutine all bt" shows whole stacks.';
      return true;
    }
    const found = frame.exec(line);
    if (!found) return line.trim() === '' || known.test(line);
    const [, number, name, file = '', at = '0'] = found;
    if (number === '0' || !this.#builder.isOpen) this.#builder.begin();
    this.#builder.frame(name!, file, Number(at));
    return true;
  }
}
