// Helpers of the texts that carry dumps.

/** Turns the lines of a dump into a text that carries them. */
export type Carry = (lines: readonly string[]) => string;

/** A time for each line, some milliseconds apart. */
export const at = (index: number): string => new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + index).toISOString();

export const each =
  (write: (line: string, index: number) => string): Carry =>
  (lines) =>
    lines.map((line, index) => `${write(line, index)}\n`).join('');

export const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

export const escapeHtml = (line: string): string =>
  line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The line in parts of `width` characters. */
export function cut(line: string, width: number): readonly string[] {
  const characters = [...line];
  const parts: string[] = [];
  for (let from = 0; from === 0 || from < characters.length; from += width) {
    parts.push(characters.slice(from, from + width).join(''));
  }
  return parts;
}

/** What a terminal shows for the tab in front of a location. */
export const untab = (line: string, width = 8): string => line.replace(/^\t/, ' '.repeat(width));

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r', "'": "\\'" };

/** As `repr` prints bytes, for texts without other control characters. */
export const pythonBytes = (content: string): string =>
  `b'${content.replace(/[\\\n\t\r']/g, (sign) => escapes[sign] ?? sign)}'`;
