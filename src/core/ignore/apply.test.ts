import { compileIgnore, findRule } from './apply.ts';
import { describeEntry, type IgnoreRule } from './model.ts';
import { readProfiles } from '../profile/reader.ts';
import { interpretProfile } from '../stack/interpret.ts';

const dump = `
goroutine 10 [IO wait]:
internal/poll.runtime_pollWait(0x1, 0x72)
	/usr/local/go/src/runtime/netpoll.go:351 +0x85
internal/poll.(*pollDesc).wait(0x1, 0x2, 0x0)
	/usr/local/go/src/internal/poll/fd_poll_runtime.go:84 +0x27
example.com/app.(*Server).read.func1()
	/src/app/server.go:20 +0x1d
created by example.com/app.(*Server).accept in goroutine 1
	/src/app/server.go:10 +0x9b

goroutine 11 [chan receive (nil chan)]:
example.com/app.worker()
	/src/app/worker.go:20 +0x1d
created by example.com/app.main in goroutine 1
	/src/app/main.go:10 +0x9b

goroutine 12 [select]:
github.com/some/lib.(*Client).loop(0xc0)
	/root/go/pkg/mod/github.com/some/lib@v1.0.0/client.go:5 +0x1d
created by github.com/some/lib.New in goroutine 1
	/root/go/pkg/mod/github.com/some/lib@v1.0.0/client.go:3 +0x1d

goroutine 13 [select]:
github.com/some/lib/inner.wait(0xc0)
	/root/go/pkg/mod/github.com/some/lib@v1.0.0/inner/wait.go:5 +0x1d
example.com/app.use()
	/src/app/use.go:20 +0x1d
`.trimStart();

const result = readProfiles(new TextEncoder().encode(dump));
const profile = result.outcome === 'read' ? result.profiles[0] : undefined;
if (profile === undefined) throw new Error('no profile');
const { entries } = interpretProfile(profile, { ownCode: ['example.com/app'], labelKeys: [] });

/** Numbers of the goroutines that a rule hides. */
function hides(rule: IgnoreRule): number[] {
  const ignore = compileIgnore({ packs: [], rules: [rule] });
  const hidden = entries.filter((one) => findRule(ignore, describeEntry(one)) !== undefined);
  return hidden.map(({ entry }) => entry.header?.firstId ?? 0);
}

describe('a rule', () => {
  it.each<[string, IgnoreRule, number[]]>([
    ['by the top function as the dump prints it', { top: 'internal/poll.runtime_pollWait' }, [10]],
    ['by the top function as Parked names it', { top: 'internal/poll.(*pollDesc).wait' }, [10]],
    ['by the top function, not one below it', { top: 'example.com/app.(*Server).read.func1' }, []],
    ['by any function, whatever the number of its closure', { any: 'example.com/app.(*Server).read.func7' }, [10]],
    ['by any function under its normalised name', { any: 'example.com/app.(*Server).read.func' }, [10]],
    ['by the function that the goroutine began with', { entry: 'example.com/app.use' }, [13]],
    ['by the creator', { creator: 'example.com/app.(*Server).accept' }, [10]],
    ['by the beginning of a state', { state: 'chan receive' }, [11]],
    ['by every function of a package', { any: 'github.com/some/lib.*' }, [12]],
    ['by every function of a package and below', { any: 'github.com/some/lib/*' }, [12, 13]],
    ['for goroutines without own code', { any: 'github.com/some/lib/*', foreign: true }, [12]],
    ['by count', { state: 'select', maxCount: 1 }, [12, 13]],
    ['by a count that is exceeded', { state: 'select', maxCount: 0 }, []],
    [
      'of several conditions, when all of them hold',
      { state: 'select', top: 'github.com/some/lib.(*Client).loop' },
      [12],
    ],
    ['of several conditions, when one of them does not', { state: 'IO wait', top: 'example.com/app.worker' }, []],
    ['by a label that is not there', { label: { name: 'endpoint', value: '/' } }, []],
    ['without a condition: nothing', {}, []],
  ])('hides %s', (_, rule, ids) => {
    expect(hides(rule)).toEqual(ids);
  });

  it('is held against every state, count and label of goroutines with the same frames', () => {
    const [entry] = entries;
    if (entry === undefined) throw new Error('no entry');
    const rules = [{ state: 'select', maxCount: 2, label: { name: 'endpoint', value: '/health' } }];
    const ignore = compileIgnore({ packs: [], rules });
    const stacks = ['select', 'IO wait'].map((state) => ({ ...entry.stack, state }));
    const candidates = [1, 2, 3].flatMap((count) =>
      ['/health', '/'].flatMap((endpoint) =>
        stacks.map((stack) => ({ ...describeEntry(entry), stack, count, labels: { endpoint } })),
      ),
    );
    const format = ({ stack, count, labels }: (typeof candidates)[number]) =>
      `${stack.state} ${count} ${labels.endpoint}`;
    for (let round = 0; round < 2; round++) {
      const hidden = candidates.filter((one) => findRule(ignore, one) !== undefined);
      expect(hidden.map(format)).toEqual(['select 1 /health', 'select 2 /health']);
    }
  });

  it('by a label hides the goroutines that carry it', () => {
    const ignore = compileIgnore({ packs: [], rules: [{ label: { name: 'endpoint', value: '/health' } }] });
    const labels = [{ endpoint: '/health' }, { endpoint: '/' }, {}];
    const isShown = (set: (typeof labels)[number]) =>
      findRule(ignore, { ...describeEntry(entries[0]!), labels: set }) === undefined;
    const shown = labels.filter(isShown);
    expect(shown).toEqual([{ endpoint: '/' }, {}]);
  });
});

describe('of several rules', () => {
  const ignore = compileIgnore({ packs: ['goleak'], rules: [{ state: 'select' }, { any: 'github.com/some/lib.*' }] });
  const hiding = entries.map((one) => findRule(ignore, describeEntry(one)));

  it('the first that matches hides, and a goroutine that none matches is shown', () => {
    expect(hiding.map((rule) => rule?.index)).toEqual([undefined, undefined, 0, 0]);
  });

  it('each says whether a pack or the own list has it', () => {
    expect(ignore[0]).toMatchObject({ pack: 'goleak', index: 0 });
    expect(hiding[2]).toMatchObject({ pack: null, rule: { state: 'select' } });
  });
});
