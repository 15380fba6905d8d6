// Answers resource calls for editor lists, downloads and baselines: finds the route and checks the caller's role.
// resources/routes.ts lists the routes.
import { limits } from '../../../core/limits.ts';
import type { Problem } from '../../../core/problem.ts';
import type { RequestContext } from '../../../core/query/request.ts';
import type { ResourceAnswer, ResourceRequest } from '../../protocol/handler.ts';
import type { AnswerPorts } from '../ask.ts';
import { refuse } from '../ask.ts';
import { workFor } from '../../loop-turns.ts';
import { hideInProblem, listShownHosts } from '../hide-hosts.ts';
import { readKnownSettings } from '../known-settings.ts';
import { nameOwner } from '../turns/coalescing-key.ts';
import { openAnswerMemory } from '../answer-memory.ts';
import { leaveWhileWaiting } from '../turns/leave-while-waiting.ts';
import { takePlace } from '../turns/process-admission.ts';
import type { Reply } from './call.ts';
import { routes } from './routes.ts';
import { effectiveRole, hasRole } from '../roles.ts';
import { formatCount } from '../../../core/format.ts';

export async function answerResource(
  ports: AnswerPorts,
  context: RequestContext,
  request: ResourceRequest,
  signal: AbortSignal,
): Promise<ResourceAnswer> {
  if (request.body.byteLength > limits.resourceBody.value) {
    const max = formatCount(limits.resourceBody.value);
    return problemAnswer(refuse('body_too_large', 'body', `The body is larger than ${max} bytes.`, 413));
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
  const role = effectiveRole(context);
  if (!hasRole(role, route.role)) {
    return problemAnswer(refuse('forbidden', 'role', `This resource needs the role ${route.role}.`, 403));
  }
  const url = parseUrl(request.url);
  if (!url) return problemAnswer(refuse('invalid_url', 'url', 'The URL cannot be read.'));
  const settings = readKnownSettings(context.dataSource, context.pluginConfig);
  if (!settings.ok) return problemAnswer(settings.problem);
  const ref = { orgId: context.orgId, instance: context.dataSource, settings: settings.value };
  const { searchParams: parameters } = url;
  const owner = nameOwner(context);
  const place = await takePlace({ fromAlert: false, owner, signal });
  if (!place.ok) return problemAnswer(place.problem);
  const { onLeave: onEnd } = place.value;
  const memory = openAnswerMemory({ fromAlert: false, owner });
  onEnd(memory.release);
  const waiting = leaveWhileWaiting(ports, place.value, memory);
  const call = { ports: waiting, context, ref, parameters, body: request.body, signal, memory, onEnd };
  try {
    const answered = await workFor({ fromAlert: false, owner }, () => route.answer(call));
    if (answered.ok) return writeReply(answered.value);
    const shown = hasRole(role, 'Editor') ? undefined : await listShownHosts(ports.targets, ref)();
    return problemAnswer(hideInProblem(answered.problem, shown));
  } finally {
    place.value.leave();
  }
}

function writeReply(reply: Reply): ResourceAnswer {
  return 'json' in reply ? jsonAnswer(200, reply.json) : { status: 200, headers: reply.headers, body: reply.body };
}

/** Parses the query part of a relative URL. The base supplies the missing host and is ignored. */
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
