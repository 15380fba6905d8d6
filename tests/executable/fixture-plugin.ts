// The plugin's process with a handler that misbehaves as a query's model asks: for what no real handler should do.
import type { PluginHandler, QueryAnswer } from '../../src/backend/protocol/handler.ts';
import { readGreeting } from '../../src/backend/protocol/handshake.ts';
import type { PluginPorts } from '../../src/backend/protocol/plugin.ts';
import { runPlugin } from '../../src/backend/protocol/plugin.ts';

const deeds: Readonly<Record<string, (ports: PluginPorts, secret: string) => void>> = {
  'throw later': () => void setImmediate(throwError),
  'reject later': () => void Promise.reject(new Error('Nobody catches this rejection.')),
  print: () => console.log('printed', { by: 'a library' }),
  'write to stdout': () => void process.stdout.write('not a handshake\n'),
  'log a secret': ({ logger }, secret) => logger.warn(`The token is ${secret}.`, { nested: [{ secret }] }),
  'log hostile text': ({ logger }) =>
    logger.info('one\ntwo\u001b[31m', { '@message': 3, '@level': 4, big: 10n, nan: NaN }),
};

function createHandler(ports: PluginPorts): PluginHandler {
  return {
    queryData: async (context, queries) => {
      const answers = new Map<string, QueryAnswer>();
      for (const { refId, json } of queries) {
        const { deed } = JSON.parse(json) as { readonly deed?: string };
        deeds[deed ?? '']?.(ports, context.dataSource.secrets['token'] ?? '');
        answers.set(refId, { ok: true, frames: [] });
      }
      return answers;
    },
    callResource: async () => ({ status: 200, headers: {}, body: new Uint8Array() }),
    checkHealth: async () => ({ status: 'ok', message: 'fine', details: {} }),
    collectMetrics: async () => '',
    // A handler must settle within a second; this one never does.
    close: () => new Promise(() => {}),
  };
}

function throwError(): never {
  throw new Error('Nobody catches this error.');
}

const greeting = readGreeting(process.env);
if (greeting.kind === 'host') await runPlugin(greeting.offer, process.env, createHandler);
