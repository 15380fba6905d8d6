// Parses JSON from outside. Its escapes can produce half of a surrogate pair, which is not a character. URLs throw on
// it, and other programs reject the text, so none passes this boundary.

/** Parses JSON. Lone surrogates become U+FFFD, in keys as well. Throws a SyntaxError for text that is not JSON. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return /\\u[dD][89a-fA-F]|\p{Surrogate}/u.test(text) ? repair(value) : value;
}

/** The same text with U+FFFD for each lone surrogate. */
function repairText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function repair(value: unknown): unknown {
  if (typeof value === 'string') return repairText(value);
  if (Array.isArray(value)) return value.map(repair);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [repairText(key), repair(one)]));
}
