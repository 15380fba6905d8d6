// A plugin that was killed leaves its socket behind. The next one clears up, so that a host that kills often does not
// fill /tmp.
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { socketFolderPrefix, socketName } from './socket-folder.ts';

/** A socket this young may belong to a plugin that has not begun to listen. */
const minAgeMs = 60_000;
/** A start does not clear up more than this; the next start goes on. */
const maxRemoved = 100;

/**
 * Removes folders of this user whose socket nobody listens on, and says how many. Never rejects.
 * @param parent where socket folders are made
 */
export async function removeStaleSockets(parent: string, nowMs: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(socketFolderPrefix)) continue;
    if (await removeIfStale(join(parent, name), nowMs)) removed++;
    if (removed >= maxRemoved) break;
  }
  return removed;
}

async function removeIfStale(folder: string, nowMs: number): Promise<boolean> {
  const socket = join(folder, socketName);
  try {
    const [about, aboutSocket] = [await lstat(folder), await lstat(socket)];
    const ours = about.isDirectory() && about.uid === process.getuid?.() && aboutSocket.isSocket();
    if (!ours || nowMs - aboutSocket.mtimeMs < minAgeMs || !(await refusesConnections(socket))) return false;
    await unlink(socket);
    // Whatever else lies there is not from a plugin, and then this fails.
    await rmdir(folder);
    return true;
  } catch {
    return false;
  }
}

/** Nobody listens on a socket that refuses; asking works across process namespaces, where ids mean nothing. */
function refusesConnections(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(path);
    connection.once('connect', () => {
      connection.destroy();
      resolve(false);
    });
    connection.once('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED'));
  });
}
