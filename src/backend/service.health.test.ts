import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { describeContext } from './testing/ask-service.ts';
import type { Situation } from './testing/ask-service.ts';
import { startPprofServer } from './testing/pprof-server.ts';
import type { PprofServer } from './testing/pprof-server.ts';

let service: PluginHandler;
let target: PprofServer;

beforeEach(async () => {
  [service, target] = await Promise.all([createService(), startPprofServer()]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
});

const check = (situation: Situation = {}) =>
  service.checkHealth(describeContext({ url: target.url, role: 'Admin', ...situation }), new AbortController().signal);

test('a target that answers is described: goroutines, forms, leak profile', async () => {
  const health = await check();
  expect(health.status).toBe('ok');
  expect(health.message).toMatch(/^The target answers · \d+ goroutines · .*serves samples, pprof labels and dumps\. /);
  expect(health.message).toContain("The runtime's leak profile is there.");
  expect(health.details['message']).toBe(health.message);
  expect(health.details['verboseMessage']).toContain(`${target.host}: `);
});

test('the Go version is shown if the metrics have it', async () => {
  target.set('/metrics', 'go_info{version="go1.26.8"} 1\n');
  expect((await check()).message).toContain('go1.26.8');
});

test('a missing leak profile comes with the line that brings it', async () => {
  target.set('/debug/pprof/', '<a href=goroutine?debug=1>full goroutine stack dump</a>');
  const { status, message } = await check();
  expect(status).toBe('ok');
  expect(message).toMatch(/There is no leak profile: .*(GOEXPERIMENT|Go 1\.2[67])/);
});

test('without an index page nothing is claimed about the leak profile', async () => {
  target.set('/debug/pprof/', 404);
  expect((await check()).message).toContain('It is not known whether there is a leak profile');
});

test('no leak profile and no dump is taken to find out', async () => {
  await check();
  expect(target.requests.filter((path) => path.includes('goroutineleak?') || path.includes('debug=2'))).toEqual([]);
});

describe('on failure', () => {
  test('the message names neither host nor secret: any Viewer reads it', async () => {
    target.set('/debug/pprof/goroutine?debug=0', 401);
    const health = await check({ jsonData: { httpHeaderName1: 'X-Key' }, secrets: { httpHeaderValue1: 'geheim' } });
    expect(health.status).toBe('error');
    expect(health.message).not.toContain('127.0.0.1');
    expect(JSON.stringify(health)).not.toContain('geheim');
  });

  test('the details name the host for those who may edit, and nobody else', async () => {
    target.set('/debug/pprof/goroutine?debug=0', 401);
    expect(JSON.stringify((await check()).details)).toContain(target.host);
    expect(JSON.stringify(await check({ role: 'Viewer' }))).not.toContain('127.0.0.1');
  });

  test.each([
    [{ url: '' }, /no targets/],
    [{ url: 'app:6060' }, /"URL" \(Connection\)/],
    [{ url: 'http://app:6060?x=1' }, /"URL" \(Connection\) must end before the "\?"/],
    [{ jsonData: { targets: 7 } }, /"Target lists" \(More targets\) must be a list/],
  ])('settings that are wrong are named: %j', async (situation, message) => {
    const health = await check(situation);
    expect(health.status).toBe('error');
    expect(health.message).toMatch(message);
  });

  test('some targets that fail leave the data source usable', async () => {
    const other = await startPprofServer();
    other.set('/debug/pprof/goroutine?debug=0', 500);
    const jsonData = { targets: [{ urls: [target.url, other.url], labels: { service: 'shop' } }] };
    const health = await check({ url: '', jsonData });
    expect(health.status).toBe('ok');
    expect(health.message).toMatch(/^1 of 2 targets answer · /);
    expect(health.details['verboseMessage']).toContain(other.host);
    await other.close();
  });
});

describe('with discovery', () => {
  const discovering = (role: 'Admin' | 'Viewer', ...paths: string[]): Situation => ({
    url: target.url,
    role,
    jsonData: {
      allowedHosts: ['*.svc'],
      discovery: paths.map((path) => ({ type: 'http_sd', url: `${target.url}${path}` })),
    },
  });

  test('lists that fail or leave targets out are told, in full to those who may edit', async () => {
    target.set('/good', '[{"targets":["10.0.0.1:6060"]}]');
    const health = await check(discovering('Admin', '/good', '/bad'));
    expect(health).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('Not up to date: discovery 2.') as string,
    });
    const text = String(health.details['verboseMessage']);
    expect(text).toContain('Discovery 1: 1 target is outside the allowed hosts and left out: 10.0.0.1.');
    expect(text).toContain('HTTP status 404 instead of a list of targets');
    expect(JSON.stringify(await check(discovering('Viewer', '/good', '/bad')))).not.toMatch(/10\.0\.0\.1|127\.0\.0\.1/);
  });

  test('without any target, a Viewer learns no host', async () => {
    const viewer = await check({ ...discovering('Viewer', '/bad'), url: '' });
    expect(viewer.status).toBe('error');
    expect(JSON.stringify(viewer)).not.toContain('127.0.0.1');
    expect((await check({ ...discovering('Admin', '/bad'), url: '' })).message).toContain('Discovery 1');
  });
});

test('a history that cannot be kept breaks nothing, and is told: the folder only to those who may edit', async () => {
  const pluginConfig = { history_dir: 'not/absolute' };
  const health = await check({ uid: 'lost', pluginConfig });
  expect(health.status).toBe('ok');
  expect(health.details['verboseMessage']).toContain('not an absolute path');
  const viewed = await check({ uid: 'lost', role: 'Viewer', pluginConfig });
  expect(JSON.stringify(viewed)).not.toContain('not/absolute');
});
