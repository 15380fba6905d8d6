import { gzipSync, strToU8, zipSync } from 'fflate';
import type { GoroutineSeen } from '../options.ts';
import { createProfileReader, readProfiles } from '../reader.ts';
import type { ReadResult } from '../model.ts';
import { show } from '../testing/read.ts';
import { packTar } from '../testing/pack-tar.ts';

const dump = (id: number, name: string) => strToU8(`goroutine ${id} [select]:\nmain.${name}()\n\t/src/a.go:3 +0x1\n`);

function readInPieces(bytes: Uint8Array, size: number): ReadResult {
  const reader = createProfileReader();
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.finish();
}

const files = {
  'api/goroutines.txt': dump(1, 'api'),
  'api/goroutines.txt.gz': gzipSync(dump(2, 'packed')),
  'worker.txt': dump(1, 'worker'),
  'version.txt': strToU8('v1.2.3\n'),
};

describe.each([
  ['zip', zipSync(files)],
  ['zip of stored files', zipSync(files, { level: 0 })],
  ['tar', packTar(files)],
])('a %s', (_, archive) => {
  const shown = (result: ReadResult) =>
    result.outcome === 'read' && result.profiles.map((profile) => `${profile.part}: ${show(profile).join()}`);

  it('is read file by file, in the order of the archive', () => {
    expect(shown(readProfiles(archive))).toEqual([
      'api/goroutines.txt: 1 select: main.api a.go:3',
      'api/goroutines.txt.gz: 1 select: main.packed a.go:3',
      'worker.txt: 1 select: main.worker a.go:3',
    ]);
  });

  it('says which files hold no profile', () => {
    const result = readProfiles(archive);
    expect(result.outcome === 'read' && result.profiles[0]?.issues).toEqual([
      {
        code: 'other_files',
        message: '1 of 4 files in the archive hold no goroutine profile: version.txt.',
        offset: 0,
        times: 1,
      },
    ]);
  });

  it.each([1, 100, 700])('is read the same in pieces of %i bytes', (size) => {
    expect(shown(readInPieces(archive, size))).toEqual(shown(readProfiles(archive)));
  });

  it('hands out goroutines with the index of their profile', () => {
    const seen: GoroutineSeen[] = [];
    readProfiles(archive, { onGoroutine: (goroutine) => seen.push(goroutine) });
    expect(seen.map(({ id, profile }) => [id, profile])).toEqual([
      [1, 0],
      [2, 1],
      [1, 2],
    ]);
  });

  it('does not unpack more than it may', () => {
    const result = readProfiles(archive, { bounds: { decompressed: 60 } });
    expect(result.outcome === 'read' && result.profiles.map(({ part }) => part)).toEqual(['api/goroutines.txt']);
    expect(result.outcome === 'read' && result.profiles[0]?.issues.map(({ code }) => code)).toContain('more_files');
  });

  it('keeps what was read when it is cut', () => {
    const result = readProfiles(archive.subarray(0, archive.length * 0.6));
    expect(result.outcome === 'read' && result.profiles.length).toBeGreaterThan(0);
  });
});

it('names what an archive without any profile holds', () => {
  expect(readProfiles(zipSync({ 'trace.json': strToU8('{"a": 1}'.repeat(40)) }))).toMatchObject({
    outcome: 'unrecognised',
    looksLike: 'archive',
    hint: expect.stringContaining('trace.json: This is JSON.') as string,
  });
});

it.each([
  ['bzip2', [0x42, 0x5a, 0x68, 0x39]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
])('names %s, with the command that unpacks it', (looksLike, magic) => {
  const result = readProfiles(Uint8Array.from([...magic, ...new Array<number>(300).fill(7)]));
  expect(result).toMatchObject({ outcome: 'unrecognised', looksLike });
  expect(result.outcome === 'unrecognised' && result.hint).toMatch(/Unpack it first: \S+ FILE/);
});
