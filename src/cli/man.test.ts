import { run } from './testing/run.ts';

/** The page as man shows it, without its fonts. */
function read(page: string): readonly string[] {
  return page.split('\n').map((line) => line.replaceAll('\\-', '-').replaceAll('\\(dq', '"').replaceAll('\\&', ''));
}

test('the manual page has every command with each of its options', async () => {
  const page = read((await run(['man'])).out);
  const { out: help } = await run(['--help']);
  const names = [...help.matchAll(/^ {2}([a-z]+)(?: \[options\])?(?: |$)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  expect(names).toEqual(expect.arrayContaining(['report', 'diff', 'mcp', 'doctor', 'man']));
  for (const name of names) {
    const at = page.findIndex((line) => line.startsWith(`.SS "parked ${name}`));
    expect([name, at >= 0]).toEqual([name, true]);
    const next = page.findIndex((line, index) => index > at && /^\.S[SH] /.test(line));
    const section = page.slice(at, next).join('\n');
    const { out } = await run([name ?? '', '--help']);
    const options = [...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
      .map(([, option]) => option)
      .filter((one) => one !== '--help');
    expect(options.filter((option) => !section.includes(option ?? ''))).toEqual([]);
  }
});

test('the manual page has no request that man does not know, and no hyphen that cannot be pasted', async () => {
  const { out } = await run(['man']);
  const requests = out.split('\n').filter((line) => /^[.']/.test(line));
  expect(new Set(requests.map((line) => line.split(' ')[0]))).toEqual(new Set(['.TH', '.SH', '.SS', '.TP', '.B']));
  expect(out.match(/(?<!\\)-/g)).toBeNull();
  expect(requests.filter((line) => (line.match(/"/g) ?? []).length % 2 === 1)).toEqual([]);
});
