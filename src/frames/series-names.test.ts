import type { Labels } from '../core/labels.ts';
import { nameSeries } from './series-names.ts';

const put: Labels = { service: 'shop', fingerprint: 'a'.repeat(16), function: 'cart.Put', state: 'chan send' };
const ask: Labels = { service: 'shop', fingerprint: 'b'.repeat(16), function: 'search.ask', state: 'select' };

function namesOf(all: readonly Labels[], legendFormat = ''): readonly unknown[] {
  return nameSeries(legendFormat, all).map((config) =>
    'displayNameFromDS' in config ? config.displayNameFromDS : null,
  );
}

it('says function and state, and nothing that all have in common', () => {
  expect(namesOf([put, ask])).toEqual(['cart.Put (chan send)', 'search.ask (select)']);
});

it('says what tells targets apart where there are several', () => {
  expect(namesOf([put, { ...put, service: 'pay' }, ask])).toEqual([
    'cart.Put (chan send) · shop',
    'cart.Put (chan send) · pay',
    'search.ask (select) · shop',
  ]);
});

it('tells the fingerprint where two stacks would be called the same', () => {
  expect(namesOf([put, { ...put, fingerprint: 'c'.repeat(16) }, ask])).toEqual([
    `cart.Put (chan send) · ${'a'.repeat(16)}`,
    `cart.Put (chan send) · ${'c'.repeat(16)}`,
    'search.ask (select)',
  ]);
});

it('calls the rest beyond the limit by its words alone', () => {
  const other: Labels = { service: '', fingerprint: 'other', function: 'other', state: 'other' };
  expect(namesOf([put, other])).toEqual(['cart.Put (chan send)', 'other']);
});

it('calls a figure of a process by its word', () => {
  const all = ['shop', 'pay'].map((service): Labels => ({ service, figure: 'heap' }));
  expect(namesOf(all)).toEqual(['heap · shop', 'heap · pay']);
  expect(namesOf(all.slice(1))).toEqual(['heap']);
});

it('falls back on the labels where nothing about stacks is there, and on Grafana where no label is', () => {
  expect(namesOf([{ service: 'shop', zone: 'a' }])).toEqual(['shop · a']);
  expect(namesOf([{ state: 'select', service: 'shop' }])).toEqual(['select']);
  expect(namesOf([{}])).toEqual([null]);
});

it('leaves the name to a legend of one’s own, also when it comes out empty', () => {
  expect(namesOf([put], '{{service}}: {{state}}')).toEqual(['shop: chan send']);
  expect(namesOf([put], '{{zone}}')).toEqual(['']);
});
