// Lists, stores and deletes baselines. Viewers may see the names. Changing a baseline needs an Editor, because alert
// rules compare with it.
import { countGroups } from '../../../core/sample/make-sample.ts';
import { parseJson } from '../../../core/json.ts';
import { limits } from '../../../core/limits.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { readQuery } from '../../../core/query/read-query.ts';
import type { StoredBaseline } from '../../history/port.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { gather } from '../gather/gather.ts';
import { openBaselineStore } from '../gather/named.ts';
import { listInputs } from '../rows/group.ts';
import type { Gathered } from '../gather/snapshot.ts';
import type { Call, Reply } from './call.ts';
import { makeAsk } from './call.ts';

/**
 * Returns `{ baselines: { name, profile, time, targets, goroutines }[] }`, sorted by name. `time` is in milliseconds
 * since the epoch.
 */
export async function listBaselines(call: Call): Promise<Result<Reply>> {
  const store = await openBaselineStore(makeAsk(call, {}));
  if (!store.ok) return store;
  const listed = await store.value.list();
  return listed.ok ? succeed({ json: { baselines: listed.value.map(describe) } }) : listed;
}

/**
 * Takes `{ name, targets?, profile?, at? }` and stores those targets' state now or at that time. Replaces a baseline of
 * the same name. Returns `{ baseline, notices }`.
 */
export async function keepBaseline(call: Call): Promise<Result<Reply>> {
  const read = readBody(call);
  if (!read.ok) return read;
  const { name, ask } = read.value;
  const store = await openBaselineStore(ask);
  if (!store.ok) return store;
  const gathered = await gather(ask);
  if (!gathered.ok) return gathered;
  const kept = await store.value.keep(makeBaseline(name, ask, gathered.value));
  if (!kept.ok) return kept;
  const notices = gathered.value.notices.map(({ text }) => text);
  return succeed({ json: { baseline: describe(kept.value), notices } });
}

/** Deletes the baseline `?name=`. */
export async function removeBaseline(call: Call): Promise<Result<Reply>> {
  const name = call.parameters.get('name') ?? '';
  if (name === '') return fail(refuse('missing_parameter', 'name', 'Say which one: baselines?name=healthy.'));
  const store = await openBaselineStore(makeAsk(call, {}));
  if (!store.ok) return store;
  const removed = await store.value.remove(name);
  if (!removed.ok) return removed;
  if (!removed.value) return fail(refuse('unknown_baseline', 'name', 'There is no baseline of that name.', 404));
  return succeed({ json: { removed: name } });
}

function readBody(call: Call): Result<{ readonly name: string; readonly ask: Ask }> {
  let body: unknown;
  try {
    body = parseJson(new TextDecoder().decode(call.body));
  } catch {
    return fail(refuse('invalid_body', 'body', 'The body is not JSON. Send {"name": "…"}.'));
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail(refuse('invalid_body', 'body', 'The body must be an object such as {"name": "healthy"}.'));
  }
  const { name, targets, profile, at, ...rest } = body as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) {
    const message = `"${unknown.slice(0, 60)}" is not a field of a baseline. The fields are "name", "targets", "profile" and "at".`;
    return fail(refuse('invalid_body', 'body', message));
  }
  const wrong = checkName(name);
  if (wrong) return fail(wrong);
  // Uses the query parser, so that the same fields and checks apply.
  const query = readQuery(JSON.stringify({ queryType: 'diff', targets, profile, baseline: at && { at } }), {
    queryType: 'diff',
  });
  if (!query.ok) return query;
  const { baseline, ...asked } = query.value;
  const toMs = baseline !== undefined && 'at' in baseline ? readMoment(baseline.at) : 0;
  return succeed({ name: String(name), ask: makeAsk(call, { ...asked, baseline: undefined }, { fromMs: 0, toMs }) });
}

/** Names appear in lists, queries and alert rules, so characters that need quoting are refused. */
function checkName(name: unknown): Problem | undefined {
  const max = limits.baselineName.value;
  const isName =
    typeof name === 'string' &&
    name.length <= max &&
    /^[\p{L}\p{N}](?:[\p{L}\p{N} ._:+/-]*[\p{L}\p{N}._:+/-])?$/u.test(name);
  if (isName) return undefined;
  const message = `A baseline needs a "name" of letters, digits, blanks and ._:+/- that begins with a letter or digit and has at most ${max} characters.`;
  return refuse('invalid_name', 'name', message);
}

function readMoment(at: string): number {
  return /^\d+$/.test(at) ? Number(at) : Date.parse(at);
}

function makeBaseline(name: string, ask: Ask, gathered: Gathered): StoredBaseline {
  const nowMs = Math.round(ask.ports.nowMs());
  const inputs = listInputs(ask, gathered);
  return {
    name,
    kind: ask.query.profile,
    atMs: ask.toMs === 0 ? nowMs : Math.round(ask.toMs),
    targets: inputs.map(({ labels, profile }, index) => ({
      labels,
      atMs: Math.round(gathered.snapshots[index]?.atMs ?? profile.profile.timeMs ?? nowMs),
      goroutines: profile.profile.parsed,
      groups: countGroups(profile),
    })),
  };
}

function describe({
  name,
  kind,
  atMs,
  targets,
  goroutines,
}: Omit<StoredBaseline, 'targets'> & {
  readonly targets: number;
  readonly goroutines: number;
}) {
  return { name, profile: kind, time: atMs, targets, goroutines };
}
