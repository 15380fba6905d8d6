// What a target can do, found out by asking it cheaply: never by taking a dump, which stops it, nor a leak profile,
// which makes it collect its garbage.
import type { Problem, Result } from '../../core/problem.ts';
import { pathOn, withPath } from '../../core/query/settings-url.ts';
import type { Settings } from '../../core/query/settings.ts';
import type { ResolveAll } from './checked-lookup.ts';
import type { Endpoint } from './endpoint.ts';
import { exchange, type ExchangeAnswer } from './exchange.ts';
import { targetRequest } from './fetch-profile.ts';
import { findVersionInProfile } from './go-version.ts';
import { leakProfileRemedy } from './leak-remedy.ts';
import type { Capabilities, Fetched, FetchOutcome, FiguresOutcome, ProfileForm, Target } from './port.ts';
import { readBounded } from './read-bounded.ts';

export interface ProbePlan {
  readonly endpoint: Endpoint;
  readonly settings: Settings;
  readonly resolveAll?: ResolveAll | undefined;
  readonly signal: AbortSignal;
  /** Both shared with everyone who queries. */
  readonly fetchText: () => Promise<FetchOutcome>;
  readonly readFigures: () => Promise<FiguresOutcome>;
  readonly takeTurn: <T>(task: () => Promise<T>) => Promise<T | undefined>;
}

/** What stays the same as long as the process is the same. */
export interface Facts {
  readonly goVersion: string | null;
  readonly forms: readonly ProfileForm[];
  readonly leakProfile: Capabilities['leakProfile'];
  /** Everything was answered, so that there is nothing to be found out by asking again soon. */
  readonly sure: boolean;
}

/** `binary`: the target's debug=0 profile. */
export async function findFacts(plan: ProbePlan, binary: Fetched): Promise<Facts> {
  const text = await plan.fetchText();
  const index = await readIndex(plan);
  return concludeFacts(binary, await plan.readFigures(), index, text);
}

/**
 * The same for a target among many: where the index is that of net/http/pprof, its handler serves every form, and no
 * second profile is fetched to see that.
 */
export async function findFactsSparingly(plan: ProbePlan, binary: Fetched): Promise<Facts> {
  const index = await readIndex(plan);
  const isPlain = binary.profile.format === 'debug=0' && namesGoroutines(index.text);
  const text = isPlain ? undefined : await plan.fetchText();
  const facts = concludeFacts(binary, await plan.readFigures(), index, text);
  return isPlain ? { ...facts, forms: [0, 1, 2] } : facts;
}

function concludeFacts(binary: Fetched, figures: FiguresOutcome, index: Page, text: FetchOutcome | undefined): Facts {
  const told = figures.outcome === 'read' ? figures.figures.goVersion : null;
  return {
    goVersion: told ?? findVersionInProfile(binary.profile),
    forms: listForms(binary, text),
    leakProfile: findLeakProfile(index.text),
    sure: index.answered && text?.outcome !== 'failed' && figures.outcome !== 'failed',
  };
}

export function describeProbe({ target, profile }: Fetched, facts: Facts): Capabilities {
  const { goVersion, forms, leakProfile } = facts;
  return {
    target,
    goVersion,
    goroutines: profile.goroutines,
    forms,
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
function listForms(binary: Fetched, text: FetchOutcome | undefined): readonly ProfileForm[] {
  const formats = new Set([binary.profile.format, ...(text?.outcome === 'fetched' ? [text.profile.format] : [])]);
  const forms: ProfileForm[] = [];
  if (formats.has('debug=0')) forms.push(0);
  if (formats.has('debug=1')) forms.push(1);
  if (formats.has('debug=2') || forms.length === 2) forms.push(2);
  return forms;
}

/** The index lists every profile that there is. Without one, only taking the profile could tell. */
function findLeakProfile(index: string | undefined): Capabilities['leakProfile'] {
  if (index === undefined || !namesGoroutines(index)) return 'unknown';
  return index.includes('goroutineleak?debug=') ? 'served' : 'missing';
}

function namesGoroutines(index: string | undefined): boolean {
  return index?.includes('goroutine?debug=') === true;
}

async function readIndex(plan: ProbePlan): Promise<Page> {
  const read = () => readPage(plan, indexUrl(plan.endpoint), plan.settings.bounds.resourceBody);
  return (await plan.takeTurn(read)) ?? { answered: false, text: undefined };
}

function indexUrl({ root }: Endpoint): URL {
  return withPath(root, `${pathOn(root)}/`);
}

interface Page {
  /** Whatever it answered. */
  readonly answered: boolean;
  /** Undefined when there is no such page: what it would have told then stays unknown. */
  readonly text: string | undefined;
}

async function readPage(plan: ProbePlan, url: URL, maxBytes: number): Promise<Page> {
  const read = async ({ status, body }: ExchangeAnswer): Promise<string | undefined> =>
    status === 200 ? readBounded(body, maxBytes) : undefined;
  const answered: Result<string | undefined> = await exchange(targetRequest(plan, url), plan.signal, read);
  return { answered: answered.ok, text: answered.ok ? answered.value : undefined };
}
