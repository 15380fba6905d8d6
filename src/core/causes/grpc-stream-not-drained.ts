// A gRPC stream that is neither read to its end nor cancelled.
import { includesFunction } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const grpcStreamNotDrained: Cause = {
  id: 'grpc-stream-not-drained',
  name: 'gRPC streams are not drained',
  looksLike: 'Goroutines in `select` under `google.golang.org/grpc.newClientStreamWithParams.func4`, one a stream.',
  excerpt: `goroutine 42 [select]:
google.golang.org/grpc.newClientStreamWithParams.func4()
	google.golang.org/grpc@v1.85.0/stream.go:529
created by google.golang.org/grpc.newClientStreamWithParams in goroutine 1
	google.golang.org/grpc@v1.85.0/stream.go:528
`,
  why: 'A client stream starts a goroutine that lives until the stream ends: `Recv` returned an error (`io.EOF` is one), its context was cancelled, or the connection closed. Reading one message and leaving does none of these.',
  fix: 'Make the stream with a context that is cancelled on every way out (`defer cancel()`), or call `Recv` until it fails.',
  example: {
    package: 'courier',
    imports: [
      'context',
      'net',
      'google.golang.org/grpc',
      'google.golang.org/grpc/credentials/insecure',
      'google.golang.org/grpc/health',
      'google.golang.org/grpc/health/grpc_health_v1',
    ],
    before: `// State reads the first message of a stream.
func State(ctx context.Context, client grpc_health_v1.HealthClient) error {
	stream, err := client.Watch(ctx, &grpc_health_v1.HealthCheckRequest{})
	if err != nil {
		return err
	}
	_, err = stream.Recv() // The stream goes on.
	return err
}
`,
    after: `// State reads the first message of a stream.
func State(ctx context.Context, client grpc_health_v1.HealthClient) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := client.Watch(ctx, &grpc_health_v1.HealthCheckRequest{})
	if err != nil {
		return err
	}
	_, err = stream.Recv()
	return err
}
`,
    support: `var connection, client = connect()

var life, end = context.WithCancel(context.Background())

func connect() (*grpc.ClientConn, grpc_health_v1.HealthClient) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	go server.Serve(listener)
	c, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	return c, grpc_health_v1.NewHealthClient(c)
}
`,
    drive: `_ = State(life, client)
_, _ = end, connection`,
    waitsIn: 'google.golang.org/grpc.newClientStreamWithParams.func',
    proven: false,
  },
  prevention: [
    '`goleak.VerifyNone(t)` behind a test that reads only part of a stream.',
    'In review: every stream has a context of its own that is cancelled by `defer`.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (
      includesFunction(
        clues.names,
        'google.golang.org/grpc.newClientStreamWithParams',
        'google.golang.org/grpc.newClientStream',
      )
    ) {
      return clues.own === '' ? certain : certain * 0.2;
    }
    // The server's side of a stream that the client neither ends nor cancels.
    if (clues.own === '' && includesFunction(clues.names, 'google.golang.org/grpc.(*Server).handleStream'))
      return certain;
    return includesFunction(clues.library, ...streamReads) ? certain * 0.3 : null;
  },
};

const streamReads = [
  'google.golang.org/grpc.(*clientStream).RecvMsg',
  'google.golang.org/grpc.(*clientStream).SendMsg',
];
