// Colours of stacks, the same in every panel and after every refresh.

/** Names of Grafana's palette. Neighbours differ in hue first, then in shade. */
const palette = ['', 'light-', 'dark-', 'super-light-', 'semi-dark-'].flatMap((shade) =>
  ['blue', 'orange', 'purple', 'green', 'yellow', 'red'].map((hue) => `${shade}${hue}`),
);

/** The key of a colour. */
interface ColorKey {
  readonly fingerprint: string;
  /** Distinguishes series of one stack by their other labels. */
  readonly rest: string;
}

/**
 * Returns one colour per key, in order. A stack gets the colour of its fingerprint. If two would be equal in one
 * picture, the one whose name sorts later gets another.
 */
export function chooseColors(keys: readonly ColorKey[]): readonly string[] {
  const chosen = new Map<ColorKey, string>();
  const taken = new Set<number>();
  const ordered = [...keys].sort((a, b) => (format(a) < format(b) ? -1 : 1));
  for (const [index, key] of ordered.entries()) {
    const isFirstOfStack = ordered[index - 1]?.fingerprint !== key.fingerprint;
    let place = hash(isFirstOfStack ? key.fingerprint : format(key)) % palette.length;
    for (let tried = 0; taken.has(place) && tried < palette.length; tried += 1) place = (place + 1) % palette.length;
    taken.add(place);
    chosen.set(key, palette[place] ?? 'blue');
  }
  return keys.map((key) => chosen.get(key) ?? 'blue');
}

function format({ fingerprint, rest }: ColorKey): string {
  return `${fingerprint} ${rest}`;
}

/** FNV-1a: similar keys get different colours. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
