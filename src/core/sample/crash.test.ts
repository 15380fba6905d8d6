import { profileOf } from '../profile/testing/read.ts';
import { interpretProfile } from '../stack/interpret.ts';
import { readCrash } from './crash.ts';

const read = (text: string) => readCrash(interpretProfile(profileOf(text), { ownCode: [], labelKeys: [] }));

const write = (id: number, state: string, ...names: readonly string[]) =>
  `goroutine ${id} [${state}]:\n${names.map((name) => `${name}(0xc0)\n\t/src/shop/shop.go:12 +0x1d\n`).join('')}\n`;

test('a panic names the goroutine that panicked', () => {
  const crash = read(`panic: boom\n\n${write(7, 'running', 'main.pay')}${write(1, 'select', 'main.main')}`);
  expect(crash).toEqual({ text: 'It happened in main.pay (shop.go:12).', fix: '' });
});

test.each([
  ['fatal error: concurrent map writes', 'sync.Map'],
  ['fatal error: concurrent map read and map write', 'sync.Map'],
  ['fatal error: sync: unlock of unlocked mutex', 'defer mu.Unlock()'],
  ['fatal error: stack overflow', 'calls itself'],
  ['fatal error: runtime: out of memory', 'heap profile'],
  ['panic: sync: negative WaitGroup counter', 'Call Add before'],
  ['panic: send on closed channel', 'only sender'],
])('"%s" says what to change', (reason, fix) => {
  const crash = read(`${reason}\n\n${write(7, 'running', 'main.pay')}`);
  expect(crash?.text).toBe('It happened in main.pay (shop.go:12).');
  expect(crash?.fix).toContain(fix);
});

test('too many threads name the calls that hold them', () => {
  const crash = read(
    `runtime: program exceeds 30-thread limit\nfatal error: thread exhaustion\n\n${write(7, 'runnable', 'main.start')}${write(8, 'syscall', 'main.resolve')}${write(9, 'syscall', 'main.resolve')}${write(10, 'syscall', 'main.open')}`,
  );
  expect(crash?.text).toBe(
    '3 goroutines hold a thread each in a system call, most of them in main.resolve (shop.go:12).',
  );
  expect(crash?.fix).toContain('Bound how many of these calls run at once.');
});

test('a test that ran out of time says where it waits, and its parent does not', () => {
  const parent = write(18, 'chan receive', 'testing.(*T).Run', 'shop.TestBuy', 'testing.tRunner');
  const child = write(19, 'chan send', 'shop.TestBuy.func1', 'testing.tRunner');
  const other = write(20, 'chan send', 'shop.TestBuyTwice', 'testing.tRunner');
  const alarm = write(33, 'running', 'testing.(*M).startAlarm.func1');
  const crash = read(
    `panic: test timed out after 2s\n\trunning tests:\n\t\tTestBuy (2s)\n\t\tTestBuy/twice (2s)\n\n${alarm}${parent}${child}${other}`,
  );
  expect(crash?.text).toBe('TestBuy/twice waits in "chan send" at shop.TestBuy.func (shop.go:12).');
});

test('of two subtests of one function, none is guessed', () => {
  const subtests = [19, 20].map((id) => write(id, 'chan send', `shop.TestBuy.func${id}`, 'testing.tRunner')).join('');
  expect(
    read(`panic: test timed out after 2s\n\trunning tests:\n\t\tTestBuy/a (2s)\n\t\tTestBuy/b (2s)\n\n${subtests}`),
  ).toBeUndefined();
});

test('a recovered panic, a deadlock and an excerpt are no crash', () => {
  expect(read(`panic: boom [recovered]\n\n${write(7, 'running', 'main.pay')}`)).toBeUndefined();
  expect(
    read(`fatal error: all goroutines are asleep - deadlock!\n\n${write(1, 'chan send', 'main.main')}`),
  ).toBeUndefined();
  expect(read(write(7, 'chan send', 'main.pay'))).toBeUndefined();
});

test.each([
  ['sync.Mutex.Lock', 'waits in "sync.Mutex.Lock" itself', 'one order'],
  ['chan receive', 'waits in "chan receive" itself', 'Unlock before'],
  ['running', 'still runs', 'Unlock before'],
])('a lock checker names the holder, here in %s', (state, does, fix) => {
  const crash = read(
    `POTENTIAL DEADLOCK:\nPrevious place where the lock was grabbed\ngoroutine 9 lock 0xc000\n\nHere is what goroutine 9 doing now\n${write(9, state, 'main.pay')}`,
  );
  expect(crash?.text).toBe(
    `main.pay (shop.go:12) holds a lock that go-deadlock saw others wait for too long, and ${does}.`,
  );
  expect(crash?.fix).toContain(fix);
});
