// Resources: data that the editors and `parked serve` fetch over HTTP through Grafana.
import { once } from 'node:events';
import { status, type ServerWritableStream } from '@grpc/grpc-js';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CallResourceRequest, CallResourceResponseSchema } from '../gen/pluginv2_pb.ts';
import { Resource } from '../gen/pluginv2_pb.ts';
import type { ServiceHandlers } from '../grpc-service.ts';
import type { PluginHandler, ResourceAnswer } from '../handler.ts';
import type { Headers } from '../request-context.ts';
import type { CallEnvironment } from './calls.ts';
import { abortWithCall, CallError, readContext, statusOf } from './calls.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

type Call = ServerWritableStream<CallResourceRequest, MessageInitShape<typeof CallResourceResponseSchema>>;

const method = Resource.method.callResource.name;

export function resourceHandlers(
  handler: PluginHandler,
  environment: CallEnvironment,
): ServiceHandlers<typeof Resource> {
  const answer = async (call: Call): Promise<void> => {
    const { pluginContext, path, method, url, headers, body } = call.request;
    const context = readContext(environment, pluginContext, flattenHeaders(headers));
    const signal = abortWithCall(call);
    const request = { path: path.replace(/^\/+/, ''), method, url, body };
    await sendAnswer(call, await handler.callResource(context, request, signal), signal);
  };
  return {
    callResource: (call) => {
      answer(call).then(
        () => call.end(),
        (error: unknown) =>
          call.emit('error', statusOf(error, { method, cancelled: call.cancelled }, environment.logger)),
      );
    },
  };
}

async function sendAnswer(call: Call, answer: ResourceAnswer, signal: AbortSignal): Promise<void> {
  const head = {
    code: toHttpStatus(answer.status),
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, values]) => [name, { values: [...values] }]),
    ),
  };
  if (answer.body instanceof Uint8Array) {
    call.write({ ...head, body: answer.body });
    return;
  }
  let first = true;
  for await (const body of answer.body) {
    if (signal.aborted) return;
    const hasRoom = call.write(first ? { ...head, body } : { body });
    first = false;
    // Waiting bounds the memory for a slow reader.
    if (!hasRoom) await waitForReader(call, signal);
  }
  if (first) call.write(head);
}

/** A reader that reads nothing for this long counts as gone. */
const maxStallMs = minuteMs;

async function waitForReader(call: Call, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(maxStallMs);
  try {
    await once(call, 'drain', { signal: AbortSignal.any([signal, timeout]) });
  } catch (error) {
    if (signal.aborted || !timeout.aborted) throw error;
    throw new CallError(status.DEADLINE_EXCEEDED, 'Nobody read the answer for a minute.');
  }
}

/** The host's HTTP library crashes on a status that is not valid in HTTP. */
function toHttpStatus(status: number): number {
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500;
}

function flattenHeaders(headers: CallResourceRequest['headers']): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, list]) => [name, list.values]));
}
