// Starts the executable as Grafana does: with its environment and nothing else, and waits for the handshake line.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { grafanaVersion } from './grafana-request.ts';

const startTimeoutMs = 60_000;
const keptLogLines = 1_000;

export interface PluginProcess {
  readonly child: ChildProcess;
  /** The printed handshake: `1|2|unix|/path|grpc`. */
  readonly handshake: string;
  /** From the start of the process to its handshake line. */
  readonly handshakeMs: number;
  /** What the plugin has logged: one line each, the newest 1,000. */
  readonly logLines: readonly string[];
  /** Settles when the process is gone. */
  readonly ended: Promise<void>;
}

/** The whole environment that Grafana gives a plugin. */
export function pluginEnvironment(): Record<string, string> {
  return {
    grafana_plugin_type: 'datasource',
    PLUGIN_PROTOCOL_VERSIONS: '2',
    PLUGIN_MIN_PORT: '10000',
    PLUGIN_MAX_PORT: '25000',
    GF_VERSION: grafanaVersion,
    GF_EDITION: 'Open Source',
  };
}

/**
 * Throws when the executable can't be started, ends early or is silent for a minute. `settings`: the plugin's section
 * of grafana.ini, which Grafana passes on in the environment.
 */
export async function startPluginProcess(
  executable: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PluginProcess> {
  const startedMs = performance.now();
  const child = spawn(executable, [], {
    cwd: dirname(executable),
    env: { ...pluginEnvironment(), ...nameSettings(settings) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const logLines = collectLines(child);
  const handshake = await readHandshake(child, logLines);
  return { child, handshake, handshakeMs: performance.now() - startedMs, logLines, ended };
}

function nameSettings(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`GF_PLUGIN_${key.toUpperCase()}`, value]));
}

function collectLines(child: ChildProcess): readonly string[] {
  const lines: string[] = [];
  if (child.stderr === null) return lines;
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    if (lines.length > keptLogLines) lines.shift();
  });
  return lines;
}

async function readHandshake(child: ChildProcess, logLines: readonly string[]): Promise<string> {
  if (child.stdout === null) throw new Error('The plugin has no standard output.');
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), startTimeoutMs);
  try {
    const outcome = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line', { signal: stop.signal }).then(([line]) => String(line)),
      once(child, 'exit', { signal: stop.signal }).then(() => undefined),
    ]);
    if (outcome !== undefined) return outcome;
  } catch (error) {
    child.kill('SIGKILL');
    const reason = stop.signal.aborted ? `no handshake line within ${startTimeoutMs / 1000} s` : String(error);
    throw new Error(`The plugin did not start: ${reason}. ${logLines.slice(-3).join(' ')}`, { cause: error });
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  throw new Error(`The plugin ended before its handshake (status ${child.exitCode}). ${logLines.slice(-3).join(' ')}`);
}
