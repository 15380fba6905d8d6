// What a target can do, found out by asking it cheaply: never by taking a dump, which stops it, nor a leak profile,
// which makes it collect its garbage.
import type { Problem, Result } from '../../core/problem.ts';
import type { Settings } from '../../core/query/settings.ts';
import type { ResolveAll } from './checked-lookup.ts';
import { exchange, type ExchangeAnswer } from './exchange.ts';
import { targetRequest } from './fetch-profile.ts';
import { findVersionInMetrics, findVersionInProfile } from './go-version.ts';
import { leakProfileRemedy } from './leak-remedy.ts';
import type { Capabilities, Fetched, FetchOutcome, ProfileForm, Target } from './port.ts';
import { readBounded } from './read-bounded.ts';
import type { Endpoint } from './static-targets.ts';

export interface ProbePlan {
  readonly endpoint: Endpoint;
  readonly settings: Settings;
  readonly resolveAll?: ResolveAll | undefined;
  readonly signal: AbortSignal;
  /** The goroutine profile in a form, shared with everyone who queries. */
  readonly fetch: (form: ProfileForm) => Promise<FetchOutcome>;
  readonly takeTurn: <T>(task: () => Promise<T>) => Promise<T | undefined>;
}

export async function probeTarget(plan: ProbePlan): Promise<Capabilities> {
  const { target } = plan.endpoint;
  const binary = await plan.fetch(0);
  if (binary.outcome === 'failed') return failProbe(target, binary.problem);
  const text = await plan.fetch(1);
  const index = await plan.takeTurn(() => readPage(plan, indexUrl(plan.endpoint), plan.settings.bounds.resourceBody));
  const metrics = await plan.takeTurn(() => readPage(plan, plan.endpoint.metrics, plan.settings.bounds.metricsPage));

  const goVersion = findVersionInMetrics(metrics ?? '') ?? findVersionInProfile(binary.profile);
  const leakProfile = findLeakProfile(index);
  return {
    target,
    goVersion,
    goroutines: binary.profile.goroutines,
    forms: listForms(binary, text),
    leakProfile,
    remedy: leakProfile === 'missing' ? leakProfileRemedy(true, goVersion) : null,
    problem: null,
  };
}

export function failProbe(target: Target, problem: Problem): Capabilities {
  const unknown = { goVersion: null, goroutines: null, forms: [], leakProfile: 'unknown', remedy: null } as const;
  return { target, ...unknown, problem };
}

/** A target that tells debug=0 from debug=1 minds the parameter, and the same handler serves debug=2. */
function listForms(binary: Fetched, text: FetchOutcome): readonly ProfileForm[] {
  const formats = new Set([binary.profile.format, ...(text.outcome === 'fetched' ? [text.profile.format] : [])]);
  const forms: ProfileForm[] = [];
  if (formats.has('debug=0')) forms.push(0);
  if (formats.has('debug=1')) forms.push(1);
  if (formats.has('debug=2') || forms.length === 2) forms.push(2);
  return forms;
}

/** The index lists every profile that there is. Without one, only taking the profile could tell. */
function findLeakProfile(index: string | undefined): Capabilities['leakProfile'] {
  if (index === undefined || !index.includes('goroutine?debug=')) return 'unknown';
  return index.includes('goroutineleak?debug=') ? 'served' : 'missing';
}

function indexUrl({ root }: Endpoint): URL {
  const url = new URL(root.href);
  url.pathname = `${root.pathname}/`;
  return url;
}

/** Undefined when there is no such page: what it would have told then stays unknown. */
async function readPage(plan: ProbePlan, url: URL, maxBytes: number): Promise<string | undefined> {
  const read = async ({ status, body }: ExchangeAnswer): Promise<string | undefined> =>
    status === 200 ? readBounded(body, maxBytes) : undefined;
  const answered: Result<string | undefined> = await exchange(targetRequest(plan, url), plan.signal, read);
  return answered.ok ? answered.value : undefined;
}
