// A gRPC call without a time limit.
import { includesPackage } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const grpcCallWithoutDeadline: Cause = {
  id: 'grpc-call-without-deadline',
  name: 'A gRPC call without a deadline',
  looksLike:
    'Own code in `select` under `google.golang.org/grpc.(*clientStream).RecvMsg`, `SendMsg` or `(*ClientConn).Invoke`.',
  excerpt: `goroutine 42 [select]:
google.golang.org/grpc/internal/transport.(*ClientStream).waitOnHeader(…)
	google.golang.org/grpc@v1.85.0/internal/transport/client_stream.go:129
google.golang.org/grpc/internal/transport.(*ClientStream).RecvCompress(…)
	google.golang.org/grpc@v1.85.0/internal/transport/client_stream.go:144
google.golang.org/grpc.(*csAttempt).recvMsg(…)
	google.golang.org/grpc@v1.85.0/stream.go:1280
google.golang.org/grpc.(*clientStream).RecvMsg.func1(…)
	google.golang.org/grpc@v1.85.0/stream.go:1144
	… 6 frames …
example.com/shop/insurance.Ask.func1()
	example.com/shop/insurance/insurance.go:11
created by example.com/shop/insurance.Ask in goroutine 1
	example.com/shop/insurance/insurance.go:10
`,
  why: 'gRPC has no deadline unless the context brings one. A server that hangs, or a stream on which nothing is sent any more, holds the caller for ever.',
  fix: 'Give every call a context with a deadline. Give streams a context that is cancelled when they are no longer needed. Switch on keepalive for connections.',
  example: {
    package: 'insurance',
    imports: [
      'context',
      'net',
      'time',
      'google.golang.org/grpc',
      'google.golang.org/grpc/credentials/insecure',
      'google.golang.org/grpc/health',
      'google.golang.org/grpc/health/grpc_health_v1',
    ],
    before: `// Ask asks in the background.
func Ask(client grpc_health_v1.HealthClient) {
	go func() {
		_, _ = client.Check(context.Background(), &grpc_health_v1.HealthCheckRequest{})
	}()
}
`,
    after: `// Ask asks in the background.
func Ask(client grpc_health_v1.HealthClient) {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	go func() {
		defer cancel()
		_, _ = client.Check(ctx, &grpc_health_v1.HealthCheckRequest{})
	}()
}
`,
    support: `var client = connect()

func hang(ctx context.Context, _ any, _ *grpc.UnaryServerInfo, _ grpc.UnaryHandler) (any, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func connect() grpc_health_v1.HealthClient {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer(grpc.UnaryInterceptor(hang))
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	go server.Serve(listener)
	c, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	return grpc_health_v1.NewHealthClient(c)
}
`,
    drive: `Ask(client)`,
    waitsIn: 'example.com/shop/insurance.Ask.func',
    proven: false,
  },
  prevention: [
    'An interceptor that refuses calls without a deadline, at least in tests.',
    'A test against a server that hangs.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) =>
    clues.own !== '' && includesPackage(clues.library, 'google.golang.org/grpc') && clues.operation !== 'running'
      ? certain
      : null,
};
