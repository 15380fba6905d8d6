// Text as it may stand in a log line: no secrets, no control characters, no more than so long.

/** What is looked at of a text; enough that a secret cut here lies beyond what is kept. */
const maxReadLength = 64 * 1024;

export type Redact = (text: string) => string;

/** At most about `maxLength` characters of a text; what was cut is said at its end. */
export function makeSafeText(text: string, maxLength: number, redact: Redact): string {
  const visible = makeVisible(redact(text.slice(0, maxReadLength)));
  if (visible.length <= maxLength && text.length <= maxReadLength) return visible;
  return `${makeWellFormed(visible.slice(0, maxLength))}… (cut to ${maxLength} characters, was ${text.length})`;
}

/** Replaces halves of surrogate pairs, which UTF-8 cannot say. */
export function makeWellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Writes control characters, line and paragraph separators and bidirectional overrides as escapes, so that no text can
 * end a line, start another, or move a terminal's cursor.
 */
function makeVisible(text: string): string {
  return makeWellFormed(text).replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
