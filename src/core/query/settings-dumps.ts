// `dumps`: who may take debug=2 dumps, and how long these may stop a process. A dump stops the target's world.
import * as v from 'valibot';
import { succeed, type Result } from '../problem.ts';
import { parseDuration } from './duration.ts';
import type { Role } from './request.ts';
import { definePart, flag, role } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';
import { minuteMs } from '../agreed-times.ts';

export interface DumpRules {
  /** Lowest role that may take a debug=2 dump. */
  readonly role: Role;
  /** A dump that would stop the process for longer is refused. Infinity where `maxGoroutines` is the only bound. */
  readonly maxPauseMs: number;
  /** A dump of more goroutines is refused. This is the bound of older settings; Infinity where it is unset or 0. */
  readonly maxGoroutines: number;
  /** One dump is taken when a stack begins to leak, if its pause is at most this many milliseconds; 0 means never. */
  readonly atOnsetMs: number;
  readonly inAlerts: boolean;
}

const duration = v.nullish(v.string('must be a duration, such as "250ms".'), '');

const shape = v.strictObject(
  {
    role,
    maxPause: duration,
    atOnset: duration,
    inAlerts: flag,
    maxGoroutines: v.nullish(
      v.pipe(
        v.number('must be a number.'),
        v.integer('must be a whole number.'),
        v.minValue(0, 'must not be negative; 0 lifts the bound.'),
      ),
    ),
  },
  'must be an object with role, maxPause, atOnset and inAlerts.',
);

/** Callers hardly notice a pause of this length. */
const defaultMaxPauseMs = 250;
/** Nobody asked for this dump, so its pause must not be noticed at all. */
const defaultAtOnsetMs = 10;
/** A process that stands still for a minute is down for its callers. */
const longestPauseMs = minuteMs;

export const dumpsPart = definePart({
  entries: { dumps: v.nullish(shape, {}) },
  read({ dumps }): Result<{ readonly dumps: DumpRules }> {
    // Settings with only `maxGoroutines` keep their meaning: no second bound refuses what they allow.
    const isBoundByCount = typeof dumps.maxGoroutines === 'number' && isUnset(dumps.maxPause);
    const maxPause = readPause(dumps.maxPause, 'maxPause', isBoundByCount ? Infinity : defaultMaxPauseMs);
    if (!maxPause.ok) return maxPause;
    if (maxPause.value === 0) {
      return failSetting('dumps.maxPause', 'dumps.maxPause must be a duration from 1ms to 1m, such as "250ms".');
    }
    const atOnset = readPause(dumps.atOnset, 'atOnset', defaultAtOnsetMs);
    if (!atOnset.ok) return atOnset;
    return succeed({
      dumps: {
        role: dumps.role,
        maxPauseMs: maxPause.value,
        maxGoroutines: dumps.maxGoroutines || Infinity,
        atOnsetMs: atOnset.value,
        inAlerts: dumps.inAlerts,
      },
    });
  },
});

/** Forms save an empty text for "no value". */
const isUnset = (value: string): boolean => value.trim() === '';

function readPause(value: string, key: 'maxPause' | 'atOnset', fallbackMs: number): Result<number> {
  if (isUnset(value)) return succeed(fallbackMs);
  const pauseMs = parseDuration(value.trim());
  if (pauseMs !== undefined && pauseMs <= longestPauseMs) return succeed(pauseMs);
  const never = key === 'atOnset' ? ', or "0" for never' : '';
  return failSetting(`dumps.${key}`, `dumps.${key} must be a duration of at most 1m, such as "250ms"${never}.`);
}
