// Resource calls, for the editors' lists of targets and labels. Any Viewer may call any path with any method: what is
// not in this table, letter for letter, is not there.
import type { Labels } from '../../core/labels.ts';
import { limits } from '../../core/limits.ts';
import type { Problem, Result } from '../../core/problem.ts';
import { fail, succeed } from '../../core/problem.ts';
import type { RequestContext, Role } from '../../core/query/request.ts';
import { readSettings } from '../../core/query/settings-reader.ts';
import type { ResourceAnswer, ResourceRequest } from '../protocol/handler.ts';
import type { AnswerPorts } from './ask.ts';
import { refuse } from './ask.ts';
import { effectiveRole, hasRole } from './roles.ts';
import { spellCount } from './spell.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly role: Role;
  readonly answer: (targets: readonly Labels[], url: URL) => Result<unknown>;
}

const routes: readonly Route[] = [
  { method: 'GET', path: 'targets', role: 'Viewer', answer: (targets) => succeed({ targets }) },
  { method: 'GET', path: 'labels', role: 'Viewer', answer: (targets) => succeed({ labels: listNames(targets) }) },
  { method: 'GET', path: 'label-values', role: 'Viewer', answer: listValues },
];

export async function answerResource(
  ports: AnswerPorts,
  context: RequestContext,
  request: ResourceRequest,
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
  const targets = await listTargets(ports, context);
  if (!targets.ok) return problemAnswer(targets.problem);
  const answered = route.answer(targets.value, url);
  return answered.ok ? jsonAnswer(200, answered.value) : problemAnswer(answered.problem);
}

async function listTargets(ports: AnswerPorts, context: RequestContext): Promise<Result<readonly Labels[]>> {
  const settings = readSettings(context.dataSource, context.pluginConfig);
  if (!settings.ok) return settings;
  const ref = { orgId: context.orgId, instance: context.dataSource, settings: settings.value };
  const selected = await ports.targets.select(ref, []);
  return selected.ok ? succeed(selected.value.map((target) => target.labels)) : selected;
}

function listNames(targets: readonly Labels[]): readonly string[] {
  return [...new Set(targets.flatMap((labels) => Object.keys(labels)))].sort();
}

function listValues(targets: readonly Labels[], url: URL): Result<unknown> {
  const label = url.searchParams.get('label');
  if (!label) return fail(refuse('missing_parameter', 'label', 'Say which label: label-values?label=service.'));
  const values = targets.flatMap((labels) => (Object.hasOwn(labels, label) ? [labels[label] ?? ''] : []));
  return succeed({ values: [...new Set(values)].sort() });
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
