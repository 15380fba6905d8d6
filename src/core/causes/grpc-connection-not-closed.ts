// A gRPC connection for every call.
import { includesPackage } from './names.ts';
import { certain } from './odds.ts';
import type { Cause } from './model.ts';

export const grpcConnectionNotClosed: Cause = {
  id: 'grpc-connection-not-closed',
  name: 'gRPC connections are not closed',
  looksLike:
    'Goroutines of gRPC alone: `(*http2Client).reader` in `IO wait`, `(*controlBuffer).get` and `grpcsync.(*CallbackSerializer).run` in `select`. A few are healthy; numbers that grow are not.',
  excerpt: `goroutine 42 [select]:
google.golang.org/grpc/internal/transport.(*controlBuffer).get(…)
	google.golang.org/grpc@v1.85.0/internal/transport/controlbuf.go:496
google.golang.org/grpc/internal/transport.(*loopyWriter).run(…)
	google.golang.org/grpc@v1.85.0/internal/transport/controlbuf.go:672
google.golang.org/grpc/internal/transport.NewHTTP2Client.func6()
	google.golang.org/grpc@v1.85.0/internal/transport/http2_client.go:492
created by google.golang.org/grpc/internal/transport.NewHTTP2Client in goroutine 1
	google.golang.org/grpc@v1.85.0/internal/transport/http2_client.go:490
`,
  why: '`grpc.NewClient` (or `Dial`) makes a connection that keeps itself alive with several goroutines until `Close`. Made anew for each call, it leaves them each time.',
  fix: 'Make one `ClientConn` a server and share it: it carries many calls at once. `defer conn.Close()` where it must be short-lived.',
  example: {
    package: 'customs',
    imports: [
      'context',
      'net',
      'sync',
      'google.golang.org/grpc',
      'google.golang.org/grpc/credentials/insecure',
      'google.golang.org/grpc/health',
      'google.golang.org/grpc/health/grpc_health_v1',
    ],
    before: `// Check asks whether the office is open.
func Check(ctx context.Context, address string) error {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	_, err = grpc_health_v1.NewHealthClient(conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{})
	return err // The connection stays open.
}
`,
    after: `// Check asks whether the office is open.
func Check(ctx context.Context, address string) error {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = grpc_health_v1.NewHealthClient(conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{})
	return err
}
`,
    support: `var address = sync.OnceValue(func() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	go server.Serve(listener)
	return listener.Addr().String()
})
`,
    drive: `_ = Check(context.Background(), address())`,
    waitsIn: 'google.golang.org/grpc/internal/transport.(*controlBuffer).get',
    proven: false,
  },
  prevention: [
    '`goleak.VerifyNone(t)` behind two calls.',
    'In review: no `grpc.NewClient` in a function that serves a request.',
  ],
  sharePercent: null,
  howCommon: 'No published figure.',
  weigh: (clues) => {
    if (clues.own !== '' || !includesPackage(clues.names, 'google.golang.org/grpc')) return null;
    return clues.names.some((name) => name.includes('newClientStream')) ? certain * 0.1 : certain * 0.8;
  },
};
