// Every way to write a host that must not be asked, in every place that can hold one. Counted where connections begin.
import * as net from 'node:net';
import type { LookupAddress } from 'node:dns';
import { readSettings } from '../../core/query/settings-reader.ts';
import { parseAddress } from './addresses.ts';
import type { ResolveAll } from './checked-lookup.ts';
import type { DataSourceRef } from './port.ts';
import { closeRooms, goroutines, instanceOf, never, openRoom, type DataSourceChanges } from './testing/data-source.ts';
import { startTarget, type FakeTarget } from './testing/fake-target.ts';

const attempts: string[] = [];
const original = net.Socket.prototype.connect;
let vectors = 0;

beforeAll(() => {
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
    this.once('connectionAttempt', (address: string) => {
      attempts.push(address);
      // Whatever slips through is to be counted, not to be served.
      if (address !== '127.0.0.1') process.nextTick(() => this.destroy());
    });
    return Reflect.apply(original, this, args) as net.Socket;
  };
});

afterAll(async () => {
  net.Socket.prototype.connect = original;
  await closeRooms();
  // The figure that this table has to reach.
  expect(vectors).toBeGreaterThanOrEqual(300);
});

beforeEach(() => void attempts.splice(0));

const outsiders = (): readonly string[] => attempts.filter((address) => address !== '127.0.0.1');

const metadata = ['169.254.169.254', '169.254.170.2', '100.100.100.200', '192.0.0.192', '168.63.129.16'];

/** One IPv4 address in every spelling that some parser takes. */
function formatAddress(address: string): readonly string[] {
  const bytes = [...(parseAddress(address) ?? [])];
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const octal = (value: number): string => `0${value.toString(8)}`;
  const pairs = [(a * 256 + b).toString(16), (c * 256 + d).toString(16)].join(':');
  const wide = (base: number): string => address.replace(/\d/g, (digit) => String.fromCodePoint(base + Number(digit)));
  return [
    address,
    `${address}.`,
    String(whole),
    hex(whole),
    hex(whole).toUpperCase(),
    octal(whole),
    bytes.map(hex).join('.'),
    bytes.map(octal).join('.'),
    bytes.map((byte) => `0x${byte.toString(16).padStart(8, '0')}`).join('.'),
    bytes.map((byte) => byte.toString(8).padStart(9, '0')).join('.'),
    [hex(a), octal(b), c, d].join('.'),
    [a, (b * 256 + c) * 256 + d].join('.'),
    [a, b, c * 256 + d].join('.'),
    [hex(a), hex((b * 256 + c) * 256 + d)].join('.'),
    address.replaceAll('.', '。'),
    address.replaceAll('.', '．'),
    address.replaceAll('.', '%2e'),
    wide(0xff10),
    wide(0x1d7ce),
    address.replace(/\d/g, (digit) => `%3${digit}`),
    `[::ffff:${address}]`,
    `[::ffff:${pairs}]`,
    `[::FFFF:${pairs.toUpperCase()}]`,
    `[0:0:0:0:0:ffff:${pairs}]`,
    `[::${address}]`,
    `[::ffff:0:${address}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b:1::${pairs}]`,
    `[2002:${pairs}::]`,
  ];
}

const sixes = [
  '[fe80::1]',
  '[febf::1]',
  '[fd00:ec2::254]',
  '[FD00:EC2::254]',
  '[fd00:ec2:0:0:0:0:0:254]',
  '[fd20:ce::254]',
  '[fd00:42::42]',
];
const hosts = [...metadata.flatMap(formatAddress), ...sixes];

/** Undefined: the settings themselves are refused. */
function tryRef(changes: DataSourceChanges): DataSourceRef | undefined {
  const instance = instanceOf(changes);
  const settings = readSettings(instance, {});
  return settings.ok ? { orgId: 1, instance, settings: settings.value } : undefined;
}

