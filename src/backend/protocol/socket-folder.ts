// Where the plugin's Unix socket lives. A folder that only this user can enter is what keeps other local users from
// calling the plugin with a forged identity.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

export interface SocketPlace {
  readonly path: string;
  /** Removes whatever was made; never throws. */
  remove(): void;
}

/** Not os.tmpdir(): a plugin's environment has no TMPDIR, and that of a test must not decide. */
export const socketParent = '/tmp';
export const socketFolderPrefix = 'parked-';
export const socketName = 'plugin.sock';

/** `sun_path` of Linux holds 108 bytes and that of macOS 104, the ending zero included. */
const maxPathBytes = 103;

/**
 * Makes a place for a socket.
 * @param wanted the host's own folder for sockets, which is taken as it is; undefined: a fresh folder under `/tmp`
 * @throws Error where no folder can be made or the path gets too long for a socket
 */
export function makeSocketPlace(wanted: string | undefined): SocketPlace {
  const folder = wanted ?? mkdtempSync(join(socketParent, socketFolderPrefix));
  if (wanted === undefined) chmodSync(folder, 0o700);
  const path = join(folder, wanted === undefined ? socketName : `parked-${randomBytes(6).toString('hex')}.sock`);
  const remove = (): void => rmSync(wanted === undefined ? folder : path, { recursive: true, force: true });
  if (Buffer.byteLength(path) > maxPathBytes) {
    remove();
    throw new Error(`The socket path ${path} is longer than the ${maxPathBytes} bytes a socket may have.`);
  }
  return {
    path,
    remove: () => {
      try {
        remove();
      } catch {
        // The process is leaving: a folder that someone else changed meanwhile is theirs.
      }
    },
  };
}
