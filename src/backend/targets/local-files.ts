// Access to files and sockets that the settings name. Only paths below folders allowed by an administrator are
// accepted. Links are resolved before the check, so that no link leads out of those folders.
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';

export type LocalFailure = 'forbidden' | 'missing' | 'unreadable' | 'too large';

type LocalResult =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly failure: LocalFailure };

const fail = (failure: LocalFailure): LocalResult => ({ ok: false, failure });

/** Resolves all links and returns the path if it lies below one of the folders, whose links are resolved too. */
export async function resolveAllowed(path: string, folders: readonly string[]): Promise<LocalResult> {
  if (folders.length === 0 || !path.startsWith('/') || path.includes('\0')) return fail('forbidden');
  const real = await realpath(path).catch(() => undefined);
  // An inaccessible path gives the same answer as a missing one, so that it reveals nothing.
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

/** Reads a regular file as text. */
export async function readAllowed(path: string, folders: readonly string[], maxBytes: number): Promise<LocalResult> {
  const resolved = await resolveAllowed(path, folders);
  if (!resolved.ok) return resolved;
  // O_NOFOLLOW rejects a link that replaced the file after the check. O_NONBLOCK avoids waiting on a pipe.
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
