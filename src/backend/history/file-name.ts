// The file name of a data source: `<orgId>-<uid>.db`. A uid is untrusted input, and some file systems ignore case.
import { createHash } from 'node:crypto';

const maxCharacters = 150;

/** Unique for each data source on any file system, and never a path outside the folder. */
export function nameHistoryFile(orgId: number, uid: string): string {
  const escaped = [...uid].map(escapeCharacter).join('');
  const name = escaped.length <= maxCharacters ? escaped : createHash('sha256').update(uid).digest('hex');
  return `${Math.trunc(orgId)}-${name}.db`;
}

function escapeCharacter(character: string): string {
  if (/^[a-z0-9_-]$/.test(character)) return character;
  if (/^[A-Z]$/.test(character)) return `^${character.toLowerCase()}`;
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
