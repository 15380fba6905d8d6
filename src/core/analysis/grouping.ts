// Reads the values that a query groups by.
import { labelValue } from '../labels.ts';
import { fail, succeed, type Result } from '../problem.ts';
import type { InterpretedEntry, InterpretedProfile, StackFrame } from '../stack/model.ts';
import { readPackagePath } from '../stack/symbol.ts';
import type { Grouping } from './model.ts';

/** Returns the values of an entry, in the order of the groupings. */
export type GroupingTest = (entry: InterpretedEntry) => readonly string[];

/** Whether the value depends on the stack only. */
export function isOfStack(grouping: Grouping): boolean {
  return grouping !== 'creator' && !grouping.startsWith('label:');
}

export function readPackage(frame: StackFrame | undefined): string {
  return frame === undefined ? '' : readPackagePath(frame.raw.function);
}

/** The innermost frame of the program's own code. */
export function readOwnFunction({ stack }: InterpretedEntry): string {
  return stack.frames[stack.ownFrame]?.name ?? '';
}

function readValues(grouping: Grouping, entry: InterpretedEntry): readonly string[] {
  const { stack } = entry;
  switch (grouping) {
    case 'stack':
      return [stack.fingerprint, stack.state];
    case 'location':
      return [stack.location];
    case 'function':
      return [stack.function];
    case 'ownFunction':
      return [readOwnFunction(entry)];
    case 'package':
      return [readPackage(stack.frames[stack.keyFrame])];
    case 'state':
      return [stack.state];
    case 'creator':
      return [entry.creator ?? ''];
    default:
      return [labelValue(entry.labels, grouping.slice('label:'.length))];
  }
}

/** Whether the profile has creators and wait times. */
export function hasHeaders({ profile }: InterpretedProfile): boolean {
  return profile.format === 'debug=2' || profile.format === 'debug=3';
}

/** Fails with the field if a profile does not have the values to group by. */
export function compileGrouping(
  groupBy: readonly Grouping[],
  profiles: readonly InterpretedProfile[],
): Result<GroupingTest> {
  for (const [index, grouping] of groupBy.entries()) {
    const field = `groupBy[${index}]`;
    if (grouping === 'creator' && !profiles.every(hasHeaders)) {
      return fail({
        code: 'creator_unknown',
        status: 400,
        source: 'downstream',
        field,
        message: 'Only debug=2 dumps know creators. Take a dump, or group by something else.',
      });
    }
    const key = grouping.startsWith('label:') ? grouping.slice('label:'.length) : undefined;
    if (key !== undefined && !profiles.every((profile) => profile.labelKeys.includes(key))) {
      return fail(rejectLabel(field, key));
    }
  }
  return succeed((entry) => groupBy.flatMap((grouping) => readValues(grouping, entry)));
}

export function rejectLabel(field: string, key: string) {
  return {
    code: 'label_not_kept',
    status: 400,
    source: 'downstream',
    field,
    message: `The pprof label ${JSON.stringify(key)} is not kept. Add it to "pprof labels to keep" in the data source's settings.`,
  } as const;
}
