// `download`: the profile on view as a file, for other tools and for tickets. It is the answer of a query in another
// form, with the rights that the query itself asks for.
import { foldStacks } from '../../../core/analysis/flame/fold-stacks.ts';
import { visitKept, type KeptEntry } from '../../../core/analysis/visit-kept.ts';
import type { Labels } from '../../../core/labels.ts';
import type { WrittenProfile, WrittenStack } from '../../../core/profile/write/model.ts';
import { writeCounts } from '../../../core/profile/write/counts.ts';
import { writePprof } from '../../../core/profile/write/pprof.ts';
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import { readQuery } from '../../../core/query/read-query.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { readDumpRows } from '../rows/dump-rows.ts';
import { gatherGroups, listInputs, makeQuestion, type GroupedAnswer } from '../rows/group.ts';
import type { Call, Reply } from './call.ts';
import { makeAsk } from './call.ts';
import { writeGroups } from './write-groups.ts';

/** What an answer is written from. */
interface View {
  readonly ask: Ask;
  readonly answer: GroupedAnswer;
  readonly stacks: readonly KeptEntry[];
}

interface Format {
  readonly contentType: string;
  readonly ending: string;
  readonly write: (view: View) => Promise<Result<Uint8Array>>;
}

const encoder = new TextEncoder();
const plainText = 'text/plain; charset=utf-8';

const formats: Readonly<Record<'pprof' | 'folded' | 'text' | 'json', Format>> = {
  pprof: {
    contentType: 'application/octet-stream',
    ending: 'pb.gz',
    write: async (view) => succeed(await view.ask.ports.pack(writePprof(describeProfile(view)))),
  },
  folded: {
    contentType: plainText,
    ending: 'folded',
    write: ({ stacks }) =>
      Promise.resolve(
        succeed(
          encoder.encode(
            foldStacks(stacks.map(({ interpreted, count }) => ({ frames: interpreted.stack.frames, count }))),
          ),
        ),
      ),
  },
  text: {
    contentType: plainText,
    ending: 'txt',
    write: (view) => Promise.resolve(view.ask.query.queryType === 'dump' ? writeDump(view) : writeText(view)),
  },
  json: {
    contentType: 'application/json',
    ending: 'json',
    write: ({ answer }) => Promise.resolve(succeed(encoder.encode(writeGroups(answer)))),
  },
};

/** `?format=pprof|folded|text|json&query=<JSON>`, with `from` and `to` in milliseconds for a moment of the past. */
export async function downloadProfile(call: Call): Promise<Result<Reply>> {
  const name = call.parameters.get('format') ?? 'pprof';
  const format = Object.hasOwn(formats, name) ? formats[name as keyof typeof formats] : undefined;
  if (format === undefined) {
    return fail(refuse('unknown_format', 'format', `There are the formats ${Object.keys(formats).join(', ')}.`));
  }
  const read = readQuery(call.parameters.get('query') ?? '{}', { queryType: 'stacks' });
  if (!read.ok) return read;
  const range = readRange(call.parameters);
  if (range === undefined) {
    const message = '"from" and "to" are milliseconds since 1970. Leave both out for how things are now.';
    return fail(refuse('invalid_range', 'to', message));
  }
  // A baseline is the other side of the comparison, and not what is on view.
  const ask = makeAsk(call, { ...read.value, baseline: undefined }, range);
  const answer = await gatherGroups(ask);
  if (!answer.ok) return answer;
  const view = collect(ask, answer.value);
  if (!view.ok) return view;
  const written = await format.write(view.value);
  if (!written.ok) return written;
  const file = `${nameFile(read.value, view.value)}.${format.ending}`;
  return succeed({
    body: inPieces(written.value),
    headers: {
      'Content-Type': [format.contentType],
      'Content-Disposition': [`attachment; filename="${file}"`],
      'X-Content-Type-Options': ['nosniff'],
      'Cache-Control': ['no-store'],
    },
  });
}

function readRange(parameters: URLSearchParams): { readonly fromMs: number; readonly toMs: number } | undefined {
  const [fromMs, toMs] = ['from', 'to'].map((name) => Number(parameters.get(name) ?? 0));
  const isRange = Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs) && fromMs! >= 0 && toMs! >= 0;
  return isRange ? { fromMs: fromMs!, toMs: toMs! } : undefined;
}

function collect(ask: Ask, answer: GroupedAnswer): Result<View> {
  const wanted = new Set(answer.grouped.groups.map(({ key }) => key));
  const stacks: KeptEntry[] = [];
  const visited = visitKept(
    listInputs(ask, answer.gathered),
    makeQuestion(ask, answer.gathered.per, answer.judgement),
    (key) => wanted.has(key),
    (kept) => stacks.push(kept),
  );
  return visited.ok ? succeed({ ask, answer, stacks }) : visited;
}

function describeProfile({ ask, answer, stacks }: View): WrittenProfile {
  const { snapshots } = answer.gathered;
  const written: WrittenStack[] = stacks.map(({ interpreted, count, target }) => ({
    frames: interpreted.entry.frames,
    count,
    labels: labelStack(snapshots[target]?.labels ?? {}, interpreted.labels, interpreted.stack.state),
  }));
  const folded = answer.grouped.folded.goroutines;
  const newestMs = Math.max(...snapshots.map(({ atMs, profile }) => atMs ?? profile.timeMs ?? -Infinity));
  return {
    kind: ask.query.profile,
    timeMs: Number.isFinite(newestMs) ? newestMs : undefined,
    stacks: folded > 0 ? [...written, { frames: [otherFrame], count: folded, labels: {} }] : written,
    comments: answer.notices.map(({ text }) => text),
  };
}

const otherFrame = { function: 'other', file: '', line: 0, startLine: 0 };

/** What a profile has no field for: why the goroutines wait, and whose they are. */
function labelStack(target: Labels, own: Labels, state: string): Labels {
  return { ...own, ...target, state };
}

function writeText(view: View): Result<Uint8Array> {
  return succeed(encoder.encode(writeCounts(describeProfile(view))));
}

/** The goroutines one by one, as the runtime printed them. */
function writeDump({ ask, answer }: View): Result<Uint8Array> {
  const { snapshots } = answer.gathered;
  const wanted = new Set(answer.grouped.groups.map(({ key }) => key));
  const parts: string[] = [];
  for (const snapshot of snapshots) {
    const rows = readDumpRows(ask, answer, snapshot, (key) => wanted.has(key));
    if (!rows.ok) return rows;
    if (snapshots.length > 1) parts.push(`# ${snapshot.host}\n`);
    for (const { body } of rows.value) parts.push(`${body}\n`);
  }
  return succeed(encoder.encode(parts.join('\n')));
}

/** Of what a header can carry: no quotes, no control characters. */
function nameFile({ profile, queryType }: CompleteQuery, { answer }: View): string {
  const services = new Set(answer.gathered.snapshots.map(({ labels }) => labels['service'] ?? ''));
  const [service = ''] = services.size === 1 ? services : [];
  const words = [service, queryType === 'dump' ? 'goroutine-dump' : profile];
  return words
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._-]+/, '')
    .slice(0, 100);
}

const pieceBytes = 1024 * 1024;

/** A message between Grafana and a plugin has a bound: large files go in pieces. */
async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start === 0 || start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}
