import { explainStack } from './explain.ts';
import { collectFacts } from './facts.ts';
import type { StackFacts } from './model.ts';
import { readProfiles } from '../profile/reader.ts';
import { interpretProfile } from '../stack/interpret.ts';

/** Explains the one goroutine of a dump. */
function explain(dump: string, more: Partial<StackFacts> = {}) {
  const result = readProfiles(new TextEncoder().encode(`${dump.trim()}\n`));
  const profile = result.outcome === 'read' ? result.profiles[0] : undefined;
  if (profile === undefined) throw new Error('no profile');
  const [entry] = interpretProfile(profile, { ownCode: ['example.com/app'], labelKeys: [] }).entries;
  if (entry === undefined) throw new Error('no goroutine');
  return explainStack(entry.stack, { ...collectFacts(entry), ...more });
}

function source(line: number, text: string): Partial<StackFacts> {
  return { source: { text, firstLine: line } };
}

const receive = `
goroutine 7 [chan receive]:
example.com/app.(*Store).load(0xc000012345)
	/src/app/store.go:20 +0x1d
created by example.com/app.Open in goroutine 1
	/src/app/store.go:10 +0x9b
`;

describe('a receive', () => {
  it('is without source most likely a forgotten sender, and names what else it may be', () => {
    const { cause, also } = explain(receive);
    expect(cause).toBe('forgotten-sender');
    expect(also).toEqual(expect.arrayContaining(['missing-cancellation', 'range-over-unclosed']));
  });

  it.each([
    ['\tv := <-s.ready', 'forgotten-sender'],
    ['\tfor v := range s.values {', 'range-over-unclosed'],
    ['\tfor range s.ticker.C {', 'ticker-not-stopped'],
    ['\t<-ctx.Done()', 'missing-cancellation'],
    ['\tcase <-ctx.Done():', 'missing-cancellation'],
    ['\tv, ok := <-s.values // range would do', 'forgotten-sender'],
  ])('at %j is first of all %s', (line, cause) => {
    expect(explain(receive, source(20, line)).cause).toBe(cause);
  });

  it('of two values, as debug=0 shows it, is a range rather than a plain receive', () => {
    const frame = { file: '', line: 0, startLine: 0 };
    const rawFrames = ['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv2', 'example.com/app.f'].map((name) => ({
      ...frame,
      function: name,
    }));
    expect(explain(receive, { rawFrames }).cause).toBe('range-over-unclosed');
  });

  it('ignores source that does not hold the line', () => {
    expect(explain(receive, source(100, '\tfor range s.ticker.C {')).cause).toBe('forgotten-sender');
  });
});

const selecting = `
goroutine 7 [select]:
example.com/app.(*Store).watch(0xc000012345)
	/src/app/store.go:20 +0x1d
created by example.com/app.(*Store).Get in goroutine 12
	/src/app/store.go:10 +0x9b
`;

describe('a select', () => {
  it('is without source most likely never cancelled', () => {
    expect(explain(selecting).cause).toBe('missing-cancellation');
  });

  it.each([
    [['case <-ctx.Done():', 'case v := <-s.in:'], 'missing-cancellation'],
    [['case <-s.quit:', 'case v := <-s.in:'], 'orphaned-worker'],
    [['case <-s.ticker.C:', 'case v := <-s.in:'], 'ticker-not-stopped'],
    [['case <-time.After(time.Second):', 'case v := <-s.in:'], 'time-after-in-loop'],
  ])('with the cases %j is first of all %s', (cases, cause) => {
    const body = cases.map((line) => `\t\t${line}\n\t\t\twork()`).join('\n');
    const text = `func (s *Store) watch() {\n\tfor {\n\t\tselect {\n${body}\n\t\t}\n\t}\n}`;
    expect(explain(selecting, source(18, text)).cause).toBe(cause);
  });
});

describe('a send', () => {
  const sending = (name: string) => `
goroutine 7 [chan send]:
${name}(0xc000012345)
	/src/app/store.go:20 +0x1d
`;

  it('in a function literal is a receiver that returned', () => {
    expect(explain(sending('example.com/app.Get.func1'))).toMatchObject({
      cause: 'early-return',
      also: expect.arrayContaining(['forgotten-receiver']),
    });
  });

  it('in a function that was given the channel is a receiver that is missing', () => {
    expect(explain(sending('example.com/app.ask'))).toMatchObject({
      cause: 'forgotten-receiver',
      also: expect.arrayContaining(['early-return']),
    });
  });
});

describe('any stack', () => {
  it('of a library alone is a worker that nobody closed', () => {
    const dump = `
goroutine 7 [select]:
github.com/some/queue.(*Consumer).loop(0xc000012345)
	/root/go/pkg/mod/github.com/some/queue@v1.2.3/consumer.go:20 +0x1d
`;
    expect(explain(dump).cause).toBe('orphaned-worker');
  });

  it('that names a library leak keeps the general causes behind it', () => {
    const dump = `
goroutine 7 [select]:
net/http.(*persistConn).roundTrip(0xc000012345)
	/usr/local/go/src/net/http/transport.go:2911 +0x1d
net/http.(*Client).do(0xc000012345)
	/usr/local/go/src/net/http/client.go:704 +0x1d
example.com/app.fetch(0xc000012345)
	/src/app/fetch.go:20 +0x1d
`;
    expect(explain(dump).cause).toBe('http-request-without-timeout');
  });

  it('gets at most four causes, each once', () => {
    const { cause, also } = explain(receive);
    expect(also.length).toBeLessThanOrEqual(3);
    expect(new Set([cause, ...also]).size).toBe(also.length + 1);
  });

  it('without frames and without a state that says anything has no cause', () => {
    expect(explain('goroutine 7 [waiting]:\n\tgoroutine running on other thread; stack unavailable')).toEqual({
      cause: null,
      also: [],
      certainty: 0,
    });
  });
});

test('a function of the package errgroup itself is no member of a group, what a group started is', () => {
  const dump = (entry: string) => `
goroutine 7 [chan send]:
golang.org/x/sync/errgroup.TestSend.func1()
	/src/sync/errgroup/errgroup_test.go:20 +0x1d
${entry}created by golang.org/x/sync/errgroup.TestSend in goroutine 1
	/src/sync/errgroup/errgroup_test.go:19 +0x9b
`;
  const member = 'golang.org/x/sync/errgroup.(*Group).Go.func1()\n\t/src/sync/errgroup/errgroup.go:93 +0x5\n';
  const named = ({ cause, also }: ReturnType<typeof explain>) => [cause, ...also];
  expect(named(explain(dump('')))).not.toContain('errgroup-without-wait');
  expect(named(explain(dump(member)))).toContain('errgroup-without-wait');
});
