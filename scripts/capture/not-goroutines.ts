// Recordings of other profiles of net/http/pprof, which users sometimes pass by mistake.
import { download } from './download.ts';
import type { Recipe } from './recipe.ts';
import type { Recording } from './recording.ts';
import type { GoVersion } from './toolchains.ts';
import type { Workshop } from './workshop.ts';

const version: GoVersion = '1.25.4';

interface Page {
  readonly name: string;
  readonly path: string;
  readonly extension: Recording['extension'];
  readonly status?: number;
}

const pages: readonly Page[] = [
  { name: 'index', path: '', extension: 'txt' },
  { name: 'heap-debug0', path: 'heap?debug=0', extension: 'pb.gz' },
  { name: 'heap-debug1', path: 'heap?debug=1', extension: 'txt' },
  { name: 'threadcreate-debug0', path: 'threadcreate?debug=0', extension: 'pb.gz' },
  { name: 'threadcreate-debug1', path: 'threadcreate?debug=1', extension: 'txt' },
  { name: 'block-debug1', path: 'block?debug=1', extension: 'txt' },
  { name: 'mutex-debug1', path: 'mutex?debug=1', extension: 'txt' },
  { name: 'leak-missing', path: 'goroutineleak?debug=0', extension: 'txt', status: 404 },
  { name: 'delta-refused', path: 'goroutine?seconds=1&debug=1', extension: 'txt', status: 400 },
];

export function otherPageRecipes(): readonly Recipe[] {
  return [{ name: 'not', take: takePages }];
}

async function takePages(workshop: Workshop): Promise<readonly Recording[]> {
  const running = workshop.start(workshop.build('parkall', version), ['-only', 'chans']);
  try {
    const base = `${await running.firstLine}/debug/pprof/`;
    const recordings: Recording[] = [];
    for (const { name, path, extension, status } of pages) {
      recordings.push({
        name: `not-${name}`,
        bytes: await download(base + path, status),
        extension,
        origin: {
          go: version,
          program: 'tests/programs/parkall -only chans',
          taken: `/debug/pprof/${path}${status ? `, status ${status}` : ''}`,
        },
        countAs: new Uint8Array(0),
      });
    }
    return recordings;
  } finally {
    running.child.kill('SIGKILL');
    await running.ended;
  }
}
