// A plugin process under test: its output, its log, and how it ends.
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { addressFromHandshake, connectService } from '../../src/backend/protocol/testing/client.ts';
import { Health } from '../../src/backend/protocol/gen/health_pb.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PluginProcess {
  readonly child: ChildProcess;
  /** The first line on standard output; fails when the process ends without one. */
  readonly handshake: Promise<string>;
  /** Settles when the process and all other holders of its standard output are gone. */
  readonly ended: Promise<Ended>;
}

/** What go-plugin sets; Grafana adds nothing that a plugin needs to start. */
export const handshakeVariables = {
  grafana_plugin_type: 'datasource',
  PLUGIN_PROTOCOL_VERSIONS: '2',
  PLUGIN_MIN_PORT: '10000',
  PLUGIN_MAX_PORT: '25000',
} as const;

/** Starts a plugin with the handshake's variables and those in `options.env`, and with no others. */
export function startProcess(
  command: readonly [string, ...string[]],
  options: Omit<SpawnOptions, 'stdio'> = {},
): PluginProcess {
  const [program, ...args] = command;
  const env = { ...handshakeVariables, ...options.env };
  const child = spawn(program, args, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('The process has no output.');
  const ended = (async () => {
    const closed = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    const [output, log, end] = await Promise.all([text(stdout), text(stderr), closed]);
    return { ...end, stdout: output, stderr: log };
  })();
  const handshake = new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    ended.then(
      ({ stderr: log }) => reject(new Error(`The process ended without a handshake: ${log}`)),
      (error: unknown) => reject(error),
    );
  });
  // A test that only looks at the end must not fail for the handshake it never asked for.
  handshake.catch(() => {});
  return { child, handshake, ended };
}

/** Asks the plugin's health service as the host does; `SERVING` is 1. */
export async function askHealth(handshake: string): Promise<number | undefined> {
  const client = connectService(Health, addressFromHandshake(handshake));
  try {
    return await new Promise((resolve, reject) =>
      client.check({ service: 'plugin' }, (error, answer) => (error ? reject(error) : resolve(answer?.status))),
    );
  } finally {
    client.close();
  }
}

/** The lines of a log, each as the object it must be. */
export function readLog(stderr: string): readonly Readonly<Record<string, unknown>>[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