/** Everything that can be asked of every target there is. */
async function askAll(ref: DataSourceRef | undefined, resolveAll?: ResolveAll): Promise<void> {
  if (ref === undefined) return;
  const room = openRoom(resolveAll === undefined ? {} : { resolveAll });
  const selected = await room.select(ref, []);
  if (!selected.ok) return;
  await room.fetch(ref, selected.value, goroutines, never);
  for (const target of selected.value) {
    await room.readFigures(ref, target, never);
    await room.resolveSymbols(ref, target, [1n], never);
  }
}

const everywhere = ['0.0.0.0/0', '::/0', 'allowed.svc'];
const unknown: ResolveAll = (_, __, callback) => callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);

test.each(hosts)('no connection to a metadata service written as %s, in any setting', async (host) => {
  const places: readonly DataSourceChanges[] = [
    { url: `http://${host}` },
    { url: `https://allowed.svc@${host}/` },
    { jsonData: { targets: [{ urls: [`http://${host}:80/debug/pprof`] }] } },
    { jsonData: { targets: [{ urls: ['http://127.0.0.1:9'], metrics: `http://${host}/metrics` }] } },
    { jsonData: { allowedHosts: everywhere, discovery: [{ type: 'prometheus', url: `http://${host}` }] } },
    { jsonData: { allowedHosts: everywhere, discovery: [{ type: 'http_sd', url: `http://${host}/sd` }] } },
  ];
  for (const place of places) {
    vectors++;
    await askAll(tryRef(place), unknown);
  }
  expect(outsiders()).toEqual([]);
});

