// The header of a goroutine in debug=2, after its number: `[STATUS (leaked) (scan) (durable), N minutes, locked to
// thread, synctest bubble N labels:{…}]:` up to Go 1.26 and `[…] {…}:` from Go 1.27 on. runtime/traceback.go,
// goroutineheader.
import type { Labels } from '../labels.ts';
import { parseLabels } from './label-text.ts';
import { minuteMs } from '../agreed-times.ts';

export interface Header {
  /** The runtime's words without any suffix. */
  readonly status: string;
  readonly waitMinutes: number;
  readonly lockedToThread: boolean;
  readonly leaked: boolean;
  readonly labels: Labels;
  /** The header had an unknown suffix or label set. The goroutine counts; those words are lost. */
  readonly unread: boolean;
}

const noLabels: Labels = {};

/** Takes the trimmed text from `[` to the end of the line. Undefined when it is not a header. */
export function parseHeader(text: string): Header | undefined {
  if (text[0] !== '[') return undefined;
  const body = text.endsWith(':') ? text.slice(0, -1) : text;
  const parts = splitLabels(body);
  if (!parts) return undefined;
  const labels = parts.labels === '' ? noLabels : parseLabels(parts.labels);
  return { ...parseWords(parts.words), labels: labels ?? noLabels, ...(labels ? {} : { unread: true }) };
}

/** Separates the runtime's words from the labels, for every version of Go. */
function splitLabels(body: string): { readonly words: string; readonly labels: string } | undefined {
  const inside = body.indexOf(' labels:{');
  if (inside > 0 && body.endsWith('}]')) return { words: body.slice(1, inside), labels: body.slice(inside + 8, -1) };
  const behind = body.indexOf('] {');
  if (behind > 0 && body.endsWith('}')) return { words: body.slice(1, behind), labels: body.slice(behind + 2) };
  if (!body.endsWith(']')) return undefined;
  return { words: body.slice(1, -1), labels: '' };
}

type Words = Omit<Header, 'labels'>;

/** Reads `select (no cases) (leaked), 5 minutes, locked to thread`. The status is what remains without the suffixes. */
function parseWords(words: string): Words {
  const [first = '', ...suffixes] = words.split(', ');
  let waitMinutes: number | undefined;
  let lockedToThread = false;
  // The runtime's words have none of these: they come from a label's value or from the text around a header.
  let unread = /["\\\]{}]/.test(first);
  for (const suffix of suffixes) {
    const minutes = readMinutes(suffix);
    if (minutes !== undefined && waitMinutes === undefined) waitMinutes = minutes;
    else if (suffix === 'locked to thread') lockedToThread = true;
    else if (!isSynctest(suffix)) unread = true;
  }
  let status = first;
  let leaked = false;
  for (;;) {
    const mark = marks.find((each) => status.endsWith(each));
    if (!mark) break;
    if (mark === leakMark) leaked = true;
    status = status.slice(0, -mark.length);
  }
  return { status, waitMinutes: waitMinutes ?? 0, lockedToThread, leaked, unread };
}

const leakMark = ' (leaked)';
const marks = [leakMark, ' (scan)', ' (durable)', ' (synctest)'];

function isSynctest(suffix: string): boolean {
  return suffix.startsWith('synctest bubble ') || suffix.startsWith('synctest group ');
}

const unitMinutes: ReadonlyMap<string, number> = new Map([
  ['d', 1440],
  ['day', 1440],
  ['days', 1440],
  ['h', 60],
  ['hour', 60],
  ['hours', 60],
  ['m', 1],
  ['min', 1],
  ['minute', 1],
  ['minutes', 1],
  ['s', 1 / 60],
  ['seconds', 1 / 60],
  ['ms', 1 / minuteMs],
]);

/**
 * Reads `12 minutes`, or a duration as people write it: `2h4m`, `90s`, `1.5h`. Whole minutes; undefined for other text.
 */
export function readMinutes(text: string): number | undefined {
  let minutes = 0;
  let at = 0;
  while (at < text.length) {
    let end = at;
    while (isDigitOrDot(text.charCodeAt(end))) end++;
    const amount = text.slice(at, end);
    if (amount === '' || amount.length > 15 || Number.isNaN(Number(amount))) return undefined;
    if (text[end] === ' ') end++;
    let unitEnd = end;
    while (isLetter(text.charCodeAt(unitEnd))) unitEnd++;
    const unit = unitMinutes.get(text.slice(end, unitEnd));
    if (unit === undefined) return undefined;
    minutes += Number(amount) * unit;
    at = text[unitEnd] === ' ' ? unitEnd + 1 : unitEnd;
  }
  return text === '' ? undefined : Math.floor(minutes);
}

function isDigitOrDot(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46;
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}
