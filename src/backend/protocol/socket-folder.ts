// Creates the folder of the plugin's Unix socket. Only this user can enter it, so other local users cannot call the
// plugin with a forged identity.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

interface SocketPlace {
  readonly path: string;
  /** Removes everything that was created. Never throws. */
  remove(): void;
}

/** Not os.tmpdir(): a plugin's environment has no TMPDIR, and a test's environment must not change the path. */
export const socketParent = '/tmp';
export const socketFolderPrefix = 'parked-';
export const socketName = 'plugin.sock';

/** `sun_path` has 108 bytes on Linux and 104 on macOS, including the final zero. */
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
        // The process is ending. A folder that others changed is not removed.
      }
    },
  };
}
