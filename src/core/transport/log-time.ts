// The time that a log puts on its lines: RFC 3339 and looser forms, and the epoch in seconds to nanoseconds.
import { decodeText, isDigit } from './byte-text.ts';
import { minuteMs } from '../agreed-times.ts';

const maxSearched = 4096;

/** Milliseconds since the epoch of the first time between `start` and `end`; undefined where none has a year. */
export function findLogTime(bytes: Uint8Array, start: number, end: number): number | undefined {
  const to = Math.min(end, start + maxSearched);
  for (let at = start; at + 10 <= to; at++) {
    if (!isDigit(bytes[at]!)) continue;
    let digits = at;
    while (digits < to && isDigit(bytes[digits]!)) digits++;
    const before = at === start ? 32 : bytes[at - 1]!;
    if (digits - at === 4 && (bytes[digits] === 45 || bytes[digits] === 47)) {
      const time = readDate(decodeText(bytes, at, Math.min(to, at + 40)));
      if (time !== undefined) return time;
    } else if (before !== 45 && before !== 46) {
      const time = readEpoch(decodeText(bytes, at, digits), before);
      if (time !== undefined) return time;
    }
    at = digits;
  }
  return undefined;
}

const date = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?/;

/** A time without a zone counts as UTC, since only differences within one log matter. */
function readDate(text: string): number | undefined {
  const match = date.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const ms = Number(`${fraction}000`.slice(0, 3));
  return Number(year) < 1990 || Number(month) > 12 ? undefined : utc + ms - readZone(zone);
}

function readZone(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * minuteMs;
}

/** Reads an epoch between 2001 and 2286. A digit or letter before it makes it another number. */
function readEpoch(digits: string, before: number): number | undefined {
  const opens = before === 34 || before === 58 || before === 61 || before === 32 || before === 91 || before === 44;
  if (!opens || digits[0] !== '1') return undefined;
  const unit = { 10: 1000, 13: 1, 16: 1e-3, 19: 1e-6 }[digits.length];
  return unit === undefined ? undefined : Math.round(Number(digits) * unit);
}
