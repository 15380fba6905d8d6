import type { DataFrame } from '../../frames/model.ts';
import { openCallBound } from './call-bounds.ts';

const frame: DataFrame = { fields: [{ name: 'text', type: 'string', values: ['x'.repeat(10_000)] }] };

test('answers of one call are kept while they fit, and a notice names the rest', () => {
  const bound = openCallBound({ fromAlert: false, owner: 'shop' }, 15_000);
  const answer = { ok: true, frames: [frame] } as const;
  expect(bound.keep(answer)).toBe(answer);
  expect(bound.keep(answer)).toMatchObject({ ok: false, problem: { code: 'answers_too_large', status: 413 } });
  expect(bound.keep({ ok: true, frames: [] })).toMatchObject({ ok: true });
});
