import type { FlameRows } from '../model.ts';
import { countLevels, findLit, findRow, followPath, hueOf, layOut, moveFrom, nameOf, pathOf } from './layout.ts';

/** Each line a call: as deep as it is indented, its name, its goroutines. */
function parse(text: string): FlameRows {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const read = lines.map((line) => /^( *)(\S+) (\d+)$/.exec(line) ?? []);
  const names = [...new Set(read.map(([, , name]) => name ?? ''))];
  const value = read.map(([, , , count]) => Number(count));
  return {
    names,
    label: read.map(([, , name]) => names.indexOf(name ?? '')),
    level: read.map(([, indent]) => (indent ?? '').length),
    value,
    self: value.map(() => 0),
  };
}

const rows = parse(`
total 10
 main.a 6
  main.b 4
  main.c 2
 main.d 3
  main.b 3
`);
const layout = layOut(rows);

test('children lie under their caller, from left to right', () => {
  expect([...layout.start]).toEqual([0, 0, 0, 4, 6, 6]);
  expect([...layout.parent]).toEqual([-1, 0, 1, 1, 0, 4]);
  expect(layout.levels).toBe(3);
});

test('a place names the call that is there, and none where there is none', () => {
  expect(nameOf(rows, findRow(layout, 2, 4.5))).toBe('main.c');
  expect(findRow(layout, 1, 9.5)).toBe(-1);
  expect(findRow(layout, 7, 0)).toBe(-1);
});

test('arrows move among neighbours and stay at the edges', () => {
  expect(moveFrom(layout, 0, 'up')).toBe(0);
  expect(moveFrom(layout, 0, 'down')).toBe(1);
  expect(moveFrom(layout, 1, 'right')).toBe(4);
  expect(moveFrom(layout, 4, 'right')).toBe(4);
  expect(moveFrom(layout, 3, 'up')).toBe(1);
});

test('a path finds its call again after others have come and gone', () => {
  const path = pathOf(layout, 5);
  expect(path).toEqual(['total', 'main.d', 'main.b']);
  const later = layOut(parse('total 9\n main.d 5\n  main.x 3\n  main.b 2\n main.a 4'));
  expect(pathOf(later, followPath(later, path))).toEqual(path);
  expect(followPath(later, ['total', 'main.gone', 'main.b'])).toBe(0);
});

test('some stacks are found among all by the whole way to them, not by name alone', () => {
  const lit = findLit(layout, parse('total 3\n main.d 3\n  main.b 3'));
  expect([...lit]).toEqual([0, 4, 5]);
});

test('levels that are thinner than a pixel take no room', () => {
  const deep = layOut(parse('total 10000\n main.a 9000\n  main.b 1\n   main.c 1'));
  expect(countLevels(deep, { from: 0, width: 10_000 }, 1_000)).toBe(2);
  expect(countLevels(deep, { from: 0, width: 1 }, 1_000)).toBe(4);
});

test('a module has one colour, the standard library none', () => {
  expect(hueOf('github.com/acme/shop/cart.Put', 6)).toBe(hueOf('github.com/acme/shop/search.(*Engine).ask', 6));
  expect(hueOf('net/http.(*conn).serve', 6)).toBe(-1);
  expect(hueOf('main.main', 6)).toBe(0);
});
