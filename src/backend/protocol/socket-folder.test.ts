import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeSocketPlace } from './socket-folder.ts';

test('a fresh folder is for its user alone and goes with the socket', () => {
  const place = makeSocketPlace(undefined);
  const folder = dirname(place.path);
  expect(dirname(folder)).toBe('/tmp');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  writeFileSync(place.path, '');
  place.remove();
  expect(existsSync(folder)).toBe(false);
  place.remove();
});

test("the host's folder is used as it is and stays", () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-test-'));
  const [one, other] = [makeSocketPlace(folder), makeSocketPlace(folder)];
  expect(dirname(one.path)).toBe(folder);
  expect(one.path).not.toBe(other.path);
  writeFileSync(one.path, '');
  one.remove();
  expect(existsSync(one.path)).toBe(false);
  expect(existsSync(folder)).toBe(true);
  rmSync(folder, { recursive: true });
});

test('a path that no socket can have is refused', () => {
  expect(() => makeSocketPlace(`/tmp/${'x'.repeat(100)}`)).toThrow('longer than the 103 bytes');
});
