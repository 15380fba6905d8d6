// Queries a service as Grafana does. Fields that a test does not set get defaults.
import type { Problem } from '../../core/problem.ts';
import type { RequestContext } from '../../core/query/request.ts';
import type { DataFrame, Field } from '../../frames/model.ts';
import type { PluginHandler, QueryAnswer, QueryRequest } from '../protocol/handler.ts';

export interface Situation {
  readonly url?: string;
  readonly jsonData?: unknown;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly role?: RequestContext['role'];
  readonly fromAlert?: boolean;
  readonly uid?: string;
  readonly orgId?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly intervalMs?: number;
  readonly maxDataPoints?: number;
  readonly lastUpdatedMs?: number;
  readonly pluginConfig?: Readonly<Record<string, string>>;
}

export function describeContext(situation: Situation): RequestContext {
  return {
    orgId: situation.orgId ?? 1,
    role: situation.role ?? 'Viewer',
    fromAlert: situation.fromAlert ?? false,
    dataSource: {
      uid: situation.uid ?? 'uid',
      name: 'Goroutines',
      url: situation.url ?? '',
      basicAuthEnabled: false,
      basicAuthUser: '',
      jsonData: JSON.stringify(situation.jsonData ?? {}),
      secrets: situation.secrets ?? {},
      lastUpdatedMs: situation.lastUpdatedMs ?? 1,
    },
    pluginConfig: situation.pluginConfig ?? {},
  };
}

export async function askService(service: PluginHandler, situation: Situation, query: unknown): Promise<QueryAnswer> {
  const request: QueryRequest = {
    refId: 'A',
    queryType: '',
    json: typeof query === 'string' ? query : JSON.stringify(query),
    fromMs: situation.fromMs ?? 0,
    toMs: situation.toMs ?? 0,
    intervalMs: situation.intervalMs ?? 1000,
    maxDataPoints: situation.maxDataPoints ?? 100,
  };
  const answers = await service.queryData(describeContext(situation), [request], new AbortController().signal);
  answers.release?.();
  const answer = answers.get('A');
  if (!answer) throw new Error('the query was not answered');
  return answer;
}

export function framesOf(answer: QueryAnswer): readonly DataFrame[] {
  if (!answer.ok) throw new Error(`${answer.problem.code}: ${answer.problem.message}`);
  return answer.frames;
}

export function problemOf(answer: QueryAnswer): Problem {
  if (answer.ok) throw new Error('the query was answered');
  return answer.problem;
}

/** The rows of a table, as objects. */
export function rowsOf(frame: DataFrame | undefined): readonly Readonly<Record<string, unknown>>[] {
  const fields: readonly Field[] = frame?.fields ?? [];
  const length = fields[0]?.values.length ?? 0;
  return Array.from({ length }, (_, row) => Object.fromEntries(fields.map((field) => [field.name, field.values[row]])));
}

/** Labels and number of each frame of a `count`. */
export function numbersOf(
  frames: readonly DataFrame[],
): readonly (readonly [Readonly<Record<string, string>>, unknown])[] {
  return frames.flatMap(({ fields }) => fields.map((field) => [field.labels ?? {}, field.values[0]] as const));
}

export function noticesOf(frames: readonly DataFrame[]): readonly string[] {
  return frames.flatMap((frame) => (frame.meta?.notices ?? []).map((notice) => notice.text));
}
