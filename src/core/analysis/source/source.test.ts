import { limits } from '../../limits.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../../stack/testing/stack-notation.ts';
import { findParked } from './find-parked.ts';
import { laySource } from './lay-source.ts';

function find(stacks: readonly (readonly [stack: string, count: number, state: string])[], wanted: string) {
  const entries = stacks.map(([stack, count, state]) => makeEntry(stack, { count, header: makeHeader(state) }));
  const { entries: interpreted } = interpretProfile(makeProfile('debug=2', entries), { ownCode: [], labelKeys: [] });
  const found = findParked(
    interpreted.map((one) => ({ interpreted: one, count: one.entry.count })),
    wanted,
    'function',
  );
  if (!found.ok) throw new Error(found.problem.message);
  return found.value;
}

const lines = (...all: Parameters<typeof find>) =>
  find(...all).map((one) => [
    one.name,
    one.goroutines,
    one.lines.map(({ line, count, states }) => [line, count, states]),
  ]);

const worker = 'main.worker@/src/main.go';

test('goroutines are counted on each line that their stacks pass through', () => {
  const stacks = [
    [`${worker}:7 < main.main@/src/main.go:3`, 12, 'chan send'],
    [`${worker}:7 < main.other@/src/main.go:4`, 2, 'select'],
    [`time.Sleep@/go/time.go:1 < ${worker}:9`, 1, 'sleep'],
  ] as const;
  expect(lines(stacks, 'main.worker')).toEqual([
    [
      'main.worker',
      15,
      [
        [
          7,
          14,
          [
            ['chan send', 12],
            ['select', 2],
          ],
        ],
        [9, 1, [['sleep', 1]]],
      ],
    ],
  ]);
});

test('a function that calls itself is passed once', () => {
  const stacks = [[`${worker}:7 < ${worker}:9 < ${worker}:9 < main.main@/src/main.go:3`, 4, 'select']] as const;
  expect(lines(stacks, 'main.worker')).toEqual([
    [
      'main.worker',
      4,
      [
        [7, 4, [['select', 4]]],
        [9, 4, [['select', 4]]],
      ],
    ],
  ]);
});

test('a name is a name before it is an expression', () => {
  const stacks = [
    ['shop/cart.(*Store[...]).Put@/a.go:1 < main.main@/m.go:1', 1, 'select'],
    ['shop/cart.(*Store).PutAll@/a.go:9 < main.main@/m.go:1', 2, 'select'],
  ] as const;
  const names = (wanted: string) => find(stacks, wanted).map(({ name }) => name);
  expect(names('shop/cart.(*Store).Put')).toEqual(['shop/cart.(*Store).Put']);
  expect(names('shop/cart.(*Store[...]).Put')).toEqual(['shop/cart.(*Store).Put']);
  expect(names('Put')).toEqual(['shop/cart.(*Store).PutAll', 'shop/cart.(*Store).Put']);
  expect(names('nowhere')).toEqual([]);
  expect(() => names('(')).toThrow('function');
});

const file = `package main

func before() {
}

func worker(jobs chan int) {
	for job := range jobs {
		out <- job
	}
}

var handler = func() {
	<-done
}
`;

const lay = (line: number, text: string | undefined) => {
  const [found] = find([[`${worker}:${line} < main.main@/src/main.go:3`, 12, 'chan send']], 'main.worker');
  return laySource(found!, text);
};
const draw = (line: number, text: string | undefined = file) =>
  lay(line, text).lines.map((one) => `${one.parked?.count ?? '.'} ${one.line} ${one.text ?? '?'}`);

test('the whole function is shown, and nothing around it', () => {
  expect(draw(8)).toEqual([
    '. 6 func worker(jobs chan int) {',
    '. 7 \tfor job := range jobs {',
    '12 8 \t\tout <- job',
    '. 9 \t}',
    '. 10 }',
  ]);
});

test('so is a closure in a variable', () => {
  expect(draw(13)).toEqual(['. 12 var handler = func() {', '12 13 \t<-done', '. 14 }']);
});

test('without source there are the lines that the profile tells', () => {
  expect(lay(8, undefined).lines).toMatchObject([{ line: 8, text: undefined, parked: { count: 12 } }]);
});

test('a file that has become shorter still shows what was there', () => {
  expect(draw(99).at(-1)).toBe('12 99 ?');
});

test('of an endless function the surroundings are shown, and how much is left out', () => {
  const long = `func worker() {\n${'\tstep()\n'.repeat(limits.sourceLines.value * 2)}}\n`;
  const { lines: shown, left } = lay(500, long);
  expect(shown.length).toBeLessThan(20);
  expect(shown.find(({ parked }) => parked !== undefined)?.line).toBe(500);
  expect(left).toBe(limits.sourceLines.value * 2 + 2 - shown.length);
});
