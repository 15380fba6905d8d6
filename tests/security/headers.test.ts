// Nothing of a request to Parked is passed on: targets, discovery and source servers see the same few headers, whoever
// asks.
import { withServer } from '../../src/backend/protocol/testing/serve.ts';
import { createService } from '../../src/backend/service.ts';
import { routes } from '../../src/backend/answers/resources/routes.ts';
import { answerLikeGo, startTarget } from '../../src/backend/targets/testing/fake-target.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { createCaller } from './caller.ts';

jest.setTimeout(60_000);

const named = [
  ...['Cookie', 'Authorization', 'X-Grafana-Id', 'X-Id-Token', 'X-Grafana-User', 'X-Grafana-Org-Id', 'X-Real-Ip'],
  ...['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-User', 'Forwarded', 'Via', 'Proxy-Authorization', 'Host'],
  ...['X-WEBAUTH-USER', 'X-JWT-Assertion', 'X-Panel-Id', 'X-Dashboard-Uid', 'X-Rule-Uid', 'X-Query-Group-Id'],
  ...['traceparent', 'tracestate', 'baggage', 'uber-trace-id', 'X-B3-TraceId', 'Accept-Language', 'Referer', 'Origin'],
  ...['User-Agent', 'Range', 'If-None-Match', 'Transfer-Encoding', 'Content-Length', 'Upgrade', 'X-Scope-OrgID'],
];
const headers = Object.fromEntries(
  [...named, ...Array.from({ length: 50 - named.length }, (_, index) => `X-Any-${index}`)].flatMap((name, index) => [
    [name, `canary-${index}`],
    [`http_${name}`, `canary-${index}`],
  ]),
);

test('fifty headers, in both spellings of Grafana, reach nobody', async () => {
  expect(Object.keys(headers).length).toBeGreaterThanOrEqual(100);
  const service = await createService({ inMemory: true });
  const target = await startTarget(answerLikeGo);
  const list = await startTarget((_, response) => response.end(JSON.stringify([{ targets: [target.host] }])));
  const source = {
    url: '',
    jsonData: {
      allowedHosts: ['127.0.0.1'],
      discovery: [{ type: 'http_sd', url: list.url }],
      sourceRaw: `${list.url}/{file}`,
      ownCode: ['main'],
    },
  };
  const range = { fromMs: Date.now() - 60_000, toMs: Date.now() };
  await withServer(
    service,
    async (served) => {
      const caller = createCaller(served, source, { role: 'Admin', headers });
      for (const queryType of queryTypes) await caller.query({ queryType, function: '.' }, range);
      for (const { method, path } of routes) await caller.call(method, path, '?label=service');
      await caller.health();
    },
    {},
  );
  await service.close();
  const sent = [...target.headers, ...list.headers];
  expect(target.headers.length).toBeGreaterThan(3);
  expect(list.headers.length).toBeGreaterThan(0);
  expect(JSON.stringify(sent)).not.toContain('canary');
  const names = new Set(sent.flatMap((one) => Object.keys(one)));
  expect([...names].sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
  expect(new Set(sent.map((one) => one['user-agent']))).toEqual(new Set(['parked']));
  await Promise.all([target.close(), list.close()]);
});
