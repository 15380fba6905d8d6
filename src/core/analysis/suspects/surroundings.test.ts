import { profileOf } from '../../profile/testing/read.ts';
import { LifeTracker } from '../../sample/lives.ts';
import { makeSample } from '../../sample/make-sample.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { judgeServices } from '../service-verdict.ts';
import { findLockTroubles } from '../wait-for/find-troubles.ts';
import { SuspectTracker } from './suspect-tracker.ts';

function judge(text: string, atMs = 0) {
  const interpreted = interpretProfile(profileOf(text), { ownCode: [], labelKeys: [] });
  const target = { service: 'garage' };
  const tracker = new SuspectTracker({ per: ['service'], goneMs: Infinity });
  tracker.push(new LifeTracker().place(makeSample(interpreted, { target, atMs })), findLockTroubles(interpreted));
  const verdicts = tracker.judge();
  const [verdict] = judgeServices({ verdicts, per: ['service'], nowMs: atMs, staleMs: Infinity });
  return { ...verdicts, verdict: verdict! };
}

const write = (id: number, state: string, name: string) =>
  `goroutine ${id} [${state}]:\n${name}(0xc0)\n\t/src/garage/${name.replace(/\W/g, '')}.go:12 +0x1d\n\n`;

const parked = write(1, 'chan receive, 9 minutes', 'main.main') + write(7, 'chan send, 9 minutes', 'garage.lift');

const kinds = ({ diagnoses }: ReturnType<typeof judge>) => diagnoses.map(({ kind }) => kind);

describe('a deadlock', () => {
  test('is not said of an excerpt, all of whose goroutines wait', () => {
    const found = judge(parked);
    expect(kinds(found)).toEqual(['too-early']);
    expect(found.verdict.sentence).toBe('It is too early to tell, because one profile shows who waits, not who grows.');
  });

  test('is not said of an excerpt whose own code waits for locks', () => {
    const queue = Array.from({ length: 12 }, (_, id) => write(20 + id, 'sync.Mutex.Lock', 'garage.wash')).join('');
    expect(kinds(judge(queue))).toEqual(['locked']);
    expect(kinds(judge(`SIGQUIT: quit\n\n${queue}`))).toEqual(['deadlock']);
  });

  test('is said of a whole dump, by the verdict as well', () => {
    const found = judge(`SIGQUIT: quit\n\n${parked}`);
    expect(kinds(found)).toEqual(['deadlock']);
    expect(found.verdict.sentence).toBe(
      'All 2 goroutines wait for one another: nothing runs, sleeps or waits for the network.',
    );
  });

  test('is what the runtime says, whatever the goroutines wait in', () => {
    const found = judge(
      `fatal error: all goroutines are asleep - deadlock!\n\n${write(1, 'chan receive', 'main.main')}${write(7, 'select', 'garage.lift')}`,
    );
    expect(kinds(found)).toEqual(['deadlock']);
    expect(found.verdict).toMatchObject({
      state: 'unknown',
      reason: 'ended',
      sentence: 'The runtime found a deadlock: all 2 goroutines wait for one another.',
      surer: [],
    });
  });
});

describe('a process that has ended', () => {
  test('is not asked for more samples', () => {
    const found = judge(`panic: boom\n\n${parked}`.replace('chan send', 'select'));
    expect(found.diagnoses).toEqual([]);
    expect(found.verdict).toMatchObject({ reason: 'ended', surer: [] });
    expect(found.verdict.sentence).toBe('The process has ended. Its dump shows who waited, not who grew.');
  });

  test('leaves suspects that nothing more can make surer', () => {
    const crowd = Array.from({ length: 200 }, (_, id) => write(20 + id, 'select', 'garage.wash')).join('');
    const { suspects, verdict } = judge(`panic: boom\n\n${write(1, 'running', 'main.main')}${crowd}`);
    expect(suspects).toMatchObject([{ grade: 'watch', surer: [] }]);
    expect(verdict.sentence).toBe(
      'It happened in main.main (mainmain.go:12). garage.wash held 200 goroutines in select; it is not known whether they grew.',
    );
  });
});

describe('a wait for a lock that nobody holds', () => {
  const locked = `${write(1, 'running', 'main.main')}goroutine 7 [sync.Mutex.Lock]:
sync.(*Mutex).Lock(0xa0)
\t/go/src/sync/mutex.go:9 +0x1
garage.wash(0xb0)
\t/src/garage/wash.go:12 +0x1

`;

  test('is the verdict where nothing is surer', () => {
    const { suspects, verdict } = judge(`SIGQUIT: quit\n\n${locked}`);
    expect(suspects).toMatchObject([{ function: 'garage.wash', grade: 'watch', cause: 'lock-never-released' }]);
    expect(verdict.sentence).toMatch(/^Nobody in the dump can hold /);
  });

  test('is likely to last in a deadlock, and not in any other fatal error', () => {
    expect(judge(`fatal error: out of memory\n\n${locked}`).suspects).toMatchObject([{ grade: 'watch' }]);
    const asleep = 'fatal error: all goroutines are asleep - deadlock!';
    expect(judge(`${asleep}\n\n${locked}`).suspects).toMatchObject([{ grade: 'likely' }]);
  });
});

describe("a leak checker's list", () => {
  test('proves what it lists, even one goroutine', () => {
    const { suspects, verdict } = judge(
      `found unexpected goroutines:\n${write(7, 'chan receive', 'garage.lift')}${write(8, 'chan receive', 'garage.lift')}${write(9, 'select', 'garage.wash')}`,
    );
    expect(suspects).toMatchObject([
      { function: 'garage.lift', grade: 'proven', once: false, proven: 2 },
      { function: 'garage.wash', grade: 'proven', once: false, proven: 1 },
    ]);
    expect(suspects.map(({ evidence }) => evidence[0])).toEqual([
      'All 2 are reported as leaked by goleak.',
      'It is reported as leaked by goleak.',
    ]);
    expect(suspects[0]?.cause).not.toBeNull();
    expect(verdict).toMatchObject({ state: 'leaking', worst: { grade: 'proven' } });
  });
});

describe('the verdict of a dump', () => {
  const leak = Array.from({ length: 120 }, (_, index) =>
    write(90_000 - 40 * index, `chan send${index === 0 ? '' : `, ${5 * index} minutes`}`, 'garage.lift'),
  ).join('');

  test('says since when by the waits where no date is known', () => {
    expect(judge(leak).verdict.sentence).toBe(
      'garage.lift leaks: 120 goroutines in chan send, growing 12 an hour since 10 h ago.',
    );
  });

  test('says the moment where one is', () => {
    expect(judge(leak, Date.UTC(2026, 4, 1, 12)).verdict.sentence).toMatch(/since 2026-05-01 0[12]:\d\d UTC\.$/);
  });
});
