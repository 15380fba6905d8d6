// 100,000 and 1,000,000 goroutines of a real process, in all three forms: read whole, or said to be cut by the runtime;
// time and memory are printed, not judged.
import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProfiles } from '../../src/core/profile/reader.ts';
import { readProfileBytes } from '../../src/backend/service.ts';
import type { Profile } from '../../src/core/profile/model.ts';

const hasGo = spawnSync('go', ['version']).status === 0;

jest.setTimeout(600_000);

(hasGo ? describe : describe.skip)('a large process (needs Go)', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parked-large-'));
    const sources = join(__dirname, '../bench/readers/park');
    execFileSync('go', ['build', '-o', join(folder, 'park'), '.'], { cwd: sources });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function park(args: readonly string[]): void {
    execFileSync(join(folder, 'park'), [...args, '-out', folder]);
  }

  async function read(file: string): Promise<Profile> {
    const path = join(folder, file);
    const before = process.memoryUsage().rss;
    const processorBefore = process.cpuUsage();
    const startedMs = performance.now();
    const outcome = await readProfileBytes(createReadStream(path), {
      source: file,
      maxBytes: Infinity,
      maxDecompressedBytes: Infinity,
    });
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(processorBefore);
    if (!outcome.ok || outcome.value.result.outcome !== 'read') throw new Error(`${file} could not be read.`);
    const [profile] = outcome.value.result.profiles;
    if (!profile) throw new Error(`${file} holds no profile.`);
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    process.stdout.write(
      `${file}: ${megabytes(statSync(path).size)} MB, ${profile.goroutines} goroutines, ${profile.entries.length} entries in ${seconds.toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s of processor time), ${megabytes(process.memoryUsage().rss - before)} MB more resident\n`,
    );
    return profile;
  }

  const sum = ({ entries }: Profile) => entries.reduce((total, { count }) => total + count, 0);

  it.each([100_000, 1_000_000])('of %d goroutines is read in every form', async (goroutines) => {
    park(['-n', String(goroutines)]);
    const [samples, counts, dump] = [await read('samples.pb.gz'), await read('counts.txt'), await read('dump.txt')];
    for (const profile of [samples, counts]) {
      expect(profile.goroutines).toBeGreaterThanOrEqual(goroutines);
      expect(sum(profile)).toBe(profile.goroutines);
      expect([profile.truncated, profile.unparsed]).toEqual([false, 0]);
    }
    expect(dump.unparsed).toBeLessThanOrEqual(1);
    // The runtime stops at 64 MiB, in the middle of a goroutine.
    if (statSync(join(folder, 'dump.txt')).size < 64 * 1024 * 1024)
      expect(sum(dump)).toBeGreaterThanOrEqual(goroutines);
    else {
      expect(dump.truncated).toBe(true);
      expect(dump.issues.map(({ message }) => message).join('\n')).toMatch(/64 MiB/);
    }
  });
});

it('a small profile that would be gigabytes of objects is refused by name', () => {
  // Samples of two bytes: 12 MB, and 24 KB as gzip.
  const bytes = new Uint8Array(12_000_000);
  for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x12;
  const result = readProfiles(bytes);
  expect(result).toMatchObject({ outcome: 'broken', issue: { code: 'truncated' } });
  expect(result.outcome === 'broken' && result.issue.message).toContain('more parts than fit');
});
