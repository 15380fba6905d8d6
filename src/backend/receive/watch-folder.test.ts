// Profiles that others drop into a folder.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { refOf } from '../targets/testing/data-source.ts';
import { recordedBinary, recordedText } from '../targets/testing/recorded.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { listFolder } from './list-folder.ts';
import { watchFolder, type FolderWatch } from './watch-folder.ts';

let folder: string;
let inbox: Inbox;
let watch: FolderWatch;
let problems: (string | undefined)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-dropped-'));
  mkdirSync(join(folder, 'shop', 'shop-1'), { recursive: true });
  inbox = createInbox({ nowMs: Date.now, maxTargets: () => 100 });
  problems = [];
});
afterEach(async () => {
  await watch.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(): void {
  const { settings } = refOf({});
  watch = watchFolder({
    folder,
    inbox,
    settings: () => settings,
    nowMs: Date.now,
    onProblem: (problem) => problems.push(problem),
    everyMs: 10,
  });
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await pause(5);
}

const labels = () => inbox.list().map((target) => target.labels);
const count = (outcome: 'taken' | 'unreadable' | 'too_often') => inbox.figures().outcomes.get(outcome) ?? 0;

test('a file becomes a sample of the target that its folders name', async () => {
  start();
  writeFileSync(join(folder, 'shop', 'shop-1', 'a.pb.gz'), recordedBinary);
  writeFileSync(join(folder, 'cart.txt'), recordedText);
  await until(() => count('taken') === 2);
  const own = folder.slice(folder.lastIndexOf('/') + 1);
  expect(labels()).toEqual(
    expect.arrayContaining([
      { service: 'shop', instance: 'shop-1' },
      { service: own, instance: own },
    ]),
  );
});

test('a file that is replaced is read again, and one that stays is not', async () => {
  start();
  const path = join(folder, 'shop', 'goroutines.txt');
  writeFileSync(path, recordedText);
  await until(() => count('taken') === 1);
  await pause(60);
  expect(count('taken')).toBe(1);
  writeFileSync(`${path}.tmp`, `${recordedText}\n`);
  renameSync(`${path}.tmp`, path);
  utimesSync(path, new Date(), new Date(Date.now() + 5_000));
  await until(() => count('taken') + count('too_often') === 2);
});

test('files that are no profiles are counted, and not logged', async () => {
  start();
  writeFileSync(join(folder, 'notes.md'), '# Notes');
  writeFileSync(join(folder, 'half.pb.gz'), recordedBinary.subarray(0, 300));
  await until(() => count('unreadable') === 2);
  expect(labels()).toEqual([]);
});

test('files from long before the start are not taken again', async () => {
  const path = join(folder, 'old.txt');
  writeFileSync(path, recordedText);
  utimesSync(path, new Date(), new Date(Date.now() - 3_600_000));
  start();
  writeFileSync(join(folder, 'shop', 'new.txt'), recordedText);
  await until(() => count('taken') === 1);
  expect(labels()).toEqual([{ service: 'shop', instance: 'shop' }]);
});

test('a folder that is not there is told, and again when it is back', async () => {
  rmSync(folder, { recursive: true });
  start();
  await until(() => problems.some((problem) => problem?.includes('cannot be read')));
  mkdirSync(folder);
  await until(() => problems.at(-1) === undefined);
});

test('links, hidden files, unfinished files and pipes are passed over', async () => {
  watch = { close: () => Promise.resolve() };
  const secret = join(folder, '..', `secret-${process.pid}`);
  writeFileSync(secret, recordedText);
  symlinkSync(secret, join(folder, 'link.txt'));
  symlinkSync('/', join(folder, 'root'));
  symlinkSync(folder, join(folder, 'shop', 'circle'));
  for (const name of ['.hidden', 'a.tmp', 'b.part', 'c.txt']) writeFileSync(join(folder, name), recordedText);
  expect((await listFolder(folder)).files.map(({ path }) => path)).toEqual([join(folder, 'c.txt')]);
  rmSync(secret);
});
