// What a recording of the shop consists of. scripts/record.ts writes it, the replay server reads it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One answer of the recorded service. */
export interface RecordedAnswer {
  readonly path: string;
  /** The value of the `debug` parameter; 0 where the page has none. */
  readonly debug: number;
  /** Since the recording began. */
  readonly atMs: number;
  readonly contentType: string;
  /** Beside the manifest; gzip. */
  readonly file: string;
  /** The service itself sent gzip (debug=0): the file is what it sent. Otherwise only the file is compressed. */
  readonly sentAsGzip: boolean;
}

/** `recording.json`: where the recording comes from, and what is in it. */
export interface Manifest {
  readonly version: 1;
  /** How it was made. */
  readonly command: string;
  readonly service: string;
  readonly goVersion: string;
  readonly platform: string;
  readonly recordedAt: string;
  readonly durationMs: number;
  /** Ordered by time. */
  readonly answers: readonly RecordedAnswer[];
}

export interface Recording {
  readonly manifest: Manifest;
  /** The body as the service sent it. */
  read(answer: RecordedAnswer): Buffer;
}

export const defaultManifestPath = join(import.meta.dirname, '../recorded/recording.json');

/** Throws when the manifest is missing or of another version. */
export function openRecording(manifestPath: string = defaultManifestPath): Recording {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
  if (manifest.version !== 1) throw new Error(`${manifestPath} has version ${String(manifest.version)}, not 1.`);
  const folder = dirname(manifestPath);
  return {
    manifest,
    read(answer) {
      const stored = readFileSync(join(folder, answer.file));
      return answer.sentAsGzip ? stored : gunzipSync(stored);
    },
  };
}

/**
 * The newest answer to a request that had been given `elapsedMs` after the start: the first one before there is any,
 * the last one ever after. Undefined for what was never recorded.
 */
export function findAnswer(
  manifest: Manifest,
  path: string,
  debug: number,
  elapsedMs: number,
): RecordedAnswer | undefined {
  const answers = manifest.answers.filter((answer) => answer.path === path && answer.debug === debug);
  return answers.findLast((answer) => answer.atMs <= elapsedMs) ?? answers[0];
}
