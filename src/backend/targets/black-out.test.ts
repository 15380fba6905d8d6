import type { NamedAuth } from '../../core/query/settings.ts';
import { blackOut } from './black-out.ts';

const secret = 'c4n4"ry/+=%&ü';
const auth: NamedAuth = { name: 'mimir', type: 'basic', user: 'ops', header: '', secret };

test.each([
  ['as it is', secret],
  ['in JSON', JSON.stringify({ secret })],
  ['in a URL', `http://x/?token=${encodeURIComponent(secret)}`],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['with its user', `Basic ${Buffer.from(`ops:${secret}`).toString('base64')}`],
])('a secret that is repeated %s is taken out', (_, text) => {
  const safe = blackOut(`refused: ${text} twice ${text}`, auth);
  expect(safe).toMatch(/^refused: .*\[redacted\].* twice .*\[redacted\]/);
  expect(safe).not.toContain('4n4');
  expect(safe).not.toContain(Buffer.from(secret).toString('base64').slice(0, 8));
});

test('words without it stay as they are', () => {
  expect(blackOut('too many series', auth)).toBe('too many series');
  expect(blackOut('a b c', { ...auth, secret: 'a' })).toBe('a b c');
  expect(blackOut(secret, undefined)).toBe(secret);
});
