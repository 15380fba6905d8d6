import { colourful, cutFunction, cutLeft, cutRight, drawSparkline, plain, printable, formatChange } from './text.ts';

test('a sparkline spans from its lowest to its highest value', () => {
  expect(drawSparkline([0, 50, 100], 8)).toBe('▁▅█');
  expect(drawSparkline([7, 7, 7], 8)).toBe('▁▁▁');
});

test('a sparkline shows the newest values when there is no room for all', () => {
  expect(drawSparkline([100, 0, 1], 2)).toBe('▁█');
});

test('a sparkline of nothing is empty', () => {
  expect(drawSparkline([], 8)).toBe('');
});

test('changes carry a sign and thousands are apart', () => {
  expect([1234, -1234.4, 0.4, -0.4].map(formatChange)).toEqual(['+1,234', '−1,234', '0', '0']);
});

test('names keep their end when they are cut, sentences their beginning', () => {
  expect(cutLeft('search.(*Engine).ask', 8)).toBe('…ne).ask');
  expect(cutRight('count > 100, and grown', 8)).toBe('count >…');
  expect(cutLeft('ask', 3)).toBe('ask');
  expect(cutRight('ask', 0)).toBe('');
});

test('a function that has no room loses the path of its package first', () => {
  const name = 'example.com/shop/internal/search.(*Engine).ask';
  expect([60, 30, 12].map((width) => cutFunction(name, width))).toEqual([name, 'search.(*Engine).ask', '…Engine).ask']);
});

test('control characters of a service do not reach the terminal', () => {
  expect(printable('main.f\u001b[2J\r\u009b')).toBe('main.f�[2J��');
});

test('plain text stays as it is, colour adds only escapes', () => {
  expect(plain('red', 'x')).toBe('x');
  expect(colourful('red', 'x')).toBe('\u001b[31mx\u001b[39m');
});
