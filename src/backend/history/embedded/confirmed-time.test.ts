import { confirmMs, createConfirmedTime } from './confirmed-time.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function open(startMs = 100 * dayMs) {
  const clock = { wallMs: startMs, monotonicMs: 5 };
  const time = createConfirmedTime({ nowMs: () => clock.wallMs, monotonicMs: () => clock.monotonicMs });
  const pass = (byMs: number) => {
    clock.wallMs += byMs;
    clock.monotonicMs += byMs;
    return time.read();
  };
  return { clock, time, pass };
}

test('time that passes is confirmed, and so are the corrections of a slewed clock', () => {
  const { clock, time, pass } = open();
  expect(pass(hourMs)).toBe(clock.wallMs);
  clock.wallMs += 30_000;
  expect(pass(1)).toBe(clock.wallMs);
  expect(pass(30 * dayMs)).toBe(clock.wallMs);
  expect(time.notices()).toEqual([]);
});

test('a jump ahead that is undone never counts', () => {
  const { clock, time, pass } = open();
  clock.wallMs += 20 * dayMs;
  expect(pass(4_000)).toBe(100 * dayMs + 4_000);
  expect(time.notices()[0]?.text).toContain('jumped ahead by 20d');
  clock.wallMs -= 20 * dayMs;
  expect(pass(1_000)).toBe(100 * dayMs + 5_000);
  expect(time.notices()).toEqual([]);
});

test('a jump ahead counts once it has held for hours, and other jumps begin those hours anew', () => {
  const { clock, time, pass } = open();
  clock.wallMs += 20 * dayMs;
  pass(hourMs);
  clock.wallMs += dayMs;
  expect(pass(confirmMs - hourMs)).toBe(100 * dayMs + confirmMs);
  expect(pass(confirmMs - 1)).toBeLessThan(clock.wallMs);
  expect(pass(1)).toBe(clock.wallMs);
  expect(time.notices()).toEqual([]);
});

test('a clock that is set back counts at once, because it deletes less', () => {
  const { clock, pass } = open();
  clock.wallMs -= 3 * dayMs;
  expect(pass(10)).toBe(97 * dayMs + 10);
});

test('the time that a file remembers is never later than the wall clock', () => {
  const { clock, time, pass } = open();
  time.startFrom(90 * dayMs);
  expect(pass(1_000)).toBe(90 * dayMs + 1_000);
  expect(time.notices()).toEqual([]);
  expect(pass(confirmMs)).toBe(clock.wallMs);
  time.startFrom(200 * dayMs);
  expect(pass(0)).toBe(clock.wallMs);
});
