import { layTable, wrapText } from './text-table.ts';
import type { Column } from './text-table.ts';

const columns: readonly Column[] = [
  { title: 'COUNT', align: 'right' },
  { title: 'NOTE', align: 'left' },
  { title: 'FUNCTION', align: 'left', shrinkTo: 10 },
  { title: 'PLACE', align: 'left', shrinkTo: 5 },
];

test('columns line up, and a column without a value is left out', () => {
  const rows = [
    ['5', '', 'main.a', 'a.go:1'],
    ['1,200', '', 'main.longer', 'b.go:22'],
  ];
  expect(layTable(columns, rows, undefined)).toEqual([
    'COUNT  FUNCTION     PLACE',
    '    5  main.a       a.go:1',
    '1,200  main.longer  b.go:22',
  ]);
});

test('wide characters line up as well', () => {
  const rows = [
    ['1', '', '日本.f', 'x'],
    ['2', '', 'main.run', 'y'],
  ];
  expect(layTable(columns, rows, undefined).slice(1)).toEqual(['    1  日本.f    x', '    2  main.run  y']);
});

test('a table fits the terminal by shortening what may be shortened, the widest first', () => {
  const rows = [['7', '', 'shop/checkout.(*Worker).processOrders.func', 'internal/worker.go:120']];
  const lines = layTable(columns, rows, 50);
  expect(lines.every((line) => line.length <= 50)).toBe(true);
  expect(lines[1]).toContain('…');
  expect(lines[1]).toContain('7  ');
});

test('nothing is shortened below its least width, even on a narrow terminal', () => {
  const rows = [['7', '', 'abcdefghijklmnop', 'qrstuvwxyz']];
  expect(layTable(columns, rows, 10)[1]).toBe('    7  abc…klmnop  q…xyz');
});

test('colours do not count as width', () => {
  const rows = [['5', '', 'main.a', 'a.go:1']];
  const plain = layTable(columns, rows, undefined);
  const coloured = layTable(columns, rows, undefined, (text) => `<${text}>`);
  expect(coloured.map((line) => line.replace(/[<>]/g, ''))).toEqual(plain);
});

test('text breaks between words, and a word that is too long has a line of its own', () => {
  expect(wrapText('who sends has to be heard', 11)).toEqual(['who sends', 'has to be', 'heard']);
  expect(wrapText('a example.com/shop/cart.(*Store).Put b', 10)).toEqual([
    'a',
    'example.com/shop/cart.(*Store).Put',
    'b',
  ]);
  expect(wrapText('uncut in a pipe', Infinity)).toEqual(['uncut in a pipe']);
});
