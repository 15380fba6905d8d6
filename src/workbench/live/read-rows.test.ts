import type { DataFrame, Field } from '../../frames/model.ts';
import { judgeServices } from '../../core/analysis/service-verdict.ts';
import { readFlame, readStacks, readSuspects, readVerdicts } from './read-rows.ts';

/** Columns of one row. */
function row(cells: Readonly<Record<string, string | number | boolean | null>>): DataFrame {
  const fields = Object.entries(cells).map(([name, value]) => ({ name, type: 'string', values: [value] }) as Field);
  return { name: '', fields };
}

test('rows of several processes are told apart, also where they share a stack', () => {
  const read = (instance: string) => readStacks(row({ fingerprint: 'f', state: 'select', count: 3, instance }))[0];
  expect(read('a:1')).toMatchObject({ id: 'f|select|a:1', target: 'a:1', count: 3 });
  expect(read('')).toMatchObject({ id: 'f|select', target: '' });
});

test('what a limit leaves out is no row, and an unknown grade none', () => {
  expect(readStacks(row({ fingerprint: 'other', state: '', count: 9 }))).toEqual([]);
  expect(readStacks(row({ fingerprint: 'f', state: 'select', grade: 'mystery' }))[0]?.grade).toBeNull();
});

test('a suspect has its evidence in sentences, and null for what is not known', () => {
  const [suspect] = readSuspects(
    row({
      grade: 'likely',
      fingerprint: 'f',
      state: 'select',
      evidence: 'It grows.\nIt never falls.',
      also: 'a, b',
      leaked: 2,
    }),
  );
  expect(suspect).toMatchObject({
    evidence: ['It grows.', 'It never falls.'],
    also: ['a', 'b'],
    proven: 2,
    growthPerMinute: null,
    memoryBytes: null,
  });
});

test('a verdict is read with its worst stack, and an unknown one without', () => {
  const leaking = row({
    state: 'leaking',
    sentence: 'main.f leaks.',
    grade: 'likely',
    fingerprint: 'f',
    count: 7,
    instance: 'a:1',
  });
  expect(readVerdicts(leaking)).toMatchObject([
    {
      per: { instance: 'a:1' },
      state: 'leaking',
      reason: null,
      worst: { fingerprint: 'f', count: 7, grade: 'likely' },
    },
  ]);
  const early = row({
    state: 'unknown',
    reason: 'too-early',
    sentence: 'Too early to tell.',
    surer: 'Wait.\nTake a dump.',
  });
  expect(readVerdicts(early)).toMatchObject([
    { per: {}, state: 'unknown', reason: 'too-early', worst: null, surer: ['Wait.', 'Take a dump.'] },
  ]);
});

test('the remedy for a process that cannot be read names what the page has', () => {
  const [service] = judgeServices({
    verdicts: { suspects: [], diagnoses: [], processes: [] },
    per: [],
    targets: [{}],
    troubles: [{ labels: {}, reason: 'unreadable' }],
    nowMs: 0,
    staleMs: 1,
  });
  const surer = service?.surer.join('\n') ?? '';
  const [shown] = readVerdicts(row({ state: 'unknown', reason: 'unreadable', sentence: 'It cannot be read.', surer }));
  expect(shown?.surer).toEqual(['Make its profile readable: the message above says what is wrong.']);
});

test('a flame graph of two moments is as wide as both together', () => {
  const numbers = (name: string, values: readonly number[]): Field => ({ name, type: 'number', values });
  const frame: DataFrame = {
    name: '',
    fields: [
      numbers('level', [0, 1]),
      numbers('value', [10, 4]),
      numbers('self', [6, 4]),
      { name: 'label', type: 'string', values: ['total', 'main.f'] },
      numbers('valueRight', [14, 8]),
      numbers('selfRight', [6, 8]),
    ],
  };
  expect(readFlame(frame)).toMatchObject({
    names: ['total', 'main.f'],
    value: [24, 12],
    compared: { before: [10, 4], now: [14, 8] },
  });
});
