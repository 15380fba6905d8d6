// Connects the generated message descriptors to grpc-js: names, codecs and call kinds of a service. The types reject a
// handler with the wrong message at compile time.
import type {
  ClientReadableStream,
  ClientDuplexStream,
  ClientUnaryCall,
  Metadata,
  MethodDefinition,
  ServiceError,
  handleBidiStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
} from '@grpc/grpc-js';
import type { DescMessage, DescMethod, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';

interface MethodShape {
  readonly methodKind: DescMethod['methodKind'];
  readonly input: DescMessage;
  readonly output: DescMessage;
}

/** A service from a generated file, with the types of its methods. */
export type Service = DescService & { readonly method: Readonly<Record<string, MethodShape>> };

type Kinds<M extends MethodShape, Unary, ServerStreaming, Bidirectional> = M['methodKind'] extends 'unary'
  ? Unary
  : M['methodKind'] extends 'server_streaming'
    ? ServerStreaming
    : M['methodKind'] extends 'bidi_streaming'
      ? Bidirectional
      : never;

/** The handlers of a service. Answers are plain objects; missing fields are empty. */
export type ServiceHandlers<S extends Service> = {
  readonly [K in keyof S['method']]: Kinds<
    S['method'][K],
    handleUnaryCall<MessageShape<S['method'][K]['input']>, MessageInitShape<S['method'][K]['output']>>,
    handleServerStreamingCall<MessageShape<S['method'][K]['input']>, MessageInitShape<S['method'][K]['output']>>,
    handleBidiStreamingCall<MessageShape<S['method'][K]['input']>, MessageInitShape<S['method'][K]['output']>>
  >;
};

type Callback<M extends MethodShape> = (error: ServiceError | null, response?: MessageShape<M['output']>) => void;

interface UnaryCall<M extends MethodShape> {
  (request: MessageInitShape<M['input']>, callback: Callback<M>): ClientUnaryCall;
  (
    request: MessageInitShape<M['input']>,
    metadata: Metadata,
    options: { readonly deadline?: Date | number },
    callback: Callback<M>,
  ): ClientUnaryCall;
}

/** The methods of a service as grpc-js clients have them. */
export type ServiceCalls<S extends Service> = {
  readonly [K in keyof S['method']]: Kinds<
    S['method'][K],
    UnaryCall<S['method'][K]>,
    (
      request: MessageInitShape<S['method'][K]['input']>,
    ) => ClientReadableStream<MessageShape<S['method'][K]['output']>>,
    () => ClientDuplexStream<MessageInitShape<S['method'][K]['input']>, MessageShape<S['method'][K]['output']>>
  >;
};

/** The service definition for grpc-js, keyed by method in lower camel case, for servers and clients. */
type GrpcDefinition<S extends Service> = {
  readonly [K in keyof S['method']]: MethodDefinition<
    MessageInitShape<S['method'][K]['input']>,
    MessageInitShape<S['method'][K]['output']>
  >;
};

export function grpcServiceDefinition<S extends Service>(service: S): GrpcDefinition<S> {
  const entries = service.methods.map((method) => [method.localName, grpcMethodDefinition(method)] as const);
  return Object.fromEntries(entries) as unknown as GrpcDefinition<S>;
}

function grpcMethodDefinition(
  method: DescMethod,
): MethodDefinition<MessageInitShape<DescMessage>, MessageInitShape<DescMessage>> {
  const { name, parent, methodKind, input, output } = method;
  return {
    path: `/${parent.typeName}/${name}`,
    requestStream: methodKind === 'client_streaming' || methodKind === 'bidi_streaming',
    responseStream: methodKind === 'server_streaming' || methodKind === 'bidi_streaming',
    requestSerialize: (message) => encodeMessage(input, message),
    requestDeserialize: (bytes) => fromBinary(input, bytes),
    responseSerialize: (message) => encodeMessage(output, message),
    responseDeserialize: (bytes) => fromBinary(output, bytes),
  };
}

function encodeMessage(schema: DescMessage, message: MessageInitShape<DescMessage>): Buffer {
  const bytes = toBinary(schema, create(schema, message));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
