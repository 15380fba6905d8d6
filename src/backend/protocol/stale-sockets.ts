// Removes sockets that killed plugins left behind, so that a host that often kills plugins does not fill /tmp.
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { socketFolderPrefix, socketName } from './socket-folder.ts';
import { minuteMs } from '../../core/agreed-times.ts';

/** A younger socket may belong to a plugin that does not listen yet. */
const minAgeMs = minuteMs;
/** Maximum number of removals per start. The next start continues. */
const maxRemoved = 100;

/**
 * Removes folders of this user whose socket has no listener, and returns how many. Never rejects.
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
    // Fails if the folder contains anything else, which is then not from a plugin.
    await rmdir(folder);
    return true;
  } catch {
    return false;
  }
}

/** A socket without a listener refuses connections. Unlike process ids, this works across process namespaces. */
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
