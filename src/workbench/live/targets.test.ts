import { listGroupings, listLiveTargets, selectTargets } from './targets.ts';

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

test('a service that is the host of its instance is not said twice', () => {
  const listed = listLiveTargets([
    { service: 'a', instance: 'a:6060' },
    { service: 'b', instance: 'b:6060' },
  ]);
  expect(listed.map(({ name }) => name)).toEqual(['a:6060', 'b:6060']);
});

describe('several processes', () => {
  const shops = ['a', 'b'].map((host) => ({ service: 'shop', instance: `${host}:6060` }));
  const targets = listLiveTargets([...shops, { service: 'cart', instance: 'c:6060' }]);

  test('stand each on its own, by service, together, or one alone', () => {
    expect(selectTargets(targets, null)).toEqual({ chosen: undefined, grouping: undefined, per: ['instance'] });
    expect(selectTargets(targets, '(services)')).toMatchObject({ grouping: '(services)', per: ['service'] });
    expect(selectTargets(targets, '(sum)')).toMatchObject({ grouping: '(sum)', per: [] });
    expect(selectTargets(targets, 'shop a:6060')).toMatchObject({ chosen: { name: 'shop a:6060' }, per: [] });
  });

  test('stand each on its own when a link names what is gone', () => {
    expect(selectTargets(targets, 'shop z:6060')).toMatchObject({ chosen: undefined, per: ['instance'] });
  });

  test('are offered by service only where that differs from each and from all', () => {
    expect(listGroupings(targets)).toEqual(['(services)', '(sum)']);
    expect(listGroupings(listLiveTargets(shops))).toEqual(['(sum)']);
    expect(listGroupings(targets.slice(1))).toEqual(['(sum)']);
  });
});
