// The demo's output. On a terminal each view replaces the previous one and messages scroll above it; in a pipe
// everything is printed in order as plain text.
import { stripVTControlCharacters } from 'node:util';
import type { Paint } from './text.ts';
import { colourful, plain } from './text.ts';

/** The needed part of a stream such as process.stdout. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

export interface Screen {
  readonly paint: Paint;
  /** Whether a view takes the place of the one before, so that it may be drawn often. */
  readonly replaces: boolean;
  width(): number;
  /** How many lines a view may have. */
  height(): number;
  /** Prints a line that stays. */
  say(line: string): void;
  /** Draws the view, in place of the one before. */
  show(lines: readonly string[]): void;
  /** Keeps the current view; later output appears below it. */
  leave(): void;
}

export function openScreen(output: Output, environment: Readonly<Record<string, string | undefined>>): Screen {
  if (output.isTTY !== true) return openPipe(output);
  return openTerminal(output, environment['NO_COLOR'] ? plain : colourful);
}

function openPipe(output: Output): Screen {
  return {
    paint: plain,
    replaces: false,
    width: () => Infinity,
    height: () => Infinity,
    say: (line) => void output.write(`${line}\n`),
    show: (lines) => void output.write(`\n${joinLines(lines)}`),
    leave: () => undefined,
  };
}

function openTerminal(output: Output, paint: Paint): Screen {
  let drawn: readonly string[] = [];
  const width = () => output.columns ?? 80;
  const erase = () => {
    if (drawn.length === 0) return '';
    // A window that was made narrower has wrapped the lines.
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(lengthOf(line) / width())), 0);
    return `\u001b[${rows}A\r\u001b[J`;
  };
  return {
    paint,
    replaces: true,
    width,
    height: () => (output.rows ?? 24) - 1,
    say: (line) => void output.write(`${erase()}${line}\n${joinLines(drawn)}`),
    show(lines) {
      output.write(erase() + joinLines(lines));
      drawn = lines;
    },
    leave() {
      drawn = [];
    },
  };
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function lengthOf(line: string): number {
  return [...stripVTControlCharacters(line)].length;
}
