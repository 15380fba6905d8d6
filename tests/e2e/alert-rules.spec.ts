import { expect, test } from './support/test.ts';
import { asStored } from './support/queries.ts';
import { parked } from './support/surroundings.ts';

const count = asStored('count', { filter: { minCount: 2 } });
const range = { from: 300, to: 0 };
const rule = { datasourceUid: '__expr__', queryType: '' };
const threshold = (expression: string) => ({
  refId: 'C',
  type: 'threshold',
  expression,
  datasource: { type: '__expr__', uid: '__expr__' },
  conditions: [{ type: 'query', evaluator: { type: 'gt', params: [0] }, operator: { type: 'and' } }],
});

interface Evaluation {
  readonly results: Readonly<Record<string, { readonly error?: string; readonly frames: readonly Frame[] }>>;
}
interface Frame {
  readonly schema: { readonly fields: readonly { readonly labels?: Readonly<Record<string, string>> }[] };
  readonly data: { readonly values: readonly (readonly unknown[])[] };
}

for (const [how, between] of [
  ['directly', []],
  ['through Reduce', [{ refId: 'B', type: 'reduce', reducer: 'last', expression: 'A' }]],
] as const) {
  test(`a threshold ${how} makes each stack an alert of its own`, async ({ request }) => {
    const data = [
      { refId: 'A', datasourceUid: parked.uid, queryType: '', relativeTimeRange: range, model: count },
      ...between.map((model) => ({ ...rule, refId: model.refId, model })),
      { ...rule, refId: 'C', model: threshold(between.length === 0 ? 'A' : 'B') },
    ];
    const response = await request.post('/api/v1/eval', { data: { data, condition: 'C' } });
    expect(response.status()).toBe(200);
    const { results } = (await response.json()) as Evaluation;
    const frames = results['C']?.frames ?? [];
    expect(results['C']?.error).toBeUndefined();
    expect(frames.length).toBeGreaterThan(3);
    const labelSets = frames.map(({ schema }) => JSON.stringify(schema.fields.at(-1)?.labels));
    expect(new Set(labelSets).size).toBe(frames.length);
    for (const { schema, data: values } of frames) {
      expect(Object.keys(schema.fields.at(-1)?.labels ?? {}).sort()).toEqual([
        'fingerprint',
        'function',
        'service',
        'state',
      ]);
      expect(values.values.at(-1)).toEqual([1]);
    }
  });
}

test('the rule editor previews a count', async ({ alertRuleEditPage, page }) => {
  if (await alertRuleEditPage.isAdvancedModeSupported()) await alertRuleEditPage.enableAdvancedQueryMode();
  const row = await alertRuleEditPage.getQueryRow('A');
  await row.datasource.set(parked.name);
  await expect(page.getByRole('combobox', { name: 'Show', exact: true })).toHaveValue('Count');
  const evaluated = await alertRuleEditPage.evaluate();
  expect(`${evaluated.status()} ${await evaluated.text()}`).toMatch(/^200 .*"numeric-multi"/);
});

test('a variable in a rule is named, not ignored', async ({ request }) => {
  const model = asStored('count', { filter: { function: '$function' } });
  const data = [
    { refId: 'A', datasourceUid: parked.uid, queryType: '', relativeTimeRange: range, model },
    { ...rule, refId: 'C', model: threshold('A') },
  ];
  const response = await request.post('/api/v1/eval', { data: { data, condition: 'C' } });
  expect(await response.text()).toContain('$function');
});
