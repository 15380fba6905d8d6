// A real server of others: how it is started, what healthy clients do, and how it is misused.
import type { Random } from '../random.ts';

/** Ports on loopback for one process; each server takes as many as it needs. */
export type Port = (index: number) => number;

export interface Place {
  /** A folder for configuration and data. */
  readonly folder: string;
  readonly port: Port;
}

/** One thing that a client does. It ends by itself, or when `until` is aborted. Failures are not errors. */
export type Act = (place: Place, random: Random, until: AbortSignal) => Promise<void>;

export interface Program {
  readonly name: string;
  /** Package and version of its program, from the Go module proxy. */
  readonly program: string;
  readonly version: string;
  /** Writes its configuration, and answers its arguments. */
  readonly configure: (place: Place) => readonly string[];
  /** Base of its profiles. */
  readonly profiles: (port: Port) => string;
}

export interface Server extends Program {
  /** Its metrics page, where it has one. */
  readonly metrics?: (port: Port) => string;
  /** Healthy clients: each comes at random, so many a minute in a busy hour. */
  readonly healthy: readonly { readonly perMinute: number; readonly act: Act }[];
  /** What one client does that is never undone; every ten seconds one comes. */
  readonly misuse: Act;
  /** The misuse in words. */
  readonly fault: string;
  /** Causes that name it; the first suspect has one of them first. */
  readonly causes: readonly string[];
}
