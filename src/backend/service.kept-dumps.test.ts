import { describeWithSqlite } from './history/testing/samples.ts';
import { framesOf, noticesOf, rowsOf } from './testing/ask-service.ts';
import { minute, watchTarget } from './testing/watched-target.ts';

const watched = watchTarget({ leak: 10, pool: 5 }, { storesHistory: true });

async function readCard(fingerprint: string): Promise<string> {
  const [card] = framesOf(await watched.ask({ queryType: 'stack', filter: { fingerprints: [fingerprint] } }));
  return String(rowsOf(card).find(({ part }) => part === 'Kept dumps')?.['text'] ?? '');
}

async function waitForDump(fingerprint: string): Promise<string> {
  for (;;) {
    const text = await readCard(fingerprint);
    if (text !== '') return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describeWithSqlite('a stack that begins to rise fast', () => {
  test.each([
    ['a minute', minute],
    ['an hour', 60 * minute],
  ])('has one dump kept, which its card opens %s later without asking the process', async (_, agoMs) => {
    await watched.graph(Array.from({ length: 8 }, (_, index) => ({ leak: 10 + 30 * index, pool: 5 })));
    const stacks = rowsOf(framesOf(await watched.ask({ queryType: 'stacks' }))[0]);
    const fingerprint = String(stacks.find((row) => row['function'] === 'main.leak')?.['fingerprint']);
    const link = await waitForDump(fingerprint);
    expect(link.split('\n')).toHaveLength(1);
    expect(link).toContain('with 75 goroutines');
    const [, fromMs, toMs] = /from=(\d+)&to=(\d+)/.exec(link)!.map(Number);
    watched.nowMs = toMs! + 1_000;
    expect(await readCard(fingerprint)).toContain(', opens in a moment: ');
    watched.nowMs = toMs! + agoMs;
    const asked = watched.target.requests.length;
    const situation = { fromMs: fromMs!, toMs: toMs!, role: 'Admin' as const };
    const dump = framesOf(await watched.ask({ queryType: 'dump' }, situation));
    expect(dump.flatMap(rowsOf).length).toBeGreaterThan(0);
    expect(noticesOf(dump).join(' ')).toContain('was kept at 2023-11-14 22:16:30 UTC, when main.leak began to grow');
    expect(watched.target.requests.slice(asked).filter((path) => path.includes('debug=2'))).toEqual([]);
  });
});
