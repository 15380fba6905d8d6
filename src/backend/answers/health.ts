// Save & test: probes the targets and reports the result. Any Viewer may call it and read the message, so host names
// appear only in the details, which only editors see.
import type { RequestContext } from '../../core/query/request.ts';
import { nameByTitle, nameSetting } from '../../core/query/setting-titles.ts';
import type { Past } from '../history/past.ts';
import type { HealthAnswer } from '../protocol/handler.ts';
import type { Capabilities, DiscoveryReport, ProfileForm } from '../targets/port.ts';
import type { AnswerPorts } from './ask.ts';
import { hideHost } from './words/hide-host.ts';
import { readKnownSettings } from './known-settings.ts';
import { effectiveRole, hasRole } from './roles.ts';
import { formatAmount, formatCount } from '../../core/format.ts';

/** Save & test must finish soon, so it probes only some targets of a fleet. */
const maxProbed = 20;

export async function answerHealth(
  ports: AnswerPorts,
  context: RequestContext,
  signal: AbortSignal,
): Promise<HealthAnswer> {
  const settings = readKnownSettings(context.dataSource, context.pluginConfig);
  if (!settings.ok) return failHealth(settings.problem.message);
  const ref = { orgId: context.orgId, instance: context.dataSource, settings: settings.value };
  const history = await describeHistory(ports.attend(ref, context.pluginConfig), signal);
  const named = hasRole(effectiveRole(context), 'Editor');
  const selected = await ports.targets.select(ref, []);
  const lists = (await ports.targets.reportDiscovery?.(ref)) ?? [];
  if (!selected.ok) {
    const discovered = selected.problem.field?.startsWith('discovery') === true;
    return failHealth(
      named
        ? nameByTitle(selected.problem)
        : discovered
          ? 'Discovery gives no target. Users who may edit the data source see the reason.'
          : hideHost(selected.problem.message, ...(selected.problem.hosts ?? [])),
    );
  }
  const targets = selected.value;
  const found = await Promise.all(
    targets.slice(0, maxProbed).map((target) => ports.targets.probe(ref, target, signal)),
  );

  const answering = found.filter((one) => one.problem === null);
  const message = `${describe(found, answering, targets.length)}${describeLists(lists)}${history.message}`;
  return {
    status: answering.length > 0 && !history.isUnread ? 'ok' : 'error',
    message,
    details: {
      message,
      verboseMessage: [
        ...(named ? history.reasons : []),
        ...lists.flatMap((list) => explainList(list, named)),
        ...found.map((one, index) => describeTarget(one, named ? one.target.host : `target ${index + 1}`, named)),
      ].join('\n'),
    },
  };
}

/** A settings problem names keys and values that the administrator typed, and never a secret. */
function failHealth(message: string): HealthAnswer {
  return { status: 'error', message, details: { message } };
}

function describe(found: readonly Capabilities[], answering: readonly Capabilities[], total: number): string {
  const asked =
    total > found.length ? ` (the first ${formatCount(found.length)} of ${formatCount(total)} were asked)` : '';
  const first = answering[0];
  const [failed] = found;
  if (!first) {
    const subject =
      found.length > 1 ? `None of ${formatAmount(found.length, 'target')}${asked} can be read. The first: ` : '';
    return failed === undefined ? 'There is no target.' : `${subject}${withoutHost(failed)}`;
  }
  const goroutines = answering.reduce((sum, one) => sum + (one.goroutines ?? 0), 0);
  const versions = [...new Set(answering.flatMap((one) => (one.goVersion === null ? [] : [one.goVersion])))];
  const facts = [
    answering.length === found.length && found.length === 1
      ? 'The target answers'
      : `${formatCount(answering.length)} of ${formatAmount(found.length, 'target')} answer${asked}`,
    formatAmount(goroutines, 'goroutine'),
    ...(versions.length > 0 ? [versions.slice(0, 3).join(', ')] : []),
    formatForms(answering.flatMap((one) => one.forms)),
  ];
  return `${facts.join(' · ')}. ${describeLeakProfile(answering)}`;
}

