import { hostAndPort, readPprofRoot } from './settings-url.ts';

test.each([
  ['http://app:6060', 'http://app:6060/debug/pprof'],
  ['http://app:6060/', 'http://app:6060/debug/pprof'],
  ['http://app:6060/debug/pprof', 'http://app:6060/debug/pprof'],
  ['http://app:6060/debug/pprof/', 'http://app:6060/debug/pprof'],
  ['http://app:6060//debug//pprof//', 'http://app:6060/debug/pprof'],
  ['https://app/sub', 'https://app/sub/debug/pprof'],
  ['https://app/sub/', 'https://app/sub/debug/pprof'],
  ['https://app/internal/pprof', 'https://app/internal/pprof'],
  ['  http://app:6060  ', 'http://app:6060/debug/pprof'],
  ['HTTP://APP:80', 'http://app/debug/pprof'],
  ['http://app/a/../b', 'http://app/b/debug/pprof'],
  ['http://app/a/%2e%2e/b', 'http://app/b/debug/pprof'],
  ['http://[::1]:6060', 'http://[::1]:6060/debug/pprof'],
])('the pprof root of %s is %s', (text, root) => {
  expect(readPprofRoot(text, 'url')).toMatchObject({ ok: true, value: { href: root } });
});

test.each([
  ['http://app', 'app:80'],
  ['https://app/x', 'app:443'],
  ['http://app:6060', 'app:6060'],
  ['http://[::1]:6060', '[::1]:6060'],
])('%s is %s in messages', (text, host) => {
  expect(hostAndPort(new URL(text))).toBe(host);
});
