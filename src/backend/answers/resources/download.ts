// `download`: the displayed profile as a file. It answers a query in another format and needs the same rights as that
// query.
import { foldStacks } from '../../../core/analysis/flame/fold-stacks.ts';
import { visitKept, type KeptEntry } from '../../../core/analysis/visit-kept.ts';
import type { Labels } from '../../../core/labels.ts';
import type { WrittenProfile, WrittenStack } from '../../../core/profile/write/model.ts';
import { writeCounts } from '../../../core/profile/write/counts.ts';
import { writePprof } from '../../../core/profile/write/pprof.ts';
import { parseJson } from '../../../core/json.ts';
import { limits } from '../../../core/limits.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import { readQuery } from '../../../core/query/read-query.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import { processMemory, type MemoryLease } from '../../memory-budget.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { findDumpField } from '../gather/dumps.ts';
import { readDumpRows } from '../rows/dump-rows.ts';
import { gatherGroups, listInputs, makeQuestion, type GroupedAnswer } from '../rows/group.ts';
import type { Call, Reply } from './call.ts';
import { makeAsk } from './call.ts';
import { writeGroups } from './write-groups.ts';

/** The data that a file is written from. */
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

/** `?format=pprof|folded|text|json&query=<JSON>`, with `from` and `to` in milliseconds for a time in the past. */
export async function downloadProfile(call: Call): Promise<Result<Reply>> {
  const parameters = Object.fromEntries(call.parameters);
  const read = readQuery(parameters['query'] ?? '{}', { queryType: 'stacks' });
  if (!read.ok) return read;
  // A GET must not take a dump: a link that a user is tricked into opening could pause a program.
  const dumpField = findDumpField(read.value);
  if (dumpField !== undefined) {
    const message = 'This download takes a dump, which stops the target for a moment. Ask for it with POST.';
    return fail(refuse('dump_by_get', dumpField, message, 405));
  }
  return download(call, read.value, parameters);
}

/** The same with the body `{ format?, query?, from?, to? }`, where `query` is an object. May take a dump. */
export async function postDownload(call: Call): Promise<Result<Reply>> {
  const body = readBody(call);
  if (body === undefined) {
    return fail(
      refuse('invalid_body', 'body', 'The body must be a JSON object such as {"format": "text", "query": {}}.'),
    );
  }
  const read = readQuery(JSON.stringify(body['query'] ?? {}), { queryType: 'stacks' });
  return read.ok ? download(call, read.value, body) : read;
}

type Asked = Readonly<Record<string, unknown>>;

function readBody({ body }: Call): Asked | undefined {
  try {
    const parsed = parseJson(new TextDecoder().decode(body));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Asked) : undefined;
  } catch {
    return undefined;
  }
}

async function download(call: Call, query: CompleteQuery, asked: Asked): Promise<Result<Reply>> {
  const name = String(asked['format'] ?? 'pprof');
  const format = Object.hasOwn(formats, name) ? formats[name as keyof typeof formats] : undefined;
  if (format === undefined) {
    return fail(refuse('unknown_format', 'format', `The formats are ${Object.keys(formats).join(', ')}.`));
  }
  const range = readRange(asked);
  if (range === undefined) {
    const message = '"from" and "to" are milliseconds since 1970. Leave both out for the present.';
    return fail(refuse('invalid_range', 'to', message));
  }
  // The download contains only the current side of a comparison.
  const ask = makeAsk(call, { ...query, baseline: undefined }, range);
  const answer = await gatherGroups(ask);
  if (!answer.ok) return answer;
  const view = collect(ask, answer.value);
  if (!view.ok) return view;
  const memory = processMemory.open('downloads');
  const expected = estimateBytes(view.value, name === 'pprof');
  if (!(await memory.hold(expected, call.signal))) return fail(describeFull(expected));
  // A generator that is never started runs no `finally`, so cancellation releases the memory too.
  call.signal.addEventListener('abort', () => memory.release(), { once: true });
  if (call.signal.aborted) memory.release();
  const written = await format.write(view.value).catch((error: unknown) => {
    memory.release();
    throw error;
  });
  if (!written.ok) {
    memory.release();
    return written;
  }
  if (!(await memory.hold(written.value.length, call.signal))) {
    memory.release();
    return fail(describeFull(written.value.length));
  }
  const file = `${nameFile(query, view.value)}.${format.ending}`;
  return succeed({
    body: inPieces(written.value, memory),
    headers: {
      'Content-Type': [format.contentType],
      'Content-Disposition': [`attachment; filename="${file}"`],
      'X-Content-Type-Options': ['nosniff'],
      'Cache-Control': ['no-store'],
    },
  });
}

