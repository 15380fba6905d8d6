// What SQLite does when it takes a log over, up to the point where its process is killed: the newest committed
// version of each page is written into the file, in the order of the pages. (Format of the log:
// sqlite.org/fileformat.html, 4.)

const logHeaderBytes = 32;
const frameHeaderBytes = 24;

/** The file with the first `share` (0 to 1) of what the log would change. The log stays as it is. */
export function checkpointInPart(file: Buffer, log: Buffer, share: number): Buffer {
  const pageBytes = log.readUInt32BE(8);
  const newest = new Map<number, Buffer>();
  let uncommitted: (readonly [number, Buffer])[] = [];
  const salt = log.subarray(16, 24);
  for (let at = logHeaderBytes; at + frameHeaderBytes + pageBytes <= log.length; at += frameHeaderBytes + pageBytes) {
    if (!log.subarray(at + 8, at + 16).equals(salt)) break;
    const page = log.subarray(at + frameHeaderBytes, at + frameHeaderBytes + pageBytes);
    uncommitted.push([log.readUInt32BE(at), page]);
    const isCommit = log.readUInt32BE(at + 4) > 0;
    if (!isCommit) continue;
    for (const [number, bytes] of uncommitted) newest.set(number, bytes);
    uncommitted = [];
  }
  const pages = [...newest].sort(([a], [b]) => a - b).slice(0, Math.floor(newest.size * share));
  const length = Math.max(file.length, ...pages.map(([number]) => number * pageBytes));
  const torn = Buffer.concat([file, Buffer.alloc(length - file.length)]);
  for (const [number, bytes] of pages) bytes.copy(torn, (number - 1) * pageBytes);
  return torn;
}
