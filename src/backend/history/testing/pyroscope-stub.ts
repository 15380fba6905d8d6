// A server with Pyroscope's query API in the JSON form of its protobuf definitions (github.com/grafana/pyroscope/api
// v1.6.0): 64-bit numbers are strings, zeros are omitted. Like the real server, it sums profiles that are not requested
// by id and refuses more than a day.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dayMs } from '../../../core/agreed-times.ts';
import type { Labels } from '../../../core/labels.ts';

interface StubProfile {
  readonly id: string;
  readonly type: string;
  readonly labels: Labels;
  readonly atMs: number;
  /** Functions, innermost first, with their counts. */
  readonly stacks: readonly { readonly frames: readonly string[]; readonly count: number }[];
  /** Goroutines that its total has and its stacks have not, as with some profiles of a real server. */
  readonly lost?: number;
}

export interface PyroscopeStub {
  readonly url: string;
  profiles: StubProfile[];
  /** Method and tenant of each call. */
  readonly calls: { readonly method: string; readonly tenant: string | undefined }[];
  /** Behaves like older servers, which could not read single profiles. */
  ignoresIds: boolean;
  /** How long each answer takes. */
  delayMs: number;
  close(): Promise<void>;
}

interface Request {
  readonly matchers?: readonly string[];
  readonly profileTypeID?: string;
  readonly labelSelector?: string;
  readonly start: number;
  readonly end: number;
  readonly step?: number;
  readonly profileIdSelector?: readonly string[];
}

export const scraped = 'goroutine:goroutine:count:goroutine:count';

export async function startPyroscopeStub(): Promise<PyroscopeStub> {
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      if (stub.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, stub.delayMs));
      const method = (request.url ?? '').replace('/querier.v1.QuerierService/', '');
      const asked = JSON.parse(body) as Request;
      const tenant = request.headers['x-scope-orgid'];
      stub.calls.push({ method, tenant: typeof tenant === 'string' ? tenant : undefined });
      const answer = asked.end - asked.start > dayMs ? undefined : answerCall(stub, method, asked);
      response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(answer ?? { code: 'invalid_argument', message: 'the query time range exceeds the limit' }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: PyroscopeStub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    profiles: [],
    calls: [],
    ignoresIds: false,
    delayMs: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stub;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function answerCall(stub: PyroscopeStub, method: string, request: Request): object | undefined {
  const { start, end } = request;
  const inRange = stub.profiles.filter(({ atMs }) => atMs >= start && atMs <= end);
  switch (method) {
    case 'Series': {
      const selectors = request.matchers ?? [];
      const found = inRange.filter((one) => selectors.every((selector) => meets(selector, one)));
      const sets = new Map(
        found.map(({ labels, type }) => [
          JSON.stringify([type, labels]),
          { ...labels, __profile_type__: type, __name__: 'goroutine' },
        ]),
      );
      return { labelsSet: Array.from(sets.values(), (labels) => ({ labels: formatPairs(labels) })) };
    }
    case 'SelectSeries': {
      const found = inRange.filter(
        (one) => one.type === request.profileTypeID && meets(request.labelSelector ?? '{}', one),
      );
      const stepMs = (request.step ?? 15) * 1_000;
      const steps = new Map<number, StubProfile[]>();
      for (const one of found) {
        const step = Math.ceil((one.atMs - start) / stepMs);
        steps.set(step, [...(steps.get(step) ?? []), one]);
      }
      const points = Array.from(steps, ([step, profiles]) => ({
        value: profiles.reduce((sum, one) => sum + totalOf(one), 0),
        timestamp: String(start + step * stepMs),
        exemplars: profiles.map((one) => ({
          timestamp: String(one.atMs),
          profileId: one.id,
          value: String(totalOf(one)),
        })),
      }));
      return { series: points.length === 0 ? [] : [{ labels: [], points }] };
    }
    case 'SelectMergeStacktraces': {
      const ids = stub.ignoresIds ? undefined : request.profileIdSelector;
      const near = stub.ignoresIds ? stub.profiles : inRange;
      const found = near.filter(
        (one) =>
          one.type === request.profileTypeID &&
          ids?.includes(one.id) !== false &&
          meets(request.labelSelector ?? '{}', one),
      );
      return { pprof: { profile: writePprof(found.flatMap(({ stacks }) => stacks)) } };
    }
    default:
      return undefined;
  }
}

/** The position within a runtime function, where the goroutine parks, tells its state. */
const isRuntime = (name: string): boolean => name.startsWith('runtime.');
const totalOf = ({ stacks, lost = 0 }: StubProfile): number => lost + stacks.reduce((sum, { count }) => sum + count, 0);
const formatPairs = (labels: Labels) => Object.entries(labels).map(([name, value]) => ({ name, value }));

function meets(selector: string, { labels, type }: StubProfile): boolean {
  const all: Labels = { ...labels, __profile_type__: type };
  return [...selector.matchAll(/(\w+)(=~|=)"((?:[^"\\]|\\.)*)"/g)].every(([, name = '', op, quoted = '']) => {
    const value = JSON.parse(`"${quoted}"`) as string;
    return op === '=' ? (all[name] ?? '') === value : new RegExp(`^(?:${value})$`).test(all[name] ?? '');
  });
}

function writePprof(stacks: StubProfile['stacks']): object {
  const stringTable = ['', 'goroutine', 'count'];
  const text = (value: string): string => {
    const known = stringTable.indexOf(value);
    return String(known >= 0 ? known : stringTable.push(value) - 1);
  };
  const names = [...new Set(stacks.flatMap(({ frames }) => frames))];
  return {
    sampleType: [{ type: '1', unit: '2' }],
    sample: stacks.map(({ frames, count }) => ({
      locationId: frames.map((name) => String(names.indexOf(name) + 1)),
      value: [String(count)],
    })),
    location: names.map((_, index) => ({
      id: String(index + 1),
      line: [{ functionId: String(index + 1), line: isRuntime(names[index] ?? '') ? '283' : '21' }],
    })),
    function: names.map((name, index) => ({
      id: String(index + 1),
      name: text(name),
      filename: text('/src/shop/main.go'),
      startLine: isRuntime(name) ? '161' : '7',
    })),
    stringTable,
  };
}
