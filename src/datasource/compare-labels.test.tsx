import { compareNames } from './compare-labels.ts';

const named = (service: string, instance: string) => ({ service, instance });

test('names the label that differs, and what to set', () => {
  const compared = compareNames('Prom', [named('localhost', 'localhost:6060')], [named('shop', 'localhost:6060')]);
  expect(compared).toEqual({
    isEqual: false,
    text: '“Prom” calls localhost:6060 the job “shop”, here its service is “localhost”: set the label service="shop", so that dashboards join both.',
  });
});

test('names an instance of each side where none is shared', () => {
  const compared = compareNames('Prom', [named('shop', 'shop:6060')], [named('shop', '10.0.0.7:2112')]);
  expect(compared?.text).toContain('it has 10.0.0.7:2112, here is shop:6060');
  expect(compared?.isEqual).toBe(false);
});

test('says how many are known by the same labels', () => {
  const own = [named('shop', 'a:1'), named('shop', 'b:1')];
  expect(compareNames('Prom', own, [named('shop', 'a:1'), named('node', 'a:9100')])).toEqual({
    isEqual: true,
    text: '“Prom” knows 1 of 2 targets by the same labels.',
  });
});

test('says nothing if there is nothing to compare', () => {
  expect(compareNames('Prom', [], [named('shop', 'a:1')])).toBeUndefined();
  expect(compareNames('Prom', [named('shop', 'a:1')], [])).toBeUndefined();
});
