// What every handler of a query type is given, and what it gives back.
import type { Labels } from '../../core/labels.ts';
import type { ReadResult } from '../../core/profile/model.ts';
import type { Problem, Result } from '../../core/problem.ts';
import type { CompleteQuery } from '../../core/query/model.ts';
import type { Role } from '../../core/query/request.ts';
import type { DataFrame } from '../../frames/model.ts';
import type { Past } from '../history/past.ts';
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

/** A pasted dump: as it was read, and its text. */
export interface PastedProfile {
  readonly result: ReadResult;
  readonly text: DumpText;
}

/** What answers need from elsewhere; service.ts supplies it. */
export interface AnswerPorts {
  readonly sources: SourceReader;
  readonly targets: TargetsPort & SymbolResolver & Partial<DiscoveryReporter & FiguresSource & Surveyor>;
  /** Opens the past of a data source and starts its sampler. `pluginConfig` is the plugin's section of grafana.ini. */
  readonly attend: (ref: DataSourceRef, pluginConfig: Labels) => Past;
  /** Reads a pasted dump, gzip or not. More than `maxBytes` after unpacking is a problem. Other pprof labels than `labelKeys` are dropped. */
  readonly readProfile: (
    bytes: Uint8Array,
    maxBytes: number,
    labelKeys: readonly string[],
    memory: MemoryLease,
  ) => Promise<Result<PastedProfile>>;
  /** Gzip. */
  readonly pack: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly nowMs: () => number;
  /** Is called with what was thrown. Outside input never throws, so it is a bug of Parked. */
  readonly onBug: (error: unknown) => void;
}

/** One question with everything it may be answered from. */
export interface Ask {
  readonly ports: AnswerPorts;
  readonly ref: DataSourceRef;
  readonly past: Past;
  readonly query: CompleteQuery;
  /** Already lowered to Viewer where `fromAlert` is set. */
  readonly role: Role;
  readonly fromAlert: boolean;
  /** A profile from the last two sampling intervals is new enough. */
  readonly patient?: boolean;
  /** Milliseconds since the epoch; both 0 where the request has no range. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The step between two points that Grafana asks for. */
  readonly intervalMs: number;
  readonly maxDataPoints: number;
  readonly signal: AbortSignal;
  /** Called when the answer has been made, or will not be. */
  readonly onEnd: (release: () => void) => void;
}

export type Answerer = (ask: Ask) => Promise<Result<readonly DataFrame[]>>;

/** A question that cannot be answered as it was asked. `field` as the user spells it. */
export function refuse(code: string, field: string, message: string, status = 400): Problem {
  return { code, status, source: 'downstream', field, message };
}

/** Whoever asked has gone. */
export const nobodyWaits: Problem = {
  code: 'cancelled',
  status: 499,
  source: 'downstream',
  message: 'Nobody waits for this answer.',
};
