// A token that is rotated while targets are sampled costs no sample.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSampleSource } from './sample-source.ts';
import { createTargets } from './targets/create-targets.ts';
import { never, refOf } from './targets/testing/data-source.ts';
import { answerLikeGo, startTarget } from './targets/testing/fake-target.ts';

const folder = mkdtempSync(join(tmpdir(), 'parked-rotation-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('no sample fails where the server takes the newest token alone and rotates it under way', async () => {
  const file = join(folder, 'token');
  let valid = 0;
  /** As Kubernetes does it: the new file replaces the old one in one step. */
  const rotate = (): void => {
    writeFileSync(`${file}.new`, `token-${++valid}`);
    renameSync(`${file}.new`, file);
  };
  rotate();
  let asked = 0;
  /** Requests that were refused and have not come again. Nobody rotates twice within one request. */
  let waiting = 0;
  let refused = 0;
  const target = await startTarget((request, response) => {
    if (++asked % 3 === 0 && waiting === 0) rotate();
    if (request.headers.authorization === `Bearer token-${valid}`) {
      waiting = Math.max(0, waiting - 1);
      request.url = request.url?.replace(/^\/pod-\d/, '');
      return answerLikeGo(request, response);
    }
    [waiting, refused] = [waiting + 1, refused + 1];
    response.writeHead(401).end();
  });
  const ref = refOf({
    pluginConfig: { credential_files: folder },
    jsonData: {
      bounds: { freshness: '0s' },
      auth: [{ name: 'pods', type: 'bearer', file }],
      targets: ['1', '2', '3', '4'].map((pod) => ({
        urls: [`${target.url}/pod-${pod}/debug/pprof`],
        labels: { pod },
        auth: 'pods',
      })),
    },
  });
  const targets = createTargets({ now: Date.now });
  const source = createSampleSource(targets, ref);
  const listed = await source.listTargets(never);
  const outcomes: string[] = [];
  for (let round = 0; round < 20; round++) {
    const wanted = { kind: 'goroutine', maxAgeMs: 0 } as const;
    const taken = await Promise.all(listed.map((one) => source.fetchProfile(one, wanted, never)));
    outcomes.push(...taken.map((one) => (one.outcome === 'failed' ? one.problem.message : one.outcome)));
  }
  await targets.close();
  await target.close();
  expect(new Set(outcomes)).toEqual(new Set(['fetched']));
  expect(outcomes).toHaveLength(80);
  expect(valid).toBeGreaterThan(5);
  expect(refused).toBeGreaterThanOrEqual(valid - 1);
});
