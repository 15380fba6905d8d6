// Queries: what panels, Explore and alert rules ask.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { perObject } from '../../../core/per-object.ts';
import type { DataQuery, DataResponseSchema } from '../gen/pluginv2_pb.ts';
import { Data } from '../gen/pluginv2_pb.ts';
import type { ServiceHandlers } from '../grpc-service.ts';
import type { PluginHandler, QueryAnswer, QueryRequest } from '../handler.ts';
import { encodeFrame } from '../arrow/encode-frame.ts';
import type { Logger } from '../log/logger.ts';
import { isTurnOver, takeTurn } from '../../loop-turns.ts';
import type { CallEnvironment } from './calls.ts';
import { abortWithCall, readContext, statusOf } from './calls.ts';

type Response = MessageInitShape<typeof DataResponseSchema>;

const utf8 = new TextDecoder();
const method = Data.method.queryData.name;

export function dataHandlers(handler: PluginHandler, environment: CallEnvironment): ServiceHandlers<typeof Data> {
  const answer = async (
    call: Parameters<ServiceHandlers<typeof Data>['queryData']>[0],
  ): Promise<{ readonly responses: Record<string, Response> }> => {
    const { pluginContext, headers, queries } = call.request;
    const context = readContext(environment, pluginContext, headers);
    const answers = await handler.queryData(context, queries.map(readQuery), abortWithCall(call));
    const responses: (readonly [string, Response])[] = [];
    for (const { refId } of queries) {
      // Five hundred series take some 40 ms to write, and a call has many queries.
      if (isTurnOver()) await takeTurn();
      responses.push([refId, toResponse(refId, answers.get(refId), environment.logger)]);
    }
    // Not by assignment: a query may be named like a property that objects are born with.
    return { responses: Object.fromEntries(responses) };
  };
  return {
    queryData: (call, callback) => {
      answer(call).then(
        (response) => callback(null, response),
        (error: unknown) => callback(statusOf(error, { method, cancelled: call.cancelled }, environment.logger)),
      );
    },
  };
}

function readQuery(query: DataQuery): QueryRequest {
  return {
    refId: query.refId,
    queryType: query.queryType,
    json: utf8.decode(query.json),
    fromMs: Number(query.timeRange?.fromEpochMS ?? 0n),
    toMs: Number(query.timeRange?.toEpochMS ?? 0n),
    intervalMs: Number(query.intervalMS),
    maxDataPoints: Number(query.maxDataPoints),
  };
}

/** People who asked the same were given the same frames. */
const encodeOnce = perObject(encodeFrame);

/** One query's answer; a bug in it is this query's error and leaves the others alone. */
function toResponse(refId: string, answer: QueryAnswer | undefined, logger: Logger): Response {
  try {
    if (!answer) throw new Error(`The handler gave no answer for query ${refId}.`);
    const frames = answer.frames.map((frame) => encodeOnce(frame.refId === undefined ? { ...frame, refId } : frame));
    if (answer.ok) return { frames, status: 200 };
    const { message, status, source } = answer.problem;
    // Grafana takes an empty error for none.
    return { frames, error: message || 'The query failed.', status: toHttpStatus(status), errorSource: source };
  } catch (error) {
    const { details } = statusOf(error, { method, cancelled: false }, logger);
    return { error: details ?? 'The query failed.', status: 500, errorSource: 'plugin' };
  }
}

function toHttpStatus(status: number): number {
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500;
}
