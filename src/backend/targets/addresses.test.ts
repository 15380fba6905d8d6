import { isForbiddenAddress, parseAddress } from './addresses.ts';
import { createCheckedLookup, forbiddenAddressCode, isForbiddenLiteral } from './checked-lookup.ts';
import { forbiddenUrls } from './testing/forbidden-urls.ts';
import { closeRooms, fetchOnly, openRoom, refOf } from './testing/data-source.ts';
import { startTarget } from './testing/fake-target.ts';

afterAll(closeRooms);

test.each([
  ['169.254.169.254', 'a9fea9fe'],
  ['::1', '00000000000000000000000000000001'],
  ['fd00:ec2::254', 'fd000ec2000000000000000000000254'],
  ['::ffff:169.254.169.254', '00000000000000000000ffffa9fea9fe'],
  ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['::', '00000000000000000000000000000000'],
])('%s is read as its bytes', (text, hex) => {
  expect(Buffer.from(parseAddress(text) ?? []).toString('hex')).toBe(hex);
});

test.each([
  ['link-local', '169.254.0.1'],
  ['metadata of most clouds', '169.254.169.254'],
  ['tasks of AWS', '169.254.170.2'],
  ['Alibaba', '100.100.100.200'],
  ['Oracle Cloud Classic', '192.0.0.192'],
  ["Azure's host", '168.63.129.16'],
  ['AWS over IPv6', 'fd00:ec2::254'],
  ['pod identity of AWS over IPv6', 'fd00:ec2::23'],
  ['Google over IPv6', 'fd20:ce::254'],
  ['link-local over IPv6', 'fe80::1'],
  ['link-local with a zone', 'fe80::a9fe:a9fe%eth0'],
  ['the end of link-local', 'febf:ffff::1'],
  ['mapped into IPv6', '::ffff:169.254.169.254'],
  ['mapped, as hexadecimal', '::ffff:a9fe:a9fe'],
  ['compatible', '::169.254.169.254'],
  ['translated', '::ffff:0:169.254.169.254'],
  ['through NAT64', '64:ff9b::a9fe:a9fe'],
  ['through local NAT64', '64:ff9b:1::a9fe:a9fe'],
  ['through local NAT64, /48', '64:ff9b:1:a9fe:a9:fe00::'],
  ['through local NAT64, /56', '64:ff9b:1:12a9:fe:a9fe::'],
  ['through local NAT64, /64', '64:ff9b:1:1234:a9:fea9:fe00:0'],
  ['through Teredo', '2001:0:4136:e378:8000:63bf:5601:5601'],
  ['as the server of Teredo', '2001:0:a9fe:a9fe:8000:63bf:3fff:fdd2'],
  ['through ISATAP', 'fd12::5efe:169.254.169.254'],
  ['through 6to4', '2002:a9fe:a9fe::1'],
  ['no address', 'metadata'],
  ['nothing', ''],
])('never: %s (%s)', (_, address) => {
  expect(isForbiddenAddress(address)).toBe(true);
});

test.each([
  '127.0.0.1',
  '10.0.0.1',
  '172.16.5.4',
  '192.168.1.1',
  '100.100.100.201',
  '169.253.255.255',
  '169.255.0.1',
  '8.8.8.8',
  '::1',
  'fd00::1',
  'fd00:ec3::254',
  'fec0::1',
  '2001:db8::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
])('targets may live at %s', (address) => {
  expect(isForbiddenAddress(address)).toBe(false);
});

describe('a URL that leads to a metadata service is refused before anything connects', () => {
  test.each(forbiddenUrls)('%s', async (url) => {
    const room = openRoom({ resolveAll: () => fail() });
    const outcome = await fetchOnly(room, refOf({ url }));
    expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'forbidden_address', status: 400 } });
    expect(outcome.outcome === 'failed' && outcome.problem.message).toContain('allow_link_local');
  });

  function fail(): never {
    throw new Error('A literal address must not be resolved.');
  }
});

describe('a name', () => {
  const resolveTo = (...addresses: string[]) =>
    createCheckedLookup(false, (_, __, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    );

  function look(lookup: ReturnType<typeof resolveTo>, all: boolean): Promise<unknown> {
    return new Promise((resolve) => lookup('name', { all }, (error, address) => resolve(error ?? address)));
  }

  test('that has only forbidden addresses is refused', async () => {
    const error = await look(resolveTo('169.254.169.254', 'fd00:ec2::254'), true);
    expect(error).toMatchObject({ code: forbiddenAddressCode });
  });

  test('that has others too leads to those alone', async () => {
    const lookup = resolveTo('fe80::1', '10.0.0.1');
    expect(await look(lookup, true)).toEqual([{ address: '10.0.0.1', family: 4 }]);
    expect(await look(lookup, false)).toBe('10.0.0.1');
  });

  test('that changes its address between fetches never reaches a forbidden one', async () => {
    const target = await startTarget();
    let lookups = 0;
    const room = openRoom({
      resolveAll: (_, __, callback) =>
        callback(null, [{ address: lookups++ % 2 === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }]),
    });
    const ref = refOf({ url: `http://rebind.example:${target.port}` });
    const request = { kind: 'goroutine', form: 0, maxAgeMs: 0 } as const;
    expect(await fetchOnly(room, ref, request)).toMatchObject({ outcome: 'fetched' });
    expect(await fetchOnly(room, ref, request)).toMatchObject({ problem: { code: 'forbidden_address' } });
    expect(lookups).toBe(2);
    await target.close();
  });
});

test('grafana.ini can allow them, and nobody else', () => {
  expect(isForbiddenLiteral('169.254.169.254', true)).toBe(false);
  const allowed = refOf({ url: 'http://169.254.169.254', pluginConfig: { allow_link_local: 'true' } });
  expect(allowed.settings.allowLinkLocal).toBe(true);
  const claimed = refOf({ url: 'http://169.254.169.254', jsonData: { allow_link_local: true, allowLinkLocal: true } });
  expect(claimed.settings.allowLinkLocal).toBe(false);
});
