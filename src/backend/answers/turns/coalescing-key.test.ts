import type { RequestContext } from '../../../core/query/request.ts';
import { readQuery } from '../../../core/query/read-query.ts';
import type { QueryRequest } from '../../protocol/handler.ts';
import { describeKey } from './coalescing-key.ts';
import { readKnownSettings } from '../known-settings.ts';
import { makeContext } from '../testing/context.ts';

const nowMs = 1_800_000_000_000;
const ports = { nowMs: () => nowMs };
const context = makeContext({
  jsonData: '{"sampling":{"interval":"30s"}}',
  secrets: { basicAuthPassword: 'one' },
});
const request: QueryRequest = {
  refId: 'A',
  queryType: 'trend',
  json: '{"groupBy":["package"]}',
  fromMs: nowMs - 3_600_000,
  toMs: nowMs,
  intervalMs: 2_000,
  maxDataPoints: 1_000,
};

function keyOf(other: Partial<QueryRequest> = {}, who: Partial<RequestContext> = {}): string | undefined {
  const [asked, asker] = [
    { ...request, ...other },
    { ...context, ...who },
  ];
  const query = readQuery(asked.json, { queryType: asked.queryType });
  const settings = readKnownSettings(asker.dataSource, asker.pluginConfig);
  if (!query.ok || !settings.ok) throw new Error('The query and the settings are wrong.');
  return describeKey(asker, asked, { query: query.value, settings: settings.value }, ports).key;
}

test('the same panel on the screens of two people is one question', () => {
  // Another moment, a wider window, the default spelled out.
  const later = { fromMs: request.fromMs + 4_000, toMs: nowMs + 4_000, maxDataPoints: 1_700, intervalMs: 1_000 };
  expect(keyOf({ ...later, json: '{"profile":"goroutine","groupBy":["package"]}' })).toBe(keyOf());
  expect(keyOf()).toBeDefined();
});

test.each<readonly [string, Partial<QueryRequest>, Partial<RequestContext>]>([
  ['another query', { json: '{"groupBy":["function"]}' }, {}],
  ['another letter of the dashboard', { refId: 'B' }, {}],
  ['another length', { fromMs: request.fromMs - 60_000 }, {}],
  ['another step', { maxDataPoints: 20 }, {}],
  ['a range that is past', { fromMs: request.fromMs - 7_200_000, toMs: nowMs - 7_200_000 }, {}],
  ['another organisation', {}, { orgId: 2 }],
  ['another role', {}, { role: 'Admin' }],
  ['an alert rule', {}, { fromAlert: true }],
  ['another data source', {}, { dataSource: { ...context.dataSource, uid: 'other' } }],
  ['another secret', {}, { dataSource: { ...context.dataSource, secrets: { basicAuthPassword: 'two' } } }],
  ['another section of grafana.ini', {}, { pluginConfig: { history_dir: '/tmp' } }],
])('%s is another question', (_, other, who) => {
  expect(keyOf(other, who)).not.toBe(keyOf());
});

test('ranges of the past are one question only if they are equal', () => {
  const past = { fromMs: 1_000_000, toMs: 4_000_000 };
  expect(keyOf(past)).toBe(keyOf(past));
  expect(keyOf({ fromMs: 1_000_001, toMs: 4_000_001 })).not.toBe(keyOf(past));
});

test('a pasted dump is nobody else’s question', () => {
  expect(keyOf({ queryType: 'stacks', json: '{"inline":"Z29yb3V0aW5l"}' })).toBeUndefined();
});
