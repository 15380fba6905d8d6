// One program with two faces: the plugin when Grafana started it, else the command line. Each is imported only when it
// is needed, so that neither pays for the libraries of the other.
import type { HostOffer } from './backend/protocol/handshake.ts';
import { readGreeting } from './backend/protocol/handshake.ts';

/** Set by the build; absent where the sources run as they are. */
declare const PARKED_VERSION: string | undefined;

const ownVersion = typeof PARKED_VERSION === 'string' ? { version: PARKED_VERSION } : {};

const greeting = readGreeting(process.env);
switch (greeting.kind) {
  case 'host':
    assumeLittleMemory();
    await servePlugin(greeting.offer);
    break;
  case 'stranger':
    process.stderr.write(`Parked speaks version 2 of the plugin protocol; the host offers ${greeting.offered}.\n`);
    process.exitCode = 1;
    break;
  case 'person':
    process.exitCode = await serveCommandLine();
    break;
}

/**
 * Begins anew in the same process, with an engine that assumes this much memory. JavaScriptCore lets its heap double
 * where the machine has much, and what others send is soon garbage: a gibibyte would be full before it was collected.
 * The engine reads the figure at its start, from the environment alone.
 */
function assumeLittleMemory(): void {
  const name = 'BUN_JSC_forceRAMSize';
  if (process.versions['bun'] === undefined || process.execve === undefined || process.env[name] !== undefined) return;
  try {
    process.execve(process.execPath, process.argv, { ...process.env, [name]: String(640 * 2 ** 20) });
  } catch {
    // Without it the plugin works as well, in more memory.
  }
}

async function servePlugin(offer: HostOffer): Promise<void> {
  const { runPlugin } = await import('./backend/protocol/plugin.ts');
  const { createService, findPluginFolder } = await import('./backend/service.ts');
  const pluginFolder = findPluginFolder(process.execPath);
  await runPlugin(offer, process.env, ({ logger }) => createService({ logger, pluginFolder, ...ownVersion }));
}

async function serveCommandLine(): Promise<number> {
  const { runCommandLine } = await import('./cli/main.ts');
  return runCommandLine(process.argv.slice(2), ownVersion);
}
