// The history of the compiled executable, whose runtime has its own SQLite.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addressFromHandshake, connectService } from '../../src/backend/protocol/testing/client.ts';
import { Data, type QueryDataResponse } from '../../src/backend/protocol/gen/pluginv2_pb.ts';
import { buildExecutable } from '../support/built-executable.ts';
import { dataQuery, pluginContext, type DataSource } from '../support/grafana-request.ts';
import { readFrame } from '../support/read-frame.ts';
import { startProcess } from './plugin-process.ts';

let executable = '';
let folder = '';
let target: Server;
let isUp = true;

beforeAll(() => {
  executable = buildExecutable();
}, 300_000);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parked-history-'));
  target = createServer((request, response) => {
    if (isUp && request.url?.startsWith('/debug/pprof/goroutine?')) response.end(writeProfile(7));
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  target.closeAllConnections();
  await promisify(target.close.bind(target))();
  rmSync(folder, { recursive: true });
});

function writeProfile(count: number): string {
  return `goroutine profile: total ${count}
${count} @ 0x10 0x1000
#	0x10	time.Sleep+0x1	/usr/local/go/src/runtime/time.go:300
#	0x1000	main.leak+0x1	/src/main.go:10
`;
}

/** The values of the only series. A plugin is started for this question and ends after it. */
async function askNewProcess(source: DataSource, fromMs: number): Promise<readonly unknown[]> {
  const plugin = startProcess([executable], { env: { GF_PLUGIN_HISTORY_DIR: folder } });
  const data = connectService(Data, addressFromHandshake(await plugin.handshake));
  const question = { refId: 'A', model: { queryType: 'trend' }, fromMs, toMs: Date.now() };
  const request = { pluginContext: pluginContext(source, 'panel'), queries: [dataQuery(source, question)] };
  const { responses } = await new Promise<QueryDataResponse>((resolve, reject) =>
    data.queryData(request, (error, answer) => (error || !answer ? reject(error) : resolve(answer))),
  );
  data.close();
  plugin.child.kill('SIGTERM');
  expect(await plugin.ended).toMatchObject({ code: 0, signal: null });
  const answer = responses['A'];
  expect(answer?.error ?? '').toBe('');
  return (answer?.frames ?? []).flatMap((frame) => readFrame(frame).fields[1]?.values ?? []);
}

test('history survives a restart, in the folder that grafana.ini names', async () => {
  const { port } = target.address() as AddressInfo;
  // A range that ends within an interval of now is live, however slow the machine is.
  const jsonData = { sampling: { interval: '30s' } };
  const source = { uid: 'A', name: 'Goroutines', url: `http://127.0.0.1:${port}`, jsonData, lastUpdatedMs: 1 };
  const fromMs = Date.now() - 60_000;
  expect(await askNewProcess(source, fromMs)).toContain(7);
  expect(readdirSync(folder)).toContain('1-^a.db');
  isUp = false;
  expect(await askNewProcess(source, fromMs)).toContain(7);
}, 60_000);
