import { createProfileReader } from '../core/profile/reader.ts';
import { interpretProfile } from '../core/stack/interpret.ts';
import type { OpenUrl } from './read-url.ts';
import { sampleUrl, type SamplingOptions } from './sample-url.ts';
import type { SeriesReader } from '../report/series.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';

const reader: SeriesReader = {
  interpret: (profile) => interpretProfile(profile, { ownCode: [], labelKeys: [] }),
  count: () => new Map(),
  judge: () => undefined,
};

function readText() {
  const text = 'goroutine 7 [chan send]:\nmain.produce()\n\t/src/main.go:21 +0x25\n';
  const one = createProfileReader({ labelKeys: [] });
  one.push(new TextEncoder().encode(text));
  const result = one.finish();
  const profile = result.outcome === 'read' ? result.profiles[0] : undefined;
  if (profile === undefined) throw new Error('the text was not read');
  return profile;
}

async function sample(options: SamplingOptions, fails: (asked: number) => boolean = () => false) {
  const told = { milestones: [] as string[], errors: [] as string[] };
  let asked = 0;
  const url: Omit<OpenUrl, 'probe'> = {
    host: 'app:6060',
    labels: { instance: 'app:6060' },
    fetch: async () => {
      if (fails(++asked)) throw new CommandFailure(exitStatus.unreadable, 'app:6060 refused the connection.');
      return { source: 'http://app:6060', profile: readText(), timeMs: asked };
    },
    readFigures: async () => null,
  };
  const series = await sampleUrl(url, options, reader, {
    out: async () => undefined,
    error: (text) => void told.errors.push(text),
    progress: () => undefined,
    milestone: (text) => void told.milestones.push(text),
    version: '1.2.3',
    colour: false,
    width: undefined,
  });
  return { ...told, profiles: series.summaries.length };
}

test('a long series says in a log where it stands', async () => {
  const { milestones } = await sample({ every: 10, for: 100, tellEveryMs: 30 });
  expect(milestones.length).toBeGreaterThan(0);
  expect(milestones.length).toBeLessThan(10);
  expect(milestones[0]).toMatch(/^app:6060: \d+ profiles?, 1s to go, 1 goroutine now$/);
});

test('a target that stays away is reported once, and again after it came back', async () => {
  const { errors, profiles } = await sample({ every: 5, for: 30 }, (asked) => [2, 3, 5].includes(asked));
  expect(errors).toHaveLength(2);
  expect(errors[0]).toContain('app:6060 refused the connection. The series goes on.');
  expect(profiles).toBe(4);
});

test('a series that is ended keeps what it has', async () => {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 20);
  const { profiles } = await sample({ every: 5, for: 3_600_000, ending: ending.signal });
  expect(profiles).toBeGreaterThan(0);
});
