// What must hold between recordings of one source: by form, by Go version, by where and how it was built.
import { labelsKey } from '../../src/core/labels.ts';
import { resolveStatesByProfile } from '../../src/core/stack/hidden-frames.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import { readSymbol } from '../../src/core/stack/symbol.ts';
import { listCases, loadInput } from './cases.ts';
import { readProfiles } from '../../src/core/profile/reader.ts';
import { parkallStates } from './parkall-states.ts';
import { attendsTheProfile, describeStack, difference, readCase, readOne, countBy, understand } from './readings.ts';

const minors = Array.from({ length: 15 }, (_, index) => 13 + index);
const stableMinors = minors.filter((minor) => minor >= 20);

const parked = (entry: InterpretedEntry) => !attendsTheProfile(entry);

/** Nothing but the program's own functions and locks: no library of which each Go version has another. */
function isOwnThroughout({ stack }: InterpretedEntry): boolean {
  return stack.frames.length > 0 && stack.frames.every(({ name, own }) => own || name.startsWith('sync.'));
}

/** Before Go 1.20 a debug=0 profile does not tell where functions start, by which nil channels are known. */
const withoutNil = (text: string) => text.replace(' (nil chan)', '');

describe.each(minors)('one process of Go 1.%i', (minor) => {
  const dump = readCase(`parkall-go1.${minor}-debug2`).filter(parked);
  const samples = readCase(`parkall-go1.${minor}-debug0`).filter(parked);
  const rows = readCase(`parkall-go1.${minor}-debug1`).filter(parked);
  const key = minor < 20 ? (entry: InterpretedEntry) => withoutNil(describeStack(entry)) : describeStack;

  test('has the same fingerprints and states in debug=0 and debug=2', () => {
    expect(difference(countBy(samples, key), countBy(dump, key))).toEqual({});
  });

  test('has the same fingerprints in debug=1 and debug=2', () => {
    const byFingerprint = ({ stack }: InterpretedEntry) => stack.fingerprint;
    expect(difference(countBy(rows, byFingerprint), countBy(dump, byFingerprint))).toEqual({});
  });

  test('has no state in debug=1 that debug=2 contradicts', () => {
    const states = new Set(dump.map(({ stack }) => `${stack.fingerprint} ${stack.state}`));
    const told = rows.filter(({ stack }) => stack.state !== 'chan or select');
    const contradicted = told.filter(({ stack }) => !states.has(`${stack.fingerprint} ${stack.state}`));
    expect(contradicted.map(describeStack)).toEqual([]);
  });

  test('has the states of debug=2 in a debug=1 that a debug=0 has made whole', () => {
    const whole = resolveStatesByProfile(
      readOne(loadInput(`parkall-go1.${minor}-debug1`)),
      readOne(loadInput(`parkall-go1.${minor}-debug0`)),
    );
    expect(difference(countBy(understand(whole).filter(parked), key), countBy(dump, key))).toEqual({});
  });

  test.each(['debug0', 'debug2'])("has the states in %s that the program's source says", (form) => {
    const told = readCase(`parkall-go1.${minor}-${form}`).filter(({ stack }) => stack.function in parkallStates);
    const wrong = told.filter(({ stack }) => {
      const truth = parkallStates[stack.function] ?? '';
      return stack.state !== truth && !(minor < 20 && form === 'debug0' && stack.state === withoutNil(truth));
    });
    expect(wrong.map(describeStack)).toEqual([]);
    const functions = new Set(told.map(({ stack }) => stack.function));
    const newer = minor < 23 ? ['main.pullBlocked'] : [];
    expect(Object.keys(parkallStates).filter((name) => !functions.has(name))).toEqual(newer);
  });
});

/**
 * Before 1.21 the compiler named the closures of an inlined function after the caller only, so nothing in the profile
 * says whose they are.
 */
const namedAfterCaller = new Set(['main.nest.func', 'main.init.func']);

describe('one source, built with Go 1.20 to 1.27', () => {
  const ownOf = (minor: number, form: string) =>
    countBy(
      readCase(`parkall-go1.${minor}-${form}`)
        .filter(isOwnThroughout)
        .filter(({ stack }) => !namedAfterCaller.has(stack.frames[0]?.name ?? '')),
      describeStack,
    );

  test.each(stableMinors.slice(1).flatMap((minor) => ['debug0', 'debug2'].map((form) => [minor, form] as const)))(
    'has in 1.%i the fingerprints and states it had one version before, in %s',
    (minor, form) => {
      const before = ownOf(minor - 1, form);
      const now = ownOf(minor, form);
      const gone = Object.entries(difference(before, now)).filter(([, change]) => change > 0);
      expect(gone).toEqual([]);
      expect(before.size).toBeGreaterThan(50);
    },
  );
});

