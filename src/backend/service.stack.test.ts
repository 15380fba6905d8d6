import { describeWithSqlite } from './history/testing/samples.ts';
import { framesOf, noticesOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { minute, watchTarget } from './testing/watched-target.ts';

// Hours pass in these tests, sample by sample.
jest.setTimeout(60_000);

const watched = watchTarget({ leak: 10 }, { storesHistory: true });
const { ask, live } = watched;

async function findFingerprint(): Promise<string> {
  const rows = rowsOf(framesOf(await ask({ queryType: 'stacks' }))[0]);
  return String(rows.find((row) => row['function'] === 'main.leak')?.['fingerprint']);
}

async function card(fingerprint: string, situation: Situation = {}): Promise<Readonly<Record<string, string>>> {
  const query = { queryType: 'stack', filter: { fingerprints: [fingerprint] } };
  const rows = rowsOf(framesOf(await ask(query, situation))[0]);
  return Object.fromEntries(rows.map((row) => [String(row['part']), String(row['text'])]));
}

test('a stack that is not judged yet is written out without a verdict, and says what is missing', async () => {
  const parts = await card(await findFingerprint());
  expect(Object.keys(parts)).toEqual(
    expect.arrayContaining([
      'Verdict',
      'If it leaks',
      'What to change',
      'Call stack',
      'Source',
      'Started by',
      'Next step',
    ]),
  );
  expect(parts['Verdict']).toMatch(
    /^\*\*No suspect\.\*\* Too little is known for a verdict\. 10 goroutines in `sleep`/,
  );
  expect(parts['Call stack']).toMatch(/\*\*`main\.leak`\*\* `\w+\.go:\d+`/);
  expect(parts['Source']).toContain('Set **Source link**');
});

test('own frames lead to the repository where the settings say how', async () => {
  const fingerprint = await findFingerprint();
  const parts = await card(fingerprint, { jsonData: { sourceLink: 'https://git.test/{file}#L{line}' } });
  expect(parts['Source']).toMatch(/^\[Open `\w+\.go:\d+` in the repository\]\(https:\/\/git\.test\/.*#L\d+\)$/);
});

test('a stack that nobody has is no error, and no verdict either', async () => {
  const parts = await card('0123456789abcdef');
  expect(parts['Verdict']).toMatch(/^\*\*No suspect\.\*\* .* No goroutine has this stack now\.$/);
  expect(parts['Call stack']).toBeUndefined();
});

test('one stack is asked for, by its fingerprint', async () => {
  const problem = problemOf(await ask({ queryType: 'stack' }));
  expect(problem).toMatchObject({ code: 'invalid_query', field: 'filter.fingerprints' });
});

test('the source of a stack is that of the function it is named by', async () => {
  const fingerprint = await findFingerprint();
  const rows = rowsOf(framesOf(await ask({ queryType: 'source', filter: { fingerprints: [fingerprint] } }))[0]);
  expect(rows.map((row) => row['function'])).toContain('main.leak');
  const gone = await ask({ queryType: 'source', filter: { fingerprints: ['0123456789abcdef'] } });
  expect(problemOf(gone)).toMatchObject({ field: 'filter.fingerprints' });
});

describeWithSqlite('a stack that leaks', () => {
  test('says how sure, why, what to change and since when, also while its process cannot be read', async () => {
    await live(0, 75, (index) => ({ leak: 10 + index }));
    const fingerprint = await findFingerprint();
    const parts = await card(fingerprint);
    expect(parts['Verdict']).toMatch(/^\*\*LIKELY\.\*\* .* 84 goroutines in `sleep`.* About 1 a minute since /);
    expect(parts['Why it leaks']).toContain('/causes/loop-without-exit.html" target="_blank">');
    expect(parts['What to change']).not.toBe('');
    expect(parts['Evidence']).toMatch(/^- /);
    await watched.target.close();
    watched.nowMs += 6 * minute;
    const query = { queryType: 'stack', filter: { fingerprints: [fingerprint] } };
    const answer = await ask(query);
    expect(rowsOf(framesOf(answer)[0])[0]?.['text']).toMatch(/LIKELY.*How many there are now could not be read/);
    expect(noticesOf(framesOf(answer)).join(' ')).toContain('The present is missing from this answer');
  });
});
