import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import type { ServerReply } from '../server-call.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

const away: Problem = { code: 'timeout', status: 504, source: 'downstream', message: 'db:9090 did not answer.' };
const request = { url: new URL('http://db:9090'), headers: {}, body: new Uint8Array(), timeoutMs: 20_000, maxBytes: 1 };
const reply = (status: number): Result<ServerReply> => succeed({ status, retryAfter: undefined, body: '', cut: false });

function open() {
  const world = {
    nowMs: 0,
    calls: 0,
    timeoutMs: 0,
    answer: (): Promise<Result<ServerReply>> => Promise.resolve(reply(200)),
  };
  const breaker = createCircuitBreaker(
    'db:9090',
    ({ timeoutMs }) => {
      world.calls++;
      world.timeoutMs = timeoutMs;
      return world.answer();
    },
    () => world.nowMs,
  );
  const ask = () => breaker.call(request, new AbortController().signal);
  return { world, breaker, ask };
}

test('a server that did not answer is not asked again for some seconds, and the message names it', async () => {
  const { world, breaker, ask } = open();
  world.answer = () => Promise.resolve(fail(away));
  await ask();
  world.nowMs = 4_000;
  expect(await ask()).toMatchObject({
    ok: false,
    problem: { message: 'db:9090 did not answer. The next attempt is in 1s.' },
  });
  expect(breaker.stalled()?.message).toContain('db:9090');
  expect(world.calls).toBe(1);
});

test('one call with a short timeout tries whether it is back, ever more seldom', async () => {
  const { world, ask } = open();
  world.answer = () => Promise.resolve(fail(away));
  await ask();
  world.nowMs = 5_000;
  await Promise.all([ask(), ask()]);
  expect([world.calls, world.timeoutMs]).toEqual([2, 5_000]);
  world.nowMs = 14_000;
  await ask();
  expect(world.calls).toBe(2);
  world.nowMs = 15_000;
  world.answer = () => Promise.resolve(reply(200));
  expect(await ask()).toMatchObject({ ok: true });
  await ask();
  expect([world.calls, world.timeoutMs]).toEqual([4, 20_000]);
});

test('one slow question beside others that are answered does not stop the rest', async () => {
  const { world, breaker, ask } = open();
  let end: (late: Result<ServerReply>) => void = () => undefined;
  world.answer = () => new Promise((resolve) => (end = resolve));
  const slow = ask();
  world.nowMs = 3_000;
  expect(breaker.stalled()?.message).toBe('db:9090 has not answered for 3s.');
  world.answer = () => Promise.resolve(reply(400));
  await ask();
  expect(breaker.stalled()).toBeUndefined();
  end(fail(away));
  expect(await slow).toEqual(fail(away));
  expect(await ask()).toMatchObject({ ok: true });
});

test('a proxy without its server counts as away', async () => {
  const { world, breaker, ask } = open();
  world.answer = () => Promise.resolve(reply(503));
  await ask();
  expect(breaker.stalled()?.message).toMatch(/db:9090 cannot answer now \(HTTP status 503\)/);
});
