// The answer about source: lines of the function in which a stack waits, with the goroutines parked on each.
import { findParked } from '../../core/analysis/source/find-parked.ts';
import { defaultBounds } from '../../core/limits.ts';
import { CommandFailure, exitStatus } from '../exit-status.ts';
import { openSourceFolder, type FindSource } from '../find-source.ts';
import type { ListedFunction } from '../list-model.ts';
import { collectEntries, listFunction } from '../list.ts';
import { cutOf } from './describe-reading.ts';
import { findGroups } from './describe-stack.ts';
import type { Reading } from './readings.ts';

const maxFunctions = 2;
const maxLines = 40;
/** Lines around a line with goroutines. */
const around = 6;

interface Wanted {
  readonly fingerprint: string | undefined;
  readonly function: string | undefined;
}

/** Throws a CommandFailure for a stack or an expression that finds nothing. */
export async function describeSource(reading: Reading, wanted: Wanted, folders: readonly string[]) {
  const [group] = wanted.fingerprint === undefined ? [] : findGroups(reading, wanted.fingerprint);
  const name = wanted.function ?? group?.function;
  if (name === undefined) throw new CommandFailure(exitStatus.usage, 'Name a fingerprint or a function.');
  const filter = group === undefined ? {} : { fingerprints: [group.fingerprint] };
  const question = { groupBy: ['stack'], per: [], filter, groupsLimit: defaultBounds.groupsPerProfile } as const;
  const entries = reading.series.flatMap(({ labels, last }) =>
    collectEntries({ labels, profile: last.interpreted }, question),
  );
  const found = findParked(entries, name, 'function');
  if (!found.ok) throw new CommandFailure(exitStatus.usage, found.problem.message);
  const find = findInAny(folders);
  const functions = await Promise.all(found.value.slice(0, maxFunctions).map((parked) => listFunction(parked, find)));
  return {
    reading: reading.id,
    functions: functions.map(describeFunction),
    ...cutOf('functions', found.value.length, maxFunctions),
    ...(functions.some((one) => !one.found)
      ? { note: `A source file was not found below a folder of --allow-dir (${folders.join(', ') || 'none'}).` }
      : {}),
  };
}

function findInAny(folders: readonly string[]): FindSource {
  const finders = folders.map(openSourceFolder);
  return async (file) => {
    for (const find of finders) {
      const text = await find(file);
      if (text !== undefined) return text;
    }
    return undefined;
  };
}

function describeFunction({ parked, lines }: ListedFunction) {
  const near = lines.filter(({ line }) => parked.lines.some((one) => Math.abs(one.line - line) <= around));
  return {
    function: parked.name,
    file: parked.frame.file,
    goroutines: parked.goroutines,
    lines: near.slice(0, maxLines).map((one) => ({
      line: one.line,
      code: one.text,
      ...(one.parked === undefined
        ? {}
        : { parked: one.parked.count, states: one.parked.states.slice(0, 3).map(([state]) => state) }),
    })),
    ...cutOf('lines', lines.length, Math.min(near.length, maxLines)),
  };
}
