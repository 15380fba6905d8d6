import { readProfiles } from '../../profile/reader.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { findLockTroubles } from './find-troubles.ts';

function judge(...goroutines: readonly string[]) {
  const read = readProfiles(new TextEncoder().encode(goroutines.join('\n\n')));
  if (read.outcome !== 'read') throw new Error(`no dump: ${read.outcome}`);
  return findLockTroubles(interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] }));
}

const goroutine = (id: number, state: string, frames: readonly string[], creator: string): string =>
  [
    `goroutine ${id} [${state}]:`,
    ...frames.flatMap((frame, index) => [frame, `\texample.com/shop/order.go:${20 + index} +0x32`]),
    `created by ${creator}`,
    '\texample.com/shop/order.go:12 +0x2b',
  ].join('\n');

const writer = [
  'goroutine 1 [running]:',
  'runtime/pprof.writeGoroutineStacks({0x5c1cf8, 0xc000094038})',
  '\truntime/pprof/pprof.go:764 +0x6a',
  'main.main()',
  '\texample.com/shop/main.go:20 +0xc7',
].join('\n');

const run = (wait = '') =>
  goroutine(7, `chan send${wait}`, ['main.(*Batch).Run(0xc000024450)'], 'main.main in goroutine 1');
const worker = (id: number, wait = '') =>
  goroutine(id, `chan send${wait}`, ['main.(*Batch).work(...)'], 'main.(*Batch).Run in goroutine 7');

test('a goroutine that hands out jobs and workers that hand in results wait for one another', () => {
  const [trouble] = judge(writer, run(), worker(8), worker(9));
  expect(trouble).toMatchObject({ cause: 'circular-wait', grade: 'likely', deadlock: true, waiting: 3 });
  expect(trouble!.sentence).toBe(
    'main.(*Batch).Run sends to goroutines that it started, and those wait until somebody receives what they send.',
  );
});

test('it is the same before Go 1.21, whose dumps do not name the creator, if only one goroutine can be it', () => {
  const old = (text: string) => text.replace(/ in goroutine \d+$/m, '');
  expect(judge(writer, old(run()), old(worker(8)))).toMatchObject([{ cause: 'circular-wait', waiting: 2 }]);
  const twice = old(run()).replace('goroutine 7 ', 'goroutine 6 ');
  expect(judge(writer, old(run()), twice, old(worker(8)))).toEqual([]);
});

test('workers whose results another method of their object writes away are only busy', () => {
  const sink = goroutine(10, 'IO wait', ['main.(*Batch).write(0xc000024450)'], 'main.main in goroutine 1');
  expect(judge(writer, run(), worker(8), worker(9), sink)).toEqual([]);
});

test('a goroutine of the package that runs may receive, so that nothing is called a deadlock', () => {
  const other = goroutine(10, 'IO wait', ['main.serve(0xc000099990)'], 'main.start in goroutine 1');
  expect(judge(writer, run(), worker(8), other)).toMatchObject([{ grade: 'watch', deadlock: false }]);
  const stuck = [run(', 5 minutes'), worker(8, ', 5 minutes')];
  expect(judge(writer, ...stuck, other)).toMatchObject([{ grade: 'likely', deadlock: false }]);
});

test('senders that came within the last minute, beside others that have waited for long, are only worth a watch', () => {
  const old = goroutine(20, 'select, 9 minutes', ['example.com/lib.loop()'], 'main.start in goroutine 1');
  expect(judge(writer, run(), worker(8), old)).toMatchObject([{ grade: 'watch', deadlock: false }]);
});

const fatal = 'fatal error: all goroutines are asleep - deadlock!';
const waiting = [
  'goroutine 1 [sync.WaitGroup.Wait]:',
  'sync.(*WaitGroup).Wait(0xc000012340)',
  '\tsync/waitgroup.go:118 +0x48',
  'main.main()',
  '\texample.com/shop/main.go:20 +0xc7',
].join('\n');
const idle = (id: number) => goroutine(id, 'chan receive', ['main.work(0xc000012340)'], 'main.main in goroutine 1');

test('workers on an unclosed channel and the goroutine that waits for them wait for one another if all sleep', () => {
  expect(judge(fatal, waiting, idle(8), idle(9))).toMatchObject([{ cause: 'circular-wait', waiting: 3 }]);
});

test('a pool without work looks alike in a process that lives, and is no trouble', () => {
  expect(judge(writer, waiting.replace('goroutine 1 ', 'goroutine 6 '), idle(8).replace(/ 1$/m, ' 6'))).toEqual([]);
});

test('two components that stop each other ask in a circle', () => {
  const stops = (id: number, asked: string, own: string) =>
    goroutine(id, 'chan receive', [`main.(*${asked}).Stop(...)`, `main.(*${own}).run(0xc00001${id}40)`], 'main.main');
  expect(judge(writer, stops(8, 'Fetch', 'Parse'), stops(9, 'Parse', 'Fetch'))).toMatchObject([
    { cause: 'circular-wait', sentence: '2 goroutines ask one another in a circle, and none of them answers.' },
  ]);
  const free = goroutine(10, 'select', ['main.(*Fetch).loop(...)'], 'main.main');
  expect(judge(writer, stops(8, 'Fetch', 'Parse'), stops(9, 'Parse', 'Fetch'), free)).toEqual([]);
});
