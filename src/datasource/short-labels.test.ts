import type { DataFrame, Field } from '@grafana/data';
import { shortenLabels } from './short-labels.ts';

const names = ['total', 'example.com/shop/search.(*Engine).ask', 'a.com/x/store.Get', 'b.com/y/store.Get'];
const short = ['total', 'search.(*Engine).ask', 'a.com/x/store.Get', 'b.com/y/store.Get'];
const frameOf = (label: Partial<Field>): DataFrame => ({
  length: 4,
  fields: [{ name: 'label', type: 'string' as Field['type'], config: {}, values: [], ...label }],
});

test('a bar shows the last element of the package, where no other bar would have the same name', () => {
  const config = { type: { enum: { text: names } } };
  const [label] = shortenLabels(frameOf({ config, values: [0, 1, 2, 3] })).fields;
  expect(label?.config.type?.enum?.text).toEqual(short);
  expect(label?.values).toEqual([0, 1, 2, 3]);
});

test('labels that are texts are shortened as well', () => {
  expect(shortenLabels(frameOf({ values: names })).fields[0]?.values).toEqual(short);
});
