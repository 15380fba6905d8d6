import type { SampleFigures, UnplacedSample } from '../../../core/sample/model.ts';
import type { Labels } from '../../../core/labels.ts';
import type { Profile, ProfileKind } from '../../../core/profile/model.ts';
import type { SampledProfile, SampledTarget, SampleSource } from '../sampler-ports.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import { startMs } from '../testing/samples.ts';
import { createSampler, type Sampler, type SamplerOptions } from './sampler.ts';

const intervalMs = 30_000;

interface Asked {
  readonly instance: string;
  readonly kind: ProfileKind;
  readonly atMs: number;
  readonly maxAgeMs: number | undefined;
}

interface Scene {
  readonly clock: FakeClock;
  readonly asked: Asked[];
  readonly kept: UnplacedSample[];
  readonly bugs: unknown[];
  targets: readonly SampledTarget[];
  /** What a target answers; by default its profile, taken that moment. */
  answer: (target: SampledTarget, kind: ProfileKind) => Promise<SampledProfile>;
  figures: SampleFigures | null;
  readFigures: () => Promise<SampleFigures | null>;
  start(options?: Partial<SamplerOptions>): Sampler;
}

const samplers: Sampler[] = [];
afterEach(async () => {
  for (const sampler of samplers.splice(0)) await sampler.close();
});

function setScene(instances = ['a']): Scene {
  const clock = createFakeClock(startMs);
  const source: Omit<SampleSource, 'takeDump'> = {
    listTargets: async () => scene.targets,
    fetchProfile: (target, { kind, maxAgeMs }) => {
      scene.asked.push({ instance: target.labels['instance'] ?? '', kind, atMs: clock.monotonicMs(), maxAgeMs });
      return scene.answer(target, kind);
    },
    readFigures: () => scene.readFigures(),
  };
  const scene: Scene = {
    clock,
    asked: [],
    kept: [],
    bugs: [],
    targets: instances.map(makeTarget),
    figures: null,
    readFigures: async () => scene.figures,
    answer: async (_, kind) => ({ outcome: 'fetched', profile: makeProfile(kind), atMs: clock.nowMs(), tookMs: 3 }),
    start: (options = {}) => {
      const sampler = createSampler({
        clock,
        source,
        intervalMs,
        leakProfileMs: undefined,
        memoryLimitBytes: undefined,
        rules: { ownCode: [], labelKeys: [], groupsLimit: 100 },
        keep: async (sample) => void scene.kept.push(sample),
        isWanted: () => true,
        onBug: (bug) => scene.bugs.push(bug),
        ...options,
      });
      samplers.push(sampler);
      return sampler;
    },
  };
  return scene;
}

function makeTarget(instance: string): SampledTarget {
  return { labels: { service: 'shop', instance }, host: instance };
}

function makeProfile(kind: ProfileKind = 'goroutine'): Profile {
  const frame = { function: 'main.work', file: '/src/main.go', line: 7, startLine: 1 };
  const entry = {
    count: 3,
    leaked: kind === 'goroutineleak' ? 2 : 0,
    frames: [frame],
    elidedFrames: 0,
    labels: {},
    header: undefined,
    addresses: [],
  };
  return {
    kind,
    format: 'debug=0',
    timeMs: undefined,
    durationMs: undefined,
    goroutines: 3,
    parsed: 3,
    unparsed: 0,
    truncated: false,
    delta: false,
    entries: [entry],
    issues: [],
    build: undefined,
  };
}

const missing: SampledProfile = {
  outcome: 'failed',
  problem: { code: 'timeout', status: 504, source: 'downstream', message: 'a did not answer.' },
};

const shop: Labels = { service: 'shop', instance: 'a' };

