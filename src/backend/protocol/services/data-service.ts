// Queries of panels, Explore and alert rules.
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
  ): Promise<{ readonly responses: Record<string, Response>; readonly release: () => void }> => {
    const { pluginContext, headers, queries } = call.request;
    const context = readContext(environment, pluginContext, headers);
    const answers = await handler.queryData(context, queries.map(readQuery), abortWithCall(call));
    const release = () => answers.release?.();
    try {
      const responses: (readonly [string, Response])[] = [];
      for (const { refId } of queries) {
        // Encoding five hundred series takes about 40 ms, and a call has many queries.
        if (isTurnOver()) await takeTurn();
        responses.push([refId, toResponse(refId, answers.get(refId), environment.logger)]);
      }
      // Assignment would fail for a query named like an inherited property.
      return { responses: Object.fromEntries(responses), release };
    } catch (error) {
      release();
      throw error;
    }
  };
  return {
    queryData: (call, callback) => {
      answer(call).then(
        ({ responses, release }) => {
          callback(null, { responses });
          release();
        },
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

/** Coalesced queries share their frames, so each frame is encoded once. */
const encodeOnce = perObject(encodeFrame);

/** The response of one query. A bug in encoding it becomes this query's error only. */
function toResponse(refId: string, answer: QueryAnswer | undefined, logger: Logger): Response {
  try {
    if (!answer) throw new Error(`The handler gave no answer for query ${refId}.`);
    const frames = answer.frames.map((frame) => encodeOnce(frame.refId === undefined ? { ...frame, refId } : frame));
    if (answer.ok) return { frames, status: 200 };
    const { message, status, source } = answer.problem;
    // Grafana treats an empty error as success.
    return { frames, error: message || 'The query failed.', status: toHttpStatus(status), errorSource: source };
  } catch (error) {
    const { details } = statusOf(error, { method, cancelled: false }, logger);
    return { error: details ?? 'The query failed.', status: 500, errorSource: 'plugin' };
  }
}

function toHttpStatus(status: number): number {
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500;
}
