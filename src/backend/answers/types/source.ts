// The answer to `source`: the lines of a function with the goroutines parked on each, if the source is readable.
import { findParked } from '../../../core/analysis/source/find-parked.ts';
import { laySource } from '../../../core/analysis/source/lay-source.ts';
import type { ParkedFunction } from '../../../core/analysis/source/model.ts';
import { visitKept, type KeptEntry } from '../../../core/analysis/visit-kept.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { makeSourcePlaces, type PlaceSource } from '../../../core/stack/source-place.ts';
import { frameSource, type SourceRow } from '../../../frames/source.ts';
import { linkSources } from '../../../frames/source-link.ts';
import type { Answerer, Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { describeAnswer, gatherGroups, listInputs, makeQuestion, type GroupedAnswer } from '../rows/group.ts';
import { hasRole } from '../roles.ts';
import { linkFrame } from '../rows/source-links.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';

/** Where the source can be found. */
interface Sources {
  readonly place: PlaceSource;
  /** The version of the program's own code, if all targets run the same one. */
  readonly version: string | undefined;
}

export const answerSource: Answerer = async (ask) => {
  const { function: named = '', filter } = ask.query;
  if (named === '' && filter.fingerprints === undefined) {
    const message =
      'Say which function, such as shop/cart.(*Store).Put or a regular expression, or which stack, by its fingerprint.';
    return fail(refuse('invalid_query', 'function', message));
  }
  const answered = await gatherGroups(ask);
  if (!answered.ok) return answered;
  // All states of a stack share the function name.
  const wanted = named || (answered.value.grouped.groups[0]?.function ?? '');
  if (wanted === '') {
    const message = 'None of the goroutines read has this stack, so its function is not known.';
    return fail(refuse('no_stack', 'filter.fingerprints', message, 404));
  }
  const entries = collectEntries(ask, answered.value);
  if (!entries.ok) return entries;
  const found = findParked(entries.value, wanted, 'function');
  if (!found.ok) return found;
  const { limit } = ask.query;
  const sources = findSources(ask, answered.value);
  const listed = await Promise.all(found.value.slice(0, limit).map((parked) => listFunction(ask, sources, parked)));
  const rows = listed.flatMap((one) => one.rows);
  const meta = describeAnswer(ask, answered.value, [
    ...answered.value.notices,
    ...noteNothing(found.value, wanted),
    ...noteLimit(found.value, limit),
    // A missing file is reported once and not for each of its functions.
    ...new Map(listed.flatMap(({ notices }) => notices.map((notice) => [notice.text, notice] as const))).values(),
  ]);
  const urls = listed.flatMap((one) => one.urls);
  const [unread] = listed.flatMap(({ unread }) => unread ?? []);
  return succeed([linkSources(frameSource(rows, meta, unread && explainUnread(unread)), urls, 'line')]);
};

function collectEntries(ask: Ask, { gathered, grouped, judgement }: GroupedAnswer): Result<readonly KeptEntry[]> {
  const wanted = new Set(grouped.groups.map(({ key }) => key));
  const entries: KeptEntry[] = [];
  const visited = visitKept(
    listInputs(ask, gathered),
    makeQuestion(ask, gathered.per, judgement),
    (key) => wanted.has(key),
    (kept) => entries.push(kept),
  );
  return visited.ok ? succeed(entries) : visited;
}

function findSources(ask: Ask, { gathered }: GroupedAnswer): Sources {
  const frames = listInputs(ask, gathered).flatMap(({ profile }) =>
    profile.entries.flatMap(({ stack }) => stack.frames.map(({ raw }) => raw)),
  );
  const versions = new Set(gathered.snapshots.map(({ target }) => target.labels['version']));
  const [version] = versions.size === 1 ? versions : [];
  return { place: makeSourcePlaces(new Set(frames), ask.ref.settings.ownCode), version };
}

interface Listed {
  readonly rows: readonly SourceRow[];
  readonly urls: readonly (string | null)[];
  readonly notices: readonly Notice[];
  readonly unread: Problem | undefined;
}

async function listFunction(ask: Ask, { place, version }: Sources, parked: ParkedFunction): Promise<Listed> {
  const text = await readText(ask, { place, version }, parked);
  const { lines, left } = laySource(parked, text.ok ? text.value : undefined);
  const { name, frame } = parked;
  return {
    rows: lines.map((line) => ({ ...line, file: frame.file, function: name })),
    urls: lines.map(({ line }) => linkFrame(ask, place, { ...frame, line }, version)),
    notices: [
      ...(text.ok ? [] : [{ severity: 'info', text: text.problem.message, hosts: text.problem.hosts ?? [] } as const]),
      ...(left === 0 ? [] : [{ severity: 'info', text: formatLeft(name, left) } as const]),
    ],
    unread: text.ok ? undefined : text.problem,
  };
}

/** The text of a line's cell. The host of a refusal stays in the notice, because not every user may see it. */
function explainUnread({ code, message }: Problem): string {
  return code === 'no_source' || code === 'source_role' ? message : 'Not read. The notice has the reason.';
}

/** The names in a pasted dump are chosen by its author, so they must not select what is fetched. */
async function readText(ask: Ask, { place, version }: Sources, parked: ParkedFunction): Promise<Result<string>> {
  const { settings } = ask.ref;
  const { file } = parked.frame;
  if (ask.query.inline !== undefined) {
    return fail(
      refuse(
        'no_source',
        'inline',
        'Parked reads no source for a pasted dump. "parked list" can read it from a folder.',
      ),
    );
  }
  if (settings.sourceRaw !== undefined && !hasRole(ask.role, settings.sourceRole)) {
    const message =
      `Source lines require the role ${settings.sourceRole}, and you are a ${ask.role}. An administrator can lower ` +
      '"Least role" beside "Source to read".';
    return fail(refuse('source_role', 'function', message, 403));
  }
  const found = place(parked.frame);
  if (!parked.own || found === undefined) {
    const message = `The source of ${file === '' ? parked.name : file} is not read, because it is not the program's own code.`;
    return fail(refuse('no_source', 'function', message));
  }
  return ask.ports.sources.readSource(ask.ref, found, version);
}

function formatLeft(name: string, left: number): string {
  return `${formatAmount(left, 'line')} of ${name} are left out. Of a long function, only the lines around parked goroutines are shown.`;
}

function noteNothing(found: readonly ParkedFunction[], wanted: string): readonly Notice[] {
  if (found.length > 0) return [];
  const text = `None of the goroutines read is in a function named ${wanted}, or in one that matches it as a regular expression.`;
  return [{ severity: 'info', text }];
}

function noteLimit(found: readonly ParkedFunction[], limit: number): readonly Notice[] {
  if (found.length <= limit) return [];
  const text = `${formatCount(limit)} of ${formatAmount(found.length, 'function')} that match are shown (limit), those with the most goroutines.`;
  return [{ severity: 'info', text }];
}
