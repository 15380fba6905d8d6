// What the clients of Pyroscope push is what a scrape of the same process says: the real SDK, and the client that Alloy
// uses.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openReception, openTargets, type Reception } from '../../src/backend/service.ts';
import type { Arrival } from '../../src/backend/receive/model.ts';
import { never, refOf, selectAll } from '../../src/backend/targets/testing/data-source.ts';
import { countGroups } from '../../src/core/sample/make-sample.ts';
import type { Profile } from '../../src/core/profile/model.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import { findGoObstacle, findModuleObstacle, runGo } from '../causes/go-tool.ts';

const program = resolve(__dirname, '../programs/receive');
const obstacle = findGoObstacle(25) ?? findModuleObstacle(program);
const describeWithGo = obstacle === undefined ? describe : describe.skip;
if (obstacle !== undefined) console.warn(`The clients of Pyroscope are not tried: ${obstacle}.`);

const secret = 'of-the-sender';

/**
 * Counts by stack and state, without goroutines that differ between the two by nature: the main goroutine, and those
 * that serve and send the profiles.
 */
function countOwn(profile: Profile): Readonly<Record<string, number>> {
  const groups = countGroups(interpretProfile(profile, { ownCode: [], labelKeys: [] }));
  const own = groups.filter(
    ({ stack }) =>
      !stack.main &&
      stack.frames.length > 0 &&
      stack.frames.every(({ raw }) => !/net\/http\.|pyroscope-go/.test(raw.function)),
  );
  return Object.fromEntries(own.map(({ stack, count }) => [`${stack.fingerprint} ${stack.state}`, count]));
}

describeWithGo('a process that sends its profiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-receive-'));
  const arrivals: Arrival[] = [];
  let reception: Reception;
  let child: ChildProcess | undefined;
  let said = '';

  beforeAll(async () => {
    cpSync(program, folder, { recursive: true });
    expect(await runGo(folder, 'build', '-o', 'client', '.')).toBe('');
    const { settings } = refOf({});
    reception = await openReception({
      listen: { host: '127.0.0.1', port: 0, secret },
      folders: [],
      settings: () => settings,
      onProblem: () => undefined,
      onBug: (error) => arrivals.push(error as never),
    });
    reception.inbox.onTaken((arrival) => arrivals.push(arrival));
    const address = await reception.start();
    const env = { ...process.env, SECRET: secret };
    child = spawn(join(folder, 'client'), [`http://${address}`], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await new Promise<void>((done) => {
      const timer = setInterval(() => {
        if (!said.includes('serving') || !arrivals.some(({ labels }) => labels['service'] === 'sdk')) return;
        clearInterval(timer);
        done();
      }, 50);
    });
  }, 300_000);

  afterAll(async () => {
    child?.kill('SIGKILL');
    await reception.close();
    rmSync(folder, { recursive: true });
  });

  test('counts the same by push and by scrape, group by group, over each protocol', async () => {
    const ref = refOf({ url: `http://${/serving (\S+)/.exec(said)?.[1]}` });
    const targets = await openTargets();
    const [scraped] = await targets.fetch(ref, await selectAll(targets, ref), { kind: 'goroutine', form: 0 }, never);
    await targets.close();
    if (scraped?.outcome !== 'fetched') throw new Error('The process was not scraped.');
    const counts = countOwn(scraped.profile);
    expect(Object.values(counts)).toEqual(expect.arrayContaining([17, 11, 5, 3, 2]));
    for (const how of ['proto', 'gzip', 'json', 'grpc-web', 'shop-1']) {
      const pushed = arrivals.find(({ labels }) => labels['instance'] === how);
      expect([how, pushed && countOwn(pushed.profile)]).toEqual([how, counts]);
    }
  });

  test('is named by its labels, and its other profiles are counted and dropped', () => {
    expect(arrivals.find(({ labels }) => labels['service'] === 'sdk')?.labels).toEqual({
      service: 'sdk',
      instance: 'shop-1',
      pod: 'shop-1',
    });
    expect(said).toContain('proto memory unknown true');
    expect(reception.inbox.figures().outcomes.get('other_kind')).toBeGreaterThanOrEqual(2);
    expect(said).not.toContain('false');
  });
});
