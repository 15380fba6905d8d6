// The files of `parked serve`. They are sent to the browser unchanged, and the same readers parse them there.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommandFailure, exitStatus, usageFailure } from './exit-status.ts';
import { readFileChunks } from './file-chunks.ts';
import { listProfileFiles } from './read-folder.ts';

interface ServedFile {
  readonly name: string;
  readonly bytes: number | undefined;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/**
 * Throws a CommandFailure for paths that are not files. Standard input is read to its end, since pages may reload it.
 */
export async function openFiles(sources: readonly string[]): Promise<readonly ServedFile[]> {
  if (sources.filter((source) => source === '-').length > 1) throw usageFailure('Standard input (-) can be read once.');
  const given = await Promise.all(sources.map(async (source) => (await listProfileFiles(source)) ?? [source]));
  return Promise.all(given.flat().map((source) => (source === '-' ? keepInput() : describeFile(source))));
}

async function describeFile(path: string): Promise<ServedFile> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) {
    throw new CommandFailure(
      exitStatus.unreadable,
      `${path}: there is no such file. A source is a file, a URL that begins with http:// or https://, or - for standard input.`,
    );
  }
  if (!facts.isFile()) throw new CommandFailure(exitStatus.unreadable, `${path}: it is not a file.`);
  return { name: basename(path), bytes: facts.size, open: () => readFileChunks(path) };
}

async function keepInput(): Promise<ServedFile> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  return {
    name: 'standard input',
    bytes,
    open: async function* () {
      yield* chunks;
    },
  };
}
