// Recordings of real servers, healthy and misused, judged sample by sample.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeSeries } from './judge-series.ts';
import { servers } from './list.ts';
import { unpackSeries } from './recorded-series.ts';

function judge(name: string, kind: 'healthy' | 'misused') {
  return judgeSeries(unpackSeries(readFileSync(join(__dirname, 'recorded', `${name}-${kind}.json.gz`))));
}

const recorded = servers.filter(({ name }) => existsSync(join(__dirname, 'recorded', `${name}-misused.json.gz`)));

test('every server is recorded', () => {
  expect(recorded).toEqual(servers);
});

test.each(recorded.map(({ name }) => name))('nobody is accused while %s is healthy', (name) => {
  expect(judge(name, 'healthy').likely).toEqual([]);
});

test.each(recorded.map((server) => [server.name, server.fault, server]))(
  'the misuse of %s comes first, with its cause: %s',
  (name, _, server) => {
    const { suspects } = judge(name, 'misused');
    expect(server.causes).toContain(suspects[0]?.cause);
  },
);
