// Counts the goroutines of a recording without Parked's readers: Go's own pprof for protobufs, plain patterns for
// texts. Tests compare Parked's numbers with these.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Written beside each input as counted.json. */
export interface Counted {
  readonly by: string;
  /** Why the other tool could not read it. It then counted nothing. */
  readonly unusable?: string;
  readonly goroutines: number;
  /**
   * Goroutines by their innermost function (protobuf), by the words in their header (dumps), or by first address
   * (rows); empty where forms are mixed.
   */
  readonly kinds: Readonly<Record<string, number>>;
  /** Of a dump: headers with these words behind the status. */
  readonly marks?: { readonly minutes: number; readonly locked: number; readonly leaked: number };
}

export function countIndependently(bytes: Uint8Array): Counted {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return countProto(bytes);
  const text = new TextDecoder().decode(bytes);
  const rows = countRows(text);
  const headers = countHeaders(text);
  if (rows.goroutines > 0 && headers.goroutines > 0) {
    return { by: 'totals and headers, added', goroutines: rows.goroutines + headers.goroutines, kinds: {} };
  }
  if (rows.goroutines > 0) return rows;
  if (/ Goroutine \d+ in state |\[Goroutine \d+ in state /.test(text)) return countGoleak(text);
  return headers;
}

function countProto(bytes: Uint8Array): Counted {
  const dir = mkdtempSync(join(tmpdir(), 'count-'));
  try {
    const file = join(dir, 'profile.pb.gz');
    writeFileSync(file, bytes);
    const { stdout, status, stderr } = spawnSync('go', ['tool', 'pprof', '-raw', file], { encoding: 'utf8' });
    if (status !== 0)
      return { by: 'go tool pprof -raw', unusable: stderr.trim().split('\n').at(-1) ?? '', goroutines: 0, kinds: {} };
    return readRaw(stdout);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function readRaw(raw: string): Counted {
  const [, samples = '', locations = ''] =
    /^Samples:\n[^\n]*\n([\s\S]*?)^Locations\n([\s\S]*?)^Mappings/m.exec(raw) ?? [];
  const leaves = new Map<string, string>();
  // A name has spaces in brackets only: `main.f[go.shape.struct { A int }]`; what follows it is a path, which can have
  // more.
  const location = /^ *(\d+): 0x[0-9a-f]+ (?:M=\d+ )?(?:\[F\] )?((?:[^\s[]|\[[^\]]*\])+) .*:\d+:\d+ s=\d+$/gm;
  for (const [, id, name] of locations.matchAll(location)) {
    leaves.set(id ?? '', name ?? '');
  }
  let goroutines = 0;
  const kinds: Record<string, number> = {};
  for (const [, count, leaf] of samples.matchAll(/^ *(-?\d+): (\d*)/gm)) {
    goroutines += Number(count);
    add(kinds, leaves.get(leaf ?? '') ?? '', Number(count));
  }
  return { by: 'go tool pprof -raw', goroutines, kinds };
}

function countRows(text: string): Counted {
  const kinds: Record<string, number> = {};
  for (const [, count, addresses = ''] of text.matchAll(/^\s*(\d+) @((?: 0x[0-9a-f]+)*)/gm)) {
    add(kinds, addresses.trim().split(' ')[0] ?? '', Number(count));
  }
  let goroutines = 0;
  for (const [, total] of text.matchAll(/^.{0,9}goroutine(?:leak)? profile: total (\d+)\r?$/gm))
    goroutines += Number(total);
  return { by: 'the totals, and the rows "N @ addresses" by first address', goroutines, kinds };
}

function countGoleak(text: string): Counted {
  const kinds: Record<string, number> = {};
  let goroutines = 0;
  for (const [, state] of text.matchAll(/Goroutine \d+ in state (.*?), with /g)) {
    goroutines++;
    add(kinds, state ?? '', 1);
  }
  return { by: 'the lines "Goroutine N in state"', goroutines, kinds };
}

function countHeaders(text: string): Counted {
  const kinds: Record<string, number> = {};
  const marks = { minutes: 0, locked: 0, leaked: 0 };
  const numbers = new Set<string>();
  let goroutines = 0;
  for (const [, number = '', words = ''] of text.matchAll(/^goroutine (\d+) [^\n]*?\[(.*)[\]}]:\r?$/gm)) {
    if (repeatsGoroutines.test(text) && number !== '0' && numbers.has(number)) continue;
    numbers.add(number);
    goroutines++;
    if (/, \d+ minutes/.test(words)) marks.minutes++;
    if (words.includes(', locked to thread')) marks.locked++;
    if (words.includes(' (leaked)')) marks.leaked++;
    add(kinds, /^[^,\]]*?(?= labels:|,|\]| \((?:durable|synctest|scan|leaked)\)|$)/.exec(words)?.[0] ?? '', 1);
  }
  return { by: 'the lines "goroutine N [words]:"', goroutines, kinds, marks };
}

/**
 * With GOTRACEBACK=crash each thread prints the goroutine that it runs once more, behind such a rule. Several
 * goroutines may have number 0.
 */
const repeatsGoroutines = /^-----$/m;

function add(kinds: Record<string, number>, kind: string, count: number): void {
  kinds[kind] = (kinds[kind] ?? 0) + count;
}
