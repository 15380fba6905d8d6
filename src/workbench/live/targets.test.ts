import { listLiveTargets } from './targets.ts';

test('instances of one service are named by themselves', () => {
  const listed = listLiveTargets([
    { service: 'shop', instance: 'b:6060' },
    { service: 'shop', instance: 'a:6060' },
  ]);
  expect(listed.map(({ name }) => name)).toEqual(['a:6060', 'b:6060']);
  expect(listed[0]?.matchers).toEqual([
    { label: 'service', op: '=', value: 'shop' },
    { label: 'instance', op: '=', value: 'a:6060' },
  ]);
});

test('where there are several services, each name begins with its own', () => {
  const listed = listLiveTargets([
    { service: 'shop', instance: 'a:6060' },
    { service: 'cart', instance: 'a:6060' },
    { service: 'cart', instance: 'a:6060' },
  ]);
  expect(listed.map(({ name }) => name)).toEqual(['cart a:6060', 'shop a:6060']);
});
