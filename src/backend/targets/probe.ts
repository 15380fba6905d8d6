// Finds out cheaply what a target supports. It takes no dump, which would stop the target, and no leak profile, which
// would force a garbage collection.
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
  /** Both fetches are shared with queries. */
  readonly fetchText: () => Promise<FetchOutcome>;
  readonly readFigures: () => Promise<FiguresOutcome>;
  readonly takeTurn: <T>(task: () => Promise<T>) => Promise<T | undefined>;
  /** Whether the target has answered with a leak profile, which proves as much as an index page. */
  readonly gaveLeaks: () => boolean;
}

/** Facts that stay the same for the life of a process. */
export interface Facts {
  readonly goVersion: string | null;
  readonly forms: readonly ProfileForm[];
  readonly leakProfile: Capabilities['leakProfile'];
  /** Every request was answered, so a new probe would find nothing more. */
  readonly sure: boolean;
}

/** Probes one target. `binary` is the target's debug=0 profile. */
export async function findFacts(plan: ProbePlan, binary: Fetched): Promise<Facts> {
  const text = await plan.fetchText();
  const index = await readIndex(plan);
  return concludeFacts(plan, binary, await plan.readFigures(), index, text);
}

/**
 * Probes one target of a fleet with fewer requests. The index of net/http/pprof implies that every form is served, so
 * no second profile is fetched.
 */
export async function findFactsSparingly(plan: ProbePlan, binary: Fetched): Promise<Facts> {
  const index = await readIndex(plan);
  const isPlain = binary.profile.format === 'debug=0' && namesGoroutines(index.text);
  const text = isPlain ? undefined : await plan.fetchText();
  const facts = concludeFacts(plan, binary, await plan.readFigures(), index, text);
  return isPlain ? { ...facts, forms: [0, 1, 2] } : facts;
}

function concludeFacts(
  plan: ProbePlan,
  binary: Fetched,
  figures: FiguresOutcome,
  index: Page,
  text: FetchOutcome | undefined,
): Facts {
  const shown = findLeakProfile(index.text);
  const told = figures.outcome === 'read' ? figures.figures.goVersion : null;
  return {
    goVersion: told ?? findVersionInProfile(binary.profile),
    forms: listForms(binary, text),
    leakProfile: shown === 'unknown' && plan.gaveLeaks() ? 'served' : shown,
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

/** If a target's debug=0 and debug=1 answers differ, it honours the parameter, so it also serves debug=2. */
function listForms(binary: Fetched, text: FetchOutcome | undefined): readonly ProfileForm[] {
  const formats = new Set([binary.profile.format, ...(text?.outcome === 'fetched' ? [text.profile.format] : [])]);
  const forms: ProfileForm[] = [];
  if (formats.has('debug=0')) forms.push(0);
  if (formats.has('debug=1')) forms.push(1);
  if (formats.has('debug=2') || forms.length === 2) forms.push(2);
  return forms;
}

/** The index lists every profile. Without an index, only taking the leak profile could show that it exists. */
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
  /** Whether the target answered at all. */
  readonly answered: boolean;
  /** The text of the page; undefined if there is none, so that its facts stay unknown. */
  readonly text: string | undefined;
}

async function readPage(plan: ProbePlan, url: URL, maxBytes: number): Promise<Page> {
  const read = async ({ status, body }: ExchangeAnswer): Promise<string | undefined> =>
    status === 200 ? readBounded(body, maxBytes) : undefined;
  const answered: Result<string | undefined> = await exchange(targetRequest(plan, url), plan.signal, read);
  return { answered: answered.ok, text: answered.ok ? answered.value : undefined };
}
