import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeInCheckout } from './place-in-checkout.ts';

const root = mkdtempSync(join(tmpdir(), 'parked-place-'));
const shop = join(root, 'services/shop');
mkdirSync(join(shop, 'cart'), { recursive: true });
writeFileSync(join(shop, 'cart/cart.go'), 'package cart\n');
afterAll(() => rmSync(root, { recursive: true }));

test.each(['GITHUB_WORKSPACE', 'CI_PROJECT_DIR'])('a module in a folder below %s is placed below it', (name) => {
  expect(placeInCheckout('/build/shop/cart/cart.go', shop, { [name]: root })).toBe('services/shop/cart/cart.go');
  expect(placeInCheckout('/build/shop/cart/cart.go', shop, { [name]: shop })).toBe('cart/cart.go');
});

test('outside of a build server, or of its checkout, the folder is the root', () => {
  expect(placeInCheckout('cart/cart.go', shop, {})).toBe('cart/cart.go');
  expect(placeInCheckout('cart/cart.go', shop, { GITHUB_WORKSPACE: join(root, 'other') })).toBe('cart/cart.go');
});

test('a file that the folder does not have keeps its path', () => {
  expect(placeInCheckout('/usr/go/src/time/sleep.go', shop, { GITHUB_WORKSPACE: root })).toBe(
    '/usr/go/src/time/sleep.go',
  );
});
