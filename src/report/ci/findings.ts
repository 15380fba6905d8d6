// The findings of a build: suspects, or growth between two profiles, each with a file and line.
import { formatCount } from '../../core/format.ts';
import type { GroupChange } from '../../core/analysis/diff/model.ts';
import { explainGroup } from '../../core/analysis/explain-group.ts';
import type { Grade, Group } from '../../core/analysis/model.ts';
import { causes } from '../../core/causes/list.ts';
import type { CauseId } from '../../core/causes/model.ts';
import type { StackFrame } from '../../core/stack/model.ts';
import type { Report } from '../model.ts';
import { nameFunction, nameTarget, formatGrowth } from '../words.ts';

export type Level = 'error' | 'warning' | 'note';

export interface Finding {
  /** The cause, or `goroutine-leak` where none fits. */
  readonly rule: CauseId | 'goroutine-leak';
  readonly level: Level;
  /** One line. */
  readonly title: string;
  /** Sentences: the evidence, and what to change. */
  readonly message: string;
  readonly fingerprint: string;
  readonly function: string;
  /** The file of the innermost own-code frame. Without one the text is empty and the line is 0. */
  readonly file: string;
  readonly line: number;
  readonly frames: readonly StackFrame[];
}

const levels: Readonly<Record<Grade, Level>> = { proven: 'error', likely: 'error', watch: 'warning', rising: 'note' };

/** Goroutines that exist once, on purpose, are not findings. */
export function listSuspects({ suspects }: Pick<Report, 'suspects'>): readonly Finding[] {
  return suspects
    .filter(({ once }) => !once)
    .map(({ grade, count, state, group, cause, fix, evidence, per }) => {
      const target = nameTarget(per);
      return {
        rule: cause ?? 'goroutine-leak',
        level: levels[grade],
        title: `${formatCount(count)} goroutines in ${state}: ${nameFunction(group)}${target === '' ? '' : ` (${target})`}`,
        message: [`${grade}:`, ...evidence, ...(fix === null ? [] : [fix])].join(' '),
        ...locate(group),
      };
    });
}

/** Groups with more goroutines. Growth by `failOnGrowth` or more is an error. */
export function listGrowth(changes: readonly GroupChange[], failOnGrowth: number | undefined): readonly Finding[] {
  return changes
    .filter(({ change }) => change > 0)
    .map(({ kind, before, after, change, group }) => {
      const cause = explainGroup(group)?.cause ?? null;
      return {
        rule: cause ?? 'goroutine-leak',
        level: failOnGrowth !== undefined && change >= failOnGrowth ? 'error' : 'warning',
        title: `${formatGrowth(change)} goroutines in ${group.state}: ${nameFunction(group)}`,
        message: [
          `It ${kind}: ${formatCount(before)} before, ${formatCount(after)} after.`,
          ...(cause === null ? [] : [causes[cause].fix]),
        ].join(' '),
        ...locate(group),
      };
    });
}

/** The place where a group waits: the innermost own-code frame. */
export function locate(group: Group): Pick<Finding, 'fingerprint' | 'function' | 'file' | 'line' | 'frames'> {
  const { fingerprint, frames } = group;
  const named = frames.find(({ raw }) => raw.function === group.rawFunction) ?? frames.find(({ own }) => own);
  const { file = '', line = 0 } = named?.raw ?? {};
  return { fingerprint, function: group.function, file, line, frames };
}

/** What a form needs besides the findings. */
export interface CiContext {
  readonly version: string;
  /** The path of a file in the repository; unchanged where the repository does not have it. */
  readonly place: (file: string) => string;
}
