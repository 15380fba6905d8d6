// Makes text safe for a log line: without secrets and control characters, and bounded in length.

/** Only this much of a text is read. A secret cut here lies beyond the part that is kept. */
const maxReadLength = 64 * 1024;

export type Redact = (text: string) => string;

/** Returns about `maxLength` characters at most. A note at the end tells how much was cut. */
export function makeSafeText(text: string, maxLength: number, redact: Redact): string {
  const visible = makeVisible(redact(text.slice(0, maxReadLength)));
  if (visible.length <= maxLength && text.length <= maxReadLength) return visible;
  return `${makeWellFormed(visible.slice(0, maxLength))}… (cut to ${maxLength} characters, was ${text.length})`;
}

/** Replaces unpaired surrogates, which have no UTF-8 form. */
export function makeWellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Escapes control characters, line and paragraph separators and bidirectional overrides, so that no text can end a
 * line, start another, or move a terminal's cursor.
 */
function makeVisible(text: string): string {
  return makeWellFormed(text).replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
