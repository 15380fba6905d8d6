import { interpretProfile } from '../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../stack/testing/stack-notation.ts';
import type { Entry } from '../profile/model.ts';
import { countProven, gradeSnapshot, reachesGrade } from './verdict.ts';

function prove(entry: Entry): number {
  const [interpreted] = interpretProfile(makeProfile('debug=2', [entry]), { ownCode: [], labelKeys: [] }).entries;
  return interpreted === undefined ? NaN : countProven(interpreted, entry.count, entry.leaked);
}

describe('countProven', () => {
  test.each([
    ['chan receive (nil chan)', 4],
    ['chan send (nil chan)', 4],
    ['select (no cases)', 4],
    ['chan receive', 1],
    ['sync.Mutex.Lock', 1],
  ])('of four goroutines in %s, one with the leak mark, proves %i', (status, proven) => {
    expect(prove(makeEntry('main.f', { count: 4, leaked: 1, header: makeHeader(status) }))).toBe(proven);
  });

  test('proves nothing of the main goroutine', () => {
    expect(prove(makeEntry('main.main < runtime.main', { leaked: 1, header: makeHeader('select (no cases)') }))).toBe(
      0,
    );
  });

  test("proves nothing of the runtime's own goroutines", () => {
    expect(
      prove(makeEntry('runtime.gopark < runtime.bgsweep', { leaked: 1, header: makeHeader('GC sweep wait') })),
    ).toBe(0);
  });

  test('proves nothing of a difference that shrank', () => {
    expect(prove(makeEntry('main.f', { count: -4, leaked: -4, header: makeHeader('select (no cases)') }))).toBe(0);
  });
});

test.each([
  [0, 0, null],
  [1, 1, 'proven'],
  [0, 9_999, null],
  [0, 10_000, 'watch'],
  [3, 10_000, 'proven'],
])('%i proven and a crowd of %i make the grade %s', (proven, crowd, grade) => {
  expect(gradeSnapshot({ proven, crowd })).toBe(grade);
});

test('grades ascend from watch to proven', () => {
  expect(reachesGrade('proven', 'watch')).toBe(true);
  expect(reachesGrade('likely', 'likely')).toBe(true);
  expect(reachesGrade('watch', 'likely')).toBe(false);
  expect(reachesGrade(null, 'watch')).toBe(false);
});
