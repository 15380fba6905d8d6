// The plugin's protocol with a handler that does what tests ask of it: answers, throws, waits, answers wrongly. Query
// text and resource paths say what to do.
import { writeSync } from 'node:fs';
import type { PluginHandler, QueryAnswer, ResourceAnswer } from '../../src/backend/protocol/handler.ts';
import { readGreeting } from '../../src/backend/protocol/handshake.ts';
import { runPlugin } from '../../src/backend/protocol/plugin.ts';
import type { PluginPorts } from '../../src/backend/protocol/plugin.ts';

let aborted = 0;
let closed = false;

function createHandler({ logger }: PluginPorts): PluginHandler {
  return {
    queryData: async (context, queries, signal) => {
      const answers = new Map<string, QueryAnswer>();
      for (const { refId, json, queryType, fromMs } of queries) {
        if (json === 'throw') throw new Error('password=canary-in-an-error');
        if (json === 'wait') await waitFor(signal);
        if (json === 'reject later') void Promise.reject(new Error('nobody catches this'));
        if (json === 'throw later') setImmediate(throwLater);
        if (json === 'print') console.log('printed', { by: 'console.log' });
        if (json === 'log')
          logger.info('asked', { secret: context.dataSource.secrets['token'], 'line\nbreak': 'a\nb' });
        if (json === 'no answer') continue;
        if (json === 'problem') {
          answers.set(refId, {
            ok: false,
            frames: [],
            problem: { code: 'timeout', status: 504, source: 'downstream', message: 'host:6060 did not answer.' },
          });
          continue;
        }
        const uneven = json === 'bad frame' ? [1, 2] : [1];
        answers.set(refId, {
          ok: true,
          frames: [
            {
              fields: [
                { name: 'time', type: 'time', values: [fromMs] },
                { name: 'count', type: 'number', values: uneven },
                {
                  name: 'about',
                  type: 'json',
                  values: [{ ...context, dataSource: context.dataSource.uid, queryType }],
                },
              ],
            },
          ],
        });
      }
      return answers;
    },
    callResource: async (context, request, signal) => answerResource(request.path, request.body, context, signal),
    checkHealth: async () => ({ status: 'error', message: 'Nothing is configured.', details: { aborted, closed } }),
    collectMetrics: async () => '# TYPE parked_test gauge\nparked_test 1\n',
    close: async () => {
      closed = true;
      writeSync(2, '{"@level":"info","@message":"closed","@timestamp":"2026-01-01T00:00:00.000000Z"}\n');
    },
  };
}

async function answerResource(
  path: string,
  body: Uint8Array,
  context: object,
  signal: AbortSignal,
): Promise<ResourceAnswer> {
  const headers = { 'content-type': ['application/json'] };
  switch (path) {
    case 'throw':
      throw new Error('password=canary-in-an-error');
    case 'odd-status':
      return { status: 99, headers, body: new Uint8Array() };
    case 'many':
      return { status: 201, headers, body: manyChunks() };
    case 'broken':
      return { status: 200, headers, body: brokenChunks() };
    case 'wait':
      await waitFor(signal);
      return { status: 200, headers, body: new Uint8Array() };
    case 'context':
      return { status: 200, headers, body: new TextEncoder().encode(JSON.stringify(context)) };
    default:
      return { status: 200, headers, body };
  }
}

async function* manyChunks(): AsyncIterable<Uint8Array> {
  for (let index = 0; index < 64; index++) yield new Uint8Array(64 * 1024).fill(index);
}

async function* brokenChunks(): AsyncIterable<Uint8Array> {
  yield new Uint8Array([1]);
  throw new Error('password=canary-in-an-error');
}

async function waitFor(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  aborted++;
}

const greeting = readGreeting(process.env);
if (greeting.kind === 'host') await runPlugin(greeting.offer, process.env, createHandler);

function throwLater(): never {
  throw new Error('nobody catches this either');
}