describe.each(['1.20', '1.26'])('one source, built with Go %s', (minor) => {
  const forms = ['debug0', 'debug1', 'debug2'] as const;
  const own = (entry: InterpretedEntry) =>
    `${describeStack(entry)}, own: ${entry.stack.frames.map((frame) => (frame.own ? frame.name : '-')).join(' ')}`;

  test.each(forms)('has the same fingerprints and own code in %s with -trimpath, vendored, moved', (form) => {
    const [trimmed, vendored, moved] = ['trimpath', 'vendor', 'moved'].map((how) =>
      countBy(readCase(`${how}-go${minor}-${form}`).filter(parked), own),
    );
    expect(difference(trimmed!, vendored!)).toEqual({});
    expect(difference(trimmed!, moved!)).toEqual({});
  });

  test('does have other lines and paths when moved', () => {
    const placeOf = (how: string) =>
      readCase(`${how}-go${minor}-debug2`).find(({ stack }) => stack.function === 'main.chanRange')?.stack.frames[0]
        ?.raw;
    const [trimmed, moved] = [placeOf('trimpath'), placeOf('moved')];
    expect(trimmed?.file).toBe('example.com/garage/parkall/chans.go');
    expect(moved?.file).toMatch(/^\/.*\/home\/other\/elsewhere\/parkall\/chans\.go$/);
    expect(moved?.line).toBe((trimmed?.line ?? 0) + 10);
  });

  test.each(['trimpath', 'vendor', 'moved'])('knows own code from libraries when %s', (how) => {
    const packages = { own: new Set<string>(), foreign: new Set<string>() };
    for (const { stack } of readCase(`${how}-go${minor}-debug2`)) {
      for (const { raw, own: isOwn } of stack.frames) {
        packages[isOwn ? 'own' : 'foreign'].add(readSymbol(raw.function).package);
      }
    }
    expect([...packages.own].sort()).toEqual(['example.com/garage/queue.v2', 'main']);
    expect([...packages.foreign]).toEqual(
      expect.arrayContaining(['golang.org/x/sync/errgroup', 'gopkg.in/yaml.v3', 'net/http', 'sync']),
    );
  });
});

describe.each(['labels-go1.26', 'parkall-go1.27'])('one process with pprof labels, %s', (name) => {
  test('has the same labels in every form, however they are quoted', () => {
    const [samples, rows, dump] = ['debug0', 'debug1', 'debug2'].map((form) =>
      countBy(
        readCase(`${name}-${form}`).filter(({ stack }) =>
          stack.frames.some((frame) => frame.name.startsWith('main.labelled')),
        ),
        ({ entry, stack }) => `${stack.function} ${labelsKey(entry.labels)}`,
      ),
    );
    expect(samples!.size).toBeGreaterThan(10);
    expect(difference(samples!, dump!)).toEqual({});
    expect(difference(rows!, dump!)).toEqual({});
  });
});

describe.each(['1.26', '1.27'])('the leak profile of Go %s', (minor) => {
  const leakedIn = (form: string) => readCase(`parkall-go${minor}-${form}`).filter(({ entry }) => entry.leaked > 0);
  const key = ({ stack }: InterpretedEntry) => stack.fingerprint;

  test('marks the same goroutines in all three forms', () => {
    expect(difference(countBy(leakedIn('leak0'), key), countBy(leakedIn('leak2'), key))).toEqual({});
    expect(difference(countBy(leakedIn('leak1'), key), countBy(leakedIn('leak2'), key))).toEqual({});
  });

  test('marks what nothing can wake, and nothing that something can', () => {
    const functions = new Set(leakedIn('leak2').map(({ stack }) => stack.function));
    const forgotten = ['chanReceiveForgotten', 'chanSendNil', 'selectNoCases', 'waitGroupForgotten', 'lockCycle.func'];
    const reachable = ['chanReceive', 'mutexLock', 'condWait', 'timeSleep', 'tcpRead', 'syscallRead'];
    expect(forgotten.filter((name) => !functions.has(`main.${name}`))).toEqual([]);
    expect(reachable.filter((name) => functions.has(`main.${name}`))).toEqual([]);
  });
});

