import { spawnSync } from 'node:child_process';
import { run } from './testing/run.ts';

/** What bash offers for words, of which the last is being typed. */
async function complete(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await run(['completion', 'bash']);
  const line = words.map((word) => `'${word}'`).join(' ');
  const script = `${out}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _parked; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

test('bash completes commands, options and the values that an option takes', async () => {
  expect(await complete('parked', 're')).toEqual(['report']);
  expect(await complete('parked', 'report', '--fail')).toEqual(['--fail-on']);
  expect(await complete('parked', 'report', '--fail-on', '')).toEqual(['rising', 'watch', 'likely', 'proven']);
  expect(await complete('parked', 'diff', '--fail-on-')).toEqual(['--fail-on-growth']);
});

test('zsh and fish get every option', async () => {
  const help = (await run(['report', '--help'])).out;
  const options = [...help.matchAll(/^ {2,}(?:-\w, )?(--[a-z-]+)/gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== '--help');
  const [zsh, fish] = [await run(['completion', 'zsh']), await run(['completion', 'fish'])];
  expect(options.length).toBeGreaterThan(20);
  expect(options.filter((name) => !zsh.out.includes(`'${name}[`))).toEqual([]);
  expect(options.filter((name) => !fish.out.includes(`-l ${name.slice(2)} `))).toEqual([]);
});

test('another shell is refused with those there are', async () => {
  const { status, error } = await run(['completion', 'tcsh']);
  expect(status).toBe(2);
  expect(error).toContain('bash, zsh, fish');
});
