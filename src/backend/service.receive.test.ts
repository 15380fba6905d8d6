// The workbench's backend with processes that send their profiles: they are targets like others, as far as can be.
import { gunzipSync } from 'node:zlib';
import { createProfileReader } from '../core/profile/reader.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createInbox, type Inbox } from './receive/inbox.ts';
import { createService } from './service.ts';
import { recordedBinary } from './targets/testing/recorded.ts';
import { askService, framesOf, problemOf, type Situation } from './testing/ask-service.ts';
import { startScriptedTarget } from './testing/scripted-target.ts';

let inbox: Inbox;
let service: PluginHandler;
beforeEach(async () => {
  inbox = createInbox({ nowMs: Date.now, maxTargets: () => 10 });
  service = await createService({ inbox });
});
afterEach(() => service.close());

function send(labels: Readonly<Record<string, string>>, agoMs = 0): void {
  const reader = createProfileReader({ kind: 'goroutine' });
  reader.push(gunzipSync(recordedBinary));
  const read = reader.finish();
  const [profile] = read.outcome === 'read' ? read.profiles : [];
  if (profile === undefined) throw new Error('The recorded profile cannot be read.');
  inbox.take({ labels, kind: 'goroutine', profile, atMs: Date.now() - agoMs, bytes: 1 });
}

const ask = (query: object, situation: Situation = {}) =>
  askService(service, { url: '', fromMs: Date.now() - 60_000, toMs: Date.now(), ...situation }, query);

const total = async (query: object, url = ''): Promise<number> => {
  const [frame] = framesOf(await ask({ queryType: 'stacks', ...query }, { url }));
  const counts = frame?.fields.find(({ name }) => name === 'count')?.values ?? [];
  return [...(counts as readonly number[])].reduce((sum, count) => sum + count, 0);
};

test('their stacks are counted, one by one and beside those of a process that is asked', async () => {
  send({ service: 'shop', instance: 'a' });
  send({ service: 'shop', instance: 'b' });
  const one = await total({ targets: [{ label: 'instance', op: '=', value: 'a' }] });
  expect(one).toBeGreaterThan(0);
  expect(await total({})).toBe(2 * one);
  const asked = await startScriptedTarget({ leak: 10 });
  const alone = await total({ targets: [{ label: 'service', op: '!=', value: 'shop' }] }, asked.url);
  expect(await total({}, asked.url)).toBe(2 * one + alone);
  await asked.close();
});

test('a dump of one is refused with what to do', async () => {
  send({ service: 'shop', instance: 'a' });
  const answer = await ask({ queryType: 'dump' }, { role: 'Admin' });
  expect(problemOf(answer).message).toContain('cannot be asked for a dump');
});

test('a silent sender shows since when, and without any sender the answer says so', async () => {
  expect(problemOf(await ask({ queryType: 'stacks' })).message).toContain('No process has sent a profile');
  send({ service: 'shop', instance: 'a' }, 7 * 60_000);
  const answer = await ask({ queryType: 'stacks' });
  expect(problemOf(answer).message).toContain('sent its last profile 7m');
});

test('the table of targets lists them as readable', async () => {
  send({ service: 'shop', instance: 'a' });
  const [frame] = framesOf(await ask({ queryType: 'targets' }));
  expect(frame?.fields.find(({ name }) => name === 'instance')?.values).toContain('a');
  expect(JSON.stringify(frame)).not.toContain('cannot be read');
});