describe('stacks deeper than a profile keeps', () => {
  const recursive = (name: string) =>
    countBy(
      readCase(name).filter(({ stack }) => /^main\.(recurse|even|odd)$/.test(stack.function)),
      ({ stack }) => `${stack.fingerprint} ${stack.function}`,
    );

  test.each(
    ['1.13', '1.20', '1.22', '1.26'].flatMap((minor) => ['debug0', 'debug1', 'debug2'].map((form) => [minor, form])),
  )('have the same fingerprints in Go %s, %s', (minor, form) => {
    const goroutines = recursive('deep-go1.26-debug2');
    expect([...goroutines.values()].reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(difference(recursive(`deep-go${minor}-${form}`), goroutines)).toEqual({});
  });
});

describe('a goroutine that C called back into', () => {
  test('has one fingerprint in every form and Go version', () => {
    const fingerprints = [
      'go1.20-debug0',
      'go1.20-debug1',
      'go1.20-debug2',
      'go1.26-debug0',
      'go1.26-debug1',
      'go1.26-debug2',
    ]
      .flatMap((name) => readCase(`cgo-${name}`))
      .filter(({ stack }) => stack.function === 'main.goParks')
      .map(({ stack }) => stack.fingerprint);
    expect(fingerprints).toHaveLength(6);
    expect(new Set(fingerprints).size).toBe(1);
  });
});

describe.each([
  ['prometheus', 'github.com/prometheus/prometheus/'],
  ['node-exporter', 'github.com/prometheus/node_exporter/'],
  ['victoria-metrics', 'github.com/VictoriaMetrics/VictoriaMetrics/'],
])('%s, as Debian builds it', (server, module) => {
  test.each(['debug0', 'debug1', 'debug2'])('has its own module and nothing else as own code, in %s', (form) => {
    const own = readCase(`${server}-${form}`)
      .flatMap(({ stack }) => stack.frames)
      .filter((frame) => frame.own)
      .map(({ raw }) => readSymbol(raw.function).package);
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((each) => each !== 'main' && !each.startsWith(module))).toEqual([]);
  });
});

describe.each(['prometheus', 'victoria-metrics'])('%s, asked for one form after the other', (server) => {
  /** Connections come and go with the requests. */
  const resting = (entry: InterpretedEntry) => parked(entry) && !['IO wait', 'running'].includes(entry.stack.state);
  const dump = readCase(`${server}-debug2`).filter(resting);

  test('has the same goroutines at rest, with the same states and fingerprints', () => {
    expect(dump.length).toBeGreaterThan(15);
    expect(
      difference(countBy(readCase(`${server}-debug0`).filter(resting), describeStack), countBy(dump, describeStack)),
    ).toEqual({});
  });

  test('has the same fingerprints in debug=1', () => {
    const key = ({ stack }: InterpretedEntry) => stack.fingerprint;
    expect(difference(countBy(readCase(`${server}-debug1`).filter(resting), key), countBy(dump, key))).toEqual({});
  });
});

describe('the whole corpus', () => {
  test('gives different fingerprints to stacks of different functions', () => {
    const namesOf = new Map<string, Set<string>>();
    for (const name of listCases()) {
      const read = readProfiles(loadInput(name));
      const profiles = read.outcome === 'read' ? read.profiles : [];
      for (const { stack } of profiles.flatMap(understand)) {
        const names = stack.frames.slice(0, 24).map((frame) => withoutClosurePackage(frame.name));
        const distinct = names.filter((each, index) => each !== names[index - 1]).join(' < ');
        namesOf.set(stack.fingerprint, (namesOf.get(stack.fingerprint) ?? new Set()).add(distinct));
      }
    }
    expect(namesOf.size).toBeGreaterThan(150);
    expect(
      [...namesOf].filter(([, names]) => names.size > 1).map(([fingerprint, names]) => [fingerprint, ...names]),
    ).toEqual([]);
  });
});

/** A closure keeps only its function's name, because builds inline it into different packages. */
function withoutClosurePackage(name: string): string {
  return name.endsWith('.func') ? name.replace(/^.*\/|^[^./(]*\./, '') : name;
}
