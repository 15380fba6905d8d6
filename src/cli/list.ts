// `parked list`: reads a source, finds a function in its stacks and in a folder, and reports success by its exit
// status.
import { groupProfiles, type GroupInput, type GroupQuestion } from '../core/analysis/group.ts';
import { findParked } from '../core/analysis/source/find-parked.ts';
import { laySource } from '../core/analysis/source/lay-source.ts';
import type { ParkedFunction } from '../core/analysis/source/model.ts';
import { visitKept, type KeptEntry } from '../core/analysis/visit-kept.ts';
import { defaultBounds } from '../core/limits.ts';
import { listNamedLabels } from '../core/query/named-labels.ts';
import { interpretProfile } from '../core/stack/interpret.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { openSourceFolder, type FindSource } from './find-source.ts';
import type { ListOptions } from './options/list.ts';
import type { ListedFunction, SourceReport } from './list-model.ts';
import { checkSources } from './options/fetching.ts';
import { checkOutputOptions, styleTerminal } from './options/output.ts';
import { nameOption, readSelection } from './options/read-selection.ts';
import { readFileProfiles } from './read-file.ts';
import { openUrl, withTargets } from './read-url.ts';
import { describeReading } from '../report/notes.ts';
import type { SourceProfile } from '../report/model.ts';
import { completeSources, isUrl } from './source-url.ts';
import type { Terminal } from './terminal.ts';
import { formatAmount } from '../core/format.ts';
import { writeListJson, writeListMarkdown, writeListText } from './write-list.ts';

/** Returns the exit status. Throws a CommandFailure for anything that ends the command early. */
export async function runList(wanted: string, word: string, options: ListOptions, terminal: Terminal): Promise<number> {
  const [source = word] = completeSources([word]);
  checkOutputOptions(options);
  checkSources([source], options);
  const query = readSelection(options);
  const labelKeys = listNamedLabels(query);
  const profiles = await readSource(source, options, labelKeys, terminal);
  const last = profiles.at(-1);
  if (last === undefined) throw new Error('a source without a profile was not refused');
  const input: GroupInput = {
    labels: {},
    profile: interpretProfile(last.profile, { ownCode: options.ownCode ?? [], labelKeys }),
  };
  const question = { groupBy: query.groupBy, per: [], filter: query.filter };
  const all = collectEntries(input, { ...question, groupsLimit: defaultBounds.groupsPerProfile });
  const found = findParked(all, wanted, 'FUNCTION');
  if (!found.ok) throw new CommandFailure(exitStatus.usage, found.problem.message);
  const shown = options.json && options.limit === undefined ? found.value : found.value.slice(0, query.limit);
  const find = openSourceFolder(options.source);
  const functions = await Promise.all(shown.map((parked) => listFunction(parked, find)));
  const notes = describe(profiles, found.value.length - shown.length, functions, options.source);
  await terminal.out(write({ source: last, wanted, functions, notes }, options, styleTerminal(terminal, options)));
  return exitStatus.fine;
}

/** The entries that match the selection. Throws a CommandFailure if the profile cannot answer it. */
export function collectEntries(input: GroupInput, question: GroupQuestion): readonly KeptEntry[] {
  const grouped = groupProfiles([input], question);
  if (!grouped.ok) throw nameOption(grouped.problem);
  const wanted = new Set(grouped.value.groups.map(({ key }) => key));
  const entries: KeptEntry[] = [];
  const visited = visitKept(
    [input],
    question,
    (key) => wanted.has(key),
    (kept) => entries.push(kept),
  );
  if (!visited.ok) throw nameOption(visited.problem);
  return entries;
}

export async function listFunction(parked: ParkedFunction, find: FindSource): Promise<ListedFunction> {
  const text = await find(parked.frame.file);
  return { parked, ...laySource(parked, text), found: text !== undefined };
}

function describe(
  profiles: readonly SourceProfile[],
  left: number,
  functions: readonly ListedFunction[],
  folder: string,
): readonly string[] {
  const missing = functions.filter(({ found }) => !found);
  const [first] = missing;
  const others = missing.length > 1 ? ` and of ${formatAmount(missing.length - 1, 'function')} more` : '';
  return [
    ...profiles.slice(-1).flatMap(describeReading),
    ...(profiles.length > 1 ? [`${formatAmount(profiles.length, 'profile')} were read; the last is shown.`] : []),
    ...(first === undefined
      ? []
      : [`The source of ${first.parked.name}${others} is not below ${folder}; --source names another folder.`]),
    ...(left > 0 ? [`${formatAmount(left, 'function')} more match; --limit shows them.`] : []),
  ];
}

async function readSource(
  source: string,
  options: ListOptions,
  labelKeys: readonly string[],
  terminal: Terminal,
): Promise<readonly SourceProfile[]> {
  if (!isUrl(source)) return readFileProfiles(source, labelKeys, terminal);
  return withTargets(async (targets) => [await (await openUrl(targets, source, options, labelKeys)).fetch()]);
}

function write(report: SourceReport, options: ListOptions, terminal: Terminal): string {
  if (options.json) return writeListJson(report);
  if (options.markdown) return writeListMarkdown(report);
  return writeListText(report, terminal);
}
