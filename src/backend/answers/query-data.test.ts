import type { RequestContext } from '../../core/query/request.ts';
import { fail } from '../../core/problem.ts';
import type { AnswerPorts } from './ask.ts';
import { answerQueries } from './query-data.ts';
import { makeContext } from './testing/context.ts';

const context = makeContext();

const request = (refId: string, json: string) => ({
  refId,
  queryType: '',
  json,
  fromMs: 0,
  toMs: 0,
  intervalMs: 0,
  maxDataPoints: 0,
});

/** Targets that throw: a bug, whatever the reason. */
function brokenPorts(bugs: unknown[]): AnswerPorts {
  const broken = () => {
    throw new Error('bearer geheim');
  };
  const targets: AnswerPorts['targets'] = {
    select: broken,
    fetch: broken,
    probe: broken,
    resolveSymbols: broken,
    close: () => Promise.resolve(),
  };
  return {
    sources: { readSource: broken },
    targets,
    attend: () => ({ open: broken, offer: broken, judge: broken, paceOf: broken, waitNow: broken, late: broken }),
    readProfile: broken,
    pack: broken,
    nowMs: () => 0,
    onBug: (error) => void bugs.push(error),
  };
}

test('a bug in one answer is logged, and its answer does not show what was thrown', async () => {
  const bugs: unknown[] = [];
  const events: string[] = [];
  const answers = await answerQueries(
    brokenPorts(bugs),
    context,
    [request('A', '{}'), request('B', '{"limit":0}')],
    new AbortController().signal,
    ({ queryType, outcome }) => void events.push(`${queryType} ${outcome}`),
  );
  expect(answers.get('A')).toMatchObject({ ok: false, problem: { code: 'internal', status: 500, source: 'plugin' } });
  expect(answers.get('B')).toMatchObject({ ok: false, problem: { field: 'limit' } });
  expect(JSON.stringify([...answers])).not.toContain('geheim');
  expect(bugs).toEqual([expect.objectContaining({ message: 'bearer geheim' })]);
  expect(events.sort()).toEqual(['stacks internal', 'unknown invalid_query']);
});

test('two people with the same panel share one answer, and a larger query gets its own', async () => {
  const bugs: unknown[] = [];
  let asked = 0;
  const broken = brokenPorts(bugs);
  const select = async () => {
    asked++;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return fail({ code: 'no_target', status: 400, source: 'downstream', message: 'There is none.' } as const);
  };
  const ports = { ...broken, targets: { ...broken.targets, select } };
  const ask = (who: RequestContext, json: string) =>
    answerQueries(ports, who, [request('A', json)], new AbortController().signal, () => {});
  const [first, second, ...others] = await Promise.all([
    ask(context, '{}'),
    ask({ ...context }, '{"queryType":"stacks"}'),
    ask(context, '{"limit":3}'),
    ask({ ...context, role: 'Admin' }, '{}'),
    ask({ ...context, orgId: 2 }, '{}'),
  ]);
  expect(asked).toBe(4);
  expect(first?.get('A')).toMatchObject({ ok: false, problem: { code: 'no_target' } });
  expect(second?.get('A')).toBe(first?.get('A'));
  for (const other of others) expect(other.get('A')).not.toBe(first?.get('A'));
});

test('a call without queries has no answers', async () => {
  const answers = await answerQueries(brokenPorts([]), context, [], new AbortController().signal, () => {});
  expect(answers.size).toBe(0);
});
