// The addresses in a dump say who holds a lock, and go no further: not into answers, metrics or the files of history,
// whoever asks. A dump itself is only for those who may take one.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withServer } from '../../src/backend/protocol/testing/serve.ts';
import { createService } from '../../src/backend/service.ts';
import { startPprofServer } from '../../src/backend/testing/pprof-server.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { createCaller } from './caller.ts';

jest.setTimeout(120_000);

const dump = readFileSync(join(__dirname, '../causes/recorded/locks/go1.26/lock-order/two-types.txt'), 'utf8');
/** As they stand there, and as numbers. */
const addresses = [...new Set(dump.match(/0x[0-9a-f]{9,}/g))].flatMap((one) => [one, String(Number(one))]);

const listLeaked = (text: string): readonly string[] => addresses.filter((one) => text.includes(one));

it('stay out of all answers but the dump, of metrics and of history', async () => {
  expect(addresses.length).toBeGreaterThan(5);
  const folder = mkdtempSync(join(tmpdir(), 'parked-addresses-'));
  const target = await startPprofServer();
  target.set('/debug/pprof/goroutine?debug=2', dump);
  const service = await createService({});
  const out: string[] = [];
  const nowMs = Date.now();
  const range = { fromMs: nowMs - 60_000, toMs: nowMs };
  try {
    await withServer(
      service,
      async (served) => {
        const source = { url: target.url, uid: 'addresses', jsonData: { sampling: { interval: '1s' } } };
        const askers = ['Viewer', 'Editor'].map((role) => createCaller(served, source, { role }));
        const asked = queryTypes.filter((queryType) => queryType !== 'dump');
        for (const caller of askers) {
          for (const queryType of asked) {
            out.push((await caller.query({ queryType, function: '.' }, range)).text);
            out.push((await caller.query({ queryType, function: '.', inline: dump }, range)).text);
            out.push((await caller.query({ queryType, function: '.', groupBy: ['creator'] }, range)).text);
          }
        }
        const [viewer] = askers;
        const refused = await viewer!.query({ queryType: 'dump' }, range);
        expect(refused.status).toBe(403);
        out.push(refused.text);
        await pause(2_500);
        out.push(await service.collectMetrics());
      },
      { history_dir: folder },
    );
    await service.close();
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
    expect(files.length).toBeGreaterThan(0);
    // The circle was found by these addresses.
    expect(out.join('\n')).toContain('each hold a lock that the next one waits for');
    expect(listLeaked([...out, ...files].join('\n'))).toEqual([]);
  } finally {
    await target.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
