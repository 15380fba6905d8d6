import { isLoopback, refuseCaller, type AccessRules } from './guard.ts';

const loopback: AccessRules = { host: '127.0.0.1', port: 7272, token: undefined, names: ['desk'] };
const beyond: AccessRules = { host: '0.0.0.0', port: 7272, token: 'secret', names: ['desk'] };

function statusOf(
  access: AccessRules,
  headers: Readonly<Record<string, string>>,
  path = '/api/query',
  method = 'POST',
) {
  return refuseCaller(access, { method, path, headers })?.status;
}

test.each(['127.0.0.1:7272', 'localhost:7272', '[::1]:7272', '127.8.8.8:99', 'LOCALHOST'])(
  'on loopback %s is the workbench',
  (host) => {
    expect(statusOf(loopback, { host })).toBeUndefined();
  },
);

test.each([
  'evil.example:7272',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '10.0.0.1:7272',
  'desk:7272',
  '',
  '127.0.0.1@evil.example',
])('on loopback a request for "%s" is refused: its name was rebound', (host) => {
  expect(statusOf(loopback, { host })).toBe(421);
});

test.each(['http://evil.example', 'null', 'https://localhost:7272', 'http://localhost:8080', 'http://127.0.0.1:7272'])(
  'a page of %s may not ask',
  (origin) => {
    expect(statusOf(loopback, { host: 'localhost:7272', origin })).toBe(403);
  },
);

test('its own page may ask', () => {
  const headers = { host: 'localhost:7272', origin: 'http://localhost:7272', 'sec-fetch-site': 'same-origin' };
  expect(statusOf(loopback, headers)).toBeUndefined();
});

test('another site may link to the page, and neither embed nor ask it', () => {
  const foreign = { host: 'localhost:7272', 'sec-fetch-site': 'cross-site' };
  expect(statusOf(loopback, { ...foreign, 'sec-fetch-mode': 'navigate' }, '/', 'GET')).toBeUndefined();
  expect(statusOf(loopback, { ...foreign, 'sec-fetch-mode': 'no-cors' }, '/', 'GET')).toBe(403);
  expect(statusOf(loopback, { ...foreign, 'sec-fetch-mode': 'navigate' }, '/api/files/0', 'GET')).toBe(403);
});

test('beyond loopback nothing is answered without the token', () => {
  expect(statusOf(beyond, { host: '10.0.0.1:7272' })).toBe(401);
  expect(statusOf(beyond, { host: '10.0.0.1:7272', cookie: 'parked-7272=wrong1' })).toBe(401);
  expect(statusOf(beyond, { host: '10.0.0.1:7272', cookie: 'parked-9999=secret' })).toBe(401);
  expect(statusOf(beyond, { host: '10.0.0.1:7272', cookie: 'a=b; parked-7272=secret' })).toBeUndefined();
  expect(statusOf(beyond, { host: 'desk:7272', authorization: 'Bearer secret' })).toBeUndefined();
  expect(statusOf(beyond, { host: 'evil.example', authorization: 'Bearer secret' })).toBe(421);
});

test('loopback addresses are distinguished from names that look alike', () => {
  expect(['127.0.0.1', 'localhost', '::1', '[::1]'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '128.0.0.1', '127.0.0.1.example', 'localhost.example'].some(isLoopback)).toBe(false);
});
