import type { DataFrame } from '../frames/model.ts';
import { describeWithSqlite } from './history/testing/samples.ts';
import { framesOf, noticesOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { startScriptedTarget, type ScriptedTarget } from './testing/scripted-target.ts';
import { minute, startMs, watchTarget } from './testing/watched-target.ts';

const watched = watchTarget({ leak: 10, pool: 5 });
const live = (counts: Parameters<typeof watched.graph>[0]) => watched.graph(counts, { fromMs: startMs - minute });

const ask = (query: object, situation: Situation = {}) => watched.ask(query, { fromMs: startMs, ...situation });

/** One row a line: indented by level, with what the columns say. */
function draw(frame: DataFrame | undefined): string[] {
  const label = frame?.fields.find(({ name }) => name === 'label');
  const names = (label?.config?.['type'] as { enum?: { text?: string[] } })?.enum?.text ?? [];
  return rowsOf(frame).map((row) => {
    const sides = [row['value'], row['self'], row['valueRight'], row['selfRight']].filter((side) => side !== undefined);
    return `${'  '.repeat(Number(row['level']))}${names[Number(row['label'])]} ${sides.join(' ')}`;
  });
}

const columns = (frame: DataFrame | undefined) => frame?.fields.map(({ name, type }) => `${name}:${type}`).join(' ');

describe('a flame graph', () => {
  test('shows the stacks of now, in the one frame that the panel reads', async () => {
    const frames = framesOf(await ask({ queryType: 'flamegraph' }));
    expect(frames).toHaveLength(1);
    expect(frames[0]?.meta?.preferredVisualisationType).toBe('flamegraph');
    expect(columns(frames[0])).toBe('level:number value:number self:number label:enum');
    expect(draw(frames[0])).toEqual([
      'total 15 0',
      '  main.leak 10 0',
      '    time.Sleep 10 10',
      '  main.pool 5 0',
      '    time.Sleep 5 5',
    ]);
  });

  test('honours filters and groupings', async () => {
    const query = { queryType: 'flamegraph', filter: { function: 'pool' }, groupBy: ['state'] };
    expect(draw(framesOf(await ask(query))[0])).toEqual([
      'total 5 0',
      '  sleep 5 0',
      '    main.pool 5 0',
      '      time.Sleep 5 5',
    ]);
    const least = { queryType: 'flamegraph', filter: { minCount: 6 } };
    expect(draw(framesOf(await ask(least))[0])[0]).toBe('total 10 0');
  });

  test('without goroutines has its columns and no rows', async () => {
    const [frame] = framesOf(await ask({ queryType: 'flamegraph', filter: { function: 'nowhere' } }));
    expect(columns(frame)).toBe('level:number value:number self:number label:enum');
    expect(rowsOf(frame)).toEqual([]);
  });

  test('folds nodes beyond its bound, and says how many', async () => {
    const jsonData = { bounds: { flameGraphNodes: 3 } };
    const frames = framesOf(await ask({ queryType: 'flamegraph' }, { jsonData }));
    expect(draw(frames[0])).toEqual(['total 15 0', '  other 15 15']);
    expect(noticesOf(frames)).toEqual([
      '4 of 5 calls, the smallest, are folded into "other" beneath their callers: a flame graph has at most 3 (the bound "Most boxes in a flame graph"). Use a filter to see fewer stacks in full.',
    ]);
  });

  test('is made of a pasted dump as well', async () => {
    const inline = 'goroutine 7 [chan send]:\nmain.leak()\n\t/src/main.go:7 +0x1\nmain.main()\n\t/src/main.go:3 +0x1\n';
    expect(draw(framesOf(await ask({ queryType: 'flamegraph', inline }, { url: '' }))[0])).toEqual([
      'total 1 0',
      '  main.main 1 0',
      '    main.leak 1 1',
    ]);
  });

  test('is no answer for an alert rule', async () => {
    expect(problemOf(await ask({ queryType: 'flamegraph' }, { fromAlert: true }))).toMatchObject({
      code: 'not_alertable',
    });
  });
});

describeWithSqlite('a moment of the past', () => {
  test('is a flame graph too', async () => {
    await live([{ leak: 10 }, { leak: 40 }]);
    watched.nowMs += 60 * minute;
    const frames = framesOf(await ask({ queryType: 'flamegraph' }, { toMs: startMs }));
    expect(draw(frames[0])).toEqual(['total 10 0', '  main.leak 10 0', '    time.Sleep 10 10']);
  });

  test.each([
    ['ago', { ago: '2m' }],
    ['at', { at: String(startMs) }],
    ['rangeStart', { rangeStart: true }],
  ])('compares with now by "%s": baseline on the left, now on the right', async (_, baseline) => {
    await live([{ leak: 10, gone: 4 }, { leak: 20 }, { leak: 40, pool: 1 }]);
    const frames = framesOf(await ask({ queryType: 'flamegraph', baseline }));
    expect(columns(frames[0])).toBe(
      'level:number value:number self:number label:enum valueRight:number selfRight:number',
    );
    expect(draw(frames[0])).toEqual([
      'total 14 0 41 0',
      '  main.leak 10 0 40 0',
      '    time.Sleep 10 10 40 40',
      '  main.gone 4 0 0 0',
      '    time.Sleep 4 4 0 0',
      '  main.pool 0 0 1 0',
      '    time.Sleep 0 0 1 1',
    ]);
    expect(noticesOf(frames)).toContainEqual(expect.stringContaining('Baseline: This answer shows 2023-11-14'));
  });

  test('is compared with now in a table, including stacks that are gone', async () => {
    await live([
      { leak: 10, gone: 4, level: 3, busy: 9 },
      { leak: 40, level: 3, busy: 7, fresh: 2 },
    ]);
    const [frame] = framesOf(await ask({ queryType: 'diff', baseline: { rangeStart: true } }));
    expect(columns(frame)?.replaceAll(/:\w+/g, '')).toBe(
      'what change count before state function location cause fingerprint rawFunction package service',
    );
    const seen = ['what', 'change', 'count', 'before', 'function', 'location'];
    expect(rowsOf(frame).map((row) => seen.map((name) => row[name]))).toEqual([
      ['grew', 30, 40, 10, 'main.leak', 'main.go:10'],
      ['gone', -4, 0, 4, 'main.gone', 'main.go:11'],
      ['appeared', 2, 2, 0, 'main.fresh', 'main.go:13'],
      ['shrank', -2, 7, 9, 'main.busy', 'main.go:12'],
    ]);
  });

  test('of a range that begins before the first sample is the first sample', async () => {
    await live([{ leak: 10 }, { leak: 40 }]);
    const [frame] = framesOf(await ask({ queryType: 'diff', baseline: { rangeStart: true } }, { fromMs: 1 }));
    expect(rowsOf(frame).map(({ function: name, before, count }) => [name, before, count])).toEqual([
      ['main.leak', 10, 40],
    ]);
    expect(frame?.meta?.notices?.map(({ text }) => text).join()).toMatch(/Baseline: This answer shows/);
  });

  test('of which nothing is known is refused', async () => {
    await live([{ leak: 10 }]);
    const problem = problemOf(await ask({ queryType: 'diff', baseline: { ago: '3h' } }));
    expect(problem).toMatchObject({ code: 'no_history' });
  });
});

describe('a diff', () => {
  let other: ScriptedTarget;
  beforeEach(async () => {
    other = await startScriptedTarget({ leak: 2, pool: 5, gone: 1 });
  });
  afterEach(() => other.close());

  const jsonData = () => ({
    targets: [
      { urls: [watched.target.url], labels: { service: 'new' } },
      { urls: [other.url], labels: { service: 'old' } },
    ],
  });
  const match = (value: string) => [{ label: 'service', op: '=', value }];

  test('compares targets with other targets', async () => {
    const query = { queryType: 'diff', targets: match('new'), baseline: { targets: match('old') } };
    const [frame] = framesOf(await ask(query, { url: '', jsonData: jsonData() }));
    expect(rowsOf(frame).map((row) => [row['what'], row['change'], row['function']])).toEqual([
      ['grew', 8, 'main.leak'],
      ['gone', -1, 'main.gone'],
    ]);
  });

  test('says how much a limit leaves out', async () => {
    const query = { queryType: 'diff', limit: 1, targets: match('new'), baseline: { targets: match('old') } };
    const frames = framesOf(await ask(query, { url: '', jsonData: jsonData() }));
    expect(rowsOf(frames[0])).toHaveLength(1);
    expect(noticesOf(frames)).toEqual([
      '1 of 2 groups that changed are shown (limit), the largest changes first. The others add up to -1.',
    ]);
  });

  test('gives count a ratio to other targets', async () => {
    const query = { queryType: 'count', value: 'ratio', targets: match('new'), baseline: { targets: match('old') } };
    const frames = framesOf(await ask(query, { url: '', jsonData: jsonData(), fromAlert: true }));
    expect(frames.map(({ fields }) => [fields[0]?.labels?.['function'], fields[0]?.values[0]])).toEqual([
      ['main.leak', 5],
      ['main.pool', 1],
    ]);
  });

  test('names the field of targets that are not there', async () => {
    const query = { queryType: 'diff', targets: match('new'), baseline: { targets: match('nowhere') } };
    const problem = problemOf(await ask(query, { url: '', jsonData: jsonData() }));
    expect(problem).toMatchObject({ code: 'no_targets', field: 'baseline.targets' });
  });

  test('needs something to compare with', async () => {
    expect(problemOf(await ask({ queryType: 'diff' }))).toMatchObject({ field: 'baseline' });
    const inline = 'goroutine 7 [chan send]:\nmain.leak()\n\t/src/main.go:7 +0x1\n';
    expect(problemOf(await ask({ queryType: 'diff', inline, baseline: { ago: '1h' } }))).toMatchObject({
      code: 'no_history',
      field: 'inline',
    });
  });
});
