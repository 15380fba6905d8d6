import type { GoroutineSeen } from './options.ts';
import type { Profile } from './model.ts';
import { readProfiles } from './reader.ts';
import { message, profileBytes } from './testing/profile-bytes.ts';
import { issueCodes, show } from './testing/read.ts';

function read(bytes: Uint8Array): Profile {
  const result = readProfiles(bytes);
  if (result.outcome !== 'read' || !result.profiles[0]) throw new Error(`Expected a profile, got ${result.outcome}.`);
  return result.profiles[0];
}

const two = profileBytes({
  samples: [
    { values: [3], stack: ['runtime.gopark', 'main.f'] },
    { values: [1], stack: ['main.inner|main.outer', 'main.main'], labels: { user: 'a', size: 4096 } },
  ],
  timeNanos: 1_700_000_000_123_456_789n,
});

describe('a debug=0 profile', () => {
  it('reads a label without text and number as empty: Go leaves an empty text out', () => {
    const samples = [{ values: [1], stack: ['main.f'], labels: { user: '', size: 7 } }];
    expect(read(profileBytes({ samples })).entries[0]?.labels).toEqual({ user: '', size: '7' });
  });

  it('reads counts, inlined frames, labels, addresses, time and build', () => {
    const profile = read(two);
    expect(show(profile)).toEqual([
      '3 : runtime.gopark runtime.gopark.go:10 < main.f main.f.go:10',
      '1 : main.inner main.inner.go:10 < main.outer main.outer.go:10 < main.main main.main.go:10',
    ]);
    expect(profile).toMatchObject({
      format: 'debug=0',
      kind: 'goroutine',
      goroutines: 4,
      parsed: 4,
      unparsed: 0,
      delta: false,
      timeMs: 1_700_000_000_123,
      durationMs: undefined,
      build: { binary: '/bin/shop', buildId: 'abc123' },
      issues: [],
    });
    expect(profile.entries[1]).toMatchObject({ labels: { user: 'a', size: '4096' }, addresses: [0x1003n, 0x1004n] });
    expect(profile.entries[0]?.frames[0]).toEqual({
      function: 'runtime.gopark',
      file: 'runtime.gopark.go',
      line: 10,
      startLine: 3,
    });
  });

  it('picks the value that counts goroutines out of several', () => {
    const bytes = profileBytes({ types: ['cpu', 'goroutines'], samples: [{ values: [99, 2], stack: ['main.f'] }] });
    expect(read(bytes).entries[0]?.count).toBe(2);
  });

  it('knows the leak profile', () => {
    const profile = read(profileBytes({ types: ['goroutineleak'], samples: [{ values: [2], stack: ['main.f'] }] }));
    expect(profile).toMatchObject({ kind: 'goroutineleak', entries: [{ count: 2, leaked: 2 }] });
  });

  it('reads a delta with what went away', () => {
    const bytes = profileBytes({
      samples: [
        { values: [5], stack: ['main.f'] },
        { values: [-2], stack: ['main.g'] },
      ],
      durationNanos: 30_000_000_000n,
    });
    expect(read(bytes)).toMatchObject({
      delta: true,
      durationMs: 30_000,
      parsed: 3,
      entries: [{ count: 5 }, { count: -2 }],
    });
  });

  it('names other profiles', () => {
    const heap = profileBytes({ types: ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'], samples: [] });
    expect(readProfiles(heap)).toMatchObject({ outcome: 'unrecognised', looksLike: 'heap profile' });
    const cpu = profileBytes({ types: ['samples', 'cpu'], samples: [] });
    expect(readProfiles(cpu)).toMatchObject({ outcome: 'unrecognised', looksLike: 'cpu profile' });
  });

  it('reads profiles written one behind another', () => {
    const result = readProfiles(Uint8Array.from([...two, ...two]));
    expect(result).toMatchObject({ outcome: 'read', profiles: [{ parsed: 4 }, { parsed: 4 }] });
  });

  it('counts missing parts of a sample instead of guessing', () => {
    const beyond = profileBytes({
      samples: [
        { values: [1n << 60n], stack: ['main.f'] },
        { values: [], stack: ['main.g'] },
        { values: [1], stack: [] },
      ],
    });
    const profile = read(beyond);
    expect(profile).toMatchObject({ goroutines: 3, parsed: 1, unparsed: 2 });
    expect(issueCodes(profile)).toEqual(['bad_count 2']);
  });

  it.each([-1n, 1n << 31n, (1n << 53n) + 1n, 1n << 63n, 4n])('survives the string index %s', (index) => {
    const bytes = message({
      1: { 1: 1, 2: index },
      2: { 1: [1], 2: [1] },
      4: { 1: 1, 4: { 1: 1 } },
      5: { 1: 1, 2: index },
      6: ['', 'goroutine', 'count', 'x'],
    });
    expect(issueCodes(read(bytes))).toEqual(['missing_function 1']);
  });

  it('keeps the first of two functions with one id, and finds ids of 64 bits', () => {
    const id = (1n << 63n) + 1n;
    const bytes = message({
      1: { 1: 1 },
      2: { 1: id, 2: 1 },
      4: { 1: id, 3: id, 4: { 1: id, 2: 7 } },
      5: [
        { 1: id, 2: 2 },
        { 1: id, 2: 1 },
      ],
      6: ['', 'goroutine', 'main.f'],
    });
    expect(read(bytes).entries[0]).toMatchObject({ frames: [{ function: 'main.f', line: 7 }], addresses: [id] });
  });

  it('names a location without functions by its address', () => {
    const bytes = message({ 1: { 1: 1 }, 2: { 1: 1, 2: 1 }, 4: { 1: 1, 3: 0x46f1a1 }, 6: ['', 'goroutine'] });
    expect(read(bytes).entries[0]?.frames[0]?.function).toBe('0x46f1a1');
  });

  it('says of every cut that it is one', () => {
    const whole = show(read(two));
    for (let length = 1; length < two.length; length++) {
      const result = readProfiles(two.subarray(0, length));
      if (result.outcome !== 'read') expect(['broken', 'unrecognised']).toContain(result.outcome);
      else if (!result.profiles[0]?.truncated) expect(result.profiles.map(show)).toEqual([whole]);
    }
    expect(readProfiles(two.subarray(0, 40))).toMatchObject({
      outcome: 'broken',
      issue: { code: 'truncated' },
    });
  });

  it('skips fields it does not know, groups among them', () => {
    const unknown = [
      0x98, 0x06, 0x01, 0x9b, 0x06, 0x08, 0x01, 0x9c, 0x06, 0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xa5, 0x06, 1, 2, 3, 4,
    ];
    expect(read(Uint8Array.from([...two, ...unknown])).parsed).toBe(4);
  });

  it.each([
    ['a number of eleven bytes', [0x48, ...Array<number>(10).fill(0xff), 1]],
    ['groups nested without end', Array<number>(300).fill(0x0b)],
    ['the field number 0', [0x02, 0x00]],
  ])('stops at %s', (_, bytes) => {
    expect(read(Uint8Array.from([...two, ...bytes])).truncated).toBe(true);
  });
});

describe("CockroachDB's debug=3", () => {
  const goroutine = (id: number, state: string, minutes: number, more = {}) => ({
    values: [1],
    stack: ['runtime.gopark', 'main.f'],
    labels: {
      'go::goroutine': id,
      'go::goroutine_created_by': 'main.main',
      'go::goroutine_state': state,
      'go::goroutine_wait_minutes': minutes,
      ...more,
    },
  });

  it('folds goroutines into entries with the facts of their headers', () => {
    const seen: GoroutineSeen[] = [];
    const bytes = profileBytes({
      samples: [goroutine(7, 'select', 0), goroutine(9, 'select', 4), goroutine(8, 'chan receive', 0, { n: 'x' })],
    });
    const result = readProfiles(bytes, { onGoroutine: (each) => seen.push(each) });
    if (result.outcome !== 'read') throw new Error('Expected a profile.');
    const [profile] = result.profiles;
    expect(profile).toMatchObject({
      format: 'debug=3',
      parsed: 3,
      entries: [
        { count: 2, labels: {} },
        { count: 1, labels: { n: 'x' } },
      ],
    });
    expect(profile?.entries[0]?.header).toMatchObject({
      status: 'select',
      waits: [
        [0, 1],
        [4, 1],
      ],
      firstId: 7,
      lastId: 9,
      creator: { function: 'main.main' },
    });
    expect(seen.map(({ id, entry }) => [id, entry])).toEqual([
      [7, 0],
      [9, 0],
      [8, 1],
    ]);
  });
});

describe('a profile that pprof made', () => {
  const samples = [
    { values: [9], stack: ['main.f'] },
    { values: [-4], stack: ['main.g'] },
  ];

  it('is refused by name when it is the difference of two', () => {
    expect(readProfiles(profileBytes({ samples }))).toMatchObject({
      outcome: 'unrecognised',
      looksLike: 'difference of profiles',
    });
    const based = [{ values: [9], stack: ['main.f'], labels: { 'pprof::base': 'true' } }];
    expect(readProfiles(profileBytes({ samples: based, durationNanos: 1n }))).toMatchObject({
      outcome: 'unrecognised',
    });
  });

  it('is read when the program took it over some seconds', () => {
    expect(readProfiles(profileBytes({ samples, durationNanos: 1_000_000_000n }))).toMatchObject({ outcome: 'read' });
  });
});