function describeLeakProfile(answering: readonly Capabilities[]): string {
  const serving = answering.filter((one) => one.leakProfile === 'served').length;
  if (serving === answering.length) return "The runtime's leak profile is there.";
  const remedy = answering.find((one) => one.leakProfile === 'missing' && one.remedy !== null)?.remedy;
  const ending = remedy ? `: ${remedy}` : '.';
  if (serving > 0) return `${formatCount(serving)} of ${formatCount(answering.length)} serve the leak profile${ending}`;
  const known = answering.some((one) => one.leakProfile === 'missing');
  return known
    ? `There is no leak profile${ending}`
    : 'It is not known whether there is a leak profile, because the pprof root has no index page.';
}

function describeTarget(one: Capabilities, name: string, detailed: boolean): string {
  if (one.problem) return `${name}: ${detailed ? one.problem.message : withoutHost(one)}`;
  const facts = [
    one.goroutines === null ? 'goroutines unknown' : formatAmount(one.goroutines, 'goroutine'),
    one.goVersion ?? 'Go version unknown',
    formatForms(one.forms),
    `leak profile ${one.leakProfile}`,
  ];
  const remedy = one.remedy === null ? '' : ` (${one.remedy})`;
  return `${name}: ${facts.join(', ')}${remedy}`;
}

interface HistoryReport {
  readonly message: string;
  readonly reasons: readonly string[];
  readonly isUnread: boolean;
}

/**
 * Reports the state of history. A failing history does not break live answers, but a user who saves the settings must
 * know that nothing is stored. The reasons name folders, so only editors see them.
 */
async function describeHistory(past: Past, signal: AbortSignal): Promise<HistoryReport> {
  const opened = await past.open();
  if (!opened.ok) return { message: ' History is off.', reasons: [opened.problem.message], isUnread: false };
  const unread = await opened.value.probe?.(signal);
  const { state, notices } = opened.value.status();
  const reasons = [...(unread === undefined ? [] : [unread.message]), ...notices.map(({ text }) => text)];
  const message =
    unread !== undefined
      ? ' The server of history does not answer, so the past cannot be read.'
      : state === 'paused'
        ? ' History is paused.'
        : '';
  return { message, reasons: [...new Set(reasons)], isUnread: unread !== undefined };
}

/** Names the discovery lists that are out of date. */
function describeLists(lists: readonly DiscoveryReport[]): string {
  const failing = lists.filter((list) => list.problem !== null).map((list) => nameSetting(list.field) ?? list.field);
  return failing.length === 0 ? '' : ` Not up to date: ${failing.join(', ')}.`;
}

/** Describes discovery lists. Their problems name hosts. */
function explainList({ field, targets, problem, notices }: DiscoveryReport, named: boolean): readonly string[] {
  const summary = nameByTitle({ field, message: `${field}: ${formatAmount(targets, 'target')}` });
  if (!named) return [`${summary}${problem === null ? '' : ', not up to date'}`];
  return [
    summary,
    ...(problem === null ? [] : [nameByTitle(problem)]),
    ...notices.map(({ text }) => nameByTitle({ field, message: text })),
  ];
}

/** What each form is read for. */
const formUses: Readonly<Record<ProfileForm, string>> = { 0: 'samples', 1: 'pprof labels', 2: 'dumps' };

function formatForms(forms: readonly ProfileForm[]): string {
  const uses = [...new Set(forms)].sort().map((form) => formUses[form]);
  return `serves ${uses.join(', ').replace(/, (?=[^,]*$)/, ' and ') || 'no profile'}`;
}

/** Formats a problem without its host. */
function withoutHost(one: Capabilities): string {
  return hideHost(one.problem?.message ?? '', one.target.host, ...(one.problem?.hosts ?? []));
}