describe('a sampler', () => {
  test('keeps samples in the order of time when figures come late', async () => {
    const scene = setScene();
    const sampler = scene.start();
    let give: (figures: null) => void = () => undefined;
    scene.readFigures = () => new Promise((resolve) => (give = resolve));
    await scene.clock.advance(2 * intervalMs);
    const atMs = scene.clock.nowMs() + intervalMs;
    await sampler.offer({ target: shop, profile: makeProfile(), atMs, tookMs: 3 });
    give(null);
    await scene.clock.advance(0);
    expect(scene.asked).toHaveLength(1);
    expect(scene.kept.map((sample) => sample.atMs)).toEqual([atMs]);
  });

  test('asks each target once an interval, at moments of its own', async () => {
    const instances = Array.from({ length: 40 }, (_, index) => `10.0.0.${index}:6060`);
    const scene = setScene(instances);
    scene.start();
    await scene.clock.advance(5.5 * intervalMs);
    for (const instance of instances) {
      const times = scene.asked.filter((one) => one.instance === instance).map(({ atMs }) => atMs);
      expect(times).toHaveLength(5);
      expect(times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0))).toEqual(Array(4).fill(intervalMs));
    }
    const tenths = new Set(scene.asked.map(({ atMs }) => Math.floor((atMs % intervalMs) / (intervalMs / 10))));
    expect(tenths.size).toBeGreaterThan(7);
    expect(scene.bugs).toEqual([]);
  });

  test('leaves the first moments to whoever asked: no fetch of its own within half an interval', async () => {
    const scene = setScene();
    scene.start();
    await scene.clock.advance(intervalMs / 2 - 1);
    expect(scene.asked).toEqual([]);
  });

  test('has three samples of a new target within an interval and a third, then keeps the interval', async () => {
    const scene = setScene();
    scene.start({ earlyTurns: 3, firstRoundMs: intervalMs / 10 });
    await scene.clock.advance(5 * intervalMs);
    const times = scene.kept.map(({ atMs }) => atMs - startMs);
    expect(times[2]).toBeLessThanOrEqual((4 / 3) * intervalMs);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(gaps.slice(0, 2)).toEqual([intervalMs / 3, intervalMs / 3]);
    expect(gaps.slice(3)).toEqual(gaps.slice(3).map(() => intervalMs));
  });

  test('keeps profiles of other fetches if there was no sample for an interval', async () => {
    const scene = setScene();
    const sampler = scene.start();
    const offer = (atMs: number) => sampler.offer({ target: shop, profile: makeProfile(), atMs, tookMs: 3 });
    await offer(startMs);
    await offer(startMs);
    await offer(startMs + 5_000);
    await offer(startMs + intervalMs);
    expect(scene.kept.map(({ atMs }) => atMs - startMs)).toEqual([0, intervalMs]);
    expect(scene.kept[0]).toMatchObject({ target: shop, goroutines: 3, groups: [{ count: 3 }] });
  });

  test('lets everybody who offers the same profile wait until it is stored', async () => {
    let store = (): void => undefined;
    const stored = new Promise<void>((resolve) => (store = resolve));
    const sampler = setScene().start({ keep: () => stored });
    const offer = { target: shop, profile: makeProfile(), atMs: startMs, tookMs: 3 };
    const settled: number[] = [];
    const offers = [0, 1, 2].map(async (index) => sampler.offer(offer).then(() => settled.push(index)));
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(settled).toEqual([]);
    store();
    await Promise.all(offers);
    expect(settled).toHaveLength(3);
  });

  test('is not silenced by a clock that was set back', async () => {
    const scene = setScene();
    const sampler = scene.start();
    const offer = (atMs: number) => sampler.offer({ target: shop, profile: makeProfile(), atMs, tookMs: 3 });
    await offer(startMs);
    await offer(startMs - 3_600_000);
    expect(scene.kept).toHaveLength(2);
  });

  test('keeps an answer once, however long the freshness rule makes it last', async () => {
    const scene = setScene();
    scene.answer = async () => ({ outcome: 'fetched', profile: makeProfile(), atMs: startMs, tookMs: 1_400 });
    scene.start();
    await scene.clock.advance(4 * intervalMs);
    expect(scene.asked.length).toBeGreaterThan(2);
    expect(scene.kept).toHaveLength(1);
  });

  test('takes its turn after a single slow answer, which the freshness rule would keep for longer', async () => {
    const scene = setScene();
    const fetched = { outcome: 'fetched', profile: makeProfile() } as const;
    scene.answer = async () => ({ ...fetched, atMs: scene.clock.nowMs(), tookMs: scene.asked.length === 4 ? 400 : 3 });
    scene.start();
    await scene.clock.advance(7 * intervalMs);
    expect(scene.asked.slice(0, 6).map(({ maxAgeMs }) => maxAgeMs)).toEqual([
      ...Array<undefined>(4).fill(undefined),
      intervalMs / 2,
      undefined,
    ]);
  });

  test('has one fetch in flight a target', async () => {
    const scene = setScene();
    scene.answer = () => new Promise(() => undefined);
    const sampler = scene.start();
    await scene.clock.advance(10 * intervalMs);
    expect(scene.asked).toHaveLength(1);
    // What never settles is no fetch of ours: the real ones settle when their signal aborts.
    samplers.splice(samplers.indexOf(sampler), 1);
  });

  test('leaves a gap where a target cannot be read, and goes on', async () => {
    const scene = setScene();
    const answer = scene.answer;
    scene.answer = async () => missing;
    scene.start();
    await scene.clock.advance(3 * intervalMs);
    expect(scene.kept).toEqual([]);
    scene.answer = answer;
    await scene.clock.advance(2 * intervalMs);
    expect(scene.kept).toHaveLength(2);
  });

  test('begins with targets that come and ends with those that go', async () => {
    const scene = setScene(['a']);
    scene.start();
    await scene.clock.advance(2 * intervalMs);
    scene.targets = [makeTarget('b')];
    await scene.clock.advance(2 * intervalMs);
    scene.asked.length = 0;
    await scene.clock.advance(2 * intervalMs);
    expect(scene.asked.map(({ instance }) => instance)).toEqual(['b', 'b']);
  });

  test('takes leak profiles if the settings say so, and not more often', async () => {
    const scene = setScene();
    scene.start({ leakProfileMs: 3_600_000 });
    await scene.clock.advance(3_600_000 + 2 * intervalMs);
    const leaks = scene.kept.filter(({ kind }) => kind === 'goroutineleak');
    expect(leaks.map(({ groups }) => groups[0]?.count)).toEqual([2, 2]);
  });

  test('asks another process for the leak profile that its predecessor lacked', async () => {
    const scene = setScene();
    const { answer } = scene;
    const values = { goroutines: 3, cpuSeconds: 1 } as SampleFigures['values'];
    scene.figures = { values, startMs, build: null };
    scene.answer = async (target, kind) => (kind === 'goroutineleak' ? missing : answer(target, kind));
    scene.start({ leakProfileMs: 3_600_000 });
    await scene.clock.advance(10 * intervalMs);
    const asked = () => scene.asked.filter(({ kind }) => kind === 'goroutineleak');
    expect(asked()).toHaveLength(1);
    scene.answer = answer;
    scene.figures = { values, startMs: scene.clock.nowMs(), build: null };
    await scene.clock.advance(10 * intervalMs);
    expect(asked()).toHaveLength(2);
    expect(scene.kept.filter(({ kind }) => kind === 'goroutineleak')).toHaveLength(1);
  });

  test('ends when nobody has asked for long', async () => {
    const scene = setScene();
    let isWanted = true;
    const sampler = scene.start({ isWanted: () => isWanted });
    await scene.clock.advance(2 * intervalMs);
    expect(sampler.hasEnded()).toBe(false);
    isWanted = false;
    await scene.clock.advance(intervalMs);
    expect(sampler.hasEnded()).toBe(true);
    expect(scene.clock.waiting()).toBe(0);
  });

  test('fetches nothing and waits for nothing once it is closed', async () => {
    const scene = setScene();
    const sampler = scene.start();
    await scene.clock.advance(2 * intervalMs);
    const before = scene.asked.length;
    await sampler.close();
    await scene.clock.advance(5 * intervalMs);
    expect(scene.asked).toHaveLength(before);
    expect(scene.clock.waiting()).toBe(0);
  });

  test('near a memory limit it leaves turns out, then stops, says so, and goes on when there is room again', async () => {
    const scene = setScene();
    const resident = (bytes: number, goroutines = 3): SampleFigures => ({
      values: {
        goroutines,
        residentBytes: bytes,
        heapBytes: null,
        cpuSeconds: null,
        requests: null,
        memoryLimitBytes: 100_000,
      },
      startMs: null,
      build: null,
    });
    scene.figures = resident(0);
    const sampler = scene.start();
    await scene.clock.advance(4.5 * intervalMs);
    expect(scene.kept).toHaveLength(4);
    expect(sampler.notices()).toEqual([]);

    // A profile costs 3 * 248 bytes.
    scene.figures = resident(88_000);
    await scene.clock.advance(9 * intervalMs);
    expect(scene.kept.length).toBeGreaterThan(5);
    expect(scene.kept.length).toBeLessThan(9);
    expect(sampler.notices()[0]?.text).toContain('Sampled less often');

    scene.figures = resident(99_000);
    await scene.clock.advance(6 * intervalMs);
    const kept = scene.kept.length;
    await scene.clock.advance(20 * intervalMs);
    expect(scene.kept).toHaveLength(kept);
    expect(sampler.notices()[0]).toMatchObject({
      severity: 'warning',
      text: expect.stringContaining('1000 B are left'),
    });

    scene.figures = resident(10_000);
    await scene.clock.advance(3 * intervalMs);
    expect(scene.kept.length).toBeGreaterThan(kept);
    expect(sampler.notices()).toEqual([]);
  });

  test('a pause ends with the process that was too large', async () => {
    const scene = setScene();
    const figures = (residentBytes: number, goroutines: number): SampleFigures => ({
      values: {
        goroutines,
        residentBytes,
        heapBytes: null,
        cpuSeconds: null,
        requests: null,
        memoryLimitBytes: 10_000,
      },
      startMs: null,
      build: null,
    });
    scene.figures = figures(9_000, 3);
    scene.start();
    await scene.clock.advance(4 * intervalMs);
    expect(scene.kept).toHaveLength(1);
    // Its successor has more left, but less than ten times what the old one's profile cost.
    scene.figures = figures(4_000, 1);
    await scene.clock.advance(2 * intervalMs);
    expect(scene.kept.length).toBeGreaterThan(1);
  });

  test('tells of a bug and goes on', async () => {
    const scene = setScene();
    scene.start({ keep: () => Promise.reject(new Error('broken')) });
    await scene.clock.advance(3 * intervalMs);
    expect(scene.bugs.length).toBeGreaterThan(1);
  });
});
