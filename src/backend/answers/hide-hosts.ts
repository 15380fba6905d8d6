// Removes hosts from problems and notices for users who may not edit the data source. A host that a target's label
// shows is public and stays.
import type { Notice, Problem } from '../../core/problem.ts';
import type { Role } from '../../core/query/request.ts';
import type { QueryAnswer } from '../protocol/handler.ts';
import type { DataSourceRef, TargetsPort } from '../targets/port.ts';
import { hasRole } from './roles.ts';
import { hideHosts as hideHostNames } from './words/hide-host.ts';

/** Returns the hosts that labels of targets show. */
type ListShownHosts = () => Promise<ReadonlySet<string>>;

export function listShownHosts(targets: Pick<TargetsPort, 'select'>, ref: DataSourceRef): ListShownHosts {
  return async () => {
    const selected = await targets.select(ref, []);
    return new Set(selected.ok ? selected.value.flatMap(({ labels }) => Object.values(labels)) : []);
  };
}

/** Returns the answer for this role. The internal lists of hosts are always removed. */
export async function hideHosts(answer: QueryAnswer, role: Role, listShown: ListShownHosts): Promise<QueryAnswer> {
  const named = [
    ...(answer.ok ? [] : [answer.problem]),
    ...answer.frames.flatMap(({ meta }) => meta?.notices ?? []),
  ].some(({ hosts }) => hosts !== undefined);
  if (!named) return answer;
  const shown = hasRole(role, 'Editor') ? undefined : await listShown();
  const frames = answer.frames.map((frame) => {
    const { meta } = frame;
    return meta?.notices === undefined
      ? frame
      : { ...frame, meta: { ...meta, notices: meta.notices.map((notice) => hideInNotice(notice, shown)) } };
  });
  return answer.ok ? { ok: true, frames } : { ok: false, problem: hideInProblem(answer.problem, shown), frames };
}

/** If `shown` is undefined, the role may see every host. */
export function hideInProblem({ hosts = [], ...problem }: Problem, shown: ReadonlySet<string> | undefined): Problem {
  return { ...problem, message: hide(problem.message, hosts, shown) };
}

function hideInNotice({ hosts = [], ...notice }: Notice, shown: ReadonlySet<string> | undefined): Notice {
  return { ...notice, text: hide(notice.text, hosts, shown) };
}

function hide(text: string, hosts: readonly string[], shown: ReadonlySet<string> | undefined): string {
  const hidden = shown === undefined ? [] : hosts.filter((host) => !shown.has(host) && !isDescription(host));
  return hidden.length === 0 ? text : hideHostNames(text, hidden, 'the host');
}

/** Data without a host is described in words, such as "the pasted dump". */
function isDescription(host: string): boolean {
  return host.includes(' ');
}
