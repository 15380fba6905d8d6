// Changes by logs, chats and terminals must not change what is read of a text.
import { readProfiles } from '../../src/core/profile/reader.ts';
import { listCases, loadInput } from './cases.ts';
import { digestResult } from './digest.ts';

/** `transport-<how>-of-<original>`, but for those that lose a part or become another text. */
const cases = listCases().flatMap((name) => {
  const [, how, original] = /^transport-(.*?)-of-(.*)$/.exec(name) ?? [];
  if (how === undefined || original === undefined || how === 'cut') return [];
  return [{ name, how, original }];
});

test('there are transports to try', () => {
  expect(cases.length).toBeGreaterThan(30);
});

test.each(cases)('$name is read like $original', ({ name, how, original }) => {
  const groupsOf = (input: string) =>
    digestResult(readProfiles(loadInput(input))).profiles?.map(({ groups }) => groups);
  const [once] = groupsOf(original) ?? [];
  // Goroutine numbers tell that a dump is the same one. Counts have none, so there may have been two profiles.
  const isTwice = how === 'twice' && original.endsWith('debug1');
  expect(groupsOf(name)).toEqual(isTwice ? [once, once] : [once]);
});

const counts = listCases()
  .filter((name) => name.endsWith('-debug1') && !name.startsWith('transport-'))
  .map((name) => ({ name, text: Buffer.from(loadInput(name)).toString('latin1') }))
  .filter(({ text }) => text.startsWith('goroutine'));

test.each(counts)('$name with its newest line first is refused by name', ({ text }) => {
  const turned = text.trimEnd().split('\n').reverse().join('\n');
  expect(readProfiles(Buffer.from(`${turned}\n`, 'latin1'))).toMatchObject({
    outcome: 'broken',
    issue: { code: 'newest_first' },
  });
});
