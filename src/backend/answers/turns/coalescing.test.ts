import { limits } from '../../../core/limits.ts';
import { createAdmission } from './admission.ts';
import { createCoalescer, type Question } from './coalescing.ts';

const question = (request: string, other: Partial<Question<string>> = {}): Question<string> => ({
  key: 'how many',
  request,
  latestMs: 1_000,
  fromAlert: false,
  owner: 'a',
  bytes: 1,
  signal: new AbortController().signal,
  joinMs: 60_000,
  ...other,
});

/** Answers with what was asked, when it is told to. */
function makeWork() {
  const asked: string[] = [];
  const signals: AbortSignal[] = [];
  const finish: (() => void)[] = [];
  const answer = (request: string, signal: AbortSignal): Promise<string> => {
    asked.push(request);
    signals.push(signal);
    return new Promise((resolve) => finish.push(() => resolve(`answer to ${request}`)));
  };
  return { asked, signals, finish, answer };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test('an equal question joins one that is in work, and a later one is answered again', async () => {
  const coalescer = createCoalescer<string, string>();
  const { asked, finish, answer } = makeWork();
  const both = [
    coalescer.ask(question('first'), answer),
    coalescer.ask(question('second', { latestMs: 2_000 }), answer),
  ];
  const other = coalescer.ask(question('third', { key: 'which' }), answer);
  const alone = [1, 2].map((one) => coalescer.ask(question(`pasted ${one}`, { key: undefined }), answer));
  await settle();
  expect(asked).toEqual(['second', 'third', 'pasted 1', 'pasted 2']);
  for (const end of finish) end();
  expect(await Promise.all(both)).toEqual([1, 2].map(() => ({ ok: true, value: 'answer to second' })));
  await Promise.all([other, ...alone]);
  const later = coalescer.ask(question('fourth'), answer);
  await settle();
  expect(asked).toHaveLength(5);
  finish.at(-1)?.();
  expect(await later).toEqual({ ok: true, value: 'answer to fourth' });
});

test('of equal questions that wait for a turn, the one with the latest time answers all', async () => {
  const admission = createAdmission({ places: 1, forRules: 0 });
  const place = await admission.enter({ fromAlert: false, owner: 'a', signal: new AbortController().signal });
  const coalescer = createCoalescer<string, string>(admission);
  const { asked, finish, answer } = makeWork();
  const all = [
    coalescer.ask(question('older'), answer),
    coalescer.ask(question('newer', { latestMs: 2_000 }), answer),
    coalescer.ask(question('by a clock that is behind', { latestMs: 500 }), answer),
  ];
  await settle();
  place?.leave();
  await settle();
  expect(asked).toEqual(['newer']);
  finish[0]?.();
  expect(await Promise.all(all)).toEqual(all.map(() => ({ ok: true, value: 'answer to newer' })));
});

test('a question does not join an answer that began too long ago', async () => {
  const coalescer = createCoalescer<string, string>();
  const { asked, finish, answer } = makeWork();
  const all = [coalescer.ask(question('older'), answer)];
  await settle();
  all.push(coalescer.ask(question('newer', { joinMs: 0 }), answer));
  await settle();
  expect(asked).toEqual(['older', 'newer']);
  for (const end of finish) end();
  await Promise.all(all);
});

test('the work ends when its last caller leaves, and the next question begins again', async () => {
  const coalescer = createCoalescer<string, string>();
  const { asked, signals, finish, answer } = makeWork();
  const [one, another] = [new AbortController(), new AbortController()];
  const all = [one, another].map(({ signal }) => coalescer.ask(question('first', { signal }), answer));
  await settle();
  one.abort();
  expect(await all[0]).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  await settle();
  expect(signals[0]?.aborted).toBe(false);
  another.abort();
  expect(await all[1]).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  await settle();
  expect(signals[0]?.aborted).toBe(true);
  const later = coalescer.ask(question('second'), answer);
  await settle();
  expect(asked).toEqual(['first', 'second']);
  for (const end of finish) end();
  expect(await later).toEqual({ ok: true, value: 'answer to second' });
});

test('a question that gets no turn is told how many wait and what to do; one in work continues', async () => {
  const coalescer = createCoalescer<string, string>(createAdmission({ places: 1, forRules: 0 }), 20);
  const { finish, answer } = makeWork();
  const answered = coalescer.ask(question('first'), answer);
  const [person, rule] = await Promise.all([
    coalescer.ask(question('second', { key: 'which' }), answer),
    coalescer.ask(question('third', { key: 'where', fromAlert: true }), answer),
  ]);
  for (const late of [person, rule]) {
    expect(late).toMatchObject({ ok: false, problem: { code: 'overloaded', status: 503, source: 'plugin' } });
  }
  expect(!person.ok && person.problem.message).toMatch(/quer(y|ies) waits?.*Refresh dashboards less often/);
  for (const end of finish) end();
  expect(await answered).toEqual({ ok: true, value: 'answer to first' });
});

test('a fault of the work reaches everyone, and the next question is answered', async () => {
  const coalescer = createCoalescer<string, string>(createAdmission({ places: 1, forRules: 0 }));
  const broken = () => Promise.reject(new Error('broken'));
  const all = [1, 2].map(() => coalescer.ask(question('first'), broken));
  for (const one of all) await expect(one).rejects.toThrow('broken');
  await expect(coalescer.ask(question('second'), () => Promise.resolve('well'))).resolves.toEqual({
    ok: true,
    value: 'well',
  });
});

test('questions beyond the memory are refused at once, but never the first one', async () => {
  const coalescer = createCoalescer<string, string>();
  const { finish, answer } = makeWork();
  const bytes = limits.waitingQuestions.value;
  const first = coalescer.ask(question('first', { bytes }), answer);
  expect(await coalescer.ask(question('second', { key: 'which' }), answer)).toMatchObject({
    ok: false,
    problem: { code: 'overloaded' },
  });
  await settle();
  for (const end of finish) end();
  expect(await first).toMatchObject({ ok: true });
  const later = coalescer.ask(question('third'), () => Promise.resolve('well'));
  expect(await later).toEqual({ ok: true, value: 'well' });
});
