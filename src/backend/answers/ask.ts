// Input and output of every query handler.
import type { Labels } from '../../core/labels.ts';
import type { ReadResult } from '../../core/profile/model.ts';
import type { Problem, Result } from '../../core/problem.ts';
import type { CompleteQuery } from '../../core/query/model.ts';
import type { Role } from '../../core/query/request.ts';
import type { DataFrame } from '../../frames/model.ts';
import type { Past } from '../history/past.ts';
import type { AnswerMemory } from './answer-memory.ts';
import type { MemoryLease } from '../memory-budget.ts';
import type {
  DataSourceRef,
  DiscoveryReporter,
  DumpText,
  FiguresSource,
  SourceReader,
  Surveyor,
  SymbolResolver,
  TargetsPort,
} from '../targets/port.ts';

/** A parsed dump from the query, with its text. */
interface PastedProfile {
  readonly result: ReadResult;
  readonly text: DumpText;
}

/** Dependencies of the answers. service.ts supplies them. */
export interface AnswerPorts {
  readonly sources: SourceReader;
  readonly targets: TargetsPort & SymbolResolver & Partial<DiscoveryReporter & FiguresSource & Surveyor>;
  /** Opens the past of a data source and starts its sampler. `pluginConfig` is the plugin's section of grafana.ini. */
  readonly attend: (ref: DataSourceRef, pluginConfig: Labels) => Past;
  /**
   * Parses a pasted dump, gzipped or not. Fails if it exceeds `maxBytes` after unpacking. Keeps only the pprof labels
   * in `labelKeys`.
   */
  readonly readProfile: (
    bytes: Uint8Array,
    maxBytes: number,
    labelKeys: readonly string[],
    memory: MemoryLease,
  ) => Promise<Result<PastedProfile>>;
  /** Compresses with gzip. */
  readonly pack: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly nowMs: () => number;
  /** Called with a thrown error. Outside input never throws, so each is a bug in Parked. */
  readonly onBug: (error: unknown) => void;
}

/** One query with everything needed to answer it. */
export interface Ask {
  readonly ports: AnswerPorts;
  readonly ref: DataSourceRef;
  readonly past: Past;
  readonly query: CompleteQuery;
  /** Already lowered to Viewer if `fromAlert` is set. */
  readonly role: Role;
  readonly fromAlert: boolean;
  /** Accepts a profile from the last two sampling intervals. */
  readonly acceptsRecent?: boolean;
  /** Milliseconds since the epoch; both 0 if the request has no range. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The step between two points that Grafana requests, in milliseconds. */
  readonly intervalMs: number;
  readonly maxDataPoints: number;
  readonly signal: AbortSignal;
  readonly memory: AnswerMemory;
  /** Called when the answer is complete or was abandoned. */
  readonly onEnd: (release: () => void) => void;
}

export type Answerer = (ask: Ask) => Promise<Result<readonly DataFrame[]>>;

/** The problem for an invalid query. `field` is written as the user writes it. */
export function refuse(code: string, field: string, message: string, status = 400): Problem {
  return { code, status, source: 'downstream', field, message };
}

/** The caller has cancelled. */
export const cancelledProblem: Problem = {
  code: 'cancelled',
  status: 499,
  source: 'downstream',
  message: 'Nobody waits for this answer.',
};
