// Go's quoting (strconv.Quote, the runtime's printquoted), which is not JSON's. \x00, \a, \v, \U0010ffff and octal
// escapes are legal in it, and JSON.parse would reject the text.

interface Unquoted {
  readonly value: string;
  /** Index after the closing quote. */
  readonly end: number;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const hexEscapeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const utf8 = new TextDecoder('utf-8');

/**
 * Reads the quoted string that opens at `start`. Undefined when none opens there, it does not end, or it has an unknown
 * escape.
 */
export function unquoteGo(text: string, start: number): Unquoted | undefined {
  if (text[start] !== '"') return undefined;
  const parts: string[] = [];
  let bytes: number[] = [];
  const endBytes = (): void => {
    if (bytes.length > 0) parts.push(utf8.decode(Uint8Array.from(bytes)));
    bytes = [];
  };
  let plainFrom = start + 1;
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char !== '"' && char !== '\\') continue;
    if (at > plainFrom) {
      endBytes();
      parts.push(text.slice(plainFrom, at));
    }
    if (char === '"') {
      endBytes();
      return { value: parts.join(''), end: at + 1 };
    }
    const escape = readEscape(text, at + 1);
    if (!escape) return undefined;
    if (escape.byte !== undefined) bytes.push(escape.byte);
    else {
      endBytes();
      parts.push(escape.text);
    }
    at = escape.end - 1;
    plainFrom = escape.end;
  }
  return undefined;
}

interface Escape {
  readonly text: string;
  /** Set for \x and octal. Adjacent bytes may form one UTF-8 character. */
  readonly byte: number | undefined;
  readonly end: number;
}

/** Reads what follows a backslash. */
function readEscape(text: string, at: number): Escape | undefined {
  const letter = text[at] ?? '';
  const simple = simpleEscapes[letter];
  if (simple !== undefined) return { text: simple, byte: undefined, end: at + 1 };
  const hexLength = hexEscapeLengths[letter];
  if (hexLength !== undefined) {
    const digits = text.slice(at + 1, at + 1 + hexLength);
    if (digits.length !== hexLength || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
    const value = Number.parseInt(digits, 16);
    const end = at + 1 + hexLength;
    if (letter === 'x') return { text: '', byte: value, end };
    return {
      text: value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff) ? '\ufffd' : String.fromCodePoint(value),
      byte: undefined,
      end,
    };
  }
  const octal = text.slice(at, at + 3);
  if (!/^[0-3][0-7]{2}$/.test(octal)) return undefined;
  return { text: '', byte: Number.parseInt(octal, 8), end: at + 3 };
}
