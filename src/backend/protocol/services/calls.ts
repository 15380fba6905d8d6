// What all calls share: detecting cancellation, reading the data source, and turning errors into a status that reveals
// nothing internal.
import { randomBytes } from 'node:crypto';
import type { ServerErrorResponse } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { RequestContext } from '../../../core/query/request.ts';
import type { Labels } from '../../../core/labels.ts';
import type { PluginContext } from '../gen/pluginv2_pb.ts';
import type { Logger } from '../log/logger.ts';
import type { Headers } from '../request-context.ts';
import { readRequestContext } from '../request-context.ts';

/** What the services share. */
export interface CallEnvironment {
  readonly logger: Logger;
  readonly pluginConfig: Labels;
  /** Called with every incoming secret, before other code sees it. */
  readonly rememberSecrets: (secrets: Iterable<string>) => void;
}

/** The part of grpc-js' server calls that reports cancellation. */
interface Cancellable {
  readonly cancelled: boolean;
  on(event: 'cancelled', listener: () => void): unknown;
}

/** A status meant for the caller. Any other thrown error is a bug. */
export class CallError extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

export function readContext(
  environment: CallEnvironment,
  context: PluginContext | undefined,
  headers: Headers,
): RequestContext {
  const known = readRequestContext(context, headers, environment.pluginConfig);
  if (!known) throw new CallError(status.INVALID_ARGUMENT, 'The request names no data source.');
  environment.rememberSecrets(Object.values(known.dataSource.secrets));
  return known;
}

/** Aborts when the caller cancels, its deadline passes or its connection breaks. */
export function abortWithCall(call: Cancellable): AbortSignal {
  const controller = new AbortController();
  call.on('cancelled', () => controller.abort());
  if (call.cancelled) controller.abort();
  return controller.signal;
}

/** Identifies the failed call. */
interface FailedCall {
  readonly method: string;
  /** The caller cancelled, so the error is expected. */
  readonly cancelled: boolean;
}

/** Converts a thrown error to a status. A bug is logged, and the caller gets a reference to the log line. */
export function statusOf(error: unknown, call: FailedCall, logger: Logger): ServerErrorResponse {
  if (error instanceof CallError) return toStatus(error.code, error.message);
  if (call.cancelled) return toStatus(status.CANCELLED, 'The caller has gone.');
  const reference = randomBytes(4).toString('hex');
  logger.error('A call failed because of a bug.', { method: call.method, reference, error });
  return toStatus(
    status.INTERNAL,
    `Parked failed because of a bug. The log line with reference ${reference} has the details.`,
  );
}

function toStatus(code: status, details: string): ServerErrorResponse {
  return { code, details, name: 'Error', message: details };
}
