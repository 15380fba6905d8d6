import type { Frame } from '../profile/model.ts';
import { fillTemplate } from './fill-template.ts';
import { makeSourcePlaces } from './source-place.ts';

const frame = (name: string, file: string, line = 41): Frame => ({ function: name, file, line, startLine: 0 });

function place(
  one: Frame,
  { others = [], ownCode = [] }: { others?: readonly Frame[]; ownCode?: readonly string[] } = {},
) {
  const found = makeSourcePlaces([...others, one], ownCode)(one);
  return found && [found.module, found.version, found.file, found.line];
}

test.each([
  [
    'of a module of GitHub',
    'github.com/acme/shop/cart.(*Store).Put',
    '/src/cart/store.go',
    ['github.com/acme/shop', 'cart/store.go'],
  ],
  [
    'built with -trimpath',
    'github.com/acme/shop/cart.Put',
    'github.com/acme/shop/cart/store.go',
    ['github.com/acme/shop', 'cart/store.go'],
  ],
  ['at the root of its module', 'github.com/acme/shop.Run', '/src/run.go', ['github.com/acme/shop', 'run.go']],
  ['of another host', 'go.acme.dev/shop/cart.Put', '/src/cart/store.go', ['go.acme.dev/shop', 'cart/store.go']],
  [
    'in package main, with -trimpath',
    'main.main',
    'github.com/acme/shop/cmd/shop/main.go',
    ['github.com/acme/shop', 'cmd/shop/main.go'],
  ],
])('own code %s', (_, name, file, [module, path]) => {
  expect(place(frame(name, file))).toEqual([module, undefined, path, 41]);
});

test('package main lies beside the packages of its module', () => {
  const others = [frame('github.com/acme/shop/cart.Put', '/home/ci/work/shop/cart/store.go')];
  expect(place(frame('main.main', '/home/ci/work/shop/cmd/shop/main.go'), { others })).toEqual([
    'github.com/acme/shop',
    undefined,
    'cmd/shop/main.go',
    41,
  ]);
});

test('the settings say where a module ends', () => {
  expect(place(frame('corp/team/shop/cart.Put', '/src/cart/store.go'), { ownCode: ['corp/team/shop'] })).toEqual([
    'corp/team/shop',
    undefined,
    'cart/store.go',
    41,
  ]);
});

test.each(['/root/go/pkg/mod/', ''])('a dependency tells its version, below "%s"', (before) => {
  expect(place(frame('github.com/Acme/lib/sub.Do', `${before}github.com/!acme/lib@v1.2.3/sub/do.go`))).toEqual([
    'github.com/Acme/lib',
    'v1.2.3',
    'sub/do.go',
    41,
  ]);
});

test.each([
  ['net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go'],
  ['main.main', ''],
  ['github.com/acme/lib.Do', '/go/pkg/mod/github.com/acme/lib@v1.2.3/../../../../etc/passwd'],
  ['github.com/acme/lib.Do', 'github.com/acme/lib@v1.2.3//etc/passwd'],
])('nothing is made of %s in "%s"', (name, file) => {
  expect(place(frame(name, file))).toBeUndefined();
});

describe('a template', () => {
  const template = 'https://git.acme.dev/{module}/blob/{version}/{file}#L{line}';
  const own = { module: 'acme/shop', version: undefined, file: 'cart/store.go', line: 41 };

  test('is filled with module, version, file and line', () => {
    expect(fillTemplate(template, own)).toBe('https://git.acme.dev/acme/shop/blob/HEAD/cart/store.go#L41');
    expect(fillTemplate(template, own, 'v7')).toBe('https://git.acme.dev/acme/shop/blob/v7/cart/store.go#L41');
    expect(fillTemplate(template, { ...own, version: 'v1.2.3' }, 'v7')).toContain('/blob/v1.2.3/');
  });

  test('without a module leads to own code alone', () => {
    const short = 'https://git.acme.dev/shop/{file}';
    expect(fillTemplate(short, own)).toBe('https://git.acme.dev/shop/cart/store.go');
    expect(fillTemplate(short, { ...own, version: 'v1.2.3' })).toBeUndefined();
  });

  test.each([
    ['../../../secret', undefined],
    ['a/../../b', undefined],
    ['./a.go', undefined],
    ['a?token=1', 'a%3Ftoken%3D1'],
    ['a#b', 'a%23b'],
    ['@evil.dev/a', '%40evil.dev/a'],
    ['\\\\evil.dev\\a', '%5C%5Cevil.dev%5Ca'],
    ['%2e%2e/a', '%252e%252e/a'],
  ])('keeps the name %j in its place', (file, path) => {
    const url = fillTemplate('https://git.acme.dev/raw/{file}?at={version}', { ...own, file }, 'main&x=1');
    expect(url).toBe(path === undefined ? undefined : `https://git.acme.dev/raw/${path}?at=main%26x%3D1`);
  });
});
