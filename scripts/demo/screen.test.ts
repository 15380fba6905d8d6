import { openScreen } from './screen.ts';

function open(about: { readonly isTTY: boolean; readonly columns?: number }, environment: Record<string, string> = {}) {
  const written: string[] = [];
  const output = { ...about, rows: 24, write: (text: string) => written.push(text) };
  return { screen: openScreen(output, environment), written };
}

test('in a pipe each view is printed after the other, without escapes', () => {
  const { screen, written } = open({ isTTY: false });
  screen.show(['one']);
  screen.say(screen.paint('red', 'alert'));
  screen.show(['two']);
  expect(written.join('')).toBe('\none\nalert\n\ntwo\n');
});

test('on a terminal a view takes the place of the one before', () => {
  const { screen, written } = open({ isTTY: true, columns: 80 });
  screen.show(['one', 'more']);
  screen.show(['two']);
  expect(written.at(-1)).toBe('\u001b[2A\r\u001b[Jtwo\n');
});

test('on a terminal a message stays above the view', () => {
  const { screen, written } = open({ isTTY: true, columns: 80 });
  screen.show(['one']);
  screen.say('alert');
  expect(written.at(-1)).toBe('\u001b[1A\r\u001b[Jalert\none\n');
});

test('a message after the last view stands below it', () => {
  const { screen, written } = open({ isTTY: true, columns: 80 });
  screen.show(['one']);
  screen.leave();
  screen.say('next');
  expect(written.at(-1)).toBe('next\n');
});

test('lines that a narrower window has wrapped are erased as well', () => {
  const { screen, written } = open({ isTTY: true, columns: 4 });
  screen.show(['123456789']);
  screen.show(['x']);
  expect(written.at(-1)).toBe('\u001b[3A\r\u001b[Jx\n');
});

test('NO_COLOR takes the colour from a terminal', () => {
  expect(open({ isTTY: true }, { NO_COLOR: '1' }).screen.paint('red', 'x')).toBe('x');
  expect(open({ isTTY: true }).screen.paint('red', 'x')).not.toBe('x');
});
