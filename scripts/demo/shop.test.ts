import { findGo } from './shop.ts';

test('without Go, the reason is a sentence', () => {
  expect(findGo({ PATH: '/nowhere' })).toBe('Go is not installed here');
});
