import { createMemoryBudget } from './memory-budget.ts';

const MiB = 1024 * 1024;
const open = (maxWaitMs = 20, coolMs = 0) =>
  createMemoryBudget({
    total: 10 * MiB,
    shares: { profiles: 10 * MiB, pastes: 4 * MiB, downloads: 4 * MiB },
    maxWaitMs,
    pieceBytes: MiB,
    coolMs,
  });

test('held memory is counted once, and released whole', async () => {
  const budget = open();
  const lease = budget.open('profiles');
  expect(await lease.hold(1)).toBe(true);
  expect(await lease.hold(6 * MiB)).toBe(true);
  expect(await lease.hold(2 * MiB)).toBe(true);
  expect(budget.held()).toBe(6 * MiB);
  lease.release();
  lease.release();
  expect(budget.held()).toBe(0);
});

test('a share never takes the memory that is reserved for others', async () => {
  const budget = open();
  const [one, another, profile] = [budget.open('pastes'), budget.open('pastes'), budget.open('profiles')];
  expect(one.tryHold(3 * MiB)).toBe(true);
  expect(another.tryHold(2 * MiB)).toBe(false);
  expect(await another.hold(5 * MiB)).toBe(false);
  expect(profile.tryHold(7 * MiB)).toBe(true);
});

test('a request without room waits, and is refused in the end', async () => {
  const budget = open(10_000);
  const first = budget.open('profiles');
  await first.hold(8 * MiB);
  const waiting = budget.open('profiles').hold(5 * MiB);
  first.release();
  expect(await waiting).toBe(true);
  const impatient = open(5);
  await impatient.open('profiles').hold(8 * MiB);
  expect(await impatient.open('profiles').hold(5 * MiB)).toBe(false);
  const gone = new AbortController();
  const left = budget.open('profiles').hold(9 * MiB, gone.signal);
  gone.abort();
  expect(await left).toBe(false);
});

test('when all who hold something wait for more, the last is refused at once', async () => {
  const budget = open(10_000);
  const [one, another] = [budget.open('pastes'), budget.open('pastes')];
  await one.hold(2 * MiB);
  await another.hold(2 * MiB);
  const waiting = one.hold(3 * MiB);
  expect(await another.hold(3 * MiB)).toBe(false);
  another.release();
  expect(await waiting).toBe(true);
});

test('a large amount still counts for a while after its release, until the collector has freed it', async () => {
  const budget = open(10_000, 20);
  const [much, little] = [budget.open('profiles'), budget.open('profiles')];
  await much.hold(8 * MiB);
  await little.hold(1 * MiB);
  little.release();
  much.release();
  expect(budget.held()).toBe(8 * MiB);
  expect(await budget.open('profiles').hold(8 * MiB)).toBe(true);
  expect(budget.held()).toBe(8 * MiB);
});

test('a small profile never waits for large ones, a small download does', async () => {
  const shares = { profiles: 10 * MiB, downloads: 10 * MiB };
  const bounds = { total: 10 * MiB, shares, maxWaitMs: 20, coolMs: 0, pieceBytes: 1024 };
  const budget = createMemoryBudget({ ...bounds, freeBytes: { profiles: MiB } });
  expect(budget.open('profiles').tryHold(10 * MiB)).toBe(true);
  const small = budget.open('profiles');
  expect(small.tryHold(MiB)).toBe(true);
  expect(await small.hold(MiB + 1)).toBe(false);
  expect(budget.open('downloads').tryHold(1)).toBe(false);
  small.release();
  expect(budget.held()).toBe(10 * MiB);
});