describe('no connection to what a discovery server invents', () => {
  let answer: unknown;
  let server: FakeTarget;
  beforeAll(async () => {
    server = await startTarget((_, response) => response.end(JSON.stringify(answer)));
  });
  afterAll(() => server.close());

  const discover = (type: string, allowedHosts: readonly string[], more: object = {}): DataSourceRef | undefined =>
    tryRef({ jsonData: { allowedHosts, discovery: [{ type, url: server.url, ...more }] } });

  test('metadata services in every spelling, although every address is allowed', async () => {
    answer = [{ targets: hosts.flatMap((host) => [host, `${host}:80`, `allowed.svc@${host}`]) }];
    await askAll(discover('http_sd', everywhere), unknown);
    const urls = hosts.flatMap((host) => [`http://${host}/metrics`, `https://${host}:6060`, `http://x@${host}/`]);
    answer = { data: { activeTargets: urls.map((scrapeUrl) => ({ scrapeUrl, labels: { instance: scrapeUrl } })) } };
    await askAll(discover('prometheus', everywhere), unknown);
    await askAll(discover('prometheus', everywhere, { port: 6060 }), unknown);
    vectors += hosts.length * 9;
    expect(attempts.length).toBeGreaterThanOrEqual(3);
    expect(outsiders()).toEqual([]);
  });

  const templates = [
    'A@E',
    'A:80@E',
    'A%40E',
    'A%00@E',
    'A%09@E',
    'E#A',
    'E#@A',
    'E?A',
    'E?@A',
    'E/A',
    'E/@A',
    'E\\A',
    'E\\@A',
    'A\\@E',
    'A.E',
    'AE',
    'A-E',
    'A_E',
    'E%2fA',
    'E%23A',
    'E%5c@A',
    'E\tA',
    'E\n',
    ' E',
    'E ',
    '//E',
    '///E',
    '\\\\E',
    '/\\E',
    'A;E',
    'A&@E',
    'A[@E',
    'E:80#@A',
    'x@E:80@A',
    'x@A@E',
    'A,E',
    'A|E',
    'A`E',
    'A^E',
    '{A}E',
    'A:E',
    'A::E',
    '[A]E',
    'A。E',
    'A／E',
    'A＠E',
    'A﹫E',
    'A⁄E',
    'A%252f@E',
    'E:80',
    'E.',
    'E..',
    '.E',
    'A..E',
    'xn--A.E',
    'AA.E',
  ];
  const evils = ['evil.example', '198.51.100.7', '3325256711', '[2001:db8::7]'];
  const forged = templates.flatMap((template) =>
    evils.map((evil) => template.replace(/[AE]/g, (letter) => (letter === 'A' ? 'allowed.svc' : evil))),
  );

  /** Every name but the allowed one leads outside. */
  const resolveEvil: ResolveAll = (name, _, callback) => {
    const address: LookupAddress =
      name === 'allowed.svc' ? { address: '127.0.0.1', family: 4 } : { address: '198.51.100.7', family: 4 };
    callback(null, [address]);
  };

  test.each([
    ['by name', ['allowed.svc']],
    ['by range', ['127.0.0.0/8']],
    ['by both', ['127.0.0.1', '*.allowed.svc', 'allowed.svc']],
  ])('hosts that only look like an allowed one (%s)', async (_, allowedHosts) => {
    answer = [{ targets: forged }];
    await askAll(discover('http_sd', allowedHosts), resolveEvil);
    const targets = forged.map((host) => ({ scrapeUrl: `http://${host}/metrics`, labels: { instance: host } }));
    answer = { data: { activeTargets: targets } };
    await askAll(discover('prometheus', allowedHosts), resolveEvil);
    const paths = forged.map((host) => ({
      targets: ['allowed.svc:9'],
      labels: { instance: host, __metrics_path__: `/${host}`, __scheme__: host },
    }));
    answer = paths;
    await askAll(discover('http_sd', allowedHosts), resolveEvil);
    vectors += forged.length * 3;
    expect(attempts.length).toBeGreaterThan(3);
    expect(outsiders()).toEqual([]);
  });

  test('paths that a parser could take for a host', async () => {
    for (const host of forged) {
      vectors += 2;
      await askAll(tryRef({ jsonData: { targets: [{ urls: ['http://127.0.0.1:9'], metrics: host }] } }), resolveEvil);
      answer = [{ targets: ['127.0.0.1:9'] }];
      await askAll(discover('http_sd', ['127.0.0.1'], { path: `/${host}` }), resolveEvil);
    }
    // Settings may name any metrics page that they like as a whole URL; these are none.
    expect(outsiders()).toEqual([]);
  });

  test('a name that is allowed by its address and then leads elsewhere, a thousand times', async () => {
    let lookups = 0;
    const elsewhere = ['169.254.169.254', '198.51.100.7', '::ffff:169.254.169.254', 'fd00:ec2::254', '2001:db8::7'];
    const alternate: ResolveAll = (_, __, callback) => {
      const address = lookups++ % 2 === 0 ? '127.0.0.1' : (elsewhere[lookups % elsewhere.length] ?? '');
      callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
    };
    answer = [{ targets: Array.from({ length: 1_000 }, (_, index) => `rebind-${index}.example:9`) }];
    await askAll(discover('http_sd', ['127.0.0.0/8']), alternate);
    vectors += 1_000;
    expect(lookups).toBeGreaterThanOrEqual(1_000);
    expect(attempts.length).toBeGreaterThan(400);
    expect(outsiders()).toEqual([]);
  });

  test('a redirect of the server or of what it found', async () => {
    const redirecting = await startTarget((_, response) =>
      response.writeHead(302, { location: 'http://198.51.100.7/' }).end(),
    );
    const entry = { type: 'http_sd', url: redirecting.url };
    await askAll(tryRef({ jsonData: { allowedHosts: everywhere, discovery: [entry] } }), resolveEvil);
    answer = [{ targets: [redirecting.host] }];
    await askAll(discover('http_sd', everywhere), resolveEvil);
    vectors += 2;
    expect(redirecting.requests.length).toBeGreaterThan(1);
    expect(outsiders()).toEqual([]);
    await redirecting.close();
  });
});

test('the count would see a connection', async () => {
  await askAll(tryRef({ url: 'http://127.0.0.2:9' }));
  expect(outsiders()).toContain('127.0.0.2');
});
