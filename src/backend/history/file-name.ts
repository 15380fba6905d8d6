// The file of a data source: `<orgId>-<uid>.db`. A uid comes from outside, and some disks don't tell capitals from
// small letters.
import { createHash } from 'node:crypto';

const maxCharacters = 150;

/** Different for any two data sources, on any disk; never leaves the folder. */
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
