import { describeWithSqlite } from './history/testing/samples.ts';
import { framesOf, noticesOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { readRecorded } from './testing/pprof-server.ts';
import { minute, watchTarget } from './testing/watched-target.ts';

// Hours pass in these tests, sample by sample.
jest.setTimeout(60_000);

const watched = watchTarget({ pool: 25 }, { storesHistory: true });
const { ask, live } = watched;

const verdicts = async (query: object = {}, situation: Situation = {}) =>
  rowsOf(framesOf(await ask({ queryType: 'verdict', ...query }, situation))[0]);

describeWithSqlite('the verdict of a service', () => {
  test('is unknown from one profile, for it is too early, and says so', async () => {
    const [row, ...others] = await verdicts();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      state: 'unknown',
      reason: 'too-early',
      sentence: expect.stringMatching(/too early/),
      goroutines: 25,
      count: null,
      grade: null,
      since: null,
      service: '127.0.0.1',
    });
    expect(row?.['surer']).not.toBe('');
  });

  test('is quiet only after an hour of samples, and leaking with the stack, its rate and since when', async () => {
    await live(0, 70, (index) => ({ pool: 25, busy: 40 + ((index * 7) % 11) }));
    expect(await verdicts()).toMatchObject([{ state: 'quiet', reason: null, function: null }]);
    await live(70, 150, (index) => ({ pool: 25, busy: 40 + ((index * 7) % 11), leak: 3 * index - 200 }));
    expect(await verdicts()).toMatchObject([
      {
        state: 'leaking',
        function: 'main.leak',
        stackState: 'sleep',
        grade: 'likely',
        growthPerMinute: expect.closeTo(3, 0),
        location: expect.stringMatching(/^main\.go:\d+$/),
        causeName: expect.any(String),
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        since: expect.any(Number),
      },
    ]);
  });

  test('is unknown when the target cannot be read, and no suspects are then not taken for quiet', async () => {
    await live(0, 70, (index) => ({ pool: 25, busy: 40 + ((index * 7) % 11) }));
    const quiet = framesOf(await ask({ queryType: 'suspects' }));
    expect(quiet[0]?.meta?.custom).toEqual({ none: 'quiet', why: [] });
    watched.target.fail();
    watched.nowMs += 10 * minute;
    expect(await verdicts()).toMatchObject([
      { state: 'unknown', reason: 'unreadable', sentence: expect.stringMatching(/cannot be read/) },
    ]);
    const suspects = framesOf(await ask({ queryType: 'suspects' }));
    expect(rowsOf(suspects[0])).toEqual([]);
    expect(suspects[0]?.meta?.custom).toMatchObject({
      none: 'unknown',
      why: [expect.stringMatching(/cannot be read/)],
    });
    expect(noticesOf(suspects)).toContainEqual(expect.stringMatching(/Whether 1 service leaks is not known\./));
  });
});

test('the verdict of a pasted dump is of one row, and a filter is refused by name', async () => {
  const inline = readRecorded('goroutine-debug2.txt').toString();
  expect(await verdicts({ inline })).toHaveLength(1);
  expect(problemOf(await ask({ queryType: 'verdict', filter: { minCount: 3 } }))).toMatchObject({
    code: 'not_judged',
    field: 'filter.minCount',
  });
});

test('no target at all is an error, not a quiet table', async () => {
  expect(problemOf(await ask({ queryType: 'verdict' }, { url: '' })).code).toBe('no_targets');
});
