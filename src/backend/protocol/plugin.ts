// The life of the plugin process: handshake, serving, shutdown.
import type { Server } from '@grpc/grpc-js';
import type { Labels } from '../../core/labels.ts';
import type { Environment, HostOffer } from './handshake.ts';
import { formatHandshake } from './handshake.ts';
import type { PluginHandler } from './handler.ts';
import type { Listening } from './listen.ts';
import { listen } from './listen.ts';
import type { Logger } from './log/logger.ts';
import { createLogger, readLogLevel } from './log/logger.ts';
import { createRedactor } from './log/redactor.ts';
import { depart } from './process/departure.ts';
import { watchParent } from './process/parent.ts';
import { profileOnSignal } from './process/self-profile.ts';
import { captureConsole, createLogWriter, printLine } from './process/standard-streams.ts';
import { readPluginConfig } from './request-context.ts';
import { createServer } from './server.ts';
import { socketParent } from './socket-folder.ts';
import { removeStaleSockets } from './stale-sockets.ts';

/** The arguments for creating a handler. */
export interface PluginPorts {
  readonly logger: Logger;
  readonly pluginConfig: Labels;
}

/**
 * Serves one host until the host asks the plugin to leave or is gone; then the process ends. No request and no setting
 * ends it earlier, because the host would restart it endlessly without a pause.
 */
export async function runPlugin(
  offer: HostOffer,
  environment: Environment,
  createHandler: (ports: PluginPorts) => PluginHandler | Promise<PluginHandler>,
): Promise<void> {
  const pluginConfig = readPluginConfig(environment);
  const redactor = createRedactor();
  const leaving = new AbortController();
  const running: { handler?: PluginHandler; server?: Server; listening?: Listening } = {};

  const logger = createLogger({
    write: createLogWriter(() => leave('nobody reads the log')),
    now: () => new Date(),
    level: readLogLevel(pluginConfig['log_level']),
    redact: redactor.redact,
  });

  const leave = (reason: string): void => {
    if (leaving.signal.aborted) return;
    leaving.abort();
    logger.info('Leaving', { reason });
    const steps = [
      { name: 'end all work', run: () => running.handler?.close(), timeoutMs: 1_000 },
      { name: 'end all calls', run: () => endCalls(running.server), timeoutMs: 200 },
      { name: 'remove the socket', run: () => running.listening?.remove(), timeoutMs: 100 },
    ];
    void depart(steps, (step, error) => logger.warn('A step of leaving failed.', { step, error })).then(() =>
      process.exit(0),
    );
  };

  watchParent(() => leave('the host is gone'));
  captureConsole(logger);
  holdOn(logger, leave);
  profileOnSignal({ folder: pluginConfig['profile_dir'], logger, now: () => new Date() });

  try {
    running.handler = await createHandler({ logger, pluginConfig });
    const callEnvironment = { logger, pluginConfig, rememberSecrets: redactor.add };
    const farewell = { leave: () => leave('the host asked'), leaving: leaving.signal };
    running.server = createServer(running.handler, callEnvironment, farewell);
    running.listening = await listen(running.server, offer, logger);
    printLine(formatHandshake(running.listening.endpoint));
    void removeStaleSockets(socketParent, Date.now());
  } catch (error) {
    // Without the handshake line the host would wait for a minute, so the process ends.
    logger.error('The plugin cannot start.', { error });
    running.listening?.remove();
    process.exit(1);
  }
}

/** Ignores signals and errors that must not end the process. */
function holdOn(logger: Logger, leave: (reason: string) => void): void {
  // Ctrl-C in the host's terminal reaches the whole process group. The host decides when to stop its plugins.
  process.on('SIGINT', () => logger.debug('Ignored an interrupt.'));
  process.on('SIGTERM', () => leave('SIGTERM'));
  process.on('uncaughtException', (error) => logger.error('Nobody caught an error.', { error }));
  process.on('unhandledRejection', (error) => logger.error('Nobody caught a rejection.', { error }));
}

/** Lets calls that are about to finish do so. */
function endCalls(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => (server ? server.tryShutdown(() => resolve()) : resolve()));
}
