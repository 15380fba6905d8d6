// Which hosts an answer names, and to whom.
import type { Role } from '../core/query/request.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, describeContext, type Situation } from './testing/ask-service.ts';
import { readRecorded, startPprofServer, type PprofServer } from './testing/pprof-server.ts';

let service: PluginHandler;
let target: PprofServer;
let list: PprofServer;

beforeEach(async () => {
  [service, target, list] = await Promise.all([createService(), startPprofServer(), startPprofServer()]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close(), list.close()]);
});

const types = ['stacks', 'count', 'trend', 'suspects', 'verdict', 'runtime', 'targets', 'events'] as const;

/** All that an answer says, of every type. */
async function listen(role: Role, situation: Situation): Promise<string> {
  const now = Date.now();
  const range = { fromMs: now - 60_000, toMs: now };
  const answers = await Promise.all(
    types.map((queryType) => askService(service, { ...situation, ...range, role }, { queryType })),
  );
  const health = await service.checkHealth(describeContext({ ...situation, role }), new AbortController().signal);
  return JSON.stringify([answers, health]);
}

describe('a server of discovery that fails', () => {
  const situation = (): Situation => ({
    jsonData: {
      discovery: [{ type: 'http_sd', url: list.url }],
      allowedHosts: ['127.0.0.1'],
      targets: [{ urls: [target.url], labels: { service: 'shop', instance: 'one' } }],
    },
  });

  beforeEach(() => list.set('/', 503));

  test('is named to Editors and Administrators', async () => {
    expect(await listen('Editor', situation())).toContain(list.host);
  });

  test('is not named to a Viewer, nor is the host of a target that no label shows', async () => {
    target.set('/debug/pprof/goroutine?debug=0', readRecorded('goroutine-debug0.pb.gz').subarray(0, 40));
    const said = await listen('Viewer', situation());
    expect(said).not.toContain(list.host);
    expect(said).not.toContain(target.host);
    expect(said).toContain('the host');
  });
});

test('a host that a label shows is named to everybody, so that people know which target is meant', async () => {
  target.set('/debug/pprof/goroutine?debug=0', 503);
  expect(await listen('Viewer', { url: target.url })).toContain(target.host);
});

test('the lists of hosts are in no answer', async () => {
  list.set('/', 503);
  const jsonData = { discovery: [{ type: 'http_sd', url: list.url }], allowedHosts: ['127.0.0.1'] };
  expect(await listen('Admin', { url: target.url, jsonData })).not.toContain('"hosts"');
});
