import type { PluginHandler, QueryRequest } from '../protocol/handler.ts';
import { createFirstAnswers } from './first-answers.ts';
import { workbenchContext } from './testing/context.ts';

function countQuestions(processes: number, fail = () => false) {
  const asked: QueryRequest[][] = [];
  const service = {
    queryData: async (_: unknown, queries: readonly QueryRequest[]) => {
      asked.push([...queries]);
      if (fail()) throw new Error('broken');
      return new Map(
        queries.map(({ refId, queryType }) => [refId, { ok: true, frames: [{ name: queryType, fields: [] }] }]),
      );
    },
  } as unknown as PluginHandler;
  return { asked, first: createFirstAnswers(async () => service, workbenchContext, processes) };
}

test('answers that began before the page asks are given to all pages, and computed once', async () => {
  const { asked, first } = countQuestions(1);
  first.begin();
  const [one, other] = await Promise.all([first.read('stacks'), first.read('stacks')]);
  expect(one).toBe(other);
  expect(one).toMatchObject({ answers: { q0: { frames: [{ name: 'stacks' }] } } });
  expect(asked.map((queries) => queries.map(({ queryType }) => queryType))).toEqual([
    ['trend', 'events', 'trend'],
    ['stacks'],
    ['suspects', 'verdict'],
    ['runtime'],
  ]);
});

test('several processes are kept apart, as the page shows them at first', async () => {
  const { asked, first } = countQuestions(3);
  await first.read('stacks');
  expect(JSON.parse(asked[0]?.[0]?.json ?? '')).toMatchObject({ per: ['instance'], targets: [], showIgnored: false });
});

test('a failure is reported and not kept', async () => {
  let isBroken = true;
  const { first } = countQuestions(1, () => isBroken);
  await expect(first.read('suspects')).rejects.toThrow('broken');
  isBroken = false;
  await expect(first.read('suspects')).resolves.toMatchObject({ answers: { q1: {} } });
});
