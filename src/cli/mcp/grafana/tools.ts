// The tools that ask a Parked in Grafana, which has history.
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { CommandFailure, exitStatus } from '../../exit-status.ts';
import { answer } from '../answer.ts';
import { makeMark } from '../mark.ts';
import type { CallGrafana } from './connect.ts';
import { describeAnswer } from './describe.ts';
import { readFrames } from './frames.ts';
import { questions, readMoment, writeQuery } from './questions.ts';

const type = 'parked-goroutines-datasource';
/** Points of a series. They are enough to show its course. */
const maxPoints = 20;
const maxSources = 20;

const listed = z.array(z.object({ uid: z.string(), name: z.string(), type: z.string() }));
const annotations = { readOnlyHint: true, openWorldHint: true } as const;

export function addGrafanaTools(server: McpServer, call: CallGrafana): void {
  server.registerTool(
    'grafana_sources',
    {
      title: 'Data sources of Parked in Grafana',
      description: 'Lists the data sources of Parked in the Grafana of the command line, to ask with grafana.',
      inputSchema: {},
      annotations,
    },
    () =>
      answer(async () => {
        const sources = await listSources(call);
        const names = sources.map(({ name }) => name);
        return {
          document: { sources: sources.slice(0, maxSources), ...cut(sources.length) },
          mark: makeMark([], names),
        };
      }),
  );
  server.registerTool(
    'grafana',
    {
      title: 'Ask a Parked in Grafana, which has history',
      description:
        'Asks a data source of Parked in Grafana: verdict (one a service), suspects (ranked), stack (all that is ' +
        'known of one fingerprint), trend (counts over time, of one fingerprint or the largest stacks), dumps (those ' +
        'kept when the leak of a fingerprint began), diff (what changed from the moment `from` to the moment `to`). ' +
        'Pages of causes are resources.',
      inputSchema: {
        ask: z.enum(questions),
        source: z.string().max(200).optional().describe('uid or name; needed where Grafana has several'),
        fingerprint: z
          .string()
          .regex(/^[0-9a-f]{16}$/)
          .optional(),
        service: z.string().max(200).optional().describe('Only targets with this label'),
        from: z.string().max(40).default('now-6h').describe('now-6h, or a time of ISO 8601'),
        to: z.string().max(40).default('now').describe('As from; a time in the past asks history'),
        limit: z.number().int().min(1).max(20).default(10),
      },
      annotations,
    },
    ({ ask, source, fingerprint, service, from, to, limit }) =>
      answer(async () => {
        const asked = { ask, fingerprint, service, limit };
        const query = writeQuery(asked);
        const range = { from: readMoment(from, 'from'), to: readMoment(to, 'to') };
        const { uid } = choose(await listSources(call), source);
        const shape = { refId: 'A', datasource: { type, uid }, maxDataPoints: maxPoints, version: 1 };
        const { json } = await call('/api/ds/query', { ...range, queries: [{ ...shape, ...query }] });
        return describeAnswer(asked, readFrames(json));
      }),
  );
}

async function listSources(call: CallGrafana) {
  const { json } = await call('/api/datasources');
  const read = listed.safeParse(json);
  if (!read.success) throw new CommandFailure(exitStatus.unreadable, "Grafana's list of data sources cannot be read.");
  return read.data.filter((one) => one.type === type).map(({ uid, name }) => ({ uid, name }));
}

type Source = Awaited<ReturnType<typeof listSources>>[number];

function choose(sources: readonly Source[], wanted: string | undefined): Source {
  const found = sources.filter(({ uid, name }) => wanted === undefined || uid === wanted || name === wanted);
  const [first] = found;
  if (first !== undefined && (found.length === 1 || first.uid === wanted)) return first;
  if (sources.length === 0) {
    throw new CommandFailure(exitStatus.usage, 'Grafana shows this token no data source of Parked.');
  }
  const uids = sources.slice(0, maxSources).map(({ uid }) => uid);
  const why = first === undefined ? 'There is no such data source of Parked.' : 'Say which data source.';
  throw new CommandFailure(exitStatus.usage, `${why} There are: ${uids.join(', ')}.`);
}

function cut(all: number) {
  return all > maxSources
    ? { sources_cut: `${all - maxSources} of ${all} left out; the first ${maxSources} are shown` }
    : {};
}
