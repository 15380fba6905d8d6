// What could not be read, one issue per kind with its first place. A broken megabyte costs one line.
import { decodeText } from '../transport/byte-text.ts';
import type { ReadIssue } from './model.ts';

const maxQuoted = 80;

/** A line as an issue shows it: quoted, without control characters, shortened where it is long. */
export function quoteLine(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeText(bytes, start, Math.min(end, start + maxQuoted * 4)).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
  return `“${text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text}”`;
}

/** The place of an issue: a line of a text or a byte of a protobuf. */
export type Place = { readonly line: number } | { readonly offset: number };

export class IssueLog {
  readonly #issues = new Map<string, { issue: Omit<ReadIssue, 'times'>; times: number }>();

  /** `message` is one sentence. Only the first message of each code is kept. */
  add(code: string, message: string, place: Place, times = 1): void {
    const known = this.#issues.get(code);
    if (known) known.times += times;
    else this.#issues.set(code, { issue: { code, message, ...place }, times });
  }

  has(code: string): boolean {
    return this.#issues.has(code);
  }

  list(): readonly ReadIssue[] {
    return [...this.#issues.values()].map(({ issue, times }) => ({ ...issue, times }));
  }
}
