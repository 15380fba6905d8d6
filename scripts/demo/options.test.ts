import { readOptions } from './options.ts';

test('without arguments the demo goes on until it is interrupted', () => {
  expect(readOptions([])).toEqual({ once: false, recorded: false, port: 0, open: true });
});

test('all options are read', () => {
  expect(readOptions(['--once', '--recorded', '--port', '6061'])).toEqual({
    once: true,
    recorded: true,
    port: 6061,
    open: true,
  });
  expect(readOptions(['--no-open'])).toMatchObject({ open: false });
});

test.each([[['--port', '70000']], [['--port', 'x']], [['--fast']], [['x']]])(
  '%j is refused with a sentence',
  (args) => {
    expect(typeof readOptions(args)).toBe('string');
  },
);

test('help is no error', () => {
  expect(readOptions(['--help'])).toBeUndefined();
});
