// Runs ignore packs on a real process that has one of each healthy goroutine and leaks nothing, and checks what is
// left.
import { join } from 'node:path';
import { openIgnoreAccount } from '../../src/core/analysis/ignored.ts';
import { compileIgnore, type Ignore } from '../../src/core/ignore/apply.ts';
import { ignorePackIds } from '../../src/core/ignore/model.ts';
import { readInterpreted } from './read.ts';

const forms = ['healthy-debug0.pb.gz', 'healthy-debug2.txt.gz'] as const;
const allPacks = compileIgnore({ packs: ignorePackIds, rules: [] });

/** Servers that tests embed: no pack is about them. */
const embedded = ['github.com/alicebob/miniredis/', 'github.com/nats-io/nats-server/'];

function readEntries(form: (typeof forms)[number]) {
  return readInterpreted(join(__dirname, 'recorded', form)).entries.filter(({ stack }) => !stack.profiler);
}

function applyIgnore(entries: ReturnType<typeof readEntries>, ignore: Ignore) {
  const account = openIgnoreAccount(ignore);
  const shown = entries.filter((one) => !account.hide(one, {}));
  return { shown, ignored: account.sum() };
}

describe('all packs on a healthy process', () => {
  it.each(forms)('leave own code and what is being served, and nothing else, in %s', (form) => {
    const { shown } = applyIgnore(readEntries(form), allPacks);
    const left = shown
      .map(({ stack }) => stack)
      .filter(({ frames }) => !frames.some(({ name }) => embedded.some((prefix) => name.startsWith(prefix))))
      .map(({ ownFrame, frames }) => frames[ownFrame]?.name ?? frames.at(-1)?.name);
    expect([...new Set(left)].sort()).toEqual([
      'context.(*cancelCtx).propagateCancel.func',
      'google.golang.org/grpc.(*Server).serveStreams.func',
      'google.golang.org/grpc.newClientStreamWithParams.func',
      'main.get',
      'main.kubernetesAPI.func',
      'main.periodic.func',
      'main.queues.func',
      'main.rpc.func',
      'main.webServer.func',
    ]);
  });

  it('hide the same from text and from protobuf', () => {
    const [binary, text] = forms.map((form) => applyIgnore(readEntries(form), allPacks));
    expect(text?.ignored.goroutines).toBeGreaterThan(0);
    expect(text?.ignored.goroutines).toBe(binary?.ignored.goroutines);
    const counts = (outcome: typeof text) =>
      outcome?.ignored.rules.map(({ pack, index, goroutines }) => `${pack} ${index} ${goroutines}`).sort();
    expect(counts(text)).toEqual(counts(binary));
  });

  it.each(ignorePackIds)('the pack %s hides something of it by itself', (id) => {
    const { ignored } = applyIgnore(readEntries(forms[1]), compileIgnore({ packs: [id], rules: [] }));
    expect(ignored.goroutines).toBeGreaterThan(0);
  });

  it('show response bodies that nobody closes once there are many', () => {
    const entries = readEntries(forms[1]).map((each) => ({ ...each, entry: { ...each.entry, count: 500 } }));
    const { shown } = applyIgnore(entries, allPacks);
    expect(shown.map(({ stack }) => stack.function)).toContain('net/http.(*persistConn).readLoop');
  });
});
