import { minuteMs } from '../core/agreed-times.ts';
import { interpretProfile } from '../core/stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../core/stack/testing/stack-notation.ts';
import { ReportJudge } from './judge.ts';

const beginMs = Date.UTC(2026, 0, 5);

function profileOf(count: number) {
  const waiting = makeEntry('main.ask.func1 < main.serve', { header: makeHeader('chan receive'), count });
  const main = makeEntry('main.main < runtime.main', { header: makeHeader('IO wait') });
  return interpretProfile(makeProfile('debug=2', [waiting, main]), { ownCode: [], labelKeys: [] });
}

test('a series of a stack that rose to a limit keeps what the rise earned, and says when it stopped', () => {
  const judge = new ReportJudge();
  for (let minute = 0; minute < 400; minute++) {
    judge.push({ service: 'shop' }, profileOf(Math.min(4_000, 100 + 40 * minute)), beginMs + minute * minuteMs);
  }
  const [suspect] = judge.judge().suspects;
  expect(suspect).toMatchObject({ grade: 'likely', count: 4_000, growthPerMinute: 0 });
  expect(suspect?.evidence.join(' ')).toMatch(/It stopped at 2026-01-05 01:\d\d UTC/);
});
