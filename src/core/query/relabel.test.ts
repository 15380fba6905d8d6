import * as v from 'valibot';
import type { Labels } from '../labels.ts';
import { readRelabelRules, relabelShape } from './settings-relabel.ts';
import { relabel } from './relabel.ts';

function run(labels: Labels, ...rules: readonly object[]): Labels | undefined {
  const read = readRelabelRules(v.parse(relabelShape, rules) ?? [], 'relabel_configs');
  if (!read.ok) throw new Error(read.problem.message);
  return relabel(labels, read.value);
}

const pod = { __meta_namespace: 'shop', __meta_label_app: 'cart', __meta_label_tier: 'web', job: 'pods' };

test.each([
  ['shop', true],
  ['sho', false],
  ['shop|mail', true],
])('keep takes targets whose label matches %s as a whole', (regex, isKept) => {
  const kept = run(pod, { source_labels: ['__meta_namespace'], regex, action: 'keep' });
  expect(kept).toEqual(isKept ? pod : undefined);
  const left = run(pod, { source_labels: ['__meta_namespace'], regex, action: 'drop' });
  expect(left).toEqual(isKept ? undefined : pod);
});

test('replace joins labels and writes what groups matched', () => {
  const rule = {
    source_labels: ['__meta_namespace', '__meta_label_app'],
    separator: '/',
    regex: '(?P<space>.*)/(.*)',
    target_label: 'service',
    replacement: '${2}-in-${space}$$',
  };
  expect(run(pod, rule)).toEqual({ ...pod, service: 'cart-in-shop$' });
});

test('replace without a match changes nothing, and an empty value takes the label away', () => {
  expect(run(pod, { source_labels: ['job'], regex: 'other', target_label: 'service' })).toEqual(pod);
  const { job: _, ...rest } = pod;
  expect(run(pod, { target_label: 'job', replacement: '' })).toEqual(rest);
});

test('the name of the written label may come from a group, and a wrong name is not written', () => {
  const rule = { source_labels: ['job'], regex: '(.*)', target_label: 'is_$1', replacement: 'yes' };
  expect(run(pod, rule)).toEqual({ ...pod, is_pods: 'yes' });
  expect(run(pod, { ...rule, target_label: '0$1' })).toEqual(pod);
});

test('labelmap copies labels, labeldrop and labelkeep choose by name', () => {
  expect(run(pod, { regex: '__meta_label_(.+)', action: 'labelmap' })).toEqual({ ...pod, app: 'cart', tier: 'web' });
  expect(run(pod, { regex: '__meta_.*', action: 'labeldrop' })).toEqual({ job: 'pods' });
  expect(run(pod, { regex: 'job', action: 'labelkeep' })).toEqual({ job: 'pods' });
});

test('keepequal and dropequal compare two labels, and case can be changed', () => {
  const equal = { ...pod, port: '6060', __port: '6060' };
  expect(run(equal, { source_labels: ['__port'], target_label: 'port', action: 'keepequal' })).toEqual(equal);
  expect(run(equal, { source_labels: ['__port'], target_label: 'port', action: 'dropequal' })).toBeUndefined();
  expect(run({ a: 'Shop' }, { source_labels: ['a'], target_label: 'a', action: 'lowercase' })).toEqual({ a: 'shop' });
  expect(run({ a: 'Shop' }, { source_labels: ['a'], target_label: 'a', action: 'uppercase' })).toEqual({ a: 'SHOP' });
});

test('wrong rules are named', () => {
  const read = (rule: object) => readRelabelRules(v.parse(relabelShape, [rule]) ?? [], 'discovery[0].relabel_configs');
  expect(read({ action: 'replace' })).toMatchObject({
    problem: { field: 'discovery[0].relabel_configs[0].target_label' },
  });
  expect(read({ action: 'keep', regex: '(' })).toMatchObject({
    problem: { field: 'discovery[0].relabel_configs[0].regex' },
  });
});
