// What plain patterns find in a text profile: another opinion than the readers', for texts that nothing has wrapped.

/** How much of each function stands innermost, and how many frames there are in all, over goroutines. */
export interface PlainFindings {
  readonly innermost: Readonly<Record<string, number>>;
  readonly frames: number;
}

/** Of a debug=2 text: every header, the line under it, and every line with a place that belongs to a call. */
export function findInDump(text: string): PlainFindings {
  const innermost: Record<string, number> = {};
  let frames = 0;
  for (const block of text.split(/^(?=goroutine \d+ [^\n]*\[.*[\]}]:$)/m)) {
    if (!/^goroutine \d/.test(block)) continue;
    const [, ...lines] = block.split('\n');
    const calls = findCalls(lines);
    frames += calls.length;
    add(innermost, calls[0] ?? '', 1);
  }
  return { innermost, frames };
}

/** A call is a line at the margin with a tabbed place under it; the first blank line ends them. */
function findCalls(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => line === '');
  const own = end < 0 ? lines : lines.slice(0, end);
  return own
    .filter((line, index) => /^[^\t]/.test(line) && /^\t\S.*:\d+( |$)/.test(own[index + 1] ?? ''))
    .filter((line) => !line.startsWith('created by '))
    .map((line) => line.replace(/\([^()]*\)$/, ''));
}

/** Of a debug=1 text: rows and the lines with `#` under them. */
export function findInRows(text: string): PlainFindings {
  const innermost: Record<string, number> = {};
  let frames = 0;
  for (const row of text.split(/^(?=\d+ @)/m)) {
    if (!/^\d/.test(row)) continue;
    const count = Number.parseInt(row, 10);
    // A frame without a name goes by its address.
    const lines = row.matchAll(/^#\t(0x[0-9a-f]+)(?:\t+(\S.*?)\+0x[0-9a-f]+\t.*)?$/gm);
    const names = [...lines].map(([, address = '', name = address]) => name);
    frames += count * names.length;
    add(innermost, names[0] ?? '', count);
  }
  return { innermost, frames };
}

function add(counts: Record<string, number>, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count;
}
