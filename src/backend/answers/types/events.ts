// The answer to `events`: restarts, new builds and onsets of leaks, as annotations for graphs.
import { reachesGrade } from '../../../core/analysis/verdict.ts';
import { causes } from '../../../core/causes/list.ts';
import type { CauseId } from '../../../core/causes/model.ts';
import type { Labels } from '../../../core/labels.ts';
import { MatchBudget } from '../../../core/match-budget.ts';
import type { Notice, Problem } from '../../../core/problem.ts';
import { fail, succeed, type Result } from '../../../core/problem.ts';
import { compileExpression } from '../../../core/regular-expression.ts';
import { frameEvents, type EventRow } from '../../../frames/events.ts';
import type { HistoryEvent, OnsetEvent, OnsetEvidence } from '../../history/port.ts';
import type { Answerer, Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';
import { formatTime } from '../words/format.ts';

/** Only the newest events are returned. A graph can show no more. */
const maxEvents = 1_000;

export const answerEvents: Answerer = async (ask) => {
  const { query, fromMs, toMs, signal } = ask;
  if (query.inline !== undefined) {
    const message = 'A pasted dump is one moment and has no events. Remove it, or use "suspects".';
    return fail(refuse('no_history', 'inline', message));
  }
  if (!(toMs > fromMs) || fromMs < 0) return fail(refuseRange());
  const isAsked = compileEventFilter(ask);
  if (!isAsked.ok) return isAsked;
  const engine = await ask.past.open();
  if (!engine.ok) return engine;
  const read = await engine.value.readEvents({ targets: query.targets, fromMs, toMs }, signal);
  if (!read.ok) return read;
  const asked = read.value.filter(isAsked.value);
  const shown = asked.slice(-maxEvents);
  return succeed([
    frameEvents(
      shown.map((event) => describeEvent(event)),
      {
        notices: [...engine.value.status().notices, ...noteRest(asked.length)],
        stats: [{ displayName: 'Events', value: asked.length }],
        executedQueryString: `events of history\n${JSON.stringify(query)}`,
      },
    ),
  ]);
};

/** Filters only onsets by stack. Restarts and builds concern all stacks of a process. */
function compileEventFilter({ query }: Ask): Result<(event: HistoryEvent) => boolean> {
  const { fingerprints = [], states = [], minGrade, function: pattern } = query.filter;
  const expression = pattern === undefined ? undefined : compileExpression(pattern, 'filter.function', query.filter);
  if (expression?.ok === false) return expression;
  const budget = new MatchBudget();
  const isNamed = (name: string): boolean => expression === undefined || budget.test(expression.value, name) === true;
  return succeed((event) => {
    if (event.kind !== 'onset') return true;
    if (fingerprints.length > 0 && !fingerprints.includes(event.fingerprint)) return false;
    if (states.length > 0 && !states.includes(event.state)) return false;
    return isNamed(event.function) && (minGrade === undefined || reachesGrade(event.grade, minGrade));
  });
}

function describeEvent(event: HistoryEvent): EventRow {
  switch (event.kind) {
    case 'restart':
      return describeProcess(event, `${nameTarget(event.target)} restarted`, []);
    case 'build':
      return describeProcess(event, `${nameTarget(event.target)} runs a new build`, [
        `${event.buildBefore ?? 'unknown'}, then ${event.build ?? 'unknown'}.`,
      ]);
    case 'onset':
      return describeOnset(event);
  }
}

function describeProcess(
  event: Exclude<HistoryEvent, { kind: 'onset' }>,
  title: string,
  sentences: readonly string[],
): EventRow {
  const started = event.startMs === null ? [] : [`Started at ${formatTime(event.startMs)}.`];
  return {
    kind: event.kind,
    timeMs: event.atMs,
    timeEndMs: null,
    title,
    text: [...sentences, ...started].join('\n'),
    tags: listTags(event.kind, event.target),
    fingerprint: null,
    function: null,
    state: null,
    grade: null,
    cause: null,
  };
}

/** A region from the onset to the detection. */
function describeOnset(event: OnsetEvent): EventRow {
  const { atMs, noticedMs, target, evidence, grade, cause, fingerprint, state } = event;
  const noticed = noticedMs === undefined ? [] : [`Judged ${grade} at ${formatTime(noticedMs)}.`];
  const known = cause !== null && Object.hasOwn(causes, cause) ? causes[cause as CauseId] : undefined;
  const why = known === undefined ? [] : [`${known.name}. ${known.fix}`];
  return {
    kind: 'onset',
    timeMs: atMs,
    timeEndMs: noticedMs !== undefined && noticedMs > atMs ? noticedMs : null,
    title: `${event.function} began to leak`,
    text: [...(evidence?.sentences ?? []), ...noticed, ...why, ...formatStack(evidence)].join('\n'),
    tags: [...listTags('onset', target), grade, ...(cause === null ? [] : [cause])],
    fingerprint,
    function: event.function,
    state,
    grade,
    cause,
  };
}

const maxFrames = 8;

/** The stack as stored at the onset, because the process may be gone. */
function formatStack(evidence: OnsetEvidence | undefined): readonly string[] {
  if (evidence === undefined) return [];
  const { frames, framesOf, count, instances, instancesOf } = evidence;
  const where = instancesOf > 1 ? ` in ${formatCount(instances)} of ${formatAmount(instancesOf, 'instance')}` : '';
  const lines = frames.slice(0, maxFrames).map(({ function: name, file, line }) => {
    return file === '' ? `  ${name}` : `  ${name} ${file}:${line}`;
  });
  const rest = framesOf - lines.length;
  return [
    `${formatAmount(count, 'goroutine')}${where} then:`,
    ...lines,
    ...(rest > 0 ? [`  and ${formatAmount(rest, 'more frame')}`] : []),
  ];
}

function nameTarget(target: Labels): string {
  const { service = '', instance = '' } = target;
  return [service, instance].filter((name) => name !== '').join(' ') || 'A target';
}

/** Tags are comma-separated, so commas are removed. */
function listTags(kind: string, { service = '' }: Labels): readonly string[] {
  return [kind, ...(service === '' ? [] : [service.replaceAll(',', ' ')])];
}

function noteRest(events: number): readonly Notice[] {
  if (events <= maxEvents) return [];
  const text = `The newest ${formatCount(maxEvents)} of ${formatCount(events)} events are shown. Choose a shorter range, or fewer targets.`;
  return [{ severity: 'warning', text }];
}

function refuseRange(): Problem {
  return refuse('no_range', 'time range', 'Events need a time range that begins before it ends.');
}
