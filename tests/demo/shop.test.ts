// The leaky service itself, built and started with the Go at hand: each fault leaks where and as it says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildShop, findGo, startShop } from '../../scripts/demo/shop.ts';
import type { RunningShop } from '../../scripts/demo/shop.ts';
import { get } from './get.ts';

const go = findGo();
const describeWithGo = typeof go === 'string' ? describe.skip : describe;
const buildTimeoutMs = 180_000;

const waits: Readonly<Record<string, readonly [state: string, place: string]>> = {
  'forgotten-sender': ['chan receive', 'payment.(*Gateway).awaitConfirmation'],
  'forgotten-receiver': ['chan send', 'search.(*Engine).ask'],
  'missing-cancellation': ['select', 'pricing.(*Hub).follow'],
  'early-return': ['chan send', 'checkout.(*Desk).place.func1'],
  'range-over-unclosed': ['chan receive', 'report.(*Exporter).write'],
  'loop-without-exit': ['sleep', 'stock.(*Shelf).waitForDelivery'],
  'ticker-not-stopped': ['chan receive', 'session.(*Session).renew'],
  'orphaned-worker': ['select', 'notify.(*Digest).run'],
  'waitgroup-without-done': ['sync.WaitGroup.Wait', 'catalog.(*Gallery).publishWhenReady'],
  'lock-never-released': ['sync.Mutex.Lock', 'loyalty.(*Ledger).book'],
  'lost-signal': ['sync.Cond.Wait', 'delivery.(*Dock).load'],
};

describeWithGo(`the shop${typeof go === 'string' ? ` (skipped: ${go})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-shop-'));
  let path: string;
  const running: RunningShop[] = [];

  beforeAll(async () => {
    if (typeof go === 'string') return;
    let output = '';
    const built = await buildShop(go, (text) => (output += text), folder);
    if (typeof built === 'string') throw new Error(`${built}: ${output}`);
    path = built.path;
  }, buildTimeoutMs);

  afterAll(() => {
    for (const { child } of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(...args: string[]): Promise<string> {
    const shop = await startShop(path, ['-addr', '127.0.0.1:0', ...args]);
    running.push(shop);
    return shop.url;
  }

  /** Goroutines by state and own function, once all helpers of the faults are done. */
  async function countWaiting(url: string): Promise<Map<string, number>> {
    const dump = (await get(`${url}/debug/pprof/goroutine?debug=2`)).body.toString('utf8');
    const counts = new Map<string, number>();
    for (const block of dump.split('\n\n')) {
      const state = /^goroutine \d+ \[([^,\]]+)/.exec(block)?.[1] ?? '';
      const place = /^example\.com\/shop\/internal\/(\S+?)\((?:0x|\{|\.\.\.|\))/m.exec(block)?.[1] ?? '';
      counts.set(`${state} ${place}`, (counts.get(`${state} ${place}`) ?? 0) + 1);
    }
    return counts;
  }

  test('knows every cause', async () => {
    const url = await start('-rate', '0', '-leaks', 'none');
    const listed = JSON.parse((await get(`${url}/leaks`)).body.toString('utf8')) as { cause: string; place: string }[];
    expect(Object.fromEntries(listed.map(({ cause, place }) => [cause, place]))).toEqual(
      Object.fromEntries(Object.entries(waits).map(([cause, [, place]]) => [cause, place])),
    );
  });

  test.each(Object.entries(waits))(
    '%s leaks goroutines in %j, and nothing else leaks',
    async (cause, [state, place]) => {
      const url = await start('-rate', '0', '-leaks', cause, '-preload', '30');
      for (;;) {
        const waiting = await countWaiting(url);
        const leaked = waiting.get(`${state} ${place}`) ?? 0;
        const others = Object.values(waits).filter(([, other]) => other !== place);
        expect(others.filter((other) => waiting.has(other.join(' ')))).toEqual([]);
        if (leaked >= 30) return;
        await sleep(20);
      }
    },
  );

  test('preloads what was asked for, whatever the limit', async () => {
    const url = await start('-rate', '0', '-preload', '5000', '-limit', '2000');
    // A goroutine that has not reached its wait yet is no leak yet.
    let total: number;
    do {
      await sleep(20);
      const profile = (await get(`${url}/debug/pprof/goroutine?debug=1`)).body.toString();
      total = Number(/total (\d+)/.exec(profile)?.[1]);
    } while (total <= 4_900);
    expect(total).toBeLessThan(5_400);
  });

  test('with load a leak that is turned on at run time grows, and pauses at the limit', async () => {
    const url = await start('-rate', '5', '-leaks', 'none', '-limit', '400');
    await get(`${url}/leaks/forgotten-receiver/on`, 'POST');
    for (;;) {
      const total = Number(/^go_goroutines (\d+)$/m.exec((await get(`${url}/metrics`)).body.toString())?.[1]);
      if (total >= 400) break;
      await sleep(50);
    }
    const leaks = (await get(`${url}/leaks`)).body.toString();
    expect(JSON.parse(leaks)).toContainEqual(expect.objectContaining({ cause: 'forgotten-receiver', on: true }));
  });

  test('an unknown leak is named', async () => {
    const url = await start('-rate', '0', '-leaks', 'none');
    const { status, body } = await get(`${url}/leaks/nothing/on`, 'POST');
    expect(status).toBe(404);
    expect(body.toString()).toContain('lost-signal');
    await expect(start('-leaks', 'nothing')).rejects.toThrow('there is no leak "nothing"');
  });

  test('ends when its parent closes its standard input', async () => {
    const shop = await startShop(path, ['-addr', '127.0.0.1:0', '-rate', '0']);
    const ended = new Promise<number | null>((resolve) => void shop.child.once('exit', resolve));
    shop.child.stdin?.end();
    expect(await ended).toBe(0);
  });
});
