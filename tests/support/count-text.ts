// Turns a dump into the debug=1 text that the same process would have written.

/** Names and lines, each goroutine by itself, no arguments. */
export function writeCounts(text: string): string {
  const blocks = text.trim().split('\n\n');
  const written = blocks.map((block, index) => {
    const lines = block.split('\n').slice(1);
    const end = lines.findIndex((line) => line.startsWith('created by '));
    const calls = end < 0 ? lines : lines.slice(0, end);
    const frames = calls.flatMap((call, at) => {
      if (call.startsWith('\t')) return [];
      const place = (calls[at + 1] ?? '').trim().replace(/ \+0x.*$/, '');
      return `#\t0x${index + 16}${at + 10}\t${call.slice(0, call.lastIndexOf('('))}+0x1\t${place}`;
    });
    return `1 @ ${frames.map((frame) => frame.split('\t')[1]).join(' ')}\n${frames.join('\n')}\n`;
  });
  return `goroutine profile: total ${blocks.length}\n${written.join('\n')}`;
}
