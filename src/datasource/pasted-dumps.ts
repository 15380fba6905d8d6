// Stores dumps pasted in Explore. Explore writes queries into its URL, which is too short for a dump. The query
// contains a reference, and the text stays in this browser.

const prefix = 'pasted:';
const storeKey = 'parked.pasted-dumps';
/** Larger dumps are kept until the page is closed. */
const maxStored = { dumps: 5, characters: 1_500_000 } as const;

const kept = new Map<string, string>();

/** Stores a dump and returns its reference, which is the same for the same text. */
export function keepDump(text: string): string {
  const reference = `${prefix}${hash(text)}`;
  kept.set(reference, text);
  store([[reference, text], ...readStore().filter(([name]) => name !== reference)]);
  return reference;
}

/** The text of a reference; undefined if it was made in another browser. */
export function findDump(inline: string): string | undefined {
  if (!inline.startsWith(prefix)) return inline;
  return kept.get(inline) ?? readStore().find(([name]) => name === inline)?.[1];
}

type Stored = readonly (readonly [reference: string, text: string])[];

function readStore(): Stored {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(storeKey) ?? '[]');
    return Array.isArray(stored) ? (stored as Stored) : [];
  } catch {
    return [];
  }
}

/** Keeps the newest dumps that fit. */
function store(dumps: Stored): void {
  let room: number = maxStored.characters;
  const fitting = dumps.slice(0, maxStored.dumps).filter(([, text]) => (room -= text.length) >= 0);
  try {
    window.localStorage.setItem(storeKey, JSON.stringify(fitting));
  } catch {
    // If the storage is full, dumps are lost when the page closes, and the query says so.
  }
}

/** Two FNV-1a hashes with different seeds, 64 bits together. */
function hash(text: string): string {
  let [first, second] = [0x811c9dc5, 0x9747b28c];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x01000193);
  }
  return [first, second].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
