import { gzipSync } from 'node:zlib';
import type { Assets } from './assets.ts';
import { awaitFirstVisit } from './first-visit.ts';

const page = '<link rel="stylesheet" href="/page.css" /><script type="module" src="/main.js"></script>';
const plain = () => Buffer.from(page);
const assets: Assets = new Map([['/', { type: 'text/html', hash: 'a', gzipped: gzipSync(page), plain }]]);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Notes when it is over. */
function watch() {
  const visit = awaitFirstVisit(assets);
  let isOver = false;
  void visit.over.then(() => (isOver = true));
  return { visit, isOver: async () => (await Promise.resolve(), isOver) };
}

test('nobody who starts a browser waits for it', async () => {
  const { isOver } = watch();
  expect(await isOver()).toBe(false);
  jest.advanceTimersByTime(1_000);
  expect(await isOver()).toBe(true);
});

test('it ends with the last part of the program', async () => {
  const { visit, isOver } = watch();
  for (const path of ['/', '/main.js', '/icon.svg', '/main.js']) visit.note(path);
  expect(await isOver()).toBe(false);
  visit.note('/page.css');
  expect(await isOver()).toBe(true);
});

test('a reader that asks for the page alone does not keep the backend waiting', async () => {
  const { visit, isOver } = watch();
  visit.note('/');
  expect(await isOver()).toBe(false);
  jest.advanceTimersByTime(1_000);
  expect(await isOver()).toBe(true);
});
