// Goroutines that gRPC keeps for each connection and server. Streams that nobody drains are not among them.
import type { IgnorePack } from '../model.ts';

const transport = 'google.golang.org/grpc/internal/transport';

export const grpc: IgnorePack = {
  id: 'grpc',
  version: 1,
  name: 'gRPC servers and clients',
  rules: [
    { any: 'google.golang.org/grpc.(*Server).Serve', state: 'IO wait', what: 'waits for connections' },
    { any: `${transport}.(*http2Client).reader`, foreign: true, what: 'reads the connection of a client' },
    { any: `${transport}.(*http2Client).keepalive`, foreign: true, what: 'keeps the connection of a client alive' },
    { any: `${transport}.(*controlBuffer).get`, foreign: true, what: 'writes to a connection' },
    { any: `${transport}.(*http2Server).HandleStreams`, foreign: true, what: 'reads a connection of a server' },
    { any: `${transport}.(*http2Server).keepalive`, foreign: true, what: 'watches a connection of a server' },
    {
      any: 'google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run',
      foreign: true,
      what: 'callbacks of a connection, resolver or balancer',
    },
    { any: 'google.golang.org/grpc.(*Server).serverWorker', foreign: true, what: 'an idle worker of a server' },
    { any: 'google.golang.org/grpc.(*addrConn).resetTransport', foreign: true, what: 'connects again' },
    { any: 'google.golang.org/grpc/internal/resolver/dns.(*dnsResolver).watcher', what: 'watches names' },
    { any: 'google.golang.org/grpc.(*ccBalancerWrapper).watcher', what: 'balances (up to grpc 1.54)' },
    { any: 'google.golang.org/grpc/internal/binarylog.*', foreign: true, what: 'logs calls' },
  ],
};
