// All requests that the plugin answers, each with the facts to check about its reply.
import { queryTypes, type QueryType } from '../../src/core/query/model.ts';
import type { PprofServer } from '../../src/backend/testing/pprof-server.ts';
import { readRecorded } from '../../src/backend/testing/pprof-server.ts';
import { routes } from '../../src/backend/answers/resources/routes.ts';
import type { Caller, Range, Reply } from './caller.ts';

export interface Setting {
  readonly target: PprofServer;
  /** Where source is read from. */
  readonly git: PprofServer;
  /** Requests for things that nobody configured. */
  readonly stranger: PprofServer;
  readonly range: Range;
}

export interface Action {
  readonly what: string;
  /** Beside what every data source of these tests has. */
  readonly jsonData?: object;
  /** `yes`, or why not. */
  readonly run: (caller: Caller, setting: Setting) => Promise<string>;
}

const inline = readRecorded('goroutine-debug2.txt').toString();
const dump = '/debug/pprof/goroutine?debug=2';

/** What each type needs to be answered at all. The compiler asks for an entry when there is a new one. */
const models: Readonly<Record<QueryType, object>> = {
  stacks: {},
  count: {},
  trend: {},
  suspects: {},
  stack: { filter: { fingerprints: ['0123456789abcdef'] } },
  flamegraph: {},
  diff: { baseline: { targets: [] } },
  dump: {},
  source: { function: 'main.produce' },
  runtime: {},
  events: {},
  targets: {},
  verdict: {},
};

const ask = (what: string, model: object, jsonData?: object): Action => ({
  what,
  ...(jsonData === undefined ? {} : { jsonData }),
  run: async (caller, { range }) => judge(await caller.query(model, range)),
});

const byCreator = { queryType: 'stacks', filter: { creator: 'main' } };
const countByCreator = { queryType: 'count', groupBy: ['creator'] };

export const actions: readonly Action[] = [
  ...queryTypes.map((queryType) => ask(`query \`${queryType}\``, { queryType, ...models[queryType] })),
  ask('query `stacks` of the leak profile', { queryType: 'stacks', profile: 'goroutineleak' }),
  ask('query `stacks` by creator, which takes a dump', byCreator),
  ask('the same with `dumps.role: Viewer`', byCreator, { dumps: { role: 'Viewer' } }),
  ask('the same with `dumps.role: Admin`', byCreator, { dumps: { role: 'Admin' } }),
  ask('query `count` by creator with `dumps.inAlerts`', countByCreator, { dumps: { inAlerts: true } }),
  ask('the same with `dumps.role: Viewer` as well', countByCreator, { dumps: { inAlerts: true, role: 'Viewer' } }),
  ask('query `stacks` of a pasted dump', { queryType: 'stacks', inline }),
  ask('query `dump` of a pasted dump', { queryType: 'dump', inline }),
  ask('query `count` against a baseline', { queryType: 'count', value: 'ratio', baseline: { name: 'healthy' } }),
  {
    what: 'a query that names an address to fetch',
    run: async (caller, { stranger: { url, host, requests }, range }) => {
      const places = [
        ...[
          { url },
          { urls: [url] },
          { discovery: [{ type: 'http_sd', url }] },
          { sourceRaw: url },
          { datasource: { url } },
        ],
        ...[
          { targets: [{ label: 'instance', op: '=', value: host }] },
          { baseline: { targets: [{ label: 'url', op: '=', value: url }] } },
        ],
        ...[{ inline: url }, { function: url, queryType: 'source' }, { filter: { function: url } }],
      ];
      for (const place of places) await caller.query({ queryType: 'diff', ...place }, range);
      return requests.length === 0 ? 'not asked' : 'yes';
    },
  },
  {
    what: 'lines of source from `sourceRaw`',
    run: readSource,
  },
  {
    what: 'the same with `sourceRole: Viewer`',
    jsonData: { sourceRole: 'Viewer' },
    run: readSource,
  },
  ...routes.map(({ method, path }): Action => {
    const [parameters, body] = fill(method, path);
    return {
      what: `\`${method} ${path}\``,
      run: async (caller) => judge(await caller.call(method, path, parameters, body)),
    };
  }),
  {
    what: '`GET download` of a dump',
    run: async (caller) => {
      const { status } = await caller.call('GET', 'download', '?format=text&query={"queryType":"dump"}');
      return status === 405 ? 'no: POST' : 'yes';
    },
  },
  {
    what: '`POST download` of a dump',
    run: async (caller) =>
      judge(await caller.call('POST', 'download', '', '{"format":"text","query":{"queryType":"dump"}}')),
  },
  {
    what: 'any other method or path',
    run: async (caller) => {
      const tried = ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => caller.call(method, 'targets'));
      const replies = await Promise.all([...tried, caller.call('PUT', 'baselines'), caller.call('GET', 'settings')]);
      return replies.every(({ status }) => status === 404 || status === 405) ? 'none' : 'yes';
    },
  },
  {
    what: 'health',
    run: async (caller, { target }) => ((await caller.health()).text.includes(target.host) ? 'yes, hosts' : 'yes'),
  },
  {
    what: 'streams: subscribe, run, publish',
    run: async (caller) => {
      const ended = (await caller.streams()).join(', ');
      return ended === 'subscribe 1, publish 2, run 5' ? 'none' : ended;
    },
  },
];

/** Whether a target was stopped is worth more than what the reply says. */
export async function runWatched(action: Action, caller: Caller, setting: Setting): Promise<string> {
  const before = setting.target.requests.filter((path) => path === dump).length;
  const said = await action.run(caller, setting);
  const dumps = setting.target.requests.filter((path) => path === dump).length - before;
  return dumps === 0 ? said : `${said}, dump`;
}

async function readSource(caller: Caller, { git, range }: Setting): Promise<string> {
  const before = git.requests.length;
  const reply = await caller.query({ queryType: 'source', function: 'main.produce' }, range);
  if (judge(reply) !== 'yes') return judge(reply);
  return git.requests.length > before ? 'yes' : 'counts';
}

function fill(method: string, path: string): readonly [string, string] {
  if (method === 'POST') return ['', JSON.stringify({ name: 'other' })];
  if (method === 'DELETE') return ['?name=other', ''];
  const parameters: Readonly<Record<string, string>> = {
    'label-values': '?label=service',
    baselines: '',
    report: '?from=1&to=2',
  };
  return [parameters[path] ?? '?match=main', ''];
}

/**
 * Refusals in the words of this table; whatever else is said counts as an answer, errors of other kinds by their text.
 */
function judge({ status, error }: Reply): string {
  if (status === 200 || error.includes('There are no samples')) return 'yes';
  if (/needs the role (\w+)/.test(error)) return `no: ${/needs the role (\w+)/.exec(error)?.[1]}`;
  if (/requires the role (\w+)/.test(error)) return `no: ${/requires the role (\w+)/.exec(error)?.[1]}`;
  if (error.includes('takes no dumps for alert rules')) return 'no dumps';
  if (error.includes('Alert rules cannot use')) return 'not for rules';
  return `${status}: ${error}`;
}
