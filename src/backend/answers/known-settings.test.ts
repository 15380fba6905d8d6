import { readKnownSettings } from './known-settings.ts';
import { makeInstance } from './testing/context.ts';

const instance = makeInstance({ secrets: { bearerToken: 'one' } });

test('equal settings are read once, and changed settings are read again', () => {
  const first = readKnownSettings(instance, {});
  expect(readKnownSettings({ ...instance, secrets: { ...instance.secrets } }, {})).toBe(first);
  const others = [
    readKnownSettings({ ...instance, secrets: { bearerToken: 'two' } }, {}),
    readKnownSettings({ ...instance, url: 'http://cart:6060' }, {}),
    readKnownSettings({ ...instance, jsonData: '{"ownCode":["shop"]}' }, {}),
    readKnownSettings(instance, { max_freshness: '1m' }),
  ];
  expect(new Set([first, ...others]).size).toBe(5);
});
