// Strings of JSON in a text that arrives in pieces.

/** The quote that closes a JSON string; -1 where it has not been read yet, or not within `maxCharacters`. */
export function findStringEnd(text: string, start: number, maxCharacters: number): number {
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') return at;
    else if (at - start > maxCharacters) return -1;
  }
  return -1;
}

/** The value of a piece of JSON; undefined where it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
