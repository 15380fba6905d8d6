import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rewordForOptions } from '../report/own-words.ts';
import { run } from './testing/run.ts';

/** What the backend says of a target that cannot be read, as it stands in the code. */
function listMessages(): readonly string[] {
  return ['exchange-problem.ts', 'answer-status.ts'].flatMap((name) => {
    const text = readFileSync(join(__dirname, '../backend/targets', name), 'utf8').replace(/^\s*\/[/*].*$/gm, '');
    const piece = /`[^`]*`|'(?:[^'\\\n]|\\.)*'|"[^"\n]*"/g;
    const message = new RegExp(`(?:${piece.source})(?:\\s*\\+\\s*(?:${piece.source}))*`, 'g');
    return [...text.matchAll(message)].map(([whole]) =>
      [...whole.matchAll(piece)].map(([part]) => part.slice(1, -1)).join(''),
    );
  });
}

test('no message speaks of the settings of a data source', () => {
  const messages = listMessages().filter((message) => message.includes(' '));
  expect(messages.length).toBeGreaterThan(20);
  // Discovery and the ban on link-local addresses do not hold on the command line.
  const meant = messages.filter((message) => !/allowedHosts|grafana\.ini/.test(message));
  expect(
    meant.map(rewordForOptions).filter((message) => /settings|data source|Grafana|bounds\./.test(message)),
  ).toEqual([]);
});

test('the URL of another profile is refused in words of the command line', async () => {
  const { status, error } = await run(['report', 'http://localhost:6060/debug/pprof/heap']);
  expect(status).toBe(2);
  expect(error).toContain('/debug/pprof/heap: it names a single profile (heap). Give the pprof root before it');
});
