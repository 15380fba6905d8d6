// Files and sockets of this machine that settings name: only below folders that an administrator allows, judged after
// links are followed, so that no link leads out of them.
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';

export type LocalFailure = 'forbidden' | 'missing' | 'unreadable' | 'too large';

export type LocalResult =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly failure: LocalFailure };

const fail = (failure: LocalFailure): LocalResult => ({ ok: false, failure });

/** The path without links, where it lies below one of the folders (links in those followed, too). */
export async function resolveAllowed(path: string, folders: readonly string[]): Promise<LocalResult> {
  if (folders.length === 0 || !path.startsWith('/') || path.includes('\0')) return fail('forbidden');
  const real = await realpath(path).catch(() => undefined);
  // Whoever may not look there does not learn what is there.
  const judged = real ?? path;
  for (const folder of folders) {
    const realFolder = await realpath(folder).catch(() => undefined);
    if (realFolder === undefined) continue;
    const prefix = realFolder.endsWith('/') ? realFolder : `${realFolder}/`;
    const isInside = judged.startsWith(prefix) && !judged.split('/').includes('..');
    if (isInside) return real === undefined ? fail('missing') : { ok: true, value: real };
  }
  return fail('forbidden');
}

/** The text of an ordinary file, as it is now. */
export async function readAllowed(path: string, folders: readonly string[], maxBytes: number): Promise<LocalResult> {
  const resolved = await resolveAllowed(path, folders);
  if (!resolved.ok) return resolved;
  // Whatever was put in its place meanwhile is not followed, and a pipe is not waited for.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(resolved.value, flags).catch(() => undefined);
  if (file === undefined) return fail('unreadable');
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return fail('unreadable');
    if (stat.size > maxBytes) return fail('too large');
    const bytes = new Uint8Array(maxBytes + 1);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    if (bytesRead > maxBytes) return fail('too large');
    return { ok: true, value: new TextDecoder().decode(bytes.subarray(0, bytesRead)) };
  } catch {
    return fail('unreadable');
  } finally {
    await file.close();
  }
}