/** An estimate of the size of the file. All forms but pprof repeat the names of functions and files. */
function estimateBytes({ ask, answer, stacks }: View, hasNameTable: boolean): number {
  if (ask.query.queryType === 'dump') {
    return answer.gathered.snapshots.reduce((sum, { text }) => sum + (text?.bytes.length ?? 0), 0);
  }
  let bytes = 0;
  for (const { interpreted } of stacks) {
    const { frames } = interpreted.entry;
    bytes += frames.length * bytesPerFrame;
    if (!hasNameTable) for (const frame of frames) bytes += frame.function.length + frame.file.length;
    if (bytes > limits.downloadMemory.value) break;
  }
  return bytes;
}

/** Line number or place in a table, and separators. */
const bytesPerFrame = 12;

function describeFull(bytes: number): Problem {
  const message =
    `This download takes ${formatSize(bytes)}, and other downloads that wait to be read hold the memory ` +
    `(${formatSize(limits.downloadMemory.value)} together). Try again in some seconds, or narrow the query.`;
  return { ...refuse('memory_full', 'query', message, 503), source: 'plugin' };
}

function readRange(asked: Asked): { readonly fromMs: number; readonly toMs: number } | undefined {
  const [fromMs = NaN, toMs = NaN] = ['from', 'to'].map((name) => Number(asked[name] ?? 0));
  const isRange = Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs) && fromMs >= 0 && toMs >= 0;
  return isRange ? { fromMs, toMs } : undefined;
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
    labels: labelStack(snapshots[target]?.target.labels ?? {}, interpreted.labels, interpreted.stack.state),
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

/** Adds state and target as labels, because a pprof profile has no field for them. */
function labelStack(target: Labels, own: Labels, state: string): Labels {
  return { ...own, ...target, state };
}

function writeText(view: View): Result<Uint8Array> {
  return succeed(encoder.encode(writeCounts(describeProfile(view))));
}

/** Writes each goroutine as the runtime printed it. */
function writeDump({ ask, answer }: View): Result<Uint8Array> {
  const { snapshots } = answer.gathered;
  const wanted = new Set(answer.grouped.groups.map(({ key }) => key));
  const parts: string[] = [];
  for (const snapshot of snapshots) {
    const rows = readDumpRows(ask, answer, snapshot, (key) => wanted.has(key));
    if (!rows.ok) return rows;
    if (snapshots.length > 1) parts.push(`# ${snapshot.target.host}\n`);
    for (const { body } of rows.value) parts.push(`${body}\n`);
  }
  return succeed(encoder.encode(parts.join('\n')));
}

/** Builds a file name that is safe in a header: no quotes, no control characters. */
function nameFile({ profile, queryType }: CompleteQuery, { answer }: View): string {
  const services = new Set(answer.gathered.snapshots.map(({ target }) => target.labels['service'] ?? ''));
  const [service = ''] = services.size === 1 ? services : [];
  const words = [service, queryType === 'dump' ? 'goroutine-dump' : profile];
  return words
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._-]+/, '')
    .slice(0, 100);
}

const pieceBytes = 1024 * 1024;

/** Splits the file, because Grafana bounds the size of a plugin message. Memory is released after the last piece. */
async function* inPieces(bytes: Uint8Array, memory: MemoryLease): AsyncGenerator<Uint8Array> {
  try {
    for (let start = 0; start === 0 || start < bytes.length; start += pieceBytes) {
      yield bytes.subarray(start, start + pieceBytes);
    }
  } finally {
    memory.release();
  }
}
