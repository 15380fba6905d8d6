// What can happen to the files beside a history file: bits flip, the end is missing, a piece was never written, one
// is gone.

export interface Damaged {
  readonly changed: ReadonlyMap<string, Buffer>;
  /** Of the log; Infinity where that is whole. */
  readonly firstWrongByte: number;
  readonly what: string;
}

const sectorBytes = 512;

/** `files` by what their name ends with. `random` gives numbers from 0 to below 1. */
export function damage(files: ReadonlyMap<string, Buffer>, random: () => number): Damaged {
  const below = (limit: number) => Math.floor(random() * limit);
  const changed = new Map(files);
  const log = files.has('-journal') ? '-journal' : '-wal';
  const bytes = Buffer.from(files.get(log) ?? []);
  const kind = below(10);
  let firstWrongByte = Infinity;
  let what = '';
  // Damage to the log's index comes by itself or beside damage to the log.
  if (kind < 2 && files.has('-shm')) what += damageIndex();
  if (kind >= 1) what += damageLog();
  return { changed, firstWrongByte, what: what.trim() };

  function damageIndex(): string {
    const index = Buffer.from(files.get('-shm') ?? []);
    const way = below(3);
    if (way === 0) changed.delete('-shm');
    if (way === 1) changed.set('-shm', index.subarray(0, below(index.length)));
    if (way !== 2) return way === 0 ? '-shm is gone ' : '-shm is cut ';
    for (let flips = 1 + below(8); flips > 0; flips--) flip(index, below(index.length));
    changed.set('-shm', index);
    return '-shm has flipped bits ';
  }

  function damageLog(): string {
    changed.set(log, bytes);
    if (kind === 1 || kind >= 6) {
      for (let flips = 1 + below(4); flips > 0; flips--) {
        // The header is small, and worth a try as often.
        const at = below(below(4) === 0 ? 64 : bytes.length);
        flip(bytes, at);
        firstWrongByte = Math.min(firstWrongByte, at);
      }
      return `${log} has flipped bits from ${firstWrongByte}`;
    }
    if (kind === 2) {
      changed.delete(log);
      firstWrongByte = 0;
      return `${log} is gone`;
    }
    const at = below(bytes.length);
    if (kind < 5) {
      changed.set(log, bytes.subarray(0, at));
      firstWrongByte = at;
      return `${log} is cut at ${at}`;
    }
    firstWrongByte = at - (at % sectorBytes);
    bytes.fill(0, firstWrongByte, firstWrongByte + sectorBytes);
    return `${log} was not written at ${firstWrongByte}`;
  }

  function flip(target: Buffer, at: number): void {
    target[at] = (target[at] ?? 0) ^ (1 << below(8));
  }
}
