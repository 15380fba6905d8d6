// Resource calls, for the editors' lists of targets and labels. Any Viewer may call any path with any method: what is
// not in this table, letter for letter, is not there.
import type { Labels } from '../../core/labels.ts';
import { limits } from '../../core/limits.ts';
import type { Problem, Result } from '../../core/problem.ts';
import { fail, succeed } from '../../core/problem.ts';
import { queryDefaults } from '../../core/query/defaults.ts';
import type { CompleteQuery } from '../../core/query/model.ts';
import type { RequestContext, Role } from '../../core/query/request.ts';
import { readSettings } from '../../core/query/settings-reader.ts';
import type { ResourceAnswer, ResourceRequest } from '../protocol/handler.ts';
import type { DataSourceRef } from '../targets/port.ts';
import type { AnswerPorts } from './ask.ts';
import { refuse } from './ask.ts';
import { gatherGroups } from './group.ts';
import { effectiveRole, hasRole } from './roles.ts';
import { spellCount } from './spell.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly role: Role;
  readonly answer: (call: Call) => Promise<Result<unknown>>;
}

interface Call {
  readonly ports: AnswerPorts;
  readonly context: RequestContext;
  readonly ref: DataSourceRef;
  readonly url: URL;
  readonly signal: AbortSignal;
}

const routes: readonly Route[] = [
  { method: 'GET', path: 'targets', role: 'Viewer', answer: listTargets },
  { method: 'GET', path: 'labels', role: 'Viewer', answer: listNames },
  { method: 'GET', path: 'label-values', role: 'Viewer', answer: listValues },
  { method: 'GET', path: 'states', role: 'Viewer', answer: listStates },
];

export async function answerResource(
  ports: AnswerPorts,
  context: RequestContext,
  request: ResourceRequest,
  signal: AbortSignal,
): Promise<ResourceAnswer> {
  if (request.body.byteLength > limits.resourceBody.value) {
    const most = spellCount(limits.resourceBody.value);
    return problemAnswer(refuse('body_too_large', 'body', `The body is larger than ${most} bytes.`, 413));
  }
  const atPath = routes.filter((route) => route.path === request.path);
  if (atPath.length === 0) {
    const paths = routes.map((route) => `${route.method} ${route.path}`).join(', ');
    return problemAnswer(refuse('not_found', 'path', `There is no such resource. There are: ${paths}.`, 404));
  }
  const route = atPath.find((one) => one.method === request.method);
  if (!route) {
    const allowed = atPath.map((one) => one.method).join(', ');
    const problem = refuse('method_not_allowed', 'method', `This resource takes ${allowed} only.`, 405);
    return problemAnswer(problem, { Allow: [allowed] });
  }
  if (!hasRole(effectiveRole(context), route.role)) {
    return problemAnswer(refuse('forbidden', 'role', `This resource needs the role ${route.role}.`, 403));
  }
  const url = parseUrl(request.url);
  if (!url) return problemAnswer(refuse('invalid_url', 'url', 'The URL cannot be read.'));
  const settings = readSettings(context.dataSource, context.pluginConfig);
  if (!settings.ok) return problemAnswer(settings.problem);
  const ref = { orgId: context.orgId, instance: context.dataSource, settings: settings.value };
  const answered = await route.answer({ ports, context, ref, url, signal });
  return answered.ok ? jsonAnswer(200, answered.value) : problemAnswer(answered.problem);
}

async function readTargets({ ports, ref }: Call): Promise<Result<readonly Labels[]>> {
  const selected = await ports.targets.select(ref, []);
  return selected.ok ? succeed(selected.value.map((target) => target.labels)) : selected;
}

async function listTargets(call: Call): Promise<Result<unknown>> {
  const targets = await readTargets(call);
  return targets.ok ? succeed({ targets: targets.value }) : targets;
}

async function listNames(call: Call): Promise<Result<unknown>> {
  const targets = await readTargets(call);
  if (!targets.ok) return targets;
  return succeed({ labels: [...new Set(targets.value.flatMap((labels) => Object.keys(labels)))].sort() });
}

async function listValues(call: Call): Promise<Result<unknown>> {
  const label = call.url.searchParams.get('label');
  if (!label) return fail(refuse('missing_parameter', 'label', 'Say which label: label-values?label=service.'));
  const targets = await readTargets(call);
  if (!targets.ok) return targets;
  const values = targets.value.flatMap((labels) => (Object.hasOwn(labels, label) ? [labels[label] ?? ''] : []));
  return succeed({ values: [...new Set(values)].sort() });
}

/** The states that goroutines are in now. It shares its fetches with the queries of the panel it is shown in. */
async function listStates({ ports, context, ref, signal }: Call): Promise<Result<unknown>> {
  const query: CompleteQuery = { ...queryDefaults, groupBy: ['state'], per: [] };
  const role = effectiveRole(context);
  const past = ports.attend(ref, context.pluginConfig);
  const range = { fromMs: 0, toMs: 0, intervalMs: 0, maxDataPoints: 0 };
  const answer = await gatherGroups({ ports, ref, past, query, role, fromAlert: context.fromAlert, ...range, signal });
  if (!answer.ok) return answer;
  return succeed({ states: answer.value.grouped.groups.map(({ state, count }) => ({ state, count })) });
}

/** Only the query part counts; the base stands in for the host that a relative URL lacks. */
function parseUrl(url: string): URL | undefined {
  return URL.canParse(url, 'http://plugin/') ? new URL(url, 'http://plugin/') : undefined;
}

function problemAnswer(problem: Problem, headers: ResourceAnswer['headers'] = {}): ResourceAnswer {
  const { code, message, field } = problem;
  return jsonAnswer(problem.status, { code, message, ...(field === undefined ? {} : { field }) }, headers);
}

function jsonAnswer(status: number, value: unknown, headers: ResourceAnswer['headers'] = {}): ResourceAnswer {
  return {
    status,
    headers: { 'Content-Type': ['application/json'], ...headers },
    body: new TextEncoder().encode(JSON.stringify(value)),
  };
}
