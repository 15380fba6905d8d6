import { formatHandshake, readGreeting } from './handshake.ts';

const cookie = { grafana_plugin_type: 'datasource' };

test('without the cookie a person started the program', () => {
  expect(readGreeting({})).toEqual({ kind: 'person' });
  expect(readGreeting({ grafana_plugin_type: 'panel', PLUGIN_PROTOCOL_VERSIONS: '2' })).toEqual({ kind: 'person' });
});

test("Grafana's own environment is an offer with its ports", () => {
  const environment = {
    ...cookie,
    PLUGIN_PROTOCOL_VERSIONS: '2',
    PLUGIN_MIN_PORT: '10000',
    PLUGIN_MAX_PORT: '25000',
  };
  const offer = { socketDir: undefined, minPort: 10_000, maxPort: 25_000 };
  expect(readGreeting(environment)).toEqual({ kind: 'host', offer });
});

test('the cookie alone is enough, and nonsense in the rest falls back', () => {
  const offer = { socketDir: undefined, minPort: 10_000, maxPort: 25_000 };
  expect(readGreeting(cookie)).toEqual({ kind: 'host', offer });
  const nonsense = { ...cookie, PLUGIN_MIN_PORT: 'x', PLUGIN_MAX_PORT: '99999', PLUGIN_UNIX_SOCKET_DIR: '' };
  expect(readGreeting(nonsense)).toEqual({ kind: 'host', offer });
});

test('ports in the wrong order are swapped', () => {
  const greeting = readGreeting({ ...cookie, PLUGIN_MIN_PORT: '300', PLUGIN_MAX_PORT: '200' });
  expect(greeting).toMatchObject({ offer: { minPort: 200, maxPort: 300 } });
});

test('one known version of several is enough, and without one the host is refused', () => {
  expect(readGreeting({ ...cookie, PLUGIN_PROTOCOL_VERSIONS: '1,2,3' }).kind).toBe('host');
  expect(readGreeting({ ...cookie, PLUGIN_PROTOCOL_VERSIONS: '3' })).toEqual({ kind: 'stranger', offered: '3' });
});

test('the handshake line names the socket or the loopback port', () => {
  expect(formatHandshake({ network: 'unix', path: '/tmp/parked-x/plugin.sock' })).toBe(
    '1|2|unix|/tmp/parked-x/plugin.sock|grpc',
  );
  expect(formatHandshake({ network: 'tcp', host: '127.0.0.1', port: 10_001 })).toBe('1|2|tcp|127.0.0.1:10001|grpc');
});
